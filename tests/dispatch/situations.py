"""Boards, centres and snapshots for dispatch's tests: written by hand or drawn by hypothesis."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from nawba.dispatch.policy import Decision, Free, Snapshot, Waiting
from nawba.dispatch.pools import tabulate
from nawba.domain.board import Board, ContactLine, HandLine, OfferLine, PresenceLine
from nawba.domain.words import Adviser, Brand, Centre, Opening, Queue, Site, Skill, Target
from virtual_time import START

CHANNELS = ("chat", "email")
SKILLS = ("fr", "ar", "billing")
CLOSED = (Opening(("sun",), "08:00", "12:00"),)  # START is a Monday
TARGET = Target(0.8, 20)


def before(seconds: float) -> datetime:
    return START - timedelta(seconds=seconds)


def queue(name: str, requires: dict[str, int], **options: Any) -> Queue:
    return Queue(name, "waha", name, "fr", requires, TARGET, **options)


def adviser(name: str, site: str = "casa", chats: int = 2, **skills: int) -> Adviser:
    return Adviser(name, name, site, skills, {"chat": chats})


def centre_of(queues: list[Queue], advisers: list[Adviser]) -> Centre:
    return Centre(
        skills=tuple(Skill(one, one) for one in SKILLS),
        sites=(Site("casa", "Casablanca", "MA", "Africa/Casablanca"),),
        brands=(Brand("waha", "Waha", ("fr",), "Africa/Casablanca", "Lina"),),
        queues=tuple(queues),
        advisers=tuple(advisers),
    )


def snapshot_of(
    centre: Centre, waiting: list[tuple[str, str, float]], free: dict[str, float], **more: Any
) -> Snapshot:
    """``waiting``: (contact, queue, seconds waited). ``free``: adviser to seconds idle."""
    pools = tabulate(centre)
    lines: dict[tuple[str, str], list[Waiting]] = {}
    for contact, name, waited in waiting:
        lines.setdefault((name, "chat"), []).append(Waiting(before(waited), contact, name, "chat"))
    benches: dict[tuple[str, str], list[Free]] = {}
    loads = more.pop("loads", {})
    for who, idle in free.items():
        bench = benches.setdefault((pools.pool_of[who], "chat"), [])
        bench.append(Free(loads.get(who, 0), before(idle), who))
    return Snapshot(
        at=START,
        pools=pools,
        waiting={line: tuple(sorted(ones)) for line, ones in lines.items()},
        free={bench: tuple(sorted(ones)) for bench, ones in benches.items()},
        open_queues=more.pop("open_queues", frozenset(centre.queue)),
        **more,
    )


def pairs(decisions: tuple[Decision, ...]) -> list[tuple[str, str]]:
    return [(one.contact, one.adviser) for one in decisions]


# -- drawn situations ----------------------------------------------------------------------


@st.composite
def centres(draw: st.DrawFn) -> Centre:
    levels = st.dictionaries(st.sampled_from(SKILLS), st.integers(1, 5), max_size=3)
    queues = [
        queue(f"q{i}", draw(levels), hours=draw(st.sampled_from(((), (), CLOSED))))
        for i in range(draw(st.integers(1, 4)))
    ]
    advisers = [
        Adviser(
            f"a{i}",
            f"a{i}",
            draw(st.sampled_from(("casa", "dakar"))),
            draw(levels),
            {channel: draw(st.integers(0, 2)) for channel in CHANNELS},
        )
        for i in range(draw(st.integers(0, 8)))
    ]
    return centre_of(queues, advisers)


@st.composite
def boards(draw: st.DrawFn, centre: Centre) -> Board:
    """Contacts in any state, advisers in any presence, never more held than capacity."""
    states = st.sampled_from(("available", "available", "available", "paused", "offline", "lost"))
    presence = {
        one.id: PresenceLine(draw(states), None, before(draw(st.integers(0, 50))))
        for one in centre.advisers
        if draw(st.booleans())
    }
    board = Board(presence=presence)
    for i in range(draw(st.integers(0, 12))):
        line = draw(_contacts(centre, f"c{i}"))
        board.contacts[line.id] = _within_capacity(centre, board, line)
    return board


@st.composite
def _contacts(draw: st.DrawFn, centre: Centre, contact: str) -> ContactLine:
    someone = st.sampled_from([None, *(one.id for one in centre.advisers)])
    who, is_offered = draw(someone), draw(st.booleans())
    since = before(draw(st.integers(0, 50)))
    line = ContactLine(
        contact,
        "waha",
        draw(st.sampled_from(CHANNELS)),
        "fr",
        "assistant",
        since,
        state="waiting",
        queue=draw(st.sampled_from(centre.queues)).id,
        waiting_since=since,
        lead=HandLine(f"h-{contact}", "assistant", "assistant"),
        direct_adviser=draw(st.one_of(st.none(), st.none(), someone)),
    )
    if who is None:
        return line
    if is_offered:
        offer = OfferLine(f"o-{contact}", who, 1, START + timedelta(seconds=20))
        return _changed(line, offer=offer)
    hand = HandLine(f"h-{contact}", "adviser", who)
    return _changed(line, lead=hand, state="held", direct_adviser=None)


def _changed(line: ContactLine, **changes: Any) -> ContactLine:
    return ContactLine(**{**line.__dict__, **changes})


def _within_capacity(centre: Centre, board: Board, line: ContactLine) -> ContactLine:
    trial = Board(contacts={**board.contacts, line.id: line})
    for one in centre.advisers:
        if trial.load(one.id, line.channel) > one.capacity[line.channel]:
            return _changed(
                line, offer=None, state="waiting", lead=HandLine("h", "assistant", "assistant")
            )
    return line
