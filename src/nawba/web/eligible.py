"""Who could take what waits in each queue, for the wallboard: by the tables dispatch goes by.

So a brand's list of advisers, a relaxation whose time has come, a dark site and a widened queue
count here as they do there. People are added up by pool first: a wallboard of 40,000 advisers and
200 queues looks at each adviser once.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from nawba.dispatch.pools import Pools, may_widen
from nawba.domain.board import Board
from nawba.domain.words import Adviser, Centre, Json, Queue

_MOST_NAMED = 3


@dataclass
class Standing:
    """Of one pool: how many are available, their free places by channel, who is on pause."""

    available: int = 0
    places: Counter[str] = field(default_factory=Counter)
    paused: list[tuple[str, str]] = field(default_factory=list)


class Eligible:
    """``pools`` are those of the whole centre, ``seen`` the part of it that the reader may see."""

    def __init__(self, centre: Centre, seen: Centre, pools: Pools, board: Board) -> None:
        self._centre, self._pools, self._board = centre, pools, board
        self._loads = loads(board)
        self._dark = board.dark_sites
        self._standing: dict[str, Standing] = defaultdict(Standing)
        for adviser in seen.advisers:
            self._count(adviser)

    def of(self, queue: Queue, waited: float) -> Json:
        """The fields of ``queue``'s line, when its longest wait is ``waited`` seconds."""
        found = [self._standing[one] for one in self._who(queue, waited) if one in self._standing]
        places: Counter[str] = sum((one.places for one in found), Counter())
        paused = sorted(each for one in found for each in one.paused)
        return {
            "eligible_available": sum(one.available for one in found),
            "eligible_free_slots": places.total(),
            "eligible_paused": len(paused),
            "eligible_paused_longest": [who for _, who in paused[:_MOST_NAMED]],
        }

    def free(self, adviser: Adviser) -> int:
        """Their free places, on all channels."""
        return self._places(adviser).total()

    def load(self, adviser: Adviser) -> int:
        """What they hold or are offered, on all channels."""
        return sum(self._loads[adviser.id, channel] for channel in adviser.capacity)

    def _who(self, queue: Queue, waited: float) -> Iterator[str]:
        pools = self._pools
        yield from pools.eligible[queue.id]
        later = {pool for pool, after in pools.after.get(queue.id, {}).items() if after <= waited}
        if levels := self._board.widened.get(queue.id, 0):
            later.update(pool.id for pool in may_widen(pools, self._centre, queue, levels))
        yield from later

    def _count(self, adviser: Adviser) -> None:
        line, pool = self._board.presence.get(adviser.id), self._pools.pool_of.get(adviser.id)
        if line is None or pool is None or not adviser.capacity or adviser.site in self._dark:
            return
        if line.state == "available":
            self._standing[pool].available += 1
            self._standing[pool].places += self._places(adviser)
        elif line.state == "paused":
            self._standing[pool].paused.append((line.since.isoformat(), adviser.id))

    def _places(self, adviser: Adviser) -> Counter[str]:
        taken = self._loads
        return Counter(
            {
                channel: max(0, capacity - taken[adviser.id, channel])
                for channel, capacity in adviser.capacity.items()
            }
        )


def loads(board: Board) -> Counter[tuple[str, str]]:
    """Live offers and hands by (adviser, channel), as capacity counts them."""
    found: Counter[tuple[str, str]] = Counter()
    for line in board.contacts.values():
        if line.lead is not None and line.lead.party == "adviser":
            found[line.lead.party_id, line.channel] += 1
        if line.offer is not None:
            found[line.offer.adviser, line.channel] += 1
    return found
