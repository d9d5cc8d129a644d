"""Recorded contacts become transcripts, evidence, findings and causes.

In: recordings, transcripts, contacts with their outcome, incidents, versions.
Out: findings and answers that quote, causes with a probability, cohorts, gaps.
``cause`` stands alone: it needs three tables and no recording.
Callers: ``web``, ``bench`` and ``cli``. Nothing here scores a mood.
In: recordings, transcripts, contacts with their outcome, incidents, versions. Out: findings that
quote, causes with a probability, cohorts, gaps. ``cause`` stands alone: it needs three tables and
no recording. Its callers are ``web``, ``bench`` and ``cli``.
Nothing here scores a mood, and no telemetry means ``unknown``, never a person.
"""
