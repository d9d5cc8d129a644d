"""How many advisers it takes: exact queueing formulas, and the fewest that keep a target.

In: arrivals, handling times, patience, targets, in seconds; or the live board. Out: waits, who
leaves, occupancy, numbers of advisers, an outlook. ``line`` and ``staffing`` are exact, for one
queue; ``simulation`` plays days with the live policies, ``outlook`` the next hour, both in the
process of a ``bureau``. Callers: ``web``, ``bench`` and ``cli``.
"""
