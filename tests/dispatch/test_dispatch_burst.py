"""A burst: 300 contacts on forty advisers who accept, refuse and miss, until all is settled."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from random import Random

from test_dispatch_engine import engine_of, follow

from house import House
from nawba.actions import hands, offers, presence
from nawba.actions.setup import configure
from nawba.actions.upkeep import Patience
from nawba.demo.company import demo_centre
from nawba.dispatch.runner import Dispatcher
from nawba.domain.hours import is_open
from nawba.domain.words import ADMINISTRATOR, Actor, Offer
from nawba.store.doctor import find_violations

CONTACTS = 300
TICK = 2.0


class Day:
    """Forty simulated people at the demo's desks, in virtual time, by one seed."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.chance = Random(7)
        self.done_at: list[tuple[datetime, str, Actor]] = []
        self.dispatcher = Dispatcher(
            house.store,
            lambda: house.centre,
            holder="first",
            offer_seconds=20,
            refusal_dwell_seconds=30,
            patience=Patience(36_000, 36_000),
        )
        for one in house.centre.advisers:
            presence.set_presence(house.store, Actor("adviser", one.id), one.id, "available")

    def tick(self) -> int:
        """Let one tick pass; returns how many contacts are still open."""
        self._finish()
        self._come_back()
        for offer in self.dispatcher.step().offers:
            self._answer(offer)
        self.house.clock.advance(TICK)
        return len(self.house.rows("contacts")) - len(self.house.rows("contacts", state="closed"))

    def _answer(self, offer: Offer) -> None:
        drawn, adviser = self.chance.random(), Actor("adviser", offer.adviser)
        if drawn < 0.1:
            offers.refuse(self.house.store, adviser, offer.id, offer.epoch)
        elif drawn < 0.95:
            self.house.accepted(offer)
            until = self.house.clock() + timedelta(seconds=self.chance.uniform(10, 60))
            self.done_at.append((until, offer.contact, adviser))

    def _finish(self) -> None:
        now = self.house.clock()
        for at, contact, adviser in self.done_at:
            if at <= now:
                hands.end(self.house.store, adviser, self.house.centre, contact, "adviser_ended")
                hands.wrap_up(
                    self.house.store, adviser, self.house.centre, contact, code="unspecified"
                )
        self.done_at = [one for one in self.done_at if one[0] > now]

    def _come_back(self) -> None:
        for row in self.house.rows("presence", state="paused"):
            presence.set_presence(
                self.house.store, Actor("adviser", row.adviser), row.adviser, "available"
            )


def test_a_burst_settles_and_everything_agrees(sqlite_house: House) -> None:
    house = sqlite_house
    house.centre = demo_centre()
    configure(house.store, ADMINISTRATOR, house.centre)
    now = house.clock()
    queues = [one.id for one in house.centre.queues if is_open(one.hours, one.timezone, now)]
    for i in range(CONTACTS):
        house.waiting(queues[i % len(queues)])
        house.clock.advance(0.01)
    day, follower = Day(house), engine_of(house)
    for ticks in range(2000):
        if day.tick() == 0:
            break
        if ticks % 20 == 0:
            follow(house, follower)
            now = house.clock()
            assert follower.snapshot(now) == engine_of(house).snapshot(now)
    with house.store.read() as connection:
        assert find_violations(connection) == []
    assert house.rows("occupancy") == []
    assert house.rows("offers", state="live") == []
    _everybody_was_served_once(house)
    _nobody_was_asked_in_vain(house)


def _everybody_was_served_once(house: House) -> None:
    closed = house.rows("contacts", state="closed")
    assert len(closed) == CONTACTS
    led = Counter(row.contact for row in house.rows("hands", party="adviser"))
    assert led == Counter(row.id for row in closed)


def _nobody_was_asked_in_vain(house: House) -> None:
    """Every offer went to somebody with the queue's skills who had not refused it lately."""
    queue_of = {row.id: house.centre.queue[row.queue] for row in house.rows("contacts")}
    refused: dict[tuple[str, str], datetime] = {}
    for row in sorted(house.rows("offers"), key=lambda row: row.made_at):
        skills = house.centre.adviser[row.adviser].skills
        requires = queue_of[row.contact].requires
        assert all(skills.get(skill, 0) >= level for skill, level in requires.items())
        last = refused.get((row.contact, row.adviser))
        assert last is None or row.made_at - last >= timedelta(seconds=30)
        if row.state == "refused":
            refused[row.contact, row.adviser] = row.ended_at
