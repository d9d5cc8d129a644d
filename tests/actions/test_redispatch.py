"""Measures of re-dispatch: what they move at once, for how long, and who may take them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from house import AMINA, BILAL, CLARA, DRISS, SALMA, House, at_once
from nawba.actions import hands, redispatch
from nawba.actions.setup import configure
from nawba.actions.upkeep import run_upkeep
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, Invalid, NotPermitted, Repeated
from nawba.domain.redispatch import Change, Limits, Measure
from nawba.domain.words import ADMINISTRATOR, DISPATCHER, WATCHDOG, Actor, Adviser, Site
from nawba.store.doctor import find_violations
from nawba.store.redispatch import measures_since, read_limits

DARK = Change("site_dark", site="casa")
WIDE = Change("widen_queue", queue="waha-fr")
MOVE = Change("move_waiting", queue="waha-fr", to="waha-billing")


def applied(
    house: House,
    change: Change = DARK,
    minutes: int | None = 30,
    *,
    actor: Actor = SALMA,
    client_id: str = "",
) -> Measure:
    own = client_id or house.unique("measure")
    return redispatch.apply_measure(
        house.store, actor, house.centre, change, minutes, "Power cut", own
    )


def healthy(house: House) -> bool:
    with house.store.read() as connection:
        return find_violations(connection) == []


def test_a_dark_site_gives_back_what_it_holds_and_rings_no_more(house: House) -> None:
    held = [house.held(adviser) for adviser in (AMINA, AMINA, BILAL, BILAL, CLARA, CLARA)]
    offered, wrapping = house.offered(adviser=DRISS).contact, house.wrapping_up(DRISS)
    ages = {one: house.line(one).waiting_since for one in held}
    house.clock.advance(300)
    measure = applied(house)
    assert measure.moved == 7
    for contact in held:
        line = house.line(contact)
        assert (line.state, line.queue, line.waiting_since) == ("waiting", "waha-fr", ages[contact])
        assert house.lead(contact) == ("assistant", "assistant")
        assert house.rows("messages", contact=contact)[-1].kind == "notice"
    assert house.line(offered).offer is None
    assert house.row(wrapping).state == "wrap_up"
    assert house.offers((held[0], AMINA), (held[1], DRISS)) == []
    assert healthy(house)


def test_what_a_dark_site_holds_may_be_finished_there(house: House) -> None:
    held = house.held()
    assert applied(house, replace(DARK, held="finish")).moved == 0
    assert house.row(held).state == "held"
    hands.end(house.store, AMINA, house.centre, held, "adviser_ended")


def test_a_contact_sent_to_one_of_a_dark_site_is_for_its_queue(house: House) -> None:
    contact = house.held(BILAL)
    house.available(AMINA)
    hands.transfer(house.store, BILAL, house.centre, contact, adviser="amina")
    applied(house)
    assert house.line(contact).direct_adviser is None


def test_another_site_is_left_alone(house: House) -> None:
    held, offer = house.held(), house.offered(adviser=BILAL)
    house.centre = replace(
        house.centre,
        sites=(*house.centre.sites, Site("dakar", "Dakar", "SN", "Africa/Dakar")),
        advisers=(*house.centre.advisers, Adviser("awa", "Awa", "dakar", {"fr": 4})),
    )
    configure(house.store, ADMINISTRATOR, house.centre)
    assert applied(house, replace(DARK, site="dakar")).moved == 0
    assert house.row(held).state == "held"
    assert house.line(offer.contact).offer is not None


def test_asked_twice_it_is_applied_once(house: House) -> None:
    first = applied(house, client_id="one")
    assert applied(house, client_id="one") == first
    with pytest.raises(Repeated):
        applied(house, replace(DARK, held="finish"), client_id="one")
    with pytest.raises(Conflict, match="dark already"):
        applied(house, client_id="two")
    assert len(house.events(ev.MeasureApplied)) == 1


def test_two_who_darken_a_site_at_once_do_it_once(house: House) -> None:
    results = at_once(lambda: applied(house), lambda: applied(house))
    assert sorted(type(one).__name__ for one in results) == ["Conflict", "Measure"]


def test_what_waits_moves_with_its_age_the_oldest_first(house: House) -> None:
    first, ringing = house.waiting(), house.waiting()
    house.clock.advance(60)
    last = house.waiting()
    house.offered(ringing)
    ages = {one: house.line(one).waiting_since for one in (first, ringing, last)}
    measure = applied(house, replace(MOVE, count=2))
    assert (measure.moved, measure.ended_at) == (2, measure.started_at)
    lines = {one: house.line(one) for one in ages}
    assert [lines[one].queue for one in ages] == ["waha-billing", "waha-billing", "waha-fr"]
    assert {one: line.waiting_since for one, line in lines.items()} == ages
    assert lines[ringing].offer is None
    assert healthy(house)


def test_only_what_is_served_there_moves_to_a_queue_of_another_language(house: House) -> None:
    queues = [replace(one, language="ar") if one.id == "waha-billing" else one
              for one in house.centre.queues]  # fmt: skip
    house.centre = replace(house.centre, queues=tuple(queues))
    french, arabic = house.waiting(language="fr"), house.waiting(language="ar")
    assert applied(house, MOVE).moved == 1
    assert [house.line(one).queue for one in (french, arabic)] == ["waha-fr", "waha-billing"]
    with pytest.raises(Conflict, match="could answer"):
        applied(house, MOVE)


def test_a_measure_ends_by_itself_and_once(house: House) -> None:
    applied(house, WIDE, 20)
    forever = applied(house, minutes=None)
    house.clock.advance(20 * 60 - 1)
    run_upkeep(house.store, WATCHDOG, house.centre)
    assert house.events(ev.MeasureEnded) == []
    house.clock.advance(1)
    run_upkeep(house.store, WATCHDOG, house.centre)
    run_upkeep(house.store, WATCHDOG, house.centre)
    (ended,) = house.events(ev.MeasureEnded)
    assert (ended.kind, ended.brand, ended.reason) == ("widen_queue", "waha", "expired")
    assert forever.until is None


def test_ended_twice_it_is_as_it_was_ended(house: House) -> None:
    one = applied(house)
    house.clock.advance(60)
    first = redispatch.end_measure(house.store, SALMA, house.centre, one.id)
    house.clock.advance(60)
    assert redispatch.end_measure(house.store, ADMINISTRATOR, house.centre, one.id) == first
    assert first.ended_at == one.started_at + timedelta(seconds=60)
    assert first.ended_by == "salma"
    assert applied(house).id != one.id  # it can go dark anew
    with house.store.read() as connection:
        assert len(measures_since(connection, house.clock())) == 1
        assert len(measures_since(connection, first.started_at)) == 2


FAR = Actor("supervisor", "far", sites=("dakar",))
OTHER = Actor("supervisor", "other", brands=("sahla",))


@pytest.mark.parametrize(
    ("actor", "change"),
    [(AMINA, DARK), (FAR, DARK), (OTHER, DARK), (OTHER, WIDE), (FAR, WIDE)],
    ids=["adviser", "other-site", "one-brand", "other-brand", "site-for-queue"],
)
def test_whoever_reaches_less_may_not(sqlite_house: House, actor: Actor, change: Change) -> None:
    with pytest.raises(NotPermitted):
        applied(sqlite_house, change, actor=actor)


@pytest.mark.parametrize(
    ("change", "minutes", "field"),
    [
        (replace(DARK, site="oslo"), 5, "site"),
        (replace(WIDE, queue="x"), 5, "queue"),
        (replace(MOVE, to="sahla-fr"), None, "to"),
        (WIDE, 0, "minutes"),
    ],
    ids=["site", "queue", "brand", "minutes"],
)
def test_what_cannot_be_is_named(
    sqlite_house: House, change: Change, minutes: int | None, field: str
) -> None:
    with pytest.raises(Invalid) as error:
        applied(sqlite_house, change, minutes)
    assert error.value.field == field


def test_nothing_is_done_by_itself_until_somebody_says_so(house: House) -> None:
    with house.store.read() as connection:
        assert not read_limits(connection).on
    wanted = Limits(on=True, kinds=("widen_queue", "site_dark"), at_once=1, minutes=15)
    redispatch.set_limits(house.store, SALMA, wanted)
    redispatch.set_limits(house.store, SALMA, wanted)
    with house.store.read() as connection:
        assert read_limits(connection) == wanted
    with pytest.raises(NotPermitted):
        redispatch.set_limits(house.store, OTHER, wanted)


def test_by_itself_only_the_leader_acts_and_only_while_it_may(house: House) -> None:
    house.waiting()
    lease = house.lease("first")

    def act() -> Measure:
        own = house.unique("automatic")
        told = (house.store, DISPATCHER, house.centre, WIDE, 30, "", own)
        return redispatch.apply_measure(*told, lease=lease)

    with pytest.raises(Conflict, match="switched off"):
        act()
    redispatch.set_limits(house.store, SALMA, Limits(on=True))
    house.clock.advance(60)
    house.lease("second")
    with pytest.raises(Conflict):
        act()
    assert house.events(ev.MeasureApplied) == []
    lease = house.lease("second")
    assert act().automatic
