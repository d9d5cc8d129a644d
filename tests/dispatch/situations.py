"""Boards, centres and snapshots for dispatch's tests: written by hand or drawn by hypothesis."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from nawba.dispatch.desk import Desk
from nawba.dispatch.engine import decision_of
from nawba.dispatch.kernel import Policy
from nawba.dispatch.plan import plan_of
from nawba.dispatch.policies import LONGEST_WAIT_FIRST
from nawba.dispatch.policy import Decision, Waiting
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


def desk_of(
    centre: Centre,
    waiting: list[tuple[str, str, float]],
    free: dict[str, float],
    *,
    policy: Policy = LONGEST_WAIT_FIRST,
    loads: Mapping[str, int] = {},
    excluded: Mapping[str, frozenset[str]] = {},
    open_queues: frozenset[str] | None = None,
    direct: tuple[Waiting, ...] = (),
) -> Desk:
    """``waiting``: (contact, queue, seconds waited). ``free``: adviser to seconds idle."""
    plan = plan_of(centre)
    desk = Desk(plan, policy, excluded)
    for contact, name, waited in waiting:
        desk.wait(plan.line_of[name, "chat"], before(waited).timestamp(), contact)
    for who, idle in free.items():
        seat = loads.get(who, 0), before(idle).timestamp(), who
        desk.seat(plan.bench_of[plan.pools.pool_of[who], "chat"], seat)
    for one in direct:
        line = plan.line_of[one.queue, one.channel]
        desk.expect(one.contact, one.since.timestamp(), one.direct_adviser or "", line)
    for number, (name, _) in enumerate(plan.lines):
        desk.state.open[number] = open_queues is None or name in open_queues
    return desk


def decided(desk: Desk, seconds: float = 0.0) -> tuple[Decision, ...]:
    """What a desk makes of the moment ``seconds`` after the start, in the centre's words."""
    now = START.timestamp() + seconds
    return tuple(decision_of(one, desk.plan, desk.policy.name) for one in desk.decide(now))


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
