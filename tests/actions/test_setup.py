"""Configuring the centre: all or nothing, and history keeps its names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from house import AMINA, House, hand_over, small_centre
from nawba.actions import hands, setup, turns
from nawba.domain import events as ev
from nawba.domain.errors import NotPermitted
from nawba.domain.words import ADMINISTRATOR, ASSISTANT, Actor, Centre
from nawba.store.rows import read_centre


def configure(house: House, centre: Centre) -> None:
    setup.configure(house.store, ADMINISTRATOR, centre)


def read(house: House, *, retired: bool = False) -> Centre:
    with house.store.read() as connection:
        return read_centre(connection, retired=retired)


def with_capacity(centre: Centre, adviser: str, chats: int) -> Centre:
    changed = [
        replace(one, capacity={"chat": chats}) if one.id == adviser else one
        for one in centre.advisers
    ]
    return replace(centre, advisers=tuple(changed))


# -- the centre -----------------------------------------------------------------------------


def test_what_is_configured_is_read_back_equal(house: House) -> None:
    assert read(house) == small_centre()
    assert house.events(ev.CentreConfigured) == [ev.CentreConfigured(2, 3, 4)]


def test_what_is_taken_out_is_retired_and_keeps_its_name(house: House) -> None:
    smaller = replace(house.centre, advisers=house.centre.advisers[1:])
    configure(house, smaller)
    assert read(house) == smaller
    assert read(house, retired=True).name_of("adviser", "amina") == "Amina"
    configure(house, house.centre)
    assert read(house) == house.centre


def test_order_and_documents_follow_the_file(house: House) -> None:
    turned = replace(house.centre, advisers=tuple(reversed(house.centre.advisers)))
    configure(house, turned)
    assert [one.id for one in read(house).advisers] == ["driss", "clara", "bilal", "amina"]


def test_retired_advisers_get_no_offers(house: House) -> None:
    house.available(AMINA)
    configure(house, replace(house.centre, advisers=house.centre.advisers[1:]))
    assert house.offers((house.waiting(), AMINA)) == []
    assert house.rows("adviser_slots", adviser="amina") == []


def test_a_raised_capacity_counts_at_once(house: House) -> None:
    for _ in range(2):
        house.held(AMINA)
    assert house.offers((house.waiting(), AMINA)) == []
    configure(house, with_capacity(house.centre, "amina", 3))
    assert len(house.offers((house.waiting(), AMINA))) == 1


def test_a_lowered_capacity_takes_no_contact_away_and_lets_none_more_in(house: House) -> None:
    first, second = house.held(AMINA), house.held(AMINA)
    configure(house, with_capacity(house.centre, "amina", 1))
    assert len(house.rows("occupancy", adviser="amina")) == 2
    for contact in (first, second):
        assert house.offers((house.waiting(), AMINA)) == []
        house.raw("UPDATE presence SET state = 'available'")
        close(house, contact)
    assert len(house.offers((house.waiting(), AMINA), (house.waiting(), AMINA))) == 1


def close(house: House, contact: str) -> None:
    hands.end(house.store, AMINA, house.centre, contact, "adviser_ended")
    hands.wrap_up(house.store, AMINA, house.centre, contact, code="solved")


def test_a_configuration_that_fails_changes_nothing(house: House) -> None:
    class Broken:
        id = "broken"

    broken = replace(house.centre, canned_replies=(Broken(),), brands=())  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        configure(house, broken)
    assert read(house) == house.centre
    assert len(house.events(ev.CentreConfigured)) == 1


def test_only_the_console_configures(house: House) -> None:
    for actor in (AMINA, Actor("editor", "noura"), ASSISTANT):
        with pytest.raises(NotPermitted):
            setup.configure(house.store, actor, house.centre)


def test_a_hand_over_to_a_queue_retired_meanwhile_still_waits(house: House) -> None:
    contact = house.opened().contact
    configure(house, replace(house.centre, queues=house.centre.queues[1:]))
    assert turns.take_turn(house.store, ASSISTANT, contact, "opening", hand_over("waha-fr"))
    assert house.line(contact).queue == "waha-fr"
