"""In: a job's declared criteria and the facts read of a candidate, protected ones taken out.
Out: each criterion met, not met or not stated, with its lines, and their transparent sum.
What is not stated is a question to ask, no zero; nothing but declared criteria counts.
No embedding and no model ranks anybody here.
Called by ``hiring``, ``web``, ``cli`` and ``bench``; needs ``domain``.
"""
