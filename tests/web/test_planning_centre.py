"""A scenario from the centre's own contacts: what they were like, and what they do not tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from house import AMINA, House
from nawba.actions import hands
from nawba.domain.words import Actor
from nawba.planning.scenario_faults import document_of
from nawba.web.planning_centre import scenario_from_centre
from nawba.web.scope import scoped_centre

PLANNER = Actor("planner", "lina")


def planned(house: House, actor: Actor = PLANNER) -> dict[str, Any]:
    centre = scoped_centre(house.centre, actor)
    with house.store.read() as connection:
        return scenario_from_centre(
            connection, centre, house.centre, actor, house.clock(), "static_priority"
        )


def live(house: House) -> None:
    """On two days from nine: twelve are helped for 300 + 40 seconds, after ten; ten leave."""
    for at in range(12):
        contact = house.waiting()
        house.clock.advance(10)
        house.held(AMINA, contact)
        house.clock.advance(300)
        hands.end(house.store, AMINA, house.centre, contact, "adviser_ended")
        house.clock.advance(40)
        hands.wrap_up(house.store, AMINA, house.centre, contact, code="solved")
        if at == 5:
            house.clock.advance(86_400 - house.clock.now.hour * 3600 + 9 * 3600)
    for _ in range(10):
        contact = house.waiting()
        house.clock.advance(60)
        hands.end(house.store, house.customer_of(contact), house.centre, contact, "customer_left")


def test_numbers_come_from_what_happened(house: House) -> None:
    live(house)
    told = planned(house)
    queue, *others = told["scenario"]["queue"]
    assert queue["id"] == "waha-fr"
    assert (told["basis"]["contacts"], told["basis"]["days"]) == (22, 2)
    assert sum(queue["contacts"]) == pytest.approx(22 / 2, abs=0.01)
    assert queue["handling"]["mean"] == pytest.approx(340, abs=1), "wrap-up is work as well"
    assert queue["patience"]["mean"] == pytest.approx((12 * 10 + 10 * 60) / 10, abs=1)
    assert {one["queue"] for one in told["missing"]} == {one["id"] for one in others}
    (pool,) = told["scenario"]["pool"]
    assert (pool["staff"], pool["places"], pool["site"]) == (4, 2, "casa")
    whole = told["scenario"] | {"name": "ours", "queue": [queue]}
    assert document_of(whole).policy == "static_priority"


def test_a_planner_of_one_brand_sees_that_brand(house: House) -> None:
    told = planned(house, replace(PLANNER, brands=("sahla",)))
    assert [one["id"] for one in told["scenario"]["queue"]] == ["sahla-fr"]


def test_what_is_still_to_come_of_today_counts_for_no_quiet_day(house: House) -> None:
    """At nine and at eleven on one day, at nine on the next, of which eleven is to come."""
    nine = house.clock.now.replace(hour=9, minute=10)
    for begins in (nine, nine + timedelta(hours=2), nine + timedelta(days=1)):
        house.clock.now = begins
        house.waiting()
    house.clock.advance(60)
    queue = planned(house)["scenario"]["queue"][0]
    assert [one for one in queue["contacts"] if one] == [1, 1]
