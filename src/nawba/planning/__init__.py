"""How many advisers it takes: exact queueing formulas, and the fewest that keep a target.

In: arrivals, handling times, patience, targets, all in seconds. Out: waits, abandonment, occupancy
and numbers of advisers. Everything is pure. ``erlang`` and ``line`` describe one queue,
``staffing`` turns them round, ``limits`` has the square-root rules, ``textbook`` what else has a
name. ``simulation`` plays whole days, in the process of a ``bureau``. Callers: ``web``, ``bench``
and ``cli``.
"""
