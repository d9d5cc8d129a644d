"""Who could take what waits, as the wallboard says it: the same people that dispatch would ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from nawba.dispatch.engine import Engine
from nawba.dispatch.pools import tabulate
from nawba.domain.board import Board, ContactLine, HandLine, MeasureLine, PresenceLine
from nawba.domain.redispatch import Change
from nawba.domain.words import Adviser, Brand, Centre, Queue, Relaxation, Site, Skill, Target
from nawba.web.eligible import Eligible
from virtual_time import START

PEOPLE = (
    Adviser("amina", "Amina", "casa", {"fr": 4}, {"chat": 2}),
    Adviser("bilal", "Bilal", "dakar", {"fr": 4}, {"chat": 1, "voice": 1}),
    Adviser("clara", "Clara", "casa", {"fr": 2}, {"chat": 3}),
    Adviser("dina", "Dina", "casa", {"ar": 5}, {"chat": 2}),
)
QUEUE = Queue(
    "fr", "waha", "French", "fr", {"fr": 3}, Target(0.8, 20), relaxed=(Relaxation(60, {"fr": 2}),)
)
CENTRE = Centre(
    (Skill("fr", "French"), Skill("ar", "Arabic")),
    tuple(Site(one, one, "MA", "Africa/Casablanca") for one in ("casa", "dakar")),
    (Brand("waha", "Waha", ("fr",), "Africa/Casablanca", "Lina"),),
    (QUEUE,),
    PEOPLE,
)


def board(*paused: str) -> Board:
    """All are there; Amina holds a chat, and those named are on pause."""
    held = ContactLine("c0", "waha", "chat", "fr", "assistant", START, "held", "fr", START)
    held = replace(held, lead=HandLine("h", "adviser", "amina"))
    presence = {
        one.id: PresenceLine("paused" if one.id in paused else "available", None, START)
        for one in PEOPLE
    }
    return Board({"c0": held}, presence)


def counted(waited: float, centre: Centre = CENTRE, seen: Board | None = None) -> tuple[int, int]:
    line = Eligible(centre, centre, tabulate(centre), seen or board()).of(centre.queues[0], waited)
    return line["eligible_available"], line["eligible_free_slots"]


def asked(waited: float, centre: Centre, seen: Board) -> int:
    """How many contacts that have waited so long dispatch would place at once, one per adviser."""
    since = START - timedelta(seconds=waited)
    contacts = {
        name: ContactLine(name, "waha", "chat", "fr", "assistant", since, "waiting", "fr", since)
        for name in (f"c{number}" for number in range(1, 9))
    }
    whole = Board(seen.contacts | contacts, seen.presence, {}, seen.measures)
    return len({one.adviser for one in Engine(centre, whole).decide(START)})


LISTED = replace(CENTRE, brands=(replace(CENTRE.brands[0], advisers=("amina", "dina")),))


@pytest.mark.parametrize(
    ("waited", "centre", "people", "places"),
    [(0, CENTRE, 2, 3), (59, CENTRE, 2, 3), (60, CENTRE, 3, 6), (60, LISTED, 1, 1)],
    ids=["at once", "not yet", "relaxed", "listed"],
)
def test_they_are_those_that_dispatch_would_ask(
    waited: float, centre: Centre, people: int, places: int
) -> None:
    assert counted(waited, centre) == (people, places)
    assert asked(waited, centre, board()) == people


@pytest.mark.parametrize(
    ("change", "people"),
    [
        (Change("site_dark", site="dakar"), 1),
        (Change("widen_queue", queue="fr", levels=1), 3),
    ],
    ids=["dark", "wide"],
)
def test_measures_of_re_dispatch_count(change: Change, people: int) -> None:
    seen = replace(board(), measures={"m": MeasureLine(change, START, None)})
    assert counted(0, CENTRE, seen)[0] == people == asked(0, CENTRE, seen)


def test_who_is_on_pause_is_named_by_the_same_tables() -> None:
    line = Eligible(LISTED, LISTED, tabulate(LISTED), board("amina", "bilal", "dina")).of(QUEUE, 0)
    assert (line["eligible_paused"], line["eligible_paused_longest"]) == (1, ["amina"])
    assert line["eligible_available"] == 0
