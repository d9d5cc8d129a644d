"""Customers who came back for the same reason within a week, and what the data cannot say.

A contact of the last seven days may still be repeated after the data end: it is censored. The
share is over contacts whose week was seen whole; those censored are counted beside it, and contacts
of unknown customers too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from nawba.stats import wilson

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Repeats:
    """Of ``contacts`` with a whole week after them ``repeated`` were followed by one of the same
    customer and reason; ``low`` and ``high``: 95 % of the share. ``censored``: too late to tell;
    ``unknown``: no customer or time."""

    reason: str
    contacts: int
    repeated: int
    share: float | None
    low: float | None
    high: float | None
    censored: int
    unknown: int


Visit = tuple[str, str, datetime | None]
"""Customer (empty: not known), reason, when."""


def repeats(visits: Sequence[Visit], end: datetime | None = None) -> list[Repeats]:
    """For each reason, those with most repeats first. ``end`` of the data: the last visit."""
    known = [(who, why, at) for who, why, at in visits if who and at is not None]
    last = end or max((at for _, _, at in known), default=None)
    followed = _followed(known)
    found = [_repeats(why, visits, followed, last) for why in sorted({one[1] for one in visits})]
    return sorted(found, key=lambda one: (-one.repeated, one.reason))


def _followed(
    known: Sequence[tuple[str, str, datetime]],
) -> Mapping[tuple[str, str, datetime], bool]:
    """Whether each visit was followed within a week. Two at the very same time are one visit."""
    times: dict[tuple[str, str], list[datetime]] = {}
    for who, why, at in sorted(set(known)):
        times.setdefault((who, why), []).append(at)
    return {
        (who, why, at): next_at - at <= WEEK
        for (who, why), own in times.items()
        for at, next_at in zip(
            own, [*own[1:], datetime.max.replace(tzinfo=own[0].tzinfo)], strict=True
        )
    }


def _repeats(
    why: str,
    visits: Sequence[Visit],
    followed: Mapping[tuple[str, str, datetime], bool],
    last: datetime | None,
) -> Repeats:
    own = [one for one in visits if one[1] == why]
    unknown = sum(not who or at is None for who, _, at in own)
    mine = [(at, is_followed) for (_, reason, at), is_followed in followed.items() if reason == why]
    whole = [is_followed for at, is_followed in mine if last is not None and at + WEEK <= last]
    repeated = sum(whole)
    interval = wilson(repeated, len(whole))
    share = repeated / len(whole) if whole else None
    low, high = interval or (None, None)
    return Repeats(why, len(whole), repeated, share, low, high, len(mine) - len(whole), unknown)
