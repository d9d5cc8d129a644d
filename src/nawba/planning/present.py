"""The centre at this moment, as the simulator needs it: who waits, who holds what, who is there.

Read in the server, from the live board and the store; small, without words of anybody, and sent to
the planning process, where ``outlook`` plays the next hour from it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.dispatch.kernel import KNOWN
from nawba.dispatch.pools import pools_of
from nawba.domain.board import Board, ContactLine
from nawba.domain.hours import queue_is_open
from nawba.domain.words import Adviser, Centre
from nawba.planning.expected import STEP, Arrivals, Expected, expected
from nawba.planning.laws import ALL, Law, Line
from nawba.store import tables

Crew = tuple[str, str, int]
"""(pool, channel, contacts at once): advisers alike in all that matters here."""


class Party(NamedTuple):
    """``here`` advisers of a pool take new contacts; ``site`` is theirs."""

    crew: Crew
    site: str
    here: int


class Inside(NamedTuple):
    """A contact in the house. It waits in ``line`` since ``age`` seconds, or number ``adviser`` of
    ``crew`` holds it since ``spent``; from the crew's ``here`` on they take nothing new.

    ``answered``: a person has spoken with the customer before, so its wait is not counted again.
    ``language`` is the customer's.
    """

    line: Line
    age: float
    crew: Crew | None = None
    adviser: int = -1
    spent: float = 0.0
    answered: bool = False
    language: str = ""


class Waiting(NamedTuple):
    """A queue as it is now: ``target`` in seconds."""

    line: Line
    target: float
    priority: float
    is_open: bool
    handling: Law
    patience: Law


@dataclass(frozen=True)
class Present:
    """All that an outlook starts from. ``dark`` and ``widened`` are the measures in force: sites
    without offers, and queues with the levels that may be lacking there. ``policy`` decides,
    in its ``mode``: 0 in normal load."""

    at: datetime
    minutes: int
    lines: tuple[Waiting, ...]
    parties: tuple[Party, ...]
    inside: tuple[Inside, ...]
    arrivals: Arrivals
    dark: frozenset[str]
    widened: dict[str, int]
    policy: str = "longest_wait_first"
    mode: int = 0

    @property
    def step(self) -> float:
        """Seconds that one rate of arrivals holds for."""
        return float(STEP)

    @property
    def advisers(self) -> int:
        """How many take new contacts, on the channel where they are most."""
        by_channel: Counter[str] = Counter()
        for one in self.parties:
            by_channel[one.crew[1]] += one.here
        return max(by_channel.values(), default=0)

    @property
    def is_blank(self) -> bool:
        """True where nothing is known that a future could be made of: nobody came, nobody waits."""
        return self.arrivals.basis == "none" and not self.inside


def present_state(
    connection: Connection,
    centre: Centre,
    board: Board,
    now: datetime,
    *,
    minutes: int = 60,
    history: Expected | None = None,
    policy: str = "longest_wait_first",
) -> Present:
    """The present of ``board`` and what ``connection``'s past lets expect of ``minutes``.

    ``history`` saves reading the past again: it changes slowly. ``policy`` decides while nobody
    has chosen one that this process knows. Contacts on offer still wait, and
    the simulated desk offers them anew. One that is meant for one adviser waits for anybody. Those
    with the assistant are among the arrivals. Hours are those of this moment: a queue that is shut
    now stays so.
    """
    past = history or expected(connection, centre, now, minutes)
    crews, parties = _crews(centre, board)
    inside = tuple(_inside(connection, centre, board, now, crews))
    return Present(
        at=now,
        minutes=minutes,
        lines=tuple(_lines(centre, past, inside, now)),
        parties=parties,
        inside=inside,
        arrivals=past.arrivals,
        dark=board.dark_sites,
        widened=dict(board.widened),
        **_policy(board, policy),
    )


def _policy(board: Board, otherwise: str) -> dict[str, Any]:
    chosen = board.policy.policy if board.policy else otherwise
    policy = chosen if chosen in KNOWN else otherwise
    mode = board.mode(policy)
    return {"policy": policy, "mode": mode.mode if mode else 0}


def _lines(
    centre: Centre, past: Expected, inside: Iterable[Inside], now: datetime
) -> Iterator[Waiting]:
    """Every queue on every channel on which somebody comes or is; on one where nobody does."""
    busy = {channel for _, channel in (*past.arrivals.rates, *(one.line for one in inside))}
    known = sorted({channel for one in centre.advisers for channel in one.capacity})
    for queue in centre.queues:
        for channel in [one for one in known if one in busy] or known[:1]:
            line = queue.id, channel
            yield Waiting(
                line,
                max(float(queue.target_at(now).seconds), 1.0),
                float(queue.priority),
                queue_is_open(centre, queue, now),
                past.handling.get(line, past.handling[ALL]),
                past.patience.get(line, past.patience[ALL]),
            )


# -- who is there -------------------------------------------------------------------------------

_Place = tuple[Crew, int]


def _crews(centre: Centre, board: Board) -> tuple[dict[tuple[str, str], _Place], tuple[Party, ...]]:
    """Each adviser's crew and number by channel: first those who take contacts, the longest in
    their state before the others, then those who do not."""
    pool_of = {who: pool for pool in pools_of(centre) for who in pool.advisers}
    crews: dict[Crew, list[Adviser]] = defaultdict(list)
    for adviser in sorted(centre.advisers, key=lambda one: _since(one, board)):
        for channel, places in adviser.capacity.items():
            if places > 0:
                crews[pool_of[adviser.id].id, channel, places].append(adviser)
    placed: dict[tuple[str, str], _Place] = {}
    parties = []
    for crew, people in sorted(crews.items()):
        here = [one for one in people if _takes(one, board)]
        away = [one for one in people if not _takes(one, board)]
        for number, one in enumerate([*here, *away]):
            placed[one.id, crew[1]] = crew, number
        parties.append(Party(crew, people[0].site, len(here)))
    return placed, tuple(parties)


def _takes(adviser: Adviser, board: Board) -> bool:
    presence = board.presence.get(adviser.id)
    is_available = presence is not None and presence.state == "available"
    return is_available and adviser.site not in board.dark_sites


def _since(adviser: Adviser, board: Board) -> tuple[float, str]:
    presence = board.presence.get(adviser.id)
    return (presence.since.timestamp() if presence else 0.0), adviser.id


# -- who is inside ------------------------------------------------------------------------------


def _inside(
    connection: Connection,
    centre: Centre,
    board: Board,
    now: datetime,
    crews: dict[tuple[str, str], _Place],
) -> Iterator[Inside]:
    """In order of their ids, so that the same present gives the same random numbers."""
    began, answered = _began(connection), _answered(connection)
    held: Counter[_Place] = Counter()
    for contact in sorted(board.contacts):
        line = board.contacts[contact]
        queue = _queue_of(centre, line)
        if queue is None:
            continue
        place = _place_of(line, crews)
        age = _seconds(line.waiting_since or line.opened_at, now)
        if line.state == "waiting":
            spoke = contact in answered
            yield Inside((queue, line.channel), age, answered=spoke, language=line.language)
        elif place is not None and line.lead is not None:
            held[place] += 1
            if held[place] <= place[0][2]:  # beyond their capacity only by a supervisor's doing
                spent = _seconds(began.get(line.lead.hand, now), now)
                yield Inside((queue, line.channel), age, *place, spent, answered=True)


def _queue_of(centre: Centre, line: ContactLine) -> str | None:
    """As dispatch does: of a queue that is no longer configured, the brand's entry."""
    if line.queue in centre.queue:
        return line.queue
    entry = centre.entry_queue(line.brand, line.language)
    return entry.id if entry is not None else None


def _place_of(line: ContactLine, crews: dict[tuple[str, str], _Place]) -> _Place | None:
    if line.lead is None or line.lead.party != "adviser":
        return None
    return crews.get((line.lead.party_id, line.channel))


def _seconds(start: datetime, now: datetime) -> float:
    return max(0.0, (now - start).total_seconds())


def _began(connection: Connection) -> dict[str, datetime]:
    hands = tables.hands.c
    running = hands.ended_at.is_(None), hands.party == "adviser"
    rows = connection.execute(sa.select(hands.id, hands.started_at).where(*running))
    return {row.id: row.started_at for row in rows}


def _answered(connection: Connection) -> set[str]:
    contacts = tables.contacts.c
    waits = contacts.state == "waiting", contacts.answered_at.is_not(None)
    return set(connection.execute(sa.select(contacts.id).where(*waits)).scalars())
