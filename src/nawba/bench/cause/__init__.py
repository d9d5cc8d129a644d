"""Is the diagnosis right? Planted months, whose truth is known, and what simpler methods make of
them.

In: how many seeds, or a folder with a month and its truth. Out: average precision, calibration and
false blame of people, beside an oracle, ridge logit, noisy-OR and lift. Called by ``cli``.
"""

from nawba.bench.cause.measure import CauseFigures, figures_of, judge_world, measure_causes

__all__ = ["CauseFigures", "figures_of", "judge_world", "measure_causes"]
