"""Queues with known answers: what the formulas, the chains and the simulation make of each.

In: the cases of ``cases.toml`` (parameters, expected figures, their sources). Out:
``QueueingFigures``, case by case. ``forms`` answers by a formula of ``planning``, ``chains`` by
solving a Markov chain state by state, ``plays`` by simulation. Called by ``nawba bench queueing``.
"""

from nawba.bench.queueing.cases import Case, differences, load_cases
from nawba.bench.queueing.measure import Check, QueueingFigures, measure_queueing

__all__ = ["Case", "Check", "QueueingFigures", "differences", "load_cases", "measure_queueing"]
