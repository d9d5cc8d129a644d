"""An audit as a document: the same facts for a page, a file and a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from nawba.hiring.fairness.audit import FOUR_FIFTHS, LEAST_SHARE, Comparison, Row, Verdict
from nawba.stats.ratios import Ratio

MEANING: dict[Verdict, str] = {
    "most": "taken most often: the others are compared with it",
    "holds": "four fifths or more, proven",
    "open": "four fifths or more; too few people to prove it",
    "unequal": "four fifths or more, yet taken less often, beyond chance",
    "seems_below": "below four fifths, may be chance: look at the criteria",
    "below": "below four fifths; less often beyond chance: look at the criteria now",
    "surely_below": "below four fifths beyond chance: look at the criteria now",
}

LIMITS = (
    "A ratio says that groups fared differently, not why.",
    "Intervals take people as independent: where one employer answers several they are too short.",
    "Groups are what people declared themselves. Whoever declared nothing is in no rate.",
)


def document_of(comparisons: Sequence[Comparison]) -> dict[str, Any]:
    """Rates, ratios and intervals as JSON; an infinite limit is null."""
    return {
        "four_fifths": FOUR_FIFTHS,
        "least_share": LEAST_SHARE,
        "comparisons": [_comparison(one) for one in comparisons],
        "limits": list(LIMITS),
    }


def _comparison(one: Comparison) -> dict[str, Any]:
    return {
        "attributes": list(one.attributes),
        "people": one.people,
        "not_declared": one.not_declared,
        "confidence": one.confidence,
        "groups": [_row(row) for row in one.rows],
        "left_out": [
            {"group": list(group), "people": n} for group, n in sorted(one.left_out.items())
        ],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "group": list(row.group),
        "people": row.people,
        "taken": row.taken,
        "rate": row.rate,
        "rate_interval": [row.low, row.high],
        "ratio": row.ratio.value,
        "ratio_interval": _interval(row),
        "chance": None if row.verdict == "most" else row.ratio.chance,
        "verdict": row.verdict,
        "meaning": MEANING[row.verdict],
    }


def _interval(row: Row) -> list[float | None] | None:
    return None if row.verdict == "most" else _limits(row.ratio)


def _limits(ratio: Ratio) -> list[float | None]:
    return [ratio.low, ratio.high if math.isfinite(ratio.high) else None]
