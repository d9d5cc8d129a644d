"""The time of a house on PostgreSQL is its database's, whatever the machines believe."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from nawba.bench.wire import wired
from nawba.domain.errors import Unavailable
from nawba.store import Store, open_store
from nawba.store.clock import NOW, DatabaseClock
from processes import environment, until


@pytest.fixture
def url(postgres_databases: Any) -> str:
    return str(postgres_databases.new_url("configured"))


@pytest.fixture
def opened(url: str) -> Iterator[Callable[..., Store]]:
    """Opens stores on one PostgreSQL database."""
    stores: list[Store] = []

    def make(**options: Any) -> Store:
        stores.append(open_store(url, **options))
        return stores[-1]

    yield make
    for store in stores:
        store.dispose()


def database_time(store: Store) -> datetime:
    with store.engine.connect() as connection:
        found: datetime = connection.execute(sa.select(NOW)).scalar_one()
    return found


def test_it_is_asked_once_and_carried_on(opened: Callable[..., Store]) -> None:
    seconds = iter([100.0, 100.0, 160.5, 161.0])
    store = opened()
    clock = DatabaseClock(store.engine, lambda: next(seconds))
    before, first = database_time(store), clock()
    assert before <= first <= database_time(store)
    assert clock() - first == timedelta(seconds=60.5)
    assert clock() - first == timedelta(seconds=61)


def test_what_the_database_says_wins(opened: Callable[..., Store]) -> None:
    clock = DatabaseClock(opened().engine, lambda: 0.0)
    told = datetime(2031, 1, 1, tzinfo=UTC)
    assert clock.hear(told) == told == clock()


def test_without_a_database_it_is_this_machines() -> None:
    engine = sa.create_engine("postgresql+psycopg://nobody@127.0.0.1:1/none")
    before = datetime.now(UTC)
    assert before <= DatabaseClock(engine)() <= datetime.now(UTC)


def test_a_write_happens_when_it_got_the_lock(opened: Callable[..., Store]) -> None:
    """Not when it asked for it: what is later in the stream would be earlier in time."""
    first, second, times = opened(), opened(busy_seconds=60), list[datetime]()

    def write() -> None:
        with second.write("test", "system:test") as tx:
            times.append(tx.now)

    with first.write("test", "system:test"):
        thread = threading.Thread(target=write)
        thread.start()
        until(lambda: waits_for_lock(first))
        released = database_time(first)
    thread.join(timeout=60)
    assert released <= times[0] <= database_time(first)


def waits_for_lock(store: Store) -> bool:
    here = "wait_event_type = 'Lock' AND datname = current_database()"
    with store.engine.connect() as connection:
        waiting = sa.text(f"SELECT count(*) FROM pg_stat_activity WHERE {here}")
        return bool(connection.execute(waiting).scalar())


def test_a_machine_whose_clock_is_wrong_changes_nothing(
    url: str, opened: Callable[..., Store]
) -> None:
    script = "import sys, nawba.store as s; print(s.open_store(sys.argv[1]).clock().isoformat())"
    before = database_time(opened())
    said = subprocess.run(
        [sys.executable, "-c", script, url],
        env=environment(NAWBA_CLOCK_DRIFT_SECONDS="86400"),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    told = datetime.fromisoformat(said.stdout.strip())
    assert before <= told <= database_time(opened())


def test_a_writer_who_falls_silent_loses_the_lock(opened: Callable[..., Store]) -> None:
    """As one whose network is cut in the middle: the others go on, its own write is refused."""
    silent, other = opened(busy_seconds=0.25), opened(busy_seconds=60)
    with pytest.raises(Unavailable):
        write_and_pause(silent, lambda: write(other))


def test_a_writer_who_is_cut_off_between_rows_loses_the_lock(
    url: str, opened: Callable[..., Store]
) -> None:
    """In the middle of many rows it must not count as at work: it would keep the lock for hours."""
    with wired(url) as wire:
        cut, other = open_store(wire.url, busy_seconds=0.25), opened(busy_seconds=30)
        wire.cut_before(b"third")
        thread = threading.Thread(target=write_rows, args=(cut,), daemon=True)
        thread.start()
        until(lambda: wire.is_cut)
        write(other)
        wire.mend()
        thread.join(timeout=60)
        assert not thread.is_alive()
        cut.dispose()


def write_rows(store: Store) -> None:
    rows = [{"said": name * 40_000} for name in ("first", "second", "third", "fourth")]
    with suppress(Unavailable), store.write("test", "system:test") as tx:
        tx.run(sa.text("CREATE TEMPORARY TABLE own (said text)"))
        tx.connection.execute(sa.text("INSERT INTO own VALUES (:said)"), rows)


def write(store: Store) -> None:
    with store.write("test", "system:test"):
        pass


def write_and_pause(store: Store, meanwhile: Callable[[], None]) -> None:
    with store.write("test", "system:test") as tx:
        meanwhile()
        tx.run(sa.text("SELECT 1"))
