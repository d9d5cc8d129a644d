"""How long something took, and how stretches lie beside each other: computed, never judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from nawba.domain.candidates import Fact


@dataclass(frozen=True)
class Timeline:
    """``months`` worked at all (an overlap counts once); gaps and overlaps as first and last month.

    Months are ``YYYY-MM``; a stretch with a year alone is left out, and counted in ``unclear``.
    """

    months: int
    gaps: tuple[tuple[str, str], ...]
    overlaps: tuple[tuple[str, str], ...]
    unclear: int


def months_between(start: str, end: str, current: bool, today: date) -> int | None:
    """Months from ``start`` to ``end`` (or today), both counted; None where one is not known.

    Two years without months are twelve months for each year between them, the middle of what they
    can mean; the same year twice, or a year against a month, is not known.
    """
    last = today.isoformat()[:7] if current else end
    if len(start) >= 7 and len(last) >= 7:
        return (
            max(1, _number(last) - _number(start) + 1) if _number(last) >= _number(start) else None
        )
    if len(start) == 4 and len(end) == 4 and int(end) > int(start):
        return 12 * (int(end) - int(start))
    return None


def timeline(facts: Iterable[Fact], today: date) -> Timeline:
    """What the experiences among ``facts`` cover together."""
    values = [fact.value for fact in facts if fact.kind == "experience"]
    spans = [_span(value["start"], value["end"], value["current"], today) for value in values]
    known = sorted(span for span in spans if span is not None)
    covered = {month for first, last in known for month in range(first, last + 1)}
    twice = {
        month
        for at, (first, last) in enumerate(known)
        for other in known[at + 1 :]
        for month in range(max(first, other[0]), min(last, other[1]) + 1)
    }
    whole = range(min(covered), max(covered) + 1) if covered else range(0)
    return Timeline(
        len(covered),
        _runs([month for month in whole if month not in covered]),
        _runs(sorted(twice)),
        len(spans) - len(known),
    )


def _span(start: str, end: str, current: bool, today: date) -> tuple[int, int] | None:
    last = today.isoformat()[:7] if current else end
    if len(start) < 7 or len(last) < 7 or last[:7] < start[:7]:
        return None
    return _number(start), _number(last)


def _number(when: str) -> int:
    return int(when[:4]) * 12 + int(when[5:7]) - 1


def _runs(months: Sequence[int]) -> tuple[tuple[str, str], ...]:
    found: list[list[int]] = []
    for month in months:
        if found and found[-1][-1] == month - 1:
            found[-1].append(month)
        else:
            found.append([month])
    return tuple((_written(run[0]), _written(run[-1])) for run in found)


def _written(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"
