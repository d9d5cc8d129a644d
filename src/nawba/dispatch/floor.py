"""The live board as dispatch needs it: who waits in which line, who sits free on which bench.

Everything here can be computed from a board, a memory and a centre. It is kept up to date event
by event instead, so that a busy centre of 40,000 advisers is never walked through.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from nawba.dispatch.desk import Desk
from nawba.dispatch.kernel import Policy
from nawba.dispatch.memory import Memory
from nawba.dispatch.plan import plan_of
from nawba.dispatch.policy import Bench, Free, Line, Waiting
from nawba.dispatch.timers import Timers
from nawba.domain import events as ev
from nawba.domain.board import Board, ContactLine
from nawba.domain.words import Adviser, Centre


class Floor:
    """``desk`` holds lines and benches, ``waiting`` the contacts that wait without an offer.

    ``direct`` are those meant for one adviser, by a person or because that one led last time; each
    is in ``desk.direct`` while it waits for them, and in its line once it is ``released``.
    ``ringing`` says when live offers run out.
    """

    def __init__(self, centre: Centre, board: Board, memory: Memory, policy: Policy) -> None:
        self.centre, self.board, self.memory = centre, board, memory
        self.plan = plan_of(centre, board.widened)
        self.desk = Desk(self.plan, policy, memory.refusals)
        self.waiting: dict[str, Waiting] = {}
        self.direct: dict[str, Waiting] = {}
        self.released: set[str] = set()
        self.ringing = Timers()
        self._dark = board.dark_sites
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
        if _standing(before) != _standing(after):
            self._seat(self._leave(before) | self._enter(after))
        if isinstance(event, ev.PresenceChanged):
            self._seat((event.adviser,))
        elif isinstance(event, (ev.MeasureApplied, ev.MeasureEnded)):
            self._measure(event)

    def is_available(self, adviser: str) -> bool:
        """True when the adviser is configured and ready to work, at a site that is not dark; they
        may be at capacity."""
        presence, known = self.board.presence.get(adviser), self.centre.adviser.get(adviser)
        is_here = presence is not None and presence.state == "available"
        return is_here and known is not None and known.site not in self._dark

    def _measure(self, event: ev.MeasureApplied | ev.MeasureEnded) -> None:
        """A site goes dark or comes back: its people. A queue is widened or not: the rules."""
        if event.kind == "site_dark":
            self._dark = self.board.dark_sites
            self._seat(one.id for one in self.centre.advisers if one.site == event.site)
        elif event.kind == "widen_queue":
            self.plan = plan_of(self.centre, self.board.widened)
            self.desk.replan(self.plan)
            for one in [one for one in self.waiting.values() if one.queue == event.queue]:
                line = self.board.contacts[one.contact]  # it may wish for somebody now, or not
                self._seat(self._leave(line) | self._enter(line))

    def release(self, contact: str, is_released: bool) -> None:
        """Let a direct contact be for anybody, or for its adviser alone again."""
        if (contact in self.released) == is_released:
            return
        waiting = self.waiting[contact]
        self._take_out(waiting)
        if is_released:
            self.released.add(contact)
        self._put_in(waiting)

    def lines(self) -> dict[Line, tuple[Waiting, ...]]:
        """The contacts for anybody, in natural order, by line; also where nobody could serve."""
        found: dict[Line, list[Waiting]] = {}
        for one in self.waiting.values():
            if one.contact in self.released or one.direct_adviser is None:
                anybody = one._replace(direct_adviser=None, is_wish=False)
                found.setdefault((one.queue, one.channel), []).append(anybody)
        return {line: tuple(sorted(ones)) for line, ones in found.items()}

    def benches(self) -> dict[Bench, tuple[Free, ...]]:
        """Who can take a contact now, in natural order, by bench."""
        plan = self.plan
        return {
            bench: tuple(self._seated[who, bench[1]] for _, _, who in rank)
            for bench, rank in zip(plan.benches, self.desk.benches, strict=True)
            if len(rank)
        }

    def _enter(self, line: ContactLine | None) -> set[str]:
        """Count a contact in; returns the advisers whose place may have changed."""
        waiting = self._waiting(line)
        if waiting is not None:
            self.waiting[waiting.contact] = waiting
            if waiting.direct_adviser is not None:
                self.direct[waiting.contact] = waiting
            self._put_in(waiting)
        if line is not None and line.offer is not None:
            self.ringing.set(line.id, line.offer.expires_at.timestamp())
        return self._count(line, 1)

    def _leave(self, line: ContactLine | None) -> set[str]:
        """The inverse of ``_enter``."""
        waiting = self.waiting.pop(line.id, None) if line is not None else None
        if waiting is not None:
            self._take_out(waiting)
            self.direct.pop(waiting.contact, None)
        if line is not None:
            self.ringing.drop(line.id)
        return self._count(line, -1)

    def _put_in(self, waiting: Waiting) -> None:
        number = self.plan.line_of.get((waiting.queue, waiting.channel), -1)
        since, adviser = waiting.since.timestamp(), waiting.direct_adviser
        if number < 0:
            return  # nobody works on this channel
        if adviser is not None and waiting.contact not in self.released:
            self.desk.expect(waiting.contact, since, adviser, number, waiting.is_wish)
        else:
            self.desk.wait(number, since, waiting.contact)

    def _take_out(self, waiting: Waiting) -> None:
        number = self.plan.line_of.get((waiting.queue, waiting.channel), -1)
        if not self.desk.forget(waiting.contact) and number >= 0:
            self.desk.leave(number, waiting.since.timestamp(), waiting.contact)
        self.released.discard(waiting.contact)

    def _waiting(self, line: ContactLine | None) -> Waiting | None:
        if line is None or line.state != "waiting" or line.offer is not None:
            return None
        queue = self._queue(line)
        if queue is None or line.waiting_since is None:
            return None
        wish = self._wished(line, queue) if line.direct_adviser is None else None
        asked = wish or line.direct_adviser
        return Waiting(line.waiting_since, line.id, queue, line.channel, asked, wish is not None)

    def _wished(self, line: ContactLine, queue: str) -> str | None:
        """Who led when this customer was here before, where the queue waits for such a one."""
        last = line.last_adviser
        if last is None or not self.centre.queue[queue].same_adviser_seconds:
            return None
        return last if self.plan.pools.may_serve(last, queue) else None

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
            self._use(line.lead.party_id, line.channel, step)
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
        place = person.id, channel
        old, new = self._seated.get(place), self._free(person, channel)
        if old == new:
            return
        bench = self.plan.bench_of[self.plan.pools.pool_of[person.id], channel]
        if old is not None:
            del self._seated[place]
            self.desk.unseat(bench, person.id)
        if new is not None:
            self._seated[place] = new
            seat = new.load, new.idle_since.timestamp(), person.id
            self.desk.seat(bench, seat, person.capacity[channel] - new.load)

    def _use(self, adviser: str, channel: str, step: int) -> None:
        pool = self.plan.pools.pool_of.get(adviser, "")
        bench = self.plan.bench_of.get((pool, channel))
        if bench is not None:
            self.desk.state.busy[bench] += step

    def _free(self, person: Adviser, channel: str) -> Free | None:
        load = self._load[person.id, channel]
        if not self.is_available(person.id) or self._offers[person.id]:
            return None
        if load >= person.capacity[channel]:
            return None
        since = self.board.presence[person.id].since
        return Free(load, max(since, self.memory.last_hand.get(person.id, since)), person.id)


def _standing(line: ContactLine | None) -> tuple[object, ...] | None:
    """What of a contact matters here: a message more moves nobody."""
    if line is None:
        return None
    place = line.state, line.queue, line.waiting_since, line.direct_adviser, line.language
    return *place, line.lead, line.offer
