"""How a customer's words become an intent with a score: features, kernel, trust.

In: labelled texts and an ``Embed``. Out: numbers; ``assistant.intents`` puts them together.
``features`` turns texts into three views (meaning, words, letters); ``kernel`` is a linear
classifier in the space where the views are multiplied; ``trust`` says how likely a reading is
right. Training is deterministic; prediction is read-only and safe from many threads.
"""
