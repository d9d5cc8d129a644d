"""Replay: the same desk as live, decision by decision; files that teach what to mend."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from datetime import timedelta
from heapq import heappop, heappush
from itertools import count
from pathlib import Path

import pytest
from situations import adviser, queue

from house import AMINA, BILAL, SALMA, House
from nawba.actions import hands, presence
from nawba.actions.redispatch import apply_measure, end_measure
from nawba.dispatch.engine import Engine
from nawba.dispatch.kernel import KNOWN, Policy, policy_named
from nawba.dispatch.record import record
from nawba.dispatch.recording import (
    Came,
    Dark,
    Moved,
    Presence,
    Recording,
    Wide,
    read_recording,
    write_recording,
)
from nawba.dispatch.replay import replay
from nawba.domain import events as ev
from nawba.domain.board import Board
from nawba.domain.errors import Invalid
from nawba.domain.redispatch import Change
from nawba.domain.words import Brand, Relaxation
from virtual_time import START

MEASURES: list[Dark | Wide] = [
    Dark(150, "dakar", True),
    Dark(280, "dakar", False),
    Wide(100, "bills", 1),
    Wide(420, "bills", 0),
    Wide(430, "ar", 2),
]
_LISTED = ("a0", "a1", "a2", "a3", "b0", "b1", "d0", "d1", "e")


def drawn_day(seed: int, contacts: int = 150) -> Recording:
    """Three queues, four pools, more work than people at times; times in whole eighths.

    Many come back: those of the first queue wait up to 15 s for the adviser of last time. A site is
    dark for a while and a queue wide, some contacts move on, and some waited before.
    """
    chance = random.Random(seed)
    recording = Recording(
        "2026-03-02",
        [
            queue("fr", {"fr": 3}, same_adviser_seconds=15),
            queue("ar", {"ar": 3}, relaxed=(Relaxation(30, {"ar": 2}),), reserved=1, priority=1),
            queue("bills", {"fr": 3, "billing": 2}),
        ],
        [
            *(adviser(f"a{i}", chats=1 + i % 2, fr=4) for i in range(2)),
            *(adviser(f"a{i}", chats=1 + i % 2, fr=4, billing=1) for i in range(2, 4)),
            *(adviser(f"b{i}", "dakar", fr=4, ar=4) for i in range(3)),
            *(adviser(f"d{i}", chats=1, ar=5) for i in range(2)),
            adviser("e", fr=4, billing=3, ar=2),
        ],
        brands=[Brand("waha", "Waha", (), "UTC", "", advisers=_LISTED)],
    )
    at = 0.0
    for number, one in enumerate(recording.advisers):
        recording.happened.append(Presence(number / 8, one.id, True))
        if number % 4 == 0:
            recording.happened.append(Presence(200 + number / 8, one.id, False))
            recording.happened.append(Presence(300 + number / 8, one.id, True))
    for number in range(contacts):
        at += round(chance.expovariate(1 / 4) * 8) / 8 + 0.125
        patience = chance.choice([None, None, None, round(chance.uniform(5, 60) * 8) / 8])
        handling = round(chance.uniform(20, 90) * 8) / 8
        where = chance.choice(["fr", "fr", "ar", "bills"])
        last = chance.choice([None, *(one.id for one in recording.advisers)])
        name, since = f"c{number:03}", at - 40 if number % 11 == 0 else None
        came = Came(at, name, where, "chat", handling, patience, last, since)
        recording.happened.append(came)
        if number % 7 == 0:
            other = "ar" if where == "fr" else "fr"
            recording.happened.append(Moved(at + 6, name, other))
    recording.happened += MEASURES
    recording.happened.sort(key=lambda one: one.at)
    return recording


class Live:
    """The live engine, fed with the events that the house would have written for the day."""

    def __init__(self, recording: Recording, policy: Policy) -> None:
        self.recording = recording
        self.engine = Engine(recording.centre(), Board(), policy=policy)
        self.numbers = count(1)
        self.waiting: dict[str, Came] = {}
        self.decided: list[tuple[float, str, str]] = []
        self.todo: list[tuple[float, int, object]] = []
        self.handling = {one.id: one for one in recording.happened if isinstance(one, Came)}
        answered = [one for one in self.handling.values() if one.patience is None]
        self.means = {
            q.id: sum(one.handling for one in answered if one.queue == q.id)
            / max(1, sum(one.queue == q.id for one in answered))
            for q in recording.queues
        }

    def run(self) -> list[tuple[float, str, str]]:
        order = count()
        for one in self.recording.happened:
            heappush(self.todo, (one.at, next(order), one))
        while self.todo:
            at = self.todo[0][0]
            self._switches(at)
            while self.todo and self.todo[0][0] == at:
                self._happens(at, heappop(self.todo)[2], order)
            self._offers(at, order)
        return self.decided

    def _switches(self, at: float) -> None:
        """A step each second, as the runner makes them."""
        start = int(self.engine._switch_at - START.timestamp()) if self.engine._switch_at else 0
        for second in range(max(start, 0), int(at) + 1):
            if self.engine.switch(START + timedelta(seconds=second)) is not None:
                self._offers(float(second), self._order)

    def _happens(self, at: float, one: object, order: count[int]) -> None:
        self._order = order
        if isinstance(one, Presence):
            self._event(
                at, ev.PresenceChanged(one.adviser, "available" if one.is_present else "paused")
            )
        elif isinstance(one, Came):
            self.waiting[one.id] = one
            self._event(at, ev.ContactOpened(one.id, "waha", "chat", "fr", "assistant", "u"))
            moment = START + timedelta(seconds=one.age_from)
            if one.last is not None:
                self._event(at, ev.CustomerCameBack(one.id, one.last))
            self._event(at, ev.ContactQueued(one.id, one.queue, "asked", moment))
            for due in (one.age_from + 15, one.age_from + 30):  # what next_wake would say
                if due > at:
                    heappush(self.todo, (due, next(order), ("look", one.id)))
            if one.patience is not None:
                heappush(self.todo, (at + one.patience, next(order), ("left", one.id)))
        elif isinstance(one, Moved):
            if (came := self.waiting.get(one.contact)) is not None:
                moment = START + timedelta(seconds=came.age_from)
                self._event(at, ev.ContactQueued(came.id, one.queue, "redispatched", moment))
        elif isinstance(one, Dark | Wide):
            self._event(at, measure(one))
        else:
            what, contact, *rest = one  # type: ignore[misc]
            if what == "look":
                return
            if what == "left" and self.waiting.pop(contact, None) is None:
                return
            if what == "ended":
                hand = ev.HandEnded(contact, f"h-{contact}", "adviser", rest[0], True, "ended")
                self._event(at, hand)
            self._event(at, ev.ContactClosed(contact, "customer_left"))

    def _offers(self, at: float, order: count[int]) -> None:
        moment = START + timedelta(seconds=at)
        while decisions := self.engine.decide(moment):
            for one in decisions:
                came = self.waiting.pop(one.contact)
                self.decided.append((at, one.contact, one.adviser))
                offer = f"o-{one.contact}"
                self._event(at, ev.OfferMade(one.contact, offer, one.adviser, 1, moment))
                self._event(at, ev.OfferEnded(one.contact, offer, one.adviser, "accepted"))
                hand = ev.HandStarted(one.contact, f"h-{one.contact}", "adviser", one.adviser, True)
                self._event(at, hand)
                takes = came.handling if came.patience is None else self.means[came.queue]
                heappush(self.todo, (at + takes, next(order), ("ended", one.contact, one.adviser)))

    def _event(self, at: float, event: ev.Event) -> None:
        moment = START + timedelta(seconds=at)
        self.engine.apply(ev.Recorded("main", next(self.numbers), moment, "test", event))


def measure(one: Dark | Wide) -> ev.Event:
    """The event that says it."""
    if isinstance(one, Dark):
        names, levels = ("site_dark", one.site, None, None), int(one.is_dark)
    else:
        names, levels = ("widen_queue", None, "waha", one.queue), one.levels
    id = str(names[1] or names[3])
    if not levels:
        return ev.MeasureEnded(id, *names, "ended")
    return ev.MeasureApplied(id, *names, None, "return", levels, None, None, False, 0)


@pytest.mark.parametrize("name", sorted(KNOWN))
@pytest.mark.parametrize("seed", [1, 2])
def test_live_and_replay_decide_alike(name: str, seed: int) -> None:
    recording, policy = drawn_day(seed), policy_named(name)
    found = replay(recording, policy)
    replayed = [(one.at, one.wait[1], one.seat[2]) for one in found.decisions]
    live = Live(recording, policy).run()
    for number, (mine, theirs) in enumerate(zip(replayed, live, strict=False)):
        assert mine == theirs, f"decision {number}: replay {mine}, live {theirs}"
    assert len(replayed) == len(live) > 80
    same = [one for one in found.decisions if one.is_wish]
    assert same
    assert all(one.at - one.wait[0] < 15 for one in same)


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_everybody_is_answered_left_or_waiting(name: str) -> None:
    recording = drawn_day(3)
    found = replay(recording, policy_named(name))
    came = [one for one in recording.happened if isinstance(one, Came)]
    assert sum(one.offered for one in found.queues) == len(came)
    for one in found.queues:
        assert one.answered + one.abandoned + one.waiting == one.offered
    stayed = {one.id: one.patience and one.patience + one.at - one.age_from for one in came}
    assert all(wait <= (stayed[who] or wait) for who, wait in found.waits.items())


def test_a_policy_changes_the_day() -> None:
    waits = {name: replay(drawn_day(3), policy_named(name)).waits for name in KNOWN}
    assert waits["longest_wait_first"] != waits["wait_over_target"]


def test_a_recording_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "day.jsonl"
    path.write_text("\n".join(write_recording(drawn_day(1))), "utf-8")
    policy = policy_named("longest_wait_first")
    again, first = replay(read_recording(path), policy), replay(drawn_day(1), policy)
    assert again.decisions == first.decisions
    assert again.queues == first.queues


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", r"day.jsonl:5: this is no JSON"),
        ('{"what": "lunch"}', "'lunch' is not known"),
        ('{"what": "away", "at": 3}', "'adviser' is missing"),
        ('{"what": "away", "at": 3, "adviser": "zoe"}', "no adviser 'zoe'"),
        (
            '{"what": "contact", "at": 1, "id": "c", "queue": "pt", "channel": "chat",'
            ' "handling": 3}',
            "queue 'pt' needs pt at level 3 on chat, and nobody",
        ),
        (
            '{"what": "contact", "at": 1, "id": "c", "queue": "fr", "channel": "voice",'
            ' "handling": 3}',
            "queue 'fr'.* on voice",
        ),
        (
            '{"what": "contact", "at": 1, "id": "c", "queue": "fr", "channel": "chat",'
            ' "handling": -3}',
            "day.jsonl:5: .*not below 0",
        ),
    ],
)
def test_a_fault_is_named_with_its_place(tmp_path: Path, line: str, message: str) -> None:
    path = tmp_path / "day.jsonl"
    recording = Recording(
        "2026-03-02", [queue("fr", {"fr": 3}), queue("pt", {"pt": 3})], [adviser("a", fr=4)]
    )
    path.write_text("\n".join([*write_recording(recording), line]), "utf-8")
    with pytest.raises(Invalid, match=message):
        read_recording(path)


def test_a_day_of_the_house_becomes_a_recording_without_names(sqlite_house: House) -> None:
    house = sqlite_house
    begun = house.clock()
    house.available(AMINA, BILAL)
    house.clock.advance(10)
    contact = house.waiting(client_id="of-a-customer-who-comes-back")
    house.clock.advance(5)
    house.accepted(house.offered(contact, AMINA))
    house.clock.advance(60)
    hands.end(house.store, AMINA, house.centre, contact, "adviser_ended")
    house.clock.advance(20)
    hands.wrap_up(house.store, AMINA, house.centre, contact, code="solved")
    back = house.waiting(previous=house.opened(client_id="of-a-customer-who-comes-back").again)
    hands.end(house.store, house.customer_of(back), house.centre, back, "customer_left")
    house.waiting()
    waha, sahla = house.centre.brands
    listed = replace(waha, advisers=("amina", "driss")), replace(sahla, advisers=("driss",))
    presence.set_presence(house.store, BILAL, "bilal", "paused", "lunch")
    midnight = begun.replace(hour=0, minute=0, second=0, microsecond=0)
    with house.store.read() as connection:
        found = record(connection, replace(house.centre, brands=listed), midnight)
    assert [one.advisers for one in found.brands] == [("a00001",), ("-",)]  # none is not all
    came, again = [one for one in found.happened if isinstance(one, Came)]
    assert (came.last, again.last) == (None, "a00001")
    start = (begun - midnight).total_seconds()
    assert (came.at, came.queue, came.handling, came.patience) == (start + 10, "waha-fr", 80, None)
    seen = [(one.adviser, one.is_present) for one in found.happened if isinstance(one, Presence)]
    assert seen == [("a00001", True), ("a00002", True), ("a00002", False)]
    text = "\n".join(write_recording(found))
    assert not any(word in text for word in ("amina", "bilal", contact, "Amina"))
    json.loads(text.splitlines()[0])


def test_a_day_with_an_outage_is_recorded_with_its_measures(sqlite_house: House) -> None:
    """What the site gave back waits a second time, with the age of the first."""
    house = sqlite_house
    begun = house.clock()
    midnight = begun.replace(hour=0, minute=0, second=0, microsecond=0)
    start = (begun - midnight).total_seconds()
    house.held(AMINA)
    house.clock.advance(5)
    house.waiting()
    told = (house.store, SALMA, house.centre)
    house.clock.advance(25)
    wide = apply_measure(*told, Change("widen_queue", queue="waha-fr"), None, "", "wide")
    dark = apply_measure(*told, Change("site_dark", site="casa"), None, "", "dark")
    move = Change("move_waiting", queue="waha-fr", to="waha-billing", count=1)
    house.clock.advance(10)
    apply_measure(*told, move, None, "", "move")
    house.clock.advance(20)
    for one in (wide, dark):
        end_measure(*told, one.id)
    for row in house.rows("contacts"):
        hands.end(house.store, house.customer_of(row.id), house.centre, row.id, "customer_left")
    with house.store.read() as connection:
        found = record(connection, house.centre, midnight)
    measures = [one for one in found.happened if isinstance(one, Dark | Wide | Moved)]
    assert [vars(one) | {"at": one.at - start} for one in measures] == [
        {"at": 30, "queue": "waha-fr", "levels": 1},
        {"at": 30, "site": "casa", "is_dark": True},
        {"at": 40, "contact": "c000003", "queue": "waha-billing"},
        {"at": 60, "queue": "waha-fr", "levels": 0},
        {"at": 60, "site": "casa", "is_dark": False},
    ]
    came = [one for one in found.happened if isinstance(one, Came)]
    assert [(one.at - start, one.age_from - start, one.handling, one.patience) for one in came] == [
        (0, 0, 30, None), (5, 5, 0, 55), (30, 0, 0, 30),
    ]  # fmt: skip
