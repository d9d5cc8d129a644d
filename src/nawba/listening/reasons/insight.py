"""Why customers came, put together: reasons with counts, how well answered, repeats, gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date

from nawba.listening.reasons.assign import Assigned
from nawba.listening.reasons.heard import Heard
from nawba.listening.reasons.repeats import Repeats, repeats
from nawba.listening.reasons.taxonomy import Reason
from nawba.listening.reasons.trends import Change, changes, daily
from nawba.stats import wilson

NO_REASON = ""
"""Stands for the contacts that no reason takes."""

ALL = "*"
"""Stands for all contacts of the data, in trends."""

FEWEST_JUDGED, _BADLY = 10, 0.5
_EXAMPLES = 5


@dataclass(frozen=True)
class Share:
    """Of a reason's ``contacts`` ``judged`` have an outcome, ``not_answered`` a bad one."""

    reason: Reason | None
    contacts: int
    share: float
    judged: int
    not_answered: int
    low: float | None
    high: float | None


@dataclass(frozen=True)
class ReasonGap:
    """For the knowledge editor: a reason whose contacts were mostly not answered well.

    ``certain``: the interval of the share lies above a half, else only the share does.
    """

    reason: str
    name: str
    brand: str
    contacts: int
    not_answered: int
    certain: bool
    examples: tuple[str, ...]


@dataclass(frozen=True)
class Insight:
    shares: tuple[Share, ...]
    repeats: tuple[Repeats, ...]
    changes: tuple[Change, ...]
    gaps: tuple[ReasonGap, ...]


def gain(
    heard: Sequence[Heard], assigned: Sequence[Assigned], reasons: Sequence[Reason]
) -> Insight:
    """What ``heard`` contacts with their ``assigned`` reasons tell, reasons with most first."""
    ids = [one.reason or NO_REASON for one in assigned]
    visits = [(one.customer, id, one.at) for one, id in zip(heard, ids, strict=True)]
    known = [visit for visit in visits if visit[1] != NO_REASON]
    return Insight(
        _shares(heard, ids, reasons),
        tuple(repeats(known, max((at for *_, at in visits if at), default=None))),
        tuple(trends(heard, ids)),
        _gaps(heard, ids, reasons),
    )


def trends(heard: Sequence[Heard], ids: Sequence[str], seed: int = 0) -> list[Change]:
    """Changes in each reason's contacts per day (UTC), and in all of them together."""
    days = [one.at.astimezone(UTC).date() if one.at else None for one in heard]
    known = [day for day in days if day]
    if not known:
        return []
    first, last = min(known), max(known)
    counts = {ALL: daily(known, first, last)}
    for id in sorted(set(ids)):
        counts[id] = daily(_days_of(id, ids, days), first, last)
    return changes(counts, first, seed=seed)


def _days_of(id: str, ids: Sequence[str], days: Sequence[date | None]) -> list[date]:
    return [day for day, own in zip(days, ids, strict=True) if day and own == id]


def _shares(
    heard: Sequence[Heard], ids: Sequence[str], reasons: Sequence[Reason]
) -> tuple[Share, ...]:
    named = {one.id: one for one in reasons}
    found = []
    for id in set(ids):
        own = [one for one, taken in zip(heard, ids, strict=True) if taken == id]
        judged, bad = _outcomes(own)
        low, high = wilson(bad, judged) or (None, None)
        reason = named.get(id)
        found.append(Share(reason, len(own), len(own) / len(heard), judged, bad, low, high))
    return tuple(
        sorted(found, key=lambda one: (-one.contacts, one.reason.id if one.reason else ""))
    )


def _outcomes(heard: Sequence[Heard]) -> tuple[int, int]:
    told = [one.answered for one in heard if one.answered is not None]
    return len(told), told.count(False)


def _gaps(
    heard: Sequence[Heard], ids: Sequence[str], reasons: Sequence[Reason]
) -> tuple[ReasonGap, ...]:
    found = []
    for reason in reasons:
        own = [one for one, id in zip(heard, ids, strict=True) if id == reason.id]
        for brand in sorted({one.brand for one in own}):
            gap = _gap(reason, brand, [one for one in own if one.brand == brand])
            found += [gap] if gap else []
    return tuple(sorted(found, key=lambda one: (-one.not_answered, one.reason, one.brand)))


def _gap(reason: Reason, brand: str, own: Sequence[Heard]) -> ReasonGap | None:
    judged, bad = _outcomes(own)
    if judged < FEWEST_JUDGED or bad / judged <= _BADLY:
        return None
    interval = wilson(bad, judged)
    asked = dict.fromkeys(one.text for one in own if one.answered is False)
    examples = tuple(asked)[:_EXAMPLES]
    certain = bool(interval and interval[0] > _BADLY)
    return ReasonGap(reason.id, reason.name(), brand, judged, bad, certain, examples)
