"""Clocks that jump, and local time that does: dispatch goes on, and nobody is lost by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from house import AMINA, BILAL, House
from nawba.actions import presence
from nawba.actions.upkeep import Patience
from nawba.dispatch.runner import Dispatcher, StepReport
from nawba.domain import events as ev
from nawba.domain.errors import Conflict
from nawba.domain.words import Actor, Opening, Queue
from nawba.store.doctor import find_violations


class Scene:
    """A dispatcher, a machine whose clock can be set, and pages that show themselves or not."""

    def __init__(self, house: House) -> None:
        self.house, self.set_by = house, 0.0
        began = house.clock()
        self.dispatcher = Dispatcher(
            house.store,
            lambda: house.centre,
            holder="first",
            offer_seconds=20.0,
            seconds=lambda: (house.clock() - began).total_seconds() - self.set_by,
        )

    def step(self) -> StepReport:
        return self.dispatcher.step()

    def set_clock(self, by: float) -> None:
        self.house.clock.advance(by)
        self.set_by += by

    def pass_time(self, seconds: int, *there: Actor) -> None:
        for _ in range(seconds):
            self.house.clock.advance(1)
            for adviser in there:
                presence.heartbeat(self.house.store, adviser, adviser.id)
            self.step()

    def states(self) -> dict[str, str]:
        return {row.adviser: row.state for row in self.house.rows("presence")}


@pytest.fixture
def scene(sqlite_house: House) -> Scene:
    return Scene(sqlite_house)


@pytest.mark.parametrize("by", [3600.0, -3600.0], ids=["an-hour-on", "an-hour-back"])
def test_a_clock_that_is_set_loses_no_adviser_and_no_contact(scene: Scene, by: float) -> None:
    house = scene.house
    house.available(AMINA, BILAL)
    held = house.waiting()
    (taken,) = scene.step().offers
    house.accepted(taken)
    ringing = house.waiting()
    (before,) = scene.step().offers
    scene.set_clock(by)
    with capture_logs() as logs:
        report = scene.step()
    assert [one["seconds"] for one in logs if one["event"] == "clock_jumped"] == [by]
    (after,) = report.offers
    assert (after.contact, report.upkeep) == (ringing, 0)
    assert after.epoch > before.epoch
    assert after.expires_at == house.clock() + timedelta(seconds=20)
    with pytest.raises(Conflict):
        house.accepted(before)
    assert house.lead(held) == ("adviser", taken.adviser)
    assert scene.states() == {"amina": "available", "bilal": "available"}
    with house.store.read() as connection:
        assert find_violations(connection) == []


def test_who_is_silent_after_a_jump_is_lost_in_the_end(scene: Scene) -> None:
    scene.house.available(AMINA, BILAL)
    scene.step()
    scene.set_clock(3600)
    scene.pass_time(29, AMINA)
    assert scene.states() == {"amina": "available", "bilal": "available"}
    scene.pass_time(3, AMINA)
    assert scene.states() == {"amina": "available", "bilal": "lost"}


def test_a_clock_that_is_set_back_does_not_make_it_rest_for_an_hour(scene: Scene) -> None:
    house = scene.house
    house.available(AMINA)
    scene.step()
    house.raw("ALTER TABLE offers RENAME TO offers_away")
    house.clock.advance(1)
    assert scene.step().error is not None
    house.raw("ALTER TABLE offers_away RENAME TO offers")
    scene.set_clock(-3600)
    house.waiting()
    assert len(scene.step().offers) == 1


def test_small_corrections_are_no_jumps(scene: Scene) -> None:
    scene.house.available(AMINA)
    scene.step()
    for by in (4.0, -4.0, 0.5):
        scene.set_clock(by)
        assert scene.step().epoch == 1


def at(clock: str) -> datetime:
    return datetime.fromisoformat(f"2026-10-25T{clock}+00:00").astimezone(UTC)


def night_queue(house: House) -> Queue:
    """Open from half past one at night, Lisbon time, to three."""
    hours = (Opening(("mon", "tue", "wed", "thu", "fri", "sat", "sun"), "01:30", "03:00"),)
    queue = house.centre.queue["waha-fr"]
    return replace(queue, timezone="Europe/Lisbon", hours=hours)


def test_the_night_that_has_an_hour_twice_offers_by_local_time(sqlite_house: House) -> None:
    """Clocks in Lisbon go from 02:00 back to 01:00 at 01:00 UTC: half past one comes twice."""
    house = sqlite_house
    house.clock.now = at("00:00:00")
    queues = tuple(
        night_queue(house) if one.id == "waha-fr" else one for one in house.centre.queues
    )
    house.centre = replace(house.centre, queues=queues)
    patient = Patience(86_400, 86_400)
    dispatcher = Dispatcher(
        house.store, lambda: house.centre, holder="first", offer_seconds=600, patience=patient
    )
    contact = house.waiting()
    since = house.line(contact).waiting_since
    offered = {
        time: offered_at(house, dispatcher, contact, at(time))
        for time in ("00:29:59", "00:30:00", "01:00:00", "01:29:59", "01:30:00", "03:00:00")
    }
    assert offered == {
        "00:29:59": False,  # 01:29:59, summer time
        "00:30:00": True,  # 01:30: it opens
        "01:00:00": True,  # 01:00 again, winter time: it does not shut for half an hour
        "01:29:59": True,
        "01:30:00": True,  # 01:30 for the second time
        "03:00:00": False,  # 03:00: closed, after two and a half hours
    }
    assert house.line(contact).waiting_since == since
    ages = [one.at for one in house.recorded()]
    assert ages == sorted(ages)


def offered_at(house: House, dispatcher: Dispatcher, contact: str, now: datetime) -> bool:
    """Whether the contact rings at ``now``; what rings is withdrawn again."""
    house.clock.now = now
    house.available(AMINA)
    dispatcher.step()
    found = house.line(contact).offer is not None
    presence.set_presence(house.store, AMINA, "amina", "paused")
    return found


def test_a_second_process_on_sqlite_is_told_that_it_is_one_too_many(sqlite_house: House) -> None:
    sqlite_house.lease("first")
    second = Dispatcher(sqlite_house.store, lambda: sqlite_house.centre, holder="second")
    with capture_logs() as logs:
        for _ in range(3):
            assert not second.step().leads
    (told,) = [one for one in logs if one["event"] == "another_process_leads"]
    assert told["leader"] == "first"
    assert "PostgreSQL" in told["message"]


def test_who_stands_by_looks_again_when_the_lease_runs_out(sqlite_house: House) -> None:
    lease = sqlite_house.lease("first", seconds=0.4)
    second = Dispatcher(sqlite_house.store, lambda: sqlite_house.centre, holder="second")
    report = second.step()
    assert (report.leads, report.next_at) == (False, lease.until)
    sqlite_house.clock.now = report.next_at
    assert second.step().epoch == lease.epoch + 1


def test_who_stands_by_knows_what_happened_meanwhile(sqlite_house: House) -> None:
    house = sqlite_house
    house.lease("first", seconds=5)
    second = Dispatcher(house.store, lambda: house.centre, holder="second")
    second.step()
    house.available(AMINA)
    contact = house.waiting()
    second.step()
    house.clock.advance(5)
    (offer,) = second.step().offers
    assert offer.contact == contact
    assert len(house.events(ev.LeaseTaken)) == 2
