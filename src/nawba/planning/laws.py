"""How long contacts take and how long customers wait before they leave, as far as it was seen.

A number that nothing was seen for is a stated assumption (``Law.basis``), never a silent one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean, variance
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.store import tables

Line = tuple[str, str]
"""(queue, channel)"""

LawBasis = Literal["own", "fitted", "centre", "assumed"]

ALL: Line = ("", "")

_PAST = timedelta(weeks=4)
_RECENT, _KEPT = 10_000, 500
_SEEN, _FITTED, _LEFT = 30, 10, 5
_HANDLING = (300.0, 0.9)  # seconds, variance / mean²
_PATIENCE = 600.0  # seconds


@dataclass(frozen=True)
class Law:
    """A distribution of seconds: the ``values`` seen; or of this ``mean``, lognormal with ``scv``
    (variance / mean²), exponential without.

    ``basis``: ``own`` was seen in this queue, ``fitted`` to the few that were, ``centre`` seen in
    all queues together, ``assumed`` where nothing was seen.
    """

    basis: LawBasis
    mean: float
    scv: float | None = None
    values: tuple[float, ...] = ()


def laws_seen(connection: Connection, now: datetime) -> tuple[dict[Line, Law], dict[Line, Law]]:
    """Handling and patience by line, from the last ten thousand contacts of four weeks; those of
    ``ALL`` hold for a line where nothing was seen."""
    handled, waited = _recent(connection, now)
    return (
        {line: handling_law(handled, line) for line in (ALL, *handled)},
        {line: patience_law(waited, line) for line in (ALL, *waited)},
    )


@dataclass
class Waited:
    """All the time that was waited, and how many left."""

    seconds: float = 0.0
    left: int = 0


Handled = dict[Line, list[float]]
"""Seconds that each contact took, by line."""


def _recent(connection: Connection, now: datetime) -> tuple[Handled, dict[Line, Waited]]:
    """Of the last contacts: the hands of advisers that came to their end, and the waits."""
    c, hand = tables.contacts.c, tables.hands
    last = (
        sa.select(c.id, c.queue, c.entry_queue, c.channel, c.queued_at, c.answered_at)
        .add_columns(c.closed_at, c.close_reason)
        .where(c.queued_at.is_not(None), c.opened_at >= now - _PAST)
        .order_by(c.opened_at.desc())
        .limit(_RECENT)
        .subquery()
    )
    whole = sa.or_(hand.c.reason == last.c.close_reason, hand.c.reason == "transferred")
    ended = hand.c.leads, hand.c.party == "adviser", hand.c.ended_at.is_not(None), whole
    hands = (
        sa.select(last.c.queue, last.c.channel, hand.c.started_at, hand.c.ended_at)
        .join(hand, hand.c.contact == last.c.id)
        .where(*ended)
        .order_by(hand.c.ended_at.desc())
    )
    waits = connection.execute(sa.select(last))
    return _lengths(connection.execute(hands)), _waits(waits, now)


def _lengths(rows: Iterable[Any]) -> Handled:
    found: Handled = defaultdict(list)
    for queue, channel, start, end in rows:
        for line in ((queue, channel), ALL):
            if len(found[line]) < _KEPT:
                found[line].append(max(1.0, (end - start).total_seconds()))
    return found


def _waits(rows: Iterable[Any], now: datetime) -> dict[Line, Waited]:
    found: dict[Line, Waited] = defaultdict(Waited)
    for row in rows:
        until = row.answered_at or row.closed_at or now
        left = row.answered_at is None and row.closed_at is not None
        for line in ((row.entry_queue, row.channel), ALL):
            found[line].seconds += max(0.0, (until - row.queued_at).total_seconds())
            found[line].left += left
    return found


def handling_law(seen: Handled, line: Line) -> Law:
    """As seen from 30 on; a lognormal of the same logarithms from 10 on; else all queues'."""
    values = seen.get(line, [])
    basis: LawBasis = "centre" if line == ALL else "own"
    if len(values) >= _SEEN:
        return Law(basis, fmean(values), None, tuple(sorted(values)))
    if len(values) >= _FITTED:
        logs = [math.log(one) for one in values]
        spread = variance(logs)
        fit = "fitted" if basis == "own" else basis
        mean = math.exp(fmean(logs) + spread / 2)
        return Law(fit, mean, max(math.expm1(spread), 1e-6))
    return handling_law(seen, ALL) if basis == "own" else Law("assumed", *_HANDLING)


def patience_law(seen: dict[Line, Waited], line: Line) -> Law:
    """Exponential: all time waited over those who left; waits that ended otherwise are censored.

    The maximum-likelihood estimate; as used for contact centres by L. Brown et al., "Statistical
    analysis of a telephone call center", J. Am. Stat. Assoc. 100 (2005). With fewer than five who
    left it says nothing.
    """
    waited = seen.get(line, Waited())
    basis: LawBasis = "centre" if line == ALL else "own"
    if waited.left >= _LEFT:
        return Law(basis, max(1.0, waited.seconds / waited.left))
    return patience_law(seen, ALL) if basis == "own" else Law("assumed", _PATIENCE)
