"""Recorded contacts become transcripts, evidence, findings and causes.

In: recordings, transcripts, contacts with their outcome, incidents, versions.
Out: findings and answers that quote, causes with a probability, cohorts, gaps.
``cause`` stands alone: it needs three tables and no recording.
Callers: ``web``, ``bench`` and ``cli``. No mood is scored; without telemetry it is ``unknown``.
"""
