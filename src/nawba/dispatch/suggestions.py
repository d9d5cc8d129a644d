"""Which measures of re-dispatch may help now: looked for, never applied.

A queue misses its target and more people could answer; nobody is there who serves a queue where
contacts wait; a site closes while contacts wait that only it serves; all of a site has gone silent.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy.engine import Connection

from nawba.dispatch.pools import Pool, Pools, may_widen
from nawba.domain.board import Board, ContactLine
from nawba.domain.hours import is_open, queue_is_open
from nawba.domain.redispatch import Cause, Change, Suggestion
from nawba.domain.service_level import ServiceLevel, service_level
from nawba.domain.words import Centre, Queue, Site
from nawba.store.waits import longest_since, waits_between

LATELY = timedelta(minutes=30)
"""How far back the service levels go that are looked at."""

CLOSING = timedelta(minutes=15)
"""How long before a site closes it is said."""

_LOST_LATELY = timedelta(hours=1)
_MOST_LEVELS = 4


@dataclass(frozen=True)
class Look:
    """What is looked at: ``levels`` are the service levels of the last half hour, by queue;
    ``since`` says when the clock of its target began for who waits longest there: not before it
    opened, however long ago they came."""

    centre: Centre
    pools: Pools
    board: Board
    levels: Mapping[str, ServiceLevel]
    now: datetime
    since: Mapping[str, datetime] = field(default_factory=dict)

    @cached_property
    def waiting(self) -> Mapping[str, list[ContactLine]]:
        """Contacts that wait, by queue."""
        found: dict[str, list[ContactLine]] = defaultdict(list)
        for line in self.board.contacts.values():
            if line.state == "waiting" and line.queue is not None:
                found[line.queue].append(line)
        return found

    @cached_property
    def _present(self) -> Mapping[str, Counter[str]]:
        """By presence, how many advisers of each pool there are at sites that are not dark."""
        found: dict[str, Counter[str]] = defaultdict(Counter)
        for adviser, line in self.board.presence.items():
            known, pool = self.centre.adviser.get(adviser), self.pools.pool_of.get(adviser)
            if known is not None and pool is not None and known.site not in self.board.dark_sites:
                found[line.state][pool] += 1
        return found

    def available(self, pool: str) -> int:
        return self._present["available"][pool]

    def at_work(self, pool: str) -> int:
        """Also those who pause: they will be back."""
        return self.available(pool) + self._present["paused"][pool]

    @cached_property
    def by_id(self) -> Mapping[str, Pool]:
        return {pool.id: pool for pool in self.pools.pools}

    def serving(self, queue: Queue) -> list[Pool]:
        """The pools with people at work that may serve ``queue`` at once, measures included."""
        lacking = self.board.widened.get(queue.id, 0)
        wider = may_widen(self.pools, self.centre, queue, lacking) if lacking else []
        able = [*(self.by_id[one] for one in self.pools.eligible[queue.id]), *wider]
        return [pool for pool in able if self.at_work(pool.id)]


def look_at(
    connection: Connection, centre: Centre, pools: Pools, board: Board, now: datetime
) -> Look:
    """The live board beside the service levels of the last half hour."""
    waits = waits_between(connection, now - LATELY)
    levels = {
        queue.id: service_level(waits.get(queue.id, ()), queue.target_at(now), now)
        for queue in centre.queues
    }
    return Look(centre, pools, board, levels, now, longest_since(connection))


def suggest(look: Look) -> list[Suggestion]:
    """At most one suggestion for each queue and each site, the most pressing kinds first."""
    queues = [one for one in look.centre.queues if look.waiting.get(one.id) and _opens(look, one)]
    helped = [found for queue in queues if (found := _for_queue(look, queue)) is not None]
    order: tuple[Cause, ...] = ("nobody_serves", "site_closes", "queue_misses_target")
    return [*sorted(helped, key=lambda one: order.index(one.why)), *_silent_sites(look)]


def _opens(look: Look, queue: Queue) -> bool:
    return queue_is_open(look.centre, queue, look.now)


def _for_queue(look: Look, queue: Queue) -> Suggestion | None:
    serving = look.serving(queue)
    if not serving:
        return _suggested(_wider(look, queue) or _elsewhere(look, queue), "nobody_serves", queue)
    closing = _closing_site(look, serving)
    if closing is not None:
        change = _wider(look, queue, but=closing) or _elsewhere(look, queue, but=closing)
        return _suggested(change, "site_closes", queue, closing)
    level = look.levels.get(queue.id, ServiceLevel())
    if level.status(queue.target_at(look.now)) in ("broken", "at_risk"):
        return _suggested(_wider(look, queue), "queue_misses_target", queue)
    return None


def _suggested(
    change: Change | None, why: Cause, queue: Queue, site: str | None = None
) -> Suggestion | None:
    return None if change is None else Suggestion(change, why, queue.id, site)


def _wider(look: Look, queue: Queue, but: str | None = None) -> Change | None:
    """Let go as few levels as bring somebody who is available, at another site than ``but``."""
    if queue.id in look.board.widened:
        return None
    for levels in range(1, _MOST_LEVELS + 1):
        more = may_widen(look.pools, look.centre, queue, levels)
        if any(look.available(pool.id) for pool in more if pool.site != but):
            return Change("widen_queue", queue=queue.id, levels=levels)
    return None


def _elsewhere(look: Look, queue: Queue, but: str | None = None) -> Change | None:
    """Another open queue of the brand, that could answer what waits: that with most people."""
    found = [
        (sum(look.available(pool.id) for pool in look.serving(other) if pool.site != but), other.id)
        for other in look.centre.queues
        if other.brand == queue.brand and other.id != queue.id and _opens(look, other)
        if any(_could_answer(queue, other, line) for line in look.waiting[queue.id])
    ]
    people, best = max(found, default=(0, ""))
    return Change("move_waiting", queue=queue.id, to=best) if people else None


def _could_answer(queue: Queue, other: Queue, line: ContactLine) -> bool:
    return other.language == queue.language or line.language in (other.language, *other.requires)


def _closing_site(look: Look, serving: list[Pool]) -> str | None:
    """The one site that serves, when it closes within ``CLOSING``."""
    sites = {pool.site for pool in serving}
    site = look.centre.site.get(next(iter(sites))) if len(sites) == 1 else None
    return site.id if site is not None and _closes(look, site) else None


def _closes(look: Look, site: Site) -> bool:
    closed = look.centre.closed_days(site)
    is_now, is_then = (
        is_open(site.hours, site.timezone, at, closed) for at in (look.now, look.now + CLOSING)
    )
    return is_now and not is_then


def _silent_sites(look: Look) -> Iterator[Suggestion]:
    """Sites of which everybody who was at work has been lost, and lately."""
    states: dict[str, Counter[str]] = defaultdict(Counter)
    for adviser, line in look.board.presence.items():
        known = look.centre.adviser.get(adviser)
        if known is not None:
            is_old = line.state == "lost" and look.now - line.since > _LOST_LATELY
            states[known.site]["offline" if is_old else line.state] += 1
    for site in look.centre.sites:
        seen = states[site.id]
        is_silent = seen["lost"] and not seen["available"] and not seen["paused"]
        if is_silent and site.id not in look.board.dark_sites:
            yield Suggestion(Change("site_dark", site=site.id), "site_silent", site=site.id)
