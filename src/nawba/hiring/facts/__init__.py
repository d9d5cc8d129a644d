"""In: the lines of a candidate's document as they were read, and today's date.
Out: facts, each with the lines that it was read from; what is not written is no fact.
Rules and word lists only: the same lines always tell the same facts, in a few milliseconds.
Values stand in their lines letter by letter, or are computed from them by a rule written here.
Called by ``hiring``, ``web``, ``cli`` and ``bench``; needs ``domain``.
"""
