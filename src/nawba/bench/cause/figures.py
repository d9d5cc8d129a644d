"""What is asked of a diagnosis whose truth is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from nawba.bench.cause.worlds import PLANTED
from nawba.listening.cause.tables import Flags, Floats

BINS = 10


@dataclass(frozen=True)
class Judged:
    """``ap_human``: average precision of the human probability among the contacts that failed;
    ``precision_at_70_recall``: the best precision while at least 70 % of them are found; ``ece``:
    expected calibration error in ten bins of equal width; ``false_blame``: share of the failures
    not caused by people whose verdict names people; ``found``: share of those caused by people
    whose verdict does; ``ap_others``: technology, process."""

    ap_human: float | None
    precision_at_70_recall: float | None
    ece: float
    false_blame: float
    found: float | None
    ap_technology: float | None = None
    ap_process: float | None = None


def judged(
    truth: dict[str, Flags], probabilities: dict[str, Floats], verdicts: Sequence[str]
) -> Judged:
    """All of these [contact that failed]."""
    human, p = truth["human"], probabilities["human"]
    blamed = np.array(["human" in one.split("+") for one in verdicts], bool)
    return Judged(
        ap_human=average_precision(human, p),
        precision_at_70_recall=precision_at(human, p, 0.7),
        ece=calibration_error(human, p),
        false_blame=float(blamed[~human].mean()) if (~human).any() else 0.0,
        found=float(blamed[human].mean()) if human.any() else None,
        **{f"ap_{one}": average_precision(truth[one], probabilities[one]) for one in PLANTED[1:]},
    )


def average_precision(true: Flags, score: Floats) -> float | None:
    """The area under precision over recall, in steps; None where nothing is true. Ties count as
    one step."""
    if not true.any():
        return None
    precision, recall = _curve(true, score)
    return float((np.diff(recall, prepend=0.0) * precision).sum())


def precision_at(true: Flags, score: Floats, least: float) -> float | None:
    """The best precision at a recall of at least ``least``."""
    if not true.any():
        return None
    precision, recall = _curve(true, score)
    return float(precision[recall >= least - 1e-12].max())


def _curve(true: Flags, score: Floats) -> tuple[Floats, Floats]:
    order = np.argsort(-score, kind="stable")
    ends = np.append(np.flatnonzero(np.diff(score[order])), order.size - 1)
    hits = np.cumsum(true[order])[ends]
    return hits / (ends + 1), hits / hits[-1]


def calibration_error(true: Flags, p: Floats, bins: int = BINS) -> float:
    """Naeini et al., "Obtaining well calibrated probabilities using Bayesian binning" (AAAI 2015):
    the mean distance, over bins of equal width, of what was said from what was so."""
    which = np.minimum((p * bins).astype(int), bins - 1)
    said = np.bincount(which, p, bins)
    so = np.bincount(which, true, bins)
    return float(np.abs(said - so).sum() / max(p.size, 1))
