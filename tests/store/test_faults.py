"""Busy, full, damaged, gone: a clear word each time, nothing lost, and work goes on afterwards."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from house import AMINA, House, small_centre
from nawba.domain import events as ev
from nawba.domain.errors import NawbaError, Unavailable
from nawba.store import Store, open_store
from nawba.store.doctor import find_violations
from nawba.store.migrate import migrate
from virtual_time import VirtualClock

NewStore = Callable[..., Store]

HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute(sys.argv[2])
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def sqlite_own(sqlite_databases: Any, clock: VirtualClock) -> Iterator[House]:
    """A house on a file of its own, whose writers wait 0.1 s for other processes."""
    store = open_store(sqlite_databases.new_url("configured"), clock, busy_seconds=0.1)
    yield House(store, clock, small_centre())
    store.dispose()


def file_of(house: House) -> Path:
    return file_of_store(house.store)


def file_of_store(store: Store) -> Path:
    return Path(str(store.engine.url.database))


def agrees(house: House) -> None:
    with house.store.read() as connection:
        assert find_violations(connection) == []


@contextmanager
def held_by_another_process(path: Path, how: str) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    yield process
    if process.poll() is None:
        process.communicate(timeout=10)


# -- busy -----------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
def test_a_file_locked_by_another_process_is_busy_and_then_is_not(
    sqlite_own: House, how: str
) -> None:
    contact = sqlite_own.opened().contact
    before = sqlite_own.recorded()
    with held_by_another_process(file_of(sqlite_own), how):
        with pytest.raises(Unavailable, match="busy with another writer") as busy:
            sqlite_own.say(contact)
        assert busy.value.retryable
        assert sqlite_own.recorded() == before  # readers go on: the log is written ahead
    sqlite_own.say(contact)
    agrees(sqlite_own)


def test_a_new_file_that_another_process_is_writing_is_waited_for(tmp_path: Path) -> None:
    """The switch to writing ahead needs the file for itself, and SQLite would not wait for it."""
    store = open_store(f"sqlite:///{tmp_path}/new.db", busy_seconds=60)
    with held_by_another_process(file_of_store(store), "BEGIN IMMEDIATE") as holder:
        ends = threading.Timer(0.2, holder.communicate)
        ends.start()
        assert migrate(store)
        ends.join()
    store.dispose()


def test_a_cell_locked_by_another_connection_is_busy_and_then_is_not(
    postgres_databases: Any, clock: VirtualClock
) -> None:
    store = open_store(postgres_databases.new_url("configured"), clock, busy_seconds=0.1)
    house = House(store, clock, small_centre())
    contact = house.opened().contact
    other = sa.create_engine(store.engine.url, poolclass=sa.NullPool)
    with other.begin() as connection:
        connection.exec_driver_sql("SELECT * FROM cells FOR UPDATE")
        with pytest.raises(Unavailable, match="busy with another writer"):
            house.say(contact)
        assert house.row(contact).last_number == 0
    house.say(contact)
    agrees(house)
    store.dispose()


# -- full -----------------------------------------------------------------------------------


def fill(house: House, contact: str) -> tuple[int, Unavailable]:
    """Say things until the house refuses; how many were acknowledged, and the refusal."""
    for said in range(2000):
        try:
            house.say(contact, text="x" * 4000)
        except Unavailable as refusal:
            return said, refusal
    raise AssertionError("it was never full")


def check_full(house: House, make_room: Callable[[], None]) -> None:
    contact = house.opened().contact
    said, refusal = fill(house, contact)
    assert "disk is full" in refusal.message
    assert refusal.retryable
    assert house.row(contact).last_number == said == len(house.events(ev.MessageAdded))
    agrees(house)
    make_room()
    house.say(contact, text="and on we go")
    assert house.row(contact).last_number == said + 1
    agrees(house)


def test_a_full_database_keeps_what_was_acknowledged_and_nothing_half(
    sqlite_own: House,
) -> None:
    limits = {"pages": 250}

    @sa.event.listens_for(sqlite_own.store.engine, "checkout")
    def _limit(connection: Any, _record: Any, _proxy: Any) -> None:
        connection.execute(f"PRAGMA max_page_count = {limits['pages']}")

    check_full(sqlite_own, lambda: limits.update(pages=100_000))


def test_a_full_disk_keeps_what_was_acknowledged_and_nothing_half(
    tmp_path: Path, clock: VirtualClock, sqlite_databases: Any
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.geteuid() != 0 or _mount(disk) != 0:
        pytest.skip("needs the right to mount a small disk; max_page_count covers the rest")
    try:
        url = sqlite_databases.new_url("configured")
        target = disk / "nawba.db"
        target.write_bytes(Path(str(sa.make_url(url).database)).read_bytes())
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(512 * 1024))
        store = open_store(f"sqlite:///{target}", clock)
        check_full(House(store, clock, small_centre()), ballast.unlink)
        store.dispose()
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def _mount(disk: Path) -> int:
    command = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(disk)]
    return subprocess.run(command, capture_output=True, check=False).returncode


# -- damaged and gone -----------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"this is no database" * 100, bytes(range(256)) * 64])
def test_a_file_that_is_no_database_is_named_as_such(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "data.db"
    path.write_bytes(content)
    store = open_store(f"sqlite:///{path}")
    with pytest.raises(Unavailable, match="not a Nawba database"):
        migrate(store)
    assert path.read_bytes() == content
    store.dispose()


def test_a_damaged_file_says_that_it_is_damaged(sqlite_own: House) -> None:
    for _ in range(30):
        sqlite_own.say(sqlite_own.opened().contact, text="x" * 2000)
    path, url = file_of(sqlite_own), sqlite_own.store.engine.url
    sqlite_own.store.dispose()
    content = bytearray(path.read_bytes())
    for page in range(1, len(content) // 4096):
        content[page * 4096 : page * 4096 + 2048] = b"\xff" * 2048
    path.write_bytes(content)
    damaged = open_store(url.render_as_string(hide_password=False), sqlite_own.clock)
    house = House(damaged, sqlite_own.clock, sqlite_own.centre)
    for use in (house.recorded, house.opened, lambda: migrate(damaged)):
        with pytest.raises(Unavailable, match=r"damaged|not a Nawba database"):
            use()
    damaged.dispose()


def test_a_place_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    store = open_store(f"sqlite:///{tmp_path / 'folder.db'}")
    with pytest.raises(Unavailable, match="cannot be opened"):
        migrate(store)


def test_a_server_that_does_not_run_is_named(tmp_path: Path) -> None:
    store = open_store(f"postgresql+psycopg://postgres@/nawba?host={tmp_path}")
    with pytest.raises(Unavailable, match="cannot be reached") as gone:
        migrate(store)
    assert gone.value.retryable


def test_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'a' / 'b' / 'nawba.db'}")
    migrate(store)
    assert (tmp_path / "a" / "b" / "nawba.db").is_file()
    store.dispose()


def _kill(store: Store) -> None:
    """Stop every connection to the store's database but our own, as a restart would."""
    other = sa.create_engine(store.engine.url, poolclass=sa.NullPool)
    with other.begin() as connection:
        connection.exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture
def postgres_own(postgres_databases: Any, clock: VirtualClock) -> Iterator[House]:
    store = open_store(postgres_databases.new_url("configured"), clock)
    yield House(store, clock, small_centre())
    store.dispose()


def test_connections_killed_in_the_middle_leave_nothing_half_and_are_made_again(
    postgres_own: House,
) -> None:
    contact = postgres_own.opened().contact
    before = postgres_own.recorded()

    def interrupted() -> None:
        with postgres_own.store.write("test", AMINA) as tx:
            tx.emit(ev.LanguageChanged(contact, "ar"))
            _kill(postgres_own.store)

    with pytest.raises(Unavailable) as cut:
        interrupted()
    assert cut.value.retryable
    assert postgres_own.recorded() == before
    postgres_own.say(contact)
    agrees(postgres_own)


def test_connections_killed_while_idle_are_not_noticed(postgres_own: House) -> None:
    contact = postgres_own.opened().contact
    _kill(postgres_own.store)
    postgres_own.say(contact)
    agrees(postgres_own)


def test_a_reader_that_is_cut_off_is_told_and_reads_again(postgres_own: House) -> None:
    postgres_own.opened()

    def cut_off() -> None:
        with postgres_own.store.read() as connection:
            connection.execute(sa.text("SELECT 1"))
            _kill(postgres_own.store)
            connection.execute(sa.text("SELECT 1"))

    with pytest.raises(Unavailable):
        cut_off()
    assert postgres_own.events(ev.ContactOpened)


def test_errors_say_what_to_do(tmp_path: Path) -> None:
    """A remedy is a sentence that starts with what to do, and never a driver's own trace."""
    path = tmp_path / "plain.txt"
    path.write_text("hello " * 1000)
    with pytest.raises(NawbaError) as refused:
        migrate(open_store(f"sqlite:///{path}"))
    assert "sqlalche.me" not in refused.value.message
    assert refused.value.message.endswith(".")
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(path).execute("SELECT * FROM sqlite_master")
