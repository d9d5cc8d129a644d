"""The next hour foreseen from a real store: what is read, what it rests on, what a measure does."""

from __future__ import annotations

import json
import math
import pickle
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

from house import AMINA, BILAL, CLARA, DRISS, SALMA, House
from nawba.actions import hands, presence
from nawba.actions.policies import choose_policy
from nawba.domain.redispatch import Change
from nawba.domain.words import ADMINISTRATOR, Site
from nawba.planning.bureau import Bureau
from nawba.planning.expected import arrivals_like
from nawba.planning.foresee import range_of, scenario_of, with_change
from nawba.planning.outlook import Outlook, outlook
from nawba.planning.present import Present, present_state
from nawba.store import snapshot
from nawba.web.foreteller import Foreteller
from web.conftest import eventually

CREW = ("casa/billing=2,fr=4", "chat", 2)
LINE = ("waha-fr", "chat")
DARK = Change("site_dark", site="casa")


def present_of(house: House) -> Present:
    with house.store.read() as connection:
        board = snapshot(connection)
        return present_state(connection, house.centre, board, house.clock.now)


def an_answered_contact(house: House, waits: float, lasts: float, queue: str = "waha-fr") -> None:
    contact = house.waiting(queue)
    house.clock.advance(waits)
    house.held(AMINA, contact)
    house.clock.advance(lasts)
    hands.end(house.store, AMINA, house.centre, contact, "adviser_ended")
    hands.wrap_up(house.store, AMINA, house.centre, contact, code="solved")


def one_who_leaves(house: House, waits: float) -> None:
    contact = house.waiting()
    house.clock.advance(waits)
    hands.end(house.store, house.customer_of(contact), house.centre, contact, "customer_left")


def two_mondays(house: House) -> None:
    """Sixteen contacts at nine on the two Mondays before: fifteen answered, one who left. (On the
    third, in Casablanca, nine was another hour: Ramadan began.)"""
    today = house.clock.now
    for week in (2, 1):
        house.clock.now = today - timedelta(weeks=week, minutes=-2)
        for number in range(15):
            an_answered_contact(house, 20.0, 100.0 + 10 * number)
        one_who_leaves(house, 80.0)
    house.clock.now = today


def test_the_present_is_read_from_board_and_past(house: House) -> None:
    two_mondays(house)
    house.available(BILAL, DRISS)
    busy = house.held(AMINA)
    house.clock.advance(30)
    presence.set_presence(house.store, AMINA, "amina", "paused", "lunch")
    spoke = house.waiting()
    house.held(CLARA, spoke)
    hands.requeue(house.store, SALMA, spoke, "adviser_lost")
    first = house.waiting("waha-billing")
    choose_policy(house.store, ADMINISTRATOR, "target_salvage")
    house.clock.advance(40)
    present = present_of(house)
    assert [(one.crew, one.here) for one in present.parties] == [(CREW, 3)]
    found = dict(zip(sorted([busy, spoke, first]), present.inside, strict=True))
    assert (found[busy].crew, found[busy].spent) == (CREW, 70.0)
    assert found[busy].adviser == 3, "who is at lunch comes after those who take contacts"
    assert (found[spoke].age, found[spoke].answered) == (40.0, True)
    assert (found[first].line, found[first].age) == (("waha-billing", "chat"), 40.0)
    assert not found[first].answered
    assert (present.policy, present.mode) == ("target_salvage", 0)
    arrivals = present.arrivals
    assert (arrivals.basis, arrivals.contacts) == ("same_weekday", 32)
    hour = sum(arrivals.rates[LINE]) * 900
    assert hour == pytest.approx(16 * arrivals.ratio)
    line = next(one for one in present.lines if one.line == LINE)
    assert (line.handling.basis, len(line.handling.values)) == ("own", 30)
    assert line.handling.mean == pytest.approx(170.0)
    assert line.patience.basis == "assumed", "two who left say too little"
    assert pickle.loads(pickle.dumps(present)) == present


def test_without_a_past_it_says_so(sqlite_house: House) -> None:
    present = present_of(sqlite_house)
    assert present.is_blank
    assert present.arrivals.basis == "none"
    house = sqlite_house
    an_answered_contact(house, 20.0, 100.0)
    house.waiting()
    house.clock.advance(1)
    again = present_of(house)
    assert (again.arrivals.basis, again.arrivals.contacts) == ("last_hour", 2)
    assert {one.handling.basis for one in again.lines} == {"assumed"}
    assert [one.age for one in again.inside] == [1.0]


def french(foreseen: Outlook) -> Any:
    return next(one for one in foreseen.facts()["queues"] if one["queue"] == "waha-fr")


def test_a_dark_site_leaves_everybody_waiting(sqlite_house: House) -> None:
    house = sqlite_house
    two_mondays(house)
    house.available()
    held = [house.held(AMINA), house.held(BILAL), house.held(BILAL)]
    house.waiting()
    present = present_of(house)
    told: list[tuple[int, int]] = []
    foreseen = outlook(
        present, house.centre, DARK, replications=40, progress=lambda *one: told.append(one)
    )
    queue = french(foreseen)
    assert queue["without"]["service_level"]["mean"] > 0.95
    assert queue["with"]["service_level"]["high"] == 0.0
    assert queue["difference"]["service_level"]["mean_high"] < -0.9
    assert queue["with"]["mean_wait_seconds"]["mean"] is None, "nobody is answered"
    # who came, who waits and who was cut off: all leave at last
    left = queue["with"]["abandoned"]["mean"]
    assert left > queue["without"]["abandoned"]["mean"] + len(held)
    assert told[-1] == (80, 80)
    facts = json.loads(json.dumps(foreseen.facts(), allow_nan=False))
    assert facts["sites"][0]["site"] == "casa"
    assert facts["sites"][0]["with"]["occupancy"]["mean"] is None
    assert facts["basis"]["coverage"] == pytest.approx(39 / 41)
    assert facts["basis"]["handling"]["waha-fr"] == "own"
    finish = outlook(present, house.centre, replace(DARK, held="finish"), replications=40)
    assert french(finish)["with"]["abandoned"]["mean"] < left - 2
    again = outlook(present, house.centre, DARK, replications=40)
    assert again == foreseen, "the same present and seed"
    alone = outlook(present, house.centre, None, replications=8).all
    assert alone.changed is alone.difference is None


def test_what_waits_elsewhere_and_who_may_help(sqlite_house: House) -> None:
    """Half the advisers move to Dakar and speak little French; only they are there."""
    house = sqlite_house
    centre = replace(
        house.centre,
        sites=(*house.centre.sites, Site("dakar", "Dakar", "SN", "Africa/Dakar")),
        advisers=tuple(
            replace(one, site="dakar", skills={"fr": 2, "billing": 2}) if at > 1 else one
            for at, one in enumerate(house.centre.advisers)
        ),
    )
    house.available(CLARA, DRISS)
    waits = [house.waiting() for _ in range(3)]
    house.clock.advance(15)
    with house.store.read() as connection:
        present = present_state(connection, centre, snapshot(connection), house.clock.now)
    assert {one.site: one.here for one in present.parties} == {"casa": 0, "dakar": 2}
    lines = {one.queue for one in scenario_of(present, centre).routes
             if "dakar" in one.pool}  # fmt: skip
    assert lines == {"waha-billing · chat"}
    wide = Change("widen_queue", queue="waha-fr", levels=1)
    widened = scenario_of(with_change(present, centre, wide), centre)
    assert any(one.queue == "waha-fr · chat" and "dakar" in one.pool for one in widened.routes)
    foreseen = outlook(present, centre, wide, replications=40)
    assert french(foreseen)["without"]["service_level"]["mean"] == 0.0
    assert french(foreseen)["with"]["service_level"]["mean"] > 0.9
    two = Change("move_waiting", queue="waha-fr", to="waha-billing", count=2)
    moved = with_change(present, centre, two)
    assert [one.line[0] for one in moved.inside].count("waha-billing") == 2
    assert [one.age for one in moved.inside] == [15.0] * len(waits)


def test_the_planning_process_foretells_for_the_house(sqlite_house: House) -> None:
    """From the rows to plain values, by way of the process; nothing is said without a past."""
    house, bureau = sqlite_house, Bureau(seconds=300)
    foreteller = Foreteller(
        house.store, bureau, lambda: house.centre, "wait_over_target", ("nawba.dispatch",)
    )
    try:
        assert foreteller.outlook(DARK, 60) is None
        assert bureau.process_id is None, "no process for nothing"
        house.clock.advance(61)
        an_answered_contact(house, 20.0, 100.0)
        facts = foreteller.outlook(DARK, 30)
        assert facts is not None
        assert facts["minutes"] == 30
        assert facts["basis"]["arrivals"] == "last_hour"
        assert facts["basis"]["policy"] == "wait_over_target", "the setting's, as nobody chose"
        house.waiting()
        assert foreteller.prices() is None, "it is being worked out"
        prices = eventually(foreteller.prices)
        french = next(one for one in prices if one["queue"] == "waha-fr")
        assert french == pytest.approx(
            {"queue": "waha-fr", "contacts_per_hour": 2.0, "price": 0.0, "short": 0.0}
        )
        by_id = {one["queue"]: one["with"]["service_level"]["mean"] for one in facts["queues"]}
        assert by_id == {"waha-fr": 0.0, "waha-billing": None, "sahla-fr": None}
    finally:
        bureau.close()


@pytest.mark.parametrize("weeks", [1, 2])
def test_so_wrong_are_rates_of_few_weeks(weeks: int) -> None:
    """Days are busier than others by a gamma factor; what then comes, over what was foretold."""
    random, off, said = np.random.default_rng(2), [], []
    for _ in range(3000):
        factor = random.gamma(10, 0.1)
        totals, before = random.poisson(60, weeks).tolist(), random.poisson(60, weeks).tolist()
        counts = [[Counter({LINE: total})] for total in totals]
        today = int(random.poisson(60 * factor))
        foretold = arrivals_like(counts, before, today, datetime.now(UTC))
        off.append(60 * factor / (foretold.rates[LINE][0] * 900))
        said.append(foretold.busyness)
    assert np.mean(off) == pytest.approx(1, abs=0.03)
    assert np.var(off) == pytest.approx(np.mean(said), rel=0.12)


def test_a_range_holds_what_comes_next() -> None:
    """Order statistics of 40 hold a 41st in 39 of 41 cases, whatever the distribution."""
    draws = np.random.default_rng(1).pareto(1.5, (1500, 41))
    ranges: list[Any] = [range_of(row[:40]) for row in draws]
    inside = sum(one.low <= row[40] <= one.high for one, row in zip(ranges, draws, strict=True))
    assert inside / 1500 == pytest.approx(39 / 41, abs=5 * math.sqrt(0.05 * 0.95 / 1500))
    few: Any = range_of(np.array([1.0, 2.0, 3.0]))
    assert few.low < few.mean_low < few.mean == 2.0 < few.mean_high < few.high
