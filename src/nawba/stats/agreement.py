"""How far two who answered the same questions agree beyond what chance would give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_DRAWS = 2_000


@dataclass(frozen=True)
class Agreement:
    """``kappa`` of ``pairs`` with its interval; None where chance alone agrees always.

    ``share`` is how many agreed. ``low`` and ``high`` are None with a kappa that is.
    """

    pairs: int
    share: float | None
    kappa: float | None
    low: float | None
    high: float | None


def cohens_kappa(
    pairs: Sequence[tuple[str, str]], *, confidence: float = 0.95, seed: int = 0
) -> Agreement:
    """Agreement of two on the same things: J. Cohen, "A coefficient of agreement for nominal
    scales", Educational and Psychological Measurement 20 (1960).

    The interval is the percentile bootstrap over the pairs (B. Efron, "Bootstrap methods", Annals
    of Statistics 7, 1979), which takes the pairs to be independent of each other. Draws in which
    both gave one and the same answer throughout have no kappa and are left out.
    """
    if not pairs:
        return Agreement(0, None, None, None, None)
    names = sorted({one for pair in pairs for one in pair})
    cells = np.array([names.index(a) * len(names) + names.index(b) for a, b in pairs])
    table = np.bincount(cells, minlength=len(names) ** 2)[None, :]
    kappa, share = float(_kappas(table, len(names))[0]), float(np.mean([a == b for a, b in pairs]))
    if np.isnan(kappa):
        return Agreement(len(pairs), share, None, None, None)
    low, high = _interval(cells, len(names), confidence, seed)
    return Agreement(len(pairs), share, kappa, low, high)


def _interval(
    cells: NDArray[np.int64], names: int, confidence: float, seed: int
) -> tuple[float, float]:
    """The middle ``confidence`` of the kappas of samples drawn anew from the pairs.

    A sample of n pairs is a multinomial draw over the cells of their table: no pair is handled.
    """
    counts = np.bincount(cells, minlength=names**2)
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(len(cells), counts / len(cells), size=_DRAWS)
    kappas = _kappas(drawn, names)
    tail = (1 - confidence) / 2
    low, high = np.nanquantile(kappas, [tail, 1 - tail])
    return float(low), float(high)


def _kappas(tables: NDArray[np.int64], names: int) -> NDArray[np.float64]:
    """Kappa of each row: a table of ``names`` x ``names`` counts, flat; NaN where undefined."""
    square = tables.reshape(-1, names, names)
    total = square.sum(axis=(1, 2))
    seen = np.trace(square, axis1=1, axis2=2) / total
    chance = (square.sum(axis=1) * square.sum(axis=2)).sum(axis=1) / total**2
    with np.errstate(invalid="ignore", divide="ignore"):
        found: NDArray[np.float64] = np.where(chance < 1, (seen - chance) / (1 - chance), np.nan)
    return found
