"""Advisers come, pause, go and get lost; what they held is never lost with them."""

from __future__ import annotations

import pytest

from house import AMINA, BILAL, SALMA, STRANGER, House
from nawba.actions import hands, presence
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, Invalid, NotFound, NotPermitted
from nawba.domain.words import DISPATCHER, WATCHDOG, Actor


def set_state(house: House, state: str, reason: str | None = None, actor: Actor = AMINA) -> None:
    presence.set_presence(house.store, actor, "amina", state, reason)


def lose(house: House, seconds: float = 30, words: str = "") -> list[str]:
    return presence.lose_silent_advisers(
        house.store, WATCHDOG, seconds, lambda brand, language: words and f"{words} {brand}"
    )


def test_presence_is_told_when_it_changes_and_only_then(house: House) -> None:
    for state, reason in (
        ("available", None),
        ("available", None),
        ("paused", "lunch"),
        ("paused", "lunch"),
        ("available", "lunch"),
        ("offline", None),
    ):
        house.clock.advance(5)
        set_state(house, state, reason)
    assert [(event.state, event.reason) for event in house.events(ev.PresenceChanged)] == [
        ("available", None),
        ("paused", "lunch"),
        ("available", None),
        ("offline", None),
    ]
    assert house.rows("presence")[0].since == house.clock()


@pytest.mark.parametrize("state", ["", "lost", "asleep", "AVAILABLE"])
def test_only_three_states_can_be_chosen(house: House, state: str) -> None:
    with pytest.raises(Invalid) as refused:
        set_state(house, state)
    assert refused.value.field == "state"


def test_a_pause_reason_is_a_code(house: House) -> None:
    with pytest.raises(Invalid):
        set_state(house, "paused", "my child Youssef is ill")


def test_everybody_sets_their_own_presence_and_supervisors_anybodys(house: House) -> None:
    set_state(house, "available", actor=SALMA)
    for actor in (BILAL, STRANGER):
        with pytest.raises(NotPermitted):
            set_state(house, "paused", actor=actor)
    with pytest.raises(NotFound):
        presence.set_presence(house.store, Actor("adviser", "ghost"), "ghost", "available")


def test_nobody_goes_home_with_open_contacts(house: House) -> None:
    house.held()
    with pytest.raises(Conflict, match="1 open"):
        set_state(house, "offline")
    set_state(house, "paused", "lunch")
    wrapping = house.held(BILAL)
    hands.end(house.store, BILAL, house.centre, wrapping, "adviser_ended")
    with pytest.raises(Conflict):
        presence.set_presence(house.store, BILAL, "bilal", "offline")


@pytest.mark.parametrize("state", ["paused", "offline"])
def test_going_away_withdraws_live_offers(house: House, state: str) -> None:
    offer = house.offered()
    set_state(house, state)
    assert house.rows("offers", id=offer.id)[0].reason == "adviser_away"
    assert house.line(offer.contact).offer is None
    assert house.rows("occupancy") == []


def test_a_heartbeat_is_a_time_and_no_event(house: House) -> None:
    house.available(AMINA)
    before = len(house.recorded())
    house.clock.advance(10)
    presence.heartbeat(house.store, AMINA, "amina")
    assert house.rows("presence")[0].heartbeat_at == house.clock()
    assert len(house.recorded()) == before
    for actor in (BILAL, SALMA):
        with pytest.raises(NotPermitted):
            presence.heartbeat(house.store, actor, "amina")


def test_a_silent_adviser_is_lost_and_their_contacts_wait_with_their_age(house: House) -> None:
    held, offered = house.held(), house.offered()
    since = house.line(held).waiting_since
    house.clock.advance(30)
    assert lose(house) == []
    house.clock.advance(1)
    assert lose(house, words="Hold on,") == ["amina"]
    line = house.line(held)
    assert (line.state, line.queue, line.waiting_since) == ("waiting", "waha-fr", since)
    assert house.line(offered.contact).offer is None
    assert house.rows("occupancy") == []
    assert house.rows("messages", contact=held)[-1].text == "Hold on, waha"
    assert house.events(ev.PresenceChanged)[-1] == ev.PresenceChanged("amina", "lost")
    assert lose(house) == []


def test_a_heartbeat_in_time_keeps_everything(house: House) -> None:
    contact = house.held()
    for _ in range(5):
        house.clock.advance(20)
        presence.heartbeat(house.store, AMINA, "amina")
        assert lose(house) == []
    assert house.lead(contact) == ("adviser", "amina")


def test_wrap_up_stays_with_the_lost_until_its_time(house: House) -> None:
    contact = house.wrapping_up()
    house.clock.advance(31)
    assert lose(house) == ["amina"]
    assert house.row(contact).state == "wrap_up"


def test_the_offline_are_not_lost(house: House) -> None:
    house.available(AMINA)
    set_state(house, "offline")
    house.clock.advance(1000)
    assert lose(house) == []


def test_the_lost_come_back(house: House) -> None:
    house.available(AMINA)
    house.clock.advance(31)
    lose(house)
    presence.heartbeat(house.store, AMINA, "amina")
    assert house.rows("presence")[0].state == "lost"
    set_state(house, "available")
    assert lose(house) == []


def test_only_the_house_and_supervisors_declare_somebody_lost(house: House) -> None:
    with pytest.raises(NotPermitted):
        presence.lose_silent_advisers(house.store, STRANGER, 30)
    assert presence.lose_silent_advisers(house.store, DISPATCHER, 30) == []
