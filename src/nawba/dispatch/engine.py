"""Dispatch without input or output: events in, decisions out, driven from outside.

The engine owns the board and what it remembers, takes a snapshot when asked, and lets the policy
decide. It reads no clock: ``now`` is always given.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from nawba.dispatch.floor import Floor
from nawba.dispatch.longest_wait import longest_wait_first
from nawba.dispatch.memory import Memory
from nawba.dispatch.policy import Decision, Line, Policy, Snapshot, Waiting
from nawba.domain import events as ev
from nawba.domain.board import Board
from nawba.domain.hours import queue_is_open
from nawba.domain.words import Centre

_MINUTE = timedelta(minutes=1)


class Engine:
    """Give it a board and the events after it; ask it what to offer.

    ``past`` are events before the board's cursor, for what the board does not show (recent
    refusals, who has been idle since when). A refusal counts for ``refusal_dwell_seconds``. A
    contact meant for one adviser waits for them while they are available, at most
    ``direct_patience_seconds``; then it is for everybody its queue is for.
    """

    def __init__(
        self,
        centre: Centre,
        board: Board,
        past: Iterable[ev.Recorded] = (),
        *,
        refusal_dwell_seconds: float = 60.0,
        direct_patience_seconds: float = 120.0,
        policy: Policy = longest_wait_first,
    ) -> None:
        self._memory = Memory(timedelta(seconds=refusal_dwell_seconds))
        for recorded in past:
            self._memory.apply(recorded)
        self._floor = Floor(centre, board, self._memory)
        self._patience = timedelta(seconds=direct_patience_seconds)
        self._policy = policy
        self._opened: tuple[datetime, frozenset[str]] | None = None

    @property
    def board(self) -> Board:
        """The board as folded so far. Read only: change it through ``apply``."""
        return self._floor.board

    def apply(self, recorded: ev.Recorded) -> None:
        """Fold one event in; repeated ones are ignored."""
        self._floor.apply(recorded)

    def configure(self, centre: Centre) -> None:
        """Go on with another centre: pools, eligibility and hours are derived anew."""
        if centre is self._floor.centre or centre == self._floor.centre:
            return
        self._floor = Floor(centre, self._floor.board, self._memory)
        self._opened = None

    def set_aside(self, contact: str, adviser: str, until: datetime) -> None:
        """Do not offer ``contact`` to ``adviser`` before ``until``: it has just been impossible."""
        self._memory.exclude(contact, adviser, until)

    def decide(self, now: datetime) -> tuple[Decision, ...]:
        """What the policy makes of the snapshot of ``now``."""
        return self._policy(self.snapshot(now))

    def snapshot(self, now: datetime) -> Snapshot:
        """Everything a policy may know at ``now``, frozen."""
        floor = self._floor
        kept = [one for one in floor.direct.values() if self._waits_for_one(one, now)]
        released = [one for one in floor.direct.values() if one not in kept]
        return Snapshot(
            at=now,
            pools=floor.pools,
            waiting=_joined(floor.lines.frozen(), released),
            free=floor.benches.frozen(),
            open_queues=self._open_queues(now),
            direct=tuple(sorted(kept)),
            direct_free=frozenset(
                (adviser, one.channel)
                for one in kept
                if (adviser := one.direct_adviser) and floor.has_place(adviser, one.channel)
            ),
            excluded=self._memory.excluded(now),
        )

    def next_wake(self, now: datetime) -> datetime | None:
        """The first moment after ``now`` when something changes without any event; None: never."""
        floor = self._floor
        times = list(floor.ringing.values())
        times += [until for one in self._memory.refusals.values() for until in one.values()]
        times += [self._direct_until(one) for one in floor.direct.values()]
        if any(queue not in self._open_queues(now) for queue, _ in floor.lines.frozen()):
            times.append(now.replace(second=0, microsecond=0) + _MINUTE)
        return min((at for at in times if at > now), default=None)

    def _waits_for_one(self, waiting: Waiting, now: datetime) -> bool:
        adviser = waiting.direct_adviser or ""
        return self._floor.is_available(adviser) and now < self._direct_until(waiting)

    def _direct_until(self, waiting: Waiting) -> datetime:
        asked = self._memory.direct_since.get(waiting.contact, waiting.since)
        return asked + self._patience

    def _open_queues(self, now: datetime) -> frozenset[str]:
        minute = now.replace(second=0, microsecond=0)  # hours are written in minutes
        if self._opened is None or self._opened[0] != minute:
            centre = self._floor.centre
            opened = (one.id for one in centre.queues if queue_is_open(centre, one, now))
            self._opened = minute, frozenset(opened)
        return self._opened[1]


def _joined(
    lines: dict[Line, tuple[Waiting, ...]], released: Iterable[Waiting]
) -> dict[Line, tuple[Waiting, ...]]:
    """``lines`` with the contacts whose direct adviser is not to be waited for any longer."""
    for one in released:
        line = (one.queue, one.channel)
        anybody = one._replace(direct_adviser=None)
        lines[line] = tuple(sorted((*lines.get(line, ()), anybody)))
    return lines
