"""What dispatch remembers that the live board does not show: refusals, last hands, direct waits.

It is folded from the same events as the board, so that a dispatcher that takes over remembers the
same after reading the recent stream. Nothing here survives its use: a refusal its dwell, a direct
wait its patience.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import cast

from nawba.dispatch.timers import Timers
from nawba.domain import events as ev


@dataclass
class Memory:
    """``dwell`` is how long a refusal counts; to transfer a contact is to refuse it.

    ``refusals`` maps a contact to {adviser: until when they are not asked again}, ``last_hand`` an
    adviser to when they last began or ended one, ``direct_since`` a contact to the moment from
    which it waits for its direct adviser.
    """

    dwell: timedelta
    refusals: dict[str, dict[str, datetime]] = field(default_factory=dict)
    last_hand: dict[str, datetime] = field(default_factory=dict)
    direct_since: dict[str, datetime] = field(default_factory=dict)
    timers: Timers = field(default_factory=Timers)

    def apply(self, recorded: ev.Recorded) -> None:
        """Fold one event in; give each event once, in order."""
        fold = _FOLDS.get(type(recorded.event))
        if fold is not None:
            fold(self, recorded.event, recorded.at)

    def exclude(self, contact: str, adviser: str, until: datetime) -> None:
        self.refusals.setdefault(contact, {})[adviser] = until
        self.timers.set((contact, adviser), until.timestamp())

    def forget(self, now: float) -> set[str]:
        """Drop the refusals that are over at ``now`` (a timestamp); returns their contacts."""
        over = set()
        for name in self.timers.due(now):
            contact, adviser = cast(tuple[str, str], name)
            over.add(contact)
            running = self.refusals.get(contact, {})
            running.pop(adviser, None)
            if not running:
                self.refusals.pop(contact, None)
        return over

    def excluded(self) -> dict[str, frozenset[str]]:
        """Who is not to be asked, per contact."""
        return {contact: frozenset(advisers) for contact, advisers in self.refusals.items()}


def _offer_ended(memory: Memory, event: ev.Event, at: datetime) -> None:
    e = cast(ev.OfferEnded, event)
    # One who let an offer pass is paused by the house: to come back is to be asked again.
    if e.outcome == "refused":
        memory.exclude(e.contact, e.adviser, at + memory.dwell)


def _hand_started(memory: Memory, event: ev.Event, at: datetime) -> None:
    e = cast(ev.HandStarted, event)
    if e.party == "adviser":
        memory.last_hand[e.party_id] = at


def _hand_ended(memory: Memory, event: ev.Event, at: datetime) -> None:
    e = cast(ev.HandEnded, event)
    if e.party != "adviser":
        return
    memory.last_hand[e.party_id] = at
    if e.reason == "transferred":  # who sends a contact on is not the one to get it back
        memory.exclude(e.contact, e.party_id, at + memory.dwell)


def _queued(memory: Memory, event: ev.Event, at: datetime) -> None:
    e = cast(ev.ContactQueued, event)
    memory.direct_since.pop(e.contact, None)
    if e.direct_adviser is not None:
        memory.direct_since[e.contact] = at


def _closed(memory: Memory, event: ev.Event, at: datetime) -> None:
    contact = cast(ev.ContactClosed, event).contact
    for adviser in memory.refusals.pop(contact, ()):
        memory.timers.drop((contact, adviser))
    memory.direct_since.pop(contact, None)


_FOLDS: dict[type[ev.Event], Callable[[Memory, ev.Event, datetime], None]] = {
    ev.OfferEnded: _offer_ended,
    ev.HandStarted: _hand_started,
    ev.HandEnded: _hand_ended,
    ev.ContactQueued: _queued,
    ev.ContactClosed: _closed,
}

REMEMBERED = tuple(_FOLDS)
"""The types of events that change a memory."""
