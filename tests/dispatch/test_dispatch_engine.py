"""The engine: what it makes of a board, event by event, and when it wants to be woken."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from situations import CLOSED, adviser, boards, centre_of, centres, pairs, queue

from house import AMINA, BILAL, CLARA, House
from nawba.actions import hands, offers, presence
from nawba.dispatch.engine import Engine
from nawba.dispatch.recall import recall
from nawba.domain import events as ev
from nawba.domain.board import Board, ContactLine, PresenceLine
from nawba.domain.words import Centre, Opening
from nawba.store import events_after, snapshot
from virtual_time import START

HOUR = timedelta(hours=1)


def engine_of(house: House, **options: float) -> Engine:
    """An engine as a dispatcher starts it: from the tables and the recent stream."""
    with house.store.read() as connection:
        board = snapshot(connection)
        past = recall(connection, board.cursor, house.clock() - HOUR)
    return Engine(house.centre, board, past, **options)


def follow(house: House, engine: Engine) -> None:
    with house.store.read() as connection:
        for recorded in events_after(connection, engine.board.cursor, limit=100_000):
            engine.apply(recorded)


def decided(house: House, engine: Engine) -> list[tuple[str, str]]:
    follow(house, engine)
    return pairs(engine.decide(house.clock()))


def busy_morning(house: House) -> None:
    """Every kind of event that moves a contact or an adviser."""
    house.available()
    kept = house.held(AMINA)
    house.clock.advance(2)
    offer = house.offered(adviser=BILAL)
    offers.refuse(house.store, BILAL, offer.id, offer.epoch)
    house.clock.advance(2)
    passed_on = house.held(CLARA)
    hands.transfer(house.store, CLARA, house.centre, passed_on, adviser="driss")
    house.clock.advance(2)
    done = house.wrapping_up(CLARA)
    hands.wrap_up(house.store, CLARA, house.centre, done, code="solved")
    presence.set_presence(house.store, CLARA, "clara", "paused", "lunch")
    hands.transfer(house.store, AMINA, house.centre, kept, queue="waha-billing")
    house.offered(adviser=BILAL)
    house.waiting()
    house.closed()


def test_following_the_stream_equals_starting_afresh(house: House) -> None:
    """On each database: an old snapshot and the events since are a fresh snapshot."""
    followed = engine_of(house)
    busy_morning(house)
    follow(house, followed)
    now = house.clock()
    seen = followed.snapshot(now)
    assert seen == engine_of(house).snapshot(now)
    assert seen.direct
    assert seen.excluded
    assert followed.next_wake(now) == engine_of(house).next_wake(now)


def test_an_event_that_comes_twice_counts_once(sqlite_house: House) -> None:
    engine = engine_of(sqlite_house)
    busy_morning(sqlite_house)
    for recorded in sqlite_house.recorded():
        engine.apply(recorded)
        engine.apply(recorded)
    now = sqlite_house.clock()
    assert engine.snapshot(now) == engine_of(sqlite_house).snapshot(now)


def test_a_refusal_counts_for_its_dwell(sqlite_house: House) -> None:
    house = sqlite_house
    engine = engine_of(house, refusal_dwell_seconds=60)
    offer = house.offered(adviser=AMINA)
    offers.refuse(house.store, AMINA, offer.id, offer.epoch)
    assert decided(house, engine) == []
    assert engine.next_wake(house.clock()) == house.clock() + timedelta(seconds=60)
    house.clock.advance(59)
    assert decided(house, engine) == []
    house.clock.advance(1)
    assert decided(house, engine) == [(offer.contact, "amina")]


def test_who_transferred_a_contact_does_not_get_it_back_at_once(sqlite_house: House) -> None:
    house = sqlite_house
    engine = engine_of(house, refusal_dwell_seconds=60)
    contact = house.held(AMINA)
    hands.transfer(house.store, AMINA, house.centre, contact, queue="waha-billing")
    assert decided(house, engine) == []
    house.clock.advance(60)
    assert decided(house, engine) == [(contact, "amina")]


def test_who_has_been_idle_longest_is_asked_first(sqlite_house: House) -> None:
    house = sqlite_house
    engine = engine_of(house)
    house.available()
    for who in (BILAL, AMINA):
        contact = house.held(who)
        house.clock.advance(5)
        hands.end(house.store, who, house.centre, contact, "adviser_ended")
        hands.wrap_up(house.store, who, house.centre, contact, code="solved")
    for _ in range(4):
        house.waiting()
    assert [who for _, who in decided(house, engine)] == ["clara", "driss", "bilal", "amina"]


def direct_to_bilal(house: House) -> str:
    """Amina has sent a contact to Bilal, who is available; Clara is there too."""
    contact = house.held(AMINA)
    house.available(BILAL, CLARA)
    hands.transfer(house.store, AMINA, house.centre, contact, adviser="bilal")
    return contact


def test_a_direct_contact_goes_to_its_adviser(sqlite_house: House) -> None:
    contact = direct_to_bilal(sqlite_house)
    (decision,) = engine_of(sqlite_house).decide(sqlite_house.clock())
    assert (decision.contact, decision.adviser) == (contact, "bilal")
    assert decision.why.reason == "direct_adviser"


def test_a_direct_contact_waits_for_its_adviser_then_is_for_anybody(sqlite_house: House) -> None:
    house = sqlite_house
    engine = engine_of(house, direct_patience_seconds=120)
    for _ in range(2):
        house.held(BILAL)  # who is at capacity now
    contact = direct_to_bilal(house)
    asked = house.clock()
    assert decided(house, engine) == []
    house.clock.advance(60)
    assert engine.next_wake(house.clock()) == asked + timedelta(seconds=120)
    house.clock.advance(60)
    assert decided(house, engine)[0][0] == contact
    assert decided(house, engine) != [(contact, "bilal")]


def test_a_direct_contact_does_not_wait_for_who_went_away(sqlite_house: House) -> None:
    house = sqlite_house
    contact = direct_to_bilal(house)
    presence.set_presence(house.store, BILAL, "bilal", "paused", "lunch")
    assert decided(house, engine_of(house)) == [(contact, "clara")]


@pytest.mark.parametrize("state", ["paused", "offline", "lost", None])
def test_nor_for_who_is_not_there_at_all(state: str | None) -> None:
    """Whatever the tables may hold, a contact is never tied to an empty chair."""
    centre = centre_of([queue("fr", {"fr": 3})], [adviser("amina", fr=4), adviser("bilal", fr=4)])
    board = _one_waits_for_amina("fr")
    board.change("c1", direct_adviser="bilal")
    if state is not None:
        board.presence["bilal"] = PresenceLine(state, None, START)
    assert pairs(Engine(centre, board).decide(START)) == [("c1", "amina")]


def test_a_closed_queue_is_looked_at_again_when_it_may_have_opened() -> None:
    centre = centre_of(
        [queue("late", {"fr": 3}, hours=(Opening(("mon",), "09:30", "18:00"),))],
        [adviser("amina", fr=4)],
    )
    engine = Engine(centre, _one_waits_for_amina("late"))
    half_past = START + timedelta(minutes=30)
    now = START + timedelta(minutes=29, seconds=30)
    assert engine.decide(now) == ()
    assert engine.next_wake(now) == half_past
    assert pairs(engine.decide(half_past)) == [("c1", "amina")]


def test_a_queue_taken_out_leaves_its_contacts_to_the_brands_entry() -> None:
    old = centre_of([queue("old", {"ar": 3})], [adviser("amina", fr=4)])
    engine = Engine(old, _one_waits_for_amina("old"))
    assert engine.decide(START) == ()
    engine.configure(centre_of([queue("new", {"fr": 3}, entry=True)], [adviser("amina", fr=4)]))
    (decision,) = engine.decide(START)
    assert (decision.contact, decision.queue) == ("c1", "new")


def test_skills_change_with_the_centre() -> None:
    centre = centre_of([queue("fr", {"fr": 3})], [adviser("amina", fr=2)])
    engine = Engine(centre, _one_waits_for_amina("fr"))
    assert engine.decide(START) == ()
    engine.configure(replace(centre, advisers=(adviser("amina", fr=3),)))
    assert pairs(engine.decide(START)) == [("c1", "amina")]


def test_what_is_set_aside_is_not_decided_again_until_then() -> None:
    centre = centre_of([queue("fr", {"fr": 3})], [adviser("amina", fr=4)])
    engine = Engine(centre, _one_waits_for_amina("fr"))
    later = START + timedelta(seconds=5)
    engine.set_aside("c1", "amina", later)
    assert engine.decide(START) == ()
    assert engine.next_wake(START) == later
    assert pairs(engine.decide(later)) == [("c1", "amina")]


def test_without_anything_due_it_need_not_be_woken() -> None:
    engine = Engine(centre_of([queue("fr", {"fr": 3})], []), _one_waits_for_amina("fr"))
    assert engine.next_wake(START) is None


def _one_waits_for_amina(queue_id: str) -> Board:
    line = ContactLine("c1", "waha", "chat", "fr", "assistant", START, "waiting", queue_id, START)
    return Board({"c1": line}, {"amina": PresenceLine("available", None, START)})


@given(st.data())
def test_a_board_reached_by_steps_is_seen_like_one_found(data: st.DataObject) -> None:
    """Presence changes one by one: the same benches as from the board they lead to."""
    centre: Centre = data.draw(centres())
    board = data.draw(boards(centre))
    engine = Engine(centre, Board(dict(board.contacts), dict(board.presence)))
    states = st.sampled_from(("available", "paused", "offline", "lost"))
    for seq, who in enumerate(centre.adviser, start=1):
        event = ev.PresenceChanged(who, data.draw(states))
        recorded = ev.Recorded("main", seq, START, "test", event)
        engine.apply(recorded)
        board.apply(recorded)
    assert engine.snapshot(START) == Engine(centre, board).snapshot(START)


def test_hours_that_never_come_are_no_offer() -> None:
    centre = centre_of([queue("fr", {"fr": 3}, hours=CLOSED)], [adviser("amina", fr=4)])
    assert Engine(centre, _one_waits_for_amina("fr")).decide(START) == ()
