"""In: documents of candidates (PDF, DOCX, ODT, HTML, text, images) and the job that they are for.
Out: what is written there as facts with their lines, criteria met, questions to ask, a shortlist.
A fact without a line cannot exist; name, photo, age, gender and address never reach the score.
Nobody is refused by a machine: each decision is a person's, with a reason.
Called by ``web``, ``cli``, ``demo`` and ``bench``; needs ``domain``, ``stats``, ``models``.
"""
