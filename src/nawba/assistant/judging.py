"""Whether what was found may be served: the one place where scores meet thresholds."""

from __future__ import annotations

from collections.abc import Sequence

from nawba.assistant.acts import Part, Turn
from nawba.domain.ports import Found


def doubt(turn: Turn) -> str | None:
    """Why the best article found must not be served, or None if it may be."""
    return _doubt(turn.found, turn.threshold, turn)


def part_doubt(part: Part, turn: Turn) -> str | None:
    """The same for one of several questions, by the threshold that holds for it."""
    return _doubt(part.found, part.threshold, turn)


def _doubt(found: Sequence[Found], threshold: float | None, turn: Turn) -> str | None:
    if not found:
        return "nothing_found"
    best = found[0]
    if threshold is None:
        return "assist_only"
    if best.score < threshold:
        return "below_threshold"
    if best.margin < turn.least_margin:
        return "ambiguous"
    return "repeated" if best.article.id in turn.facts.answered_articles else None
