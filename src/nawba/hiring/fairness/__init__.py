"""In: who was considered, who was taken further, and the groups that people declared themselves.
Out: rates by group, their ratios with exact intervals, and what can and cannot be told from them.
Groups never reach the score: they lie apart, and only counts of them come here.
A ratio is a reason to look, no proof of a cause; one that may be chance is called so.
Called by ``hiring``, ``web`` and ``cli``; needs ``stats``.
"""
