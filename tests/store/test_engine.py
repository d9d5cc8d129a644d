"""Transactions, sequence numbers and who waits for whom, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa

from house import AMINA, House, at_once
from nawba.actions import hands
from nawba.domain import events as ev
from nawba.domain.errors import Invalid, Unavailable
from nawba.domain.events import Recorded
from nawba.store import Store, events_after, head, tables
from nawba.store.failpoints import FAIL_POINTS
from nawba.store.stream import format_cursor, parse_cursor
from virtual_time import START, VirtualClock


class Halt(Exception):
    """Raised by a test in the middle of a transaction."""


def paused(adviser: str = "amina") -> ev.PresenceChanged:
    return ev.PresenceChanged(adviser, "paused", "lunch")


def emit(store: Store, *events: ev.Event, cell: str = "main") -> None:
    with store.write("test", "system:test", cell) as tx:
        tx.emit(*events)


def halted(store: Store, *events: ev.Event, **values: str) -> None:
    """A transaction that writes ``events`` and contacts' ``values``, and stops before its end."""
    with store.write("test", AMINA) as tx:
        if values:
            tx.connection.execute(tables.contacts.update().values(values))
        tx.emit(*events)
        raise Halt


def numbers(store: Store, cell: str = "main") -> list[int]:
    with store.read() as connection:
        return [one.seq for one in events_after(connection, {}) if one.cell == cell]


def test_rows_and_events_are_committed_together_or_not_at_all(house: House) -> None:
    contact = house.opened().contact
    before = house.recorded()
    with pytest.raises(Halt):
        halted(house.store, ev.LanguageChanged(contact, "ar"), language="ar")
    assert house.recorded() == before
    assert house.row(contact).language == "fr"


def test_an_event_keeps_who_when_and_what(house: House) -> None:
    after = house.recorded()[-1].seq
    house.clock.advance(1.25)
    with house.store.write("test", AMINA) as tx:
        tx.emit(paused(), paused("bilal"))
    now = START + timedelta(seconds=1.25)
    assert house.recorded(after) == [
        Recorded("main", after + 1, now, "adviser:amina", paused()),
        Recorded("main", after + 2, now, "adviser:amina", paused("bilal")),
    ]


def test_an_abandoned_transaction_leaves_no_hole(store: Store) -> None:
    emit(store, paused())
    with pytest.raises(Halt):
        halted(store, paused(), paused())
    emit(store, paused())
    seen = numbers(store)
    assert seen == list(range(1, len(seen) + 1))


def test_each_cell_counts_for_itself(store: Store) -> None:
    before = len(numbers(store))
    emit(store, paused(), cell="dakar")
    emit(store, paused(), cell="dakar")
    emit(store, paused())
    assert (numbers(store, "dakar"), len(numbers(store))) == ([1, 2], before + 1)
    with store.read() as connection:
        assert head(connection) == {"main": before + 1, "dakar": 2}
        found = events_after(connection, {"main": before, "dakar": 1})
    assert {(one.cell, one.seq) for one in found} == {("main", before + 1), ("dakar", 2)}


def test_many_first_writers_of_a_cell_do_not_collide(store: Store) -> None:
    results = at_once(*[lambda: emit(store, paused(), cell="lisbon")] * 6)
    assert results == [None] * 6
    assert numbers(store, "lisbon") == [1, 2, 3, 4, 5, 6]


def test_a_reader_polling_beside_eight_writers_never_skips(store: Store) -> None:
    start, per_writer = len(numbers(store)), 15
    done = threading.Event()
    seen: list[int] = []

    def poll() -> None:
        cursor = {"main": start}
        while True:
            last_round = done.is_set()
            with store.read() as connection:
                for recorded in events_after(connection, cursor):
                    seen.append(recorded.seq)
                    cursor[recorded.cell] = recorded.seq
            if last_round:
                return

    def write() -> None:
        for number in range(per_writer):
            emit(store, *[paused()] * (1 + number % 3))

    reader = threading.Thread(target=poll)
    reader.start()
    assert at_once(*[write] * 8) == [None] * 8
    done.set()
    reader.join(timeout=30)
    assert not reader.is_alive()
    assert seen == list(range(start + 1, start + 1 + 8 * 30))


def test_a_read_sees_one_moment(store: Store) -> None:
    with store.read() as connection:
        before = head(connection)
        emit(store, paused())
        assert head(connection) == before
        assert events_after(connection, before) == []
    assert len(numbers(store)) == before["main"] + 1


def test_a_limit_takes_the_oldest_first_and_a_contact_only_its_own(house: House) -> None:
    first, second = house.opened().contact, house.opened().contact
    with house.store.read() as connection:
        assert [one.seq for one in events_after(connection, {}, limit=2)] == [1, 2]
        own = events_after(connection, {}, contact=second)
    assert {one.event.contact for one in own if isinstance(one.event, ev.ContactEvent)} == {second}
    assert first != second


def test_listeners_hear_what_was_committed_and_nothing_else(store: Store) -> None:
    heard: list[Recorded] = []
    undo = store.listen(heard.extend)
    with pytest.raises(Halt):
        halted(store, paused())
    emit(store, paused("clara"))
    undo()
    emit(store, paused())
    assert [one.event for one in heard] == [paused("clara")]


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC),
        datetime(2026, 3, 2, 10, 0, tzinfo=timezone(timedelta(hours=1))),
        datetime(1999, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-11, minutes=-30))),
    ],
)
def test_times_are_kept_as_the_same_instant_in_utc(house: House, moment: datetime) -> None:
    contact = house.opened().contact
    update = tables.contacts.update().values(warned_at=moment)
    with house.store.write("test", AMINA) as tx:
        tx.connection.execute(update)
    kept = house.row(contact).warned_at
    assert (kept, kept.utcoffset()) == (moment, timedelta(0))


def test_a_naive_time_is_refused(house: House) -> None:
    naive = datetime(2026, 3, 2)
    with pytest.raises(sa.exc.StatementError, match="naive"), house.store.write("t", AMINA) as tx:
        tx.connection.execute(tables.contacts.update().values(warned_at=naive))


def test_a_reading_connection_cannot_write(house: House) -> None:
    contact = house.opened().contact
    with pytest.raises(sa.exc.DatabaseError), house.store.engine.connect() as connection:
        connection.execute(tables.contacts.update().values(language="ar"))
    assert house.row(contact).language == "fr"
    house.say(contact)


def test_what_a_database_cannot_keep_is_the_callers_mistake(house: House) -> None:
    if house.store.is_sqlite:
        assert house.rows("contacts", id="nul\0") == []
        return
    with pytest.raises(Invalid, match="cannot keep"):
        house.rows("contacts", id="nul\0")


def test_the_clock_is_read_under_the_lock(new_store: Callable[..., Store]) -> None:
    store = new_store()
    ticks = iter(range(1000))
    store.clock = lambda: START + timedelta(seconds=next(ticks))
    at_once(*[lambda: emit(store, paused())] * 8)
    with store.read() as connection:
        times = [one.at for one in events_after(connection, {})]
    assert times == sorted(times)


def test_a_long_wait_for_a_turn_ends_in_a_clear_word(sqlite_house: House) -> None:
    store = sqlite_house.store
    store.turn_seconds = 0.05
    with store.write("test", AMINA):
        (late,) = at_once(lambda: emit(store, paused()))
    assert isinstance(late, Unavailable)
    assert late.retryable
    emit(store, paused())


def test_every_fail_point_is_one_that_a_verb_reaches(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached: list[str] = []
    monkeypatch.setattr("nawba.store.failpoints.reach", reached.append)
    contact = house.wrapping_up()
    house.say(house.held())
    hands.wrap_up(house.store, AMINA, house.centre, contact, code="solved")
    hands.transfer(house.store, AMINA, house.centre, house.held(), queue="waha-billing")
    assert set(FAIL_POINTS) <= set(reached)


@pytest.mark.parametrize("cursor", [{}, {"main": 12}, {"dakar": 4, "main": 0}])
def test_a_cursor_is_read_back_as_it_was_written(cursor: dict[str, int]) -> None:
    assert parse_cursor(format_cursor(cursor)) == cursor


@pytest.mark.parametrize(
    "text", ["main", "main:", "main:x", "main:1,dakar", ":", "5", "main:-1", f"main:{2**63}"]
)
def test_what_is_not_a_cursor_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parse_cursor(text)


def test_no_cursor_is_the_beginning() -> None:
    assert parse_cursor(None) == parse_cursor("") == {}


def test_a_virtual_clock_moves_only_when_told() -> None:
    clock = VirtualClock()
    assert (clock(), clock()) == (START, START)
    assert clock.advance(1.5) == clock() == START + timedelta(seconds=1.5)
