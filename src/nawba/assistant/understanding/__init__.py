"""How a customer's words become an intent with a score: features, kernel, trust or choice.

In: labelled texts, an ``Embed``, what search found. Out: numbers, for ``assistant.intents`` (any
labels) and ``assistant.reading`` (articles). ``features`` makes three views of a text, ``kernel``
classifies where they are multiplied; ``trust`` says how likely an intent is right, ``choice`` which
article is or none. Training is deterministic; reading is read-only and safe from many threads.
"""
