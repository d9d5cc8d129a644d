"""Why contacts failed: the person, the technology, the process, nothing in particular, or unknown.

In: contacts with their outcome (``Contacts``), incidents and changes as far as they are known. Out:
for each contact how probably each cause was active, and what was found behind it. Everything is
pure; no telemetry means ``unknown``, never ``human``.
"""
