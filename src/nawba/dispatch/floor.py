"""The live board as dispatch needs it: who waits in which line, who sits free on which bench.

Everything here can be computed from a board, a memory and a centre. It is kept up to date event
by event instead, so that a busy centre of 40,000 advisers is never walked through.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from nawba.dispatch.memory import Memory
from nawba.dispatch.policy import Bench, Free, Line, Waiting
from nawba.dispatch.pools import tabulate
from nawba.dispatch.ranks import Ranks
from nawba.domain import events as ev
from nawba.domain.board import Board, ContactLine
from nawba.domain.words import Adviser, Centre


class Floor:
    """``lines`` rank the waiting contacts, ``benches`` the advisers with a place.

    ``direct`` holds apart the contacts meant for one adviser, ``ringing`` the contacts with a live
    offer and when it runs out.
    """

    def __init__(self, centre: Centre, board: Board, memory: Memory) -> None:
        self.centre, self.board, self.memory = centre, board, memory
        self.pools = tabulate(centre)
        self.lines: Ranks[Line, Waiting] = Ranks()
        self.benches: Ranks[Bench, Free] = Ranks()
        self.direct: dict[str, Waiting] = {}
        self.ringing: dict[str, datetime] = {}
        self._load: Counter[tuple[str, str]] = Counter()
        self._offers: Counter[str] = Counter()
        self._seated: dict[tuple[str, str], Free] = {}
        for line in board.contacts.values():
            self._enter(line)
        self._seat(centre.adviser)

    def apply(self, recorded: ev.Recorded) -> None:
        """Fold one event in; those at or before the board's cursor are ignored."""
        if recorded.seq <= self.board.cursor.get(recorded.cell, 0):
            return
        event = recorded.event
        contact = event.contact if isinstance(event, ev.ContactEvent) else ""
        before = self.board.contacts.get(contact)
        self.board.apply(recorded)
        self.memory.apply(recorded)
        after = self.board.contacts.get(contact)
        if before is not after:
            self._seat(self._leave(before) | self._enter(after))
        if isinstance(event, ev.PresenceChanged):
            self._seat((event.adviser,))

    def is_available(self, adviser: str) -> bool:
        """True when the adviser is configured and ready to work; they may be at capacity."""
        presence = self.board.presence.get(adviser)
        is_here = presence is not None and presence.state == "available"
        return is_here and adviser in self.pools.pool_of

    def has_place(self, adviser: str, channel: str) -> bool:
        return (adviser, channel) in self._seated

    def _enter(self, line: ContactLine | None) -> set[str]:
        """Count a contact in; returns the advisers whose place may have changed."""
        waiting = self._waiting(line)
        if waiting is not None and waiting.direct_adviser is not None:
            self.direct[waiting.contact] = waiting
        elif waiting is not None:
            self.lines.add((waiting.queue, waiting.channel), waiting)
        if line is not None and line.offer is not None:
            self.ringing[line.id] = line.offer.expires_at
        return self._count(line, 1)

    def _leave(self, line: ContactLine | None) -> set[str]:
        """The inverse of ``_enter``."""
        waiting = self._waiting(line)
        if waiting is not None and self.direct.pop(waiting.contact, None) is None:
            self.lines.remove((waiting.queue, waiting.channel), waiting)
        if line is not None:
            self.ringing.pop(line.id, None)
        return self._count(line, -1)

    def _waiting(self, line: ContactLine | None) -> Waiting | None:
        if line is None or line.state != "waiting" or line.offer is not None:
            return None
        queue = self._queue(line)
        if queue is None or line.waiting_since is None:
            return None
        return Waiting(line.waiting_since, line.id, queue, line.channel, line.direct_adviser)

    def _queue(self, line: ContactLine) -> str | None:
        """The contact's queue; that of its brand's entry when its own is no longer configured."""
        if line.queue in self.centre.queue:
            return line.queue
        entry = self.centre.entry_queue(line.brand, line.language)
        return entry.id if entry is not None else None

    def _count(self, line: ContactLine | None, step: int) -> set[str]:
        touched: set[str] = set()
        if line is not None and line.lead is not None and line.lead.party == "adviser":
            self._load[line.lead.party_id, line.channel] += step
            touched.add(line.lead.party_id)
        if line is not None and line.offer is not None:
            self._offers[line.offer.adviser] += step
            touched.add(line.offer.adviser)
        return touched

    def _seat(self, advisers: Iterable[str]) -> None:
        """Put advisers where they belong now: on the bench of each channel, or on none."""
        for adviser in advisers:
            person = self.centre.adviser.get(adviser)
            if person is not None:
                for channel in person.capacity:
                    self._seat_on(person, channel)

    def _seat_on(self, person: Adviser, channel: str) -> None:
        seat, bench = (person.id, channel), (self.pools.pool_of[person.id], channel)
        old, new = self._seated.get(seat), self._free(person, channel)
        if old == new:
            return
        if old is not None:
            self.benches.remove(bench, self._seated.pop(seat))
        if new is not None:
            self._seated[seat] = new
            self.benches.add(bench, new)

    def _free(self, person: Adviser, channel: str) -> Free | None:
        load = self._load[person.id, channel]
        if not self.is_available(person.id) or self._offers[person.id]:
            return None
        if load >= person.capacity[channel]:
            return None
        since = self.board.presence[person.id].since
        return Free(load, max(since, self.memory.last_hand.get(person.id, since)), person.id)
