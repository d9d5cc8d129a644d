"""Measures of re-dispatch at the desk: dark sites are asked nothing, widened queues ask more."""

from __future__ import annotations

import copy
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from situations import adviser, before, boards, centre_of, centres, pairs, queue

from house import AMINA, BILAL, SALMA, House
from nawba.actions.redispatch import apply_measure, end_measure
from nawba.actions.setup import configure
from nawba.dispatch.engine import Engine
from nawba.dispatch.kernel import KNOWN, Policy
from nawba.dispatch.plan import plan_of
from nawba.dispatch.runner import Dispatcher
from nawba.domain import events as ev
from nawba.domain.board import Board, ContactLine, PresenceLine
from nawba.domain.redispatch import Change
from nawba.domain.words import ADMINISTRATOR, Adviser, Centre, Offer, Site
from virtual_time import START


def applied(measure: str, change: Change) -> ev.MeasureApplied:
    brand = None if change.queue is None else "waha"
    facts = (change.to, change.held, change.levels, change.count, None, False, 0)
    return ev.MeasureApplied(measure, change.kind, change.site, brand, change.queue, *facts)


def over(measure: str, change: Change) -> ev.MeasureEnded:
    return ev.MeasureEnded(measure, change.kind, change.site, None, change.queue, "ended")


def told(*events: ev.Event) -> list[ev.Recorded]:
    return [ev.Recorded("main", n, START, "test", one) for n, one in enumerate(events, start=1)]


@st.composite
def changes(draw: st.DrawFn, centre: Centre) -> Change:
    if draw(st.booleans()):
        return Change("site_dark", site=draw(st.sampled_from(("casa", "dakar"))))
    name = draw(st.sampled_from(centre.queues)).id
    return Change("widen_queue", queue=name, levels=draw(st.integers(1, 4)))


@given(st.data())
def test_measures_told_one_by_one_decide_like_a_board_that_has_them(data: st.DataObject) -> None:
    """Of every policy: what is kept event by event is what a fresh engine derives."""
    centre: Centre = data.draw(centres())
    board: Board = data.draw(boards(centre))
    policy: Policy = data.draw(st.sampled_from([KNOWN[name] for name in sorted(KNOWN)]))
    engine = Engine(centre, copy.deepcopy(board), policy=policy)
    engine.decide(START)
    drawn = {f"x{n}": data.draw(changes(centre)) for n in range(data.draw(st.integers(1, 4)))}
    ended = [name for name in drawn if data.draw(st.booleans())]
    events = [applied(*one) for one in drawn.items()]
    for one in told(*events, *(over(name, drawn[name]) for name in ended)):
        engine.apply(one)
        board.apply(one)
    fresh = Engine(centre, board, policy=policy)
    assert engine.snapshot(START) == fresh.snapshot(START)
    assert engine.decide(START) == fresh.decide(START)
    assert all(centre.adviser[one.adviser].site not in board.dark_sites
               for one in fresh.decide(START))  # fmt: skip


CENTRE = centre_of(
    [queue("fr", {"fr": 3}), queue("ar", {"ar": 4})],
    [adviser("amina", fr=4), adviser("awa", "dakar", fr=4, ar=3), adviser("bilal", ar=2)],
)
DARK, WIDE = Change("site_dark", site="casa"), Change("widen_queue", queue="ar", levels=2)


def waits(queue_id: str, *present: str) -> Engine:
    line = ContactLine("c1", "waha", "chat", "fr", "assistant", START, "waiting", queue_id, START)
    presence = {
        who: PresenceLine("available", None, before(9 - n)) for n, who in enumerate(present)
    }
    return Engine(CENTRE, Board({"c1": line}, presence))


def test_what_a_dark_site_would_take_goes_elsewhere_until_it_is_back() -> None:
    engine = waits("fr", "amina", "awa")
    assert pairs(engine.decide(START)) == [("c1", "amina")]
    dark, light = told(applied("x", DARK), over("x", DARK))
    engine.apply(dark)
    assert pairs(engine.decide(START)) == [("c1", "awa")]
    engine.apply(light)
    assert pairs(engine.decide(START)) == [("c1", "amina")]


def test_a_widened_queue_asks_who_lacks_a_level_at_once_and_only_of_its_skills() -> None:
    engine = waits("ar", "amina", "awa", "bilal")
    assert engine.decide(START) == ()
    wide, narrow = told(applied("x", WIDE), over("x", WIDE))
    engine.apply(wide)
    assert pairs(engine.decide(START)) == [("c1", "bilal")]  # who serves fewer queues
    engine.apply(narrow)
    assert engine.decide(START) == ()


def test_who_is_widened_in_is_asked_after_those_who_have_it_all() -> None:
    able = replace(CENTRE, advisers=(*CENTRE.advisers, adviser("zahra", "dakar", ar=5, fr=5)))
    plan = plan_of(able, {"ar": 2})
    start, end = plan.rules.pool_start[1], plan.rules.pool_start[2]
    asked = [plan.benches[one][0] for one in plan.rules.pool_ids[start:end]]
    assert asked[0] == "dakar/ar=5,fr=5"
    assert len(asked) == 3


def test_a_dispatcher_asks_a_site_nothing_while_it_is_dark(sqlite_house: House) -> None:
    house = sqlite_house
    house.centre = replace(
        house.centre,
        sites=(*house.centre.sites, Site("dakar", "Dakar", "SN", "Africa/Dakar")),
        advisers=(*house.centre.advisers, Adviser("awa", "Awa", "dakar", {"fr": 4})),
    )
    configure(house.store, ADMINISTRATOR, house.centre)
    dispatcher = Dispatcher(house.store, lambda: house.centre, holder="first")
    house.available(AMINA, BILAL)
    held = house.accepted(first_offer(dispatcher, house.waiting()))
    since = house.line(held).waiting_since
    house.clock.advance(1)
    measure = apply_measure(house.store, SALMA, house.centre, DARK, None, "", "one")
    assert dispatcher.step().offers == ()
    house.available(replace(AMINA, id="awa"))
    (offer,) = dispatcher.step().offers
    assert (offer.contact, offer.adviser) == (held, "awa")
    assert house.line(held).waiting_since == since
    end_measure(house.store, SALMA, house.centre, measure.id)
    assert first_offer(dispatcher, house.waiting()).adviser in ("amina", "bilal")


def first_offer(dispatcher: Dispatcher, contact: str) -> Offer:
    (offer,) = dispatcher.step().offers
    assert offer.contact == contact
    return offer
