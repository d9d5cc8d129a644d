"""What is suggested, and what the centre does by itself within limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from situations import adviser, before, centre_of, queue

from house import AMINA, BILAL, SALMA, House
from nawba.actions.presence import heartbeat
from nawba.actions.redispatch import end_measure, set_limits
from nawba.actions.setup import configure
from nawba.dispatch.automatic import decide
from nawba.dispatch.pools import tabulate
from nawba.dispatch.runner import Dispatcher
from nawba.dispatch.suggestions import Look, suggest
from nawba.domain import events as ev
from nawba.domain.board import Board, ContactLine, MeasureLine, PresenceLine
from nawba.domain.redispatch import Change, Limits, Measure, Suggestion
from nawba.domain.service_level import ServiceLevel
from nawba.domain.words import ADMINISTRATOR, Centre, Opening, Site
from virtual_time import START

EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAKAR = Site("dakar", "Dakar", "SN", "Africa/Dakar")
FEW = centre_of(
    [queue("fr", {"fr": 4}), queue("bills", {"fr": 3})],
    [adviser("amina", fr=4), adviser("awa", "dakar", fr=3), adviser("bilal", ar=4)],
)
CENTRE = replace(FEW, sites=(*FEW.sites, DAKAR))
BROKEN = ServiceLevel(answered=10, answered_in_target=2)
WIDE, MOVE = Change("widen_queue", queue="fr"), Change("move_waiting", queue="fr", to="bills")


def look(
    states: Mapping[str, str],
    level: ServiceLevel = BROKEN,
    centre: Centre = CENTRE,
    waited: float = 10.0,
    clock: float | None = None,
    **measures: Change,
) -> Look:
    """One contact waits in queue fr; ``clock`` is since when its target's clock runs."""
    line = ContactLine("c1", "waha", "chat", "fr", "assistant", before(waited), "waiting", "fr",
                       before(waited))  # fmt: skip
    presence = {who: PresenceLine(state, None, before(60)) for who, state in states.items()}
    running = {name: MeasureLine(one, before(5), None) for name, one in measures.items()}
    board = Board({"c1": line}, presence, {}, running)
    since = {"fr": before(waited if clock is None else clock)}
    return Look(centre, tabulate(centre), board, {"fr": level}, START, since)


CLOSING = replace(
    CENTRE, sites=(replace(DAKAR, id="casa", hours=(Opening(EVERY_DAY, "08:00", "09:10"),)), DAKAR)
)
ALL_HERE = {"amina": "available", "awa": "available", "bilal": "available"}

CASES: dict[str, tuple[Look, list[Suggestion]]] = {
    "a queue breaks its target": (
        look(ALL_HERE),
        [Suggestion(WIDE, "queue_misses_target", "fr")],
    ),
    "it keeps its target": (look(ALL_HERE, ServiceLevel(answered=9, answered_in_target=9)), []),
    "it is widened already": (look(ALL_HERE, x=WIDE), []),
    "nobody could help": (look({"amina": "available", "awa": "offline"}), []),
    "its people have gone home": (
        look({"amina": "offline", "awa": "available"}),
        [Suggestion(WIDE, "nobody_serves", "fr")],
    ),
    "its people are on a break": (
        look({"amina": "paused", "awa": "available"}, ServiceLevel()),
        [],
    ),
    "its people's site is dark": (
        look(ALL_HERE, x=Change("site_dark", site="casa")),
        [Suggestion(WIDE, "nobody_serves", "fr")],
    ),
    "they are widened to and another queue has people": (
        look({"awa": "available", "amina": "offline"}, centre=replace(
            CENTRE, queues=(replace(CENTRE.queues[0], requires={"fr": 4, "billing": 1}),
                            CENTRE.queues[1]))),
        [Suggestion(MOVE, "nobody_serves", "fr")],
    ),
    "the only site closes": (
        look(ALL_HERE, centre=CLOSING),
        [Suggestion(WIDE, "site_closes", "fr", "casa")],
    ),
    "a site has gone silent": (
        look({"amina": "available", "awa": "lost"}, ServiceLevel()),
        [Suggestion(Change("site_dark", site="dakar"), "site_silent", site="dakar")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_may_help_is_suggested(case: str) -> None:
    given, wanted = CASES[case]
    assert suggest(given) == wanted


# -- within limits --------------------------------------------------------------------------------

ON = Limits(on=True, kinds=("widen_queue", "move_waiting", "site_dark"), at_once=1, minutes=30)


def measure(change: Change = WIDE, *, ago: float = 60, **facts: object) -> Measure:
    started = before(ago)
    usual = {"until": None, "by": "", "automatic": True, "reason": "", "moved": 0}
    return Measure("x", change, started, **{**usual, **facts})  # type: ignore[arg-type]


PERSON = {"ended_at": before(30), "ended_by": "salma"}
OTHER = Change("widen_queue", queue="bills")
BAD, FINE = look(ALL_HERE), look(ALL_HERE, ServiceLevel(answered=10, answered_in_target=7))

LIMITED: dict[str, tuple[Limits, Look, list[Measure], bool]] = {
    "allowed": (ON, BAD, [], True),
    "switched off": (replace(ON, on=False), BAD, [], False),
    "not of this kind": (replace(ON, kinds=("site_dark",)), BAD, [], False),
    "as many as may be": (ON, BAD, [measure(OTHER)], False),
    "people's do not count": (ON, BAD, [measure(OTHER, automatic=False)], True),
    "not bad enough": (ON, FINE, [], False),
    "too few to tell": (ON, look(ALL_HERE, ServiceLevel(answered=9)), [], False),
    "waited too long": (
        ON, look(ALL_HERE, ServiceLevel(answered=10, answered_in_target=7), waited=41), [], True,
    ),
    "it came before the queue opened": (
        ON, look({"amina": "offline", "awa": "available"}, ServiceLevel(), waited=36_000, clock=9),
        [], False,
    ),
    "a person ended it": (ON, BAD, [measure(**PERSON)], False),
    "it ended by itself": (ON, BAD, [measure(ended_at=before(30), ended_by="")], True),
    "a person ended another": (ON, BAD, [measure(OTHER, **PERSON)], True),
}  # fmt: skip


@pytest.mark.parametrize("case", LIMITED)
def test_what_the_centre_does_by_itself(case: str) -> None:
    limits, given, past, is_done = LIMITED[case]
    assert (decide(limits, given, past) is not None) == is_done


def test_what_was_moved_by_itself_is_left_where_it_is() -> None:
    stuck = look({"awa": "available", "amina": "offline"}, centre=replace(
        CENTRE, queues=(replace(CENTRE.queues[0], requires={"fr": 4, "billing": 1}),
                        CENTRE.queues[1])))  # fmt: skip
    limits = replace(ON, at_once=5)
    assert decide(limits, stuck, []) == Suggestion(MOVE, "nobody_serves", "fr")
    back = Change("move_waiting", queue="bills", to="fr")
    for one in (MOVE, back):
        done = measure(one, ended_at=before(60), ended_by="")
        assert decide(limits, stuck, [done]) is None


def test_a_dispatcher_widens_a_queue_by_itself_until_a_person_says_no(sqlite_house: House) -> None:
    house = sqlite_house
    queues = [replace(one, requires={"fr": 5}) for one in house.centre.queues]
    house.centre = replace(house.centre, queues=tuple(queues))
    configure(house.store, ADMINISTRATOR, house.centre)
    dispatcher = Dispatcher(house.store, lambda: house.centre, holder="first")
    house.available(AMINA)
    contact = house.waiting()
    passing(house, dispatcher, 60)
    assert house.events(ev.MeasureApplied, ev.OfferMade) == []
    set_limits(house.store, SALMA, Limits(on=True, minutes=30))
    passing(house, dispatcher, 10)
    (applied,) = house.events(ev.MeasureApplied)
    assert (applied.kind, applied.queue, applied.automatic) == ("widen_queue", "waha-fr", True)
    assert house.line(contact).offer.adviser == "amina"
    end_measure(house.store, SALMA, house.centre, applied.measure)
    house.waiting()
    passing(house, dispatcher, 120)
    assert len(house.events(ev.MeasureApplied)) == 1


def passing(house: House, dispatcher: Dispatcher, seconds: int) -> None:
    for _ in range(seconds // 10):
        for who in (AMINA, BILAL):
            heartbeat(house.store, who, who.id)
        dispatcher.step()
        house.clock.advance(10)
    dispatcher.step()


def test_a_site_made_dark_by_itself_is_back_with_its_people(sqlite_house: House) -> None:
    house = sqlite_house
    set_limits(house.store, SALMA, Limits(on=True, kinds=("site_dark",), waited_targets=0.1))
    dispatcher = Dispatcher(house.store, lambda: house.centre, holder="first")
    house.available(AMINA)
    house.clock.advance(600)  # the line is cut: not a word from anybody
    contact = house.waiting()
    for _ in range(3):
        dispatcher.step()
        house.clock.advance(10)
    (applied,) = house.events(ev.MeasureApplied)
    assert (applied.kind, applied.automatic) == ("site_dark", True)
    house.available(AMINA)
    passing(house, dispatcher, 20)
    (ended,) = house.events(ev.MeasureEnded)
    assert (ended.measure, ended.reason) == (applied.measure, "expired")
    assert house.line(contact).offer.adviser == "amina"
