"""Why customers come: reasons given beforehand, and those found in what no given one takes.

In: what customers said (redacted), reasons with example sentences, an ``Embed`` port. Out: the
reason of each contact or none, versions of found reasons that never change, trends, repeats, gaps.
Nothing here writes to the store or reads who the adviser was. Callers: ``bench`` and ``cli``.
"""
