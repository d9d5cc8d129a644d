"""A back-up is of one moment while others write, comes back row for row on either database, and a
damaged file, a full place or an untimely end changes nothing."""

from __future__ import annotations

import sqlite3
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from house import CLARA, House
from nawba.actions import contacts, offers
from nawba.domain.decisions import Decided, Decision, Did
from nawba.domain.errors import Conflict, Invalid, Unavailable
from nawba.domain.words import DISPATCHER, CustomerDetails
from nawba.store import Store, events_after, open_store, tables
from nawba.store.archive import open_archive
from nawba.store.backup import back_up
from nawba.store.decisions import keep_decision
from nawba.store.doctor import find_violations
from nawba.store.lines import add_lines
from nawba.store.loading import go_on_counting
from nawba.store.migrate import current_revision, newest_revision, upgrade
from nawba.store.restore import restore
from virtual_time import VirtualClock

NewStore = Callable[..., Store]
PICTURE = bytes(range(256)) * 40


@pytest.fixture
def lived_in(house: House) -> House:
    """A house with a contact in each state, a file, and values that are easy to lose."""
    house.waiting()
    house.wrapping_up()
    house.closed()
    details = CustomerDetails("زينب الفاسي", None, "+212 6 12 34 56 78", 'N\'°\u202f7 \\ "x"')
    opened = house.opened(details=details)
    customer = house.customer_of(opened.contact)
    house.say(opened.contact, text="ligne\n\tdeux 😀 \\N ''")
    contacts.attach(
        house.store, customer, opened.contact, name="é.png", media_type="image/png", content=PICTURE
    )
    with house.store.write("keep", "test") as tx:
        decision = Decision(Did.HANDED_OVER, language="fr", milliseconds=0.1 + 0.2)
        keep_decision(tx.connection, Decided(opened.contact, "opening", tx.now, decision))
    return house


def all_rows(store: Store) -> dict[str, list[Any]]:
    """Every row of every table, JSON's null told from none at all."""
    with store.read() as connection:
        return {
            table.name: sorted(
                connection.execute(sa.select(*map(_told_apart, table.columns))).all(), key=repr
            )
            for table in tables.metadata.sorted_tables
        }


def _told_apart(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    return sa.cast(column, sa.Text) if isinstance(column.type, sa.JSON) else column


def violations(store: Store) -> list[Any]:
    with store.read() as connection:
        return find_violations(connection)


def url_of(store: Store) -> str:
    return store.engine.url.render_as_string(hide_password=False)


def test_every_row_comes_back_and_work_goes_on(
    lived_in: House, new_store: NewStore, tmp_path: Path
) -> None:
    before = all_rows(lived_in.store)
    made = back_up(lived_in.store, tmp_path / "b.zip", "1.0")
    assert made.rows == sum(map(len, before.values()))
    other = new_store("empty")
    told = restore(url_of(other), tmp_path / "b.zip")
    assert told.compared == made.rows
    assert told.aside is None
    assert all_rows(other) == before
    assert violations(other) == violations(lived_in.store) == []
    lived_in.store = other
    assert lived_in.held(CLARA)
    assert violations(other) == []


@pytest.mark.parametrize("to", ["postgres_databases", "sqlite_databases"])
def test_a_house_moves_to_the_other_database(
    to: str, lived_in: House, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    back_up(lived_in.store, tmp_path / "b.zip", "1.0")
    other = open_store(request.getfixturevalue(to).new_url("empty"))
    restore(url_of(other), tmp_path / "b.zip")
    assert all_rows(other) == all_rows(lived_in.store)
    back_up(other, tmp_path / "again.zip", "1.0")
    with open_archive(tmp_path / "b.zip") as one, open_archive(tmp_path / "again.zip") as two:
        assert one.manifest.tables == two.manifest.tables
    other.dispose()


class Busy:
    """Customers who write as fast as they can; ``acknowledged`` messages must never be missed."""

    def __init__(self, house: House, writers: int = 3) -> None:
        self.acknowledged: list[str] = []
        self._house, self._stop = house, threading.Event()
        self._threads = [threading.Thread(target=self._write) for _ in range(writers)]
        self.many = threading.Event()

    def __enter__(self) -> Busy:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _write(self) -> None:
        contact = self._house.opened().contact
        while not self._stop.is_set():
            self.acknowledged.append(self._house.say(contact))
            if len(self.acknowledged) >= 30:
                self.many.set()


def test_a_back_up_under_load_is_of_one_moment(
    house: House, new_store: NewStore, tmp_path: Path
) -> None:
    with Busy(house) as busy:
        assert busy.many.wait(30)
        certain = list(busy.acknowledged)
        back_up(house.store, tmp_path / "b.zip", "1.0")
    other = new_store("empty")
    restore(url_of(other), tmp_path / "b.zip")
    assert violations(other) == []
    kept = {row.id: row for row in _messages(other)}
    assert set(certain) <= set(kept)
    now = {row.id: row for row in _messages(house.store)}
    assert all(now[name] == row for name, row in kept.items())
    with other.read() as old, house.store.read() as new:
        prefix = events_after(old, {}, limit=100_000)
        assert events_after(new, {}, limit=100_000)[: len(prefix)] == prefix


def _messages(store: Store) -> list[Any]:
    with store.read() as connection:
        return list(connection.execute(sa.select(tables.messages)))


def test_only_its_owner_may_read_a_back_up(house: House, tmp_path: Path) -> None:
    back_up(house.store, tmp_path / "b.zip", "1.0")
    assert (tmp_path / "b.zip").stat().st_mode & 0o777 == 0o600
    with pytest.raises(Conflict, match="there already"):
        back_up(house.store, tmp_path / "b.zip", "1.0")


def test_what_is_there_stays_unless_forced_and_then_aside(
    lived_in: House, new_store: NewStore, tmp_path: Path
) -> None:
    back_up(lived_in.store, tmp_path / "b.zip", "1.0")
    other = new_store()
    before = all_rows(other)
    with pytest.raises(Conflict, match="--force"):
        restore(url_of(other), tmp_path / "b.zip")
    assert all_rows(other) == before
    other.dispose()
    told = restore(url_of(other), tmp_path / "b.zip", force=True)
    assert told.aside
    assert all_rows(other) == all_rows(lived_in.store)
    with _aside(other, told.aside) as aside:
        assert {name: len(rows) for name, rows in all_rows(aside).items()} == {
            name: len(rows) for name, rows in before.items()
        }


class _Aside(Store):
    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.dispose()


def _aside(store: Store, name: str) -> _Aside:
    """What was put aside, opened: a file beside the database's, or a schema in it."""
    if store.is_sqlite:
        return _Aside(open_store(f"sqlite:///{name}").engine)
    options = {"options": f"-csearch_path={name}"}
    return _Aside(sa.create_engine(store.engine.url, connect_args=options))


def test_a_database_that_was_only_started_counts_as_empty(
    house: House, new_store: NewStore, tmp_path: Path
) -> None:
    back_up(house.store, tmp_path / "b.zip", "1.0")
    other = new_store("migrated")
    other.check_writable()
    other.dispose()
    assert restore(url_of(other), tmp_path / "b.zip").aside is None


def test_a_database_that_a_server_works_on_is_not_replaced(
    house: House, new_store: NewStore, tmp_path: Path, clock: VirtualClock
) -> None:
    back_up(house.store, tmp_path / "b.zip", "1.0")
    other = new_store()
    offers.take_lease(other, DISPATCHER, "a server", 5)
    with pytest.raises(Conflict, match="A server works on this database"):
        restore(url_of(other), tmp_path / "b.zip", force=True, clock=clock)
    clock.advance(10)
    if other.is_sqlite:  # still open, though its lease is over
        with pytest.raises(Conflict, match="A server works on this database"):
            restore(url_of(other), tmp_path / "b.zip", force=True, clock=clock)
    other.dispose()
    assert restore(url_of(other), tmp_path / "b.zip", force=True, clock=clock).aside


def _middle_of_the_largest(path: Path) -> int:
    """A byte that counts: between the members there are dates that nobody reads."""
    with zipfile.ZipFile(path) as archive:
        one = max(archive.infolist(), key=lambda one: one.compress_size)
    return one.header_offset + 30 + len(one.filename.encode()) + one.compress_size // 2


def damaged(path: Path, how: str) -> Path:
    content = bytearray(path.read_bytes())
    if how == "flipped":
        content[_middle_of_the_largest(path)] ^= 0xFF
    else:
        del content[int(len(content) * float(how)) :]
    other = path.with_name(f"{how}.zip")
    other.write_bytes(content)
    return other


@pytest.mark.parametrize("how", ["0", "0.1", "0.5", "0.99", "flipped"])
def test_a_damaged_back_up_changes_nothing(
    lived_in: House, new_store: NewStore, tmp_path: Path, how: str
) -> None:
    back_up(lived_in.store, tmp_path / "b.zip", "1.0")
    other = new_store()
    before = all_rows(other)
    with pytest.raises(Invalid, match="no whole back-up"):
        restore(url_of(other), damaged(tmp_path / "b.zip", how), force=True)
    assert all_rows(other) == before


def changed(path: Path, old: bytes, new: bytes) -> Path:
    """The same ZIP, sound as such, with some bytes of its members replaced."""
    other = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as read, zipfile.ZipFile(other, "w") as write:
        for name in read.namelist():
            write.writestr(name, read.read(name).replace(old, new))
    return other


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (b"Waha", b"Wahb", "the rows of brands"),
        (b'"revision": "', b'"revision": "9', "newer Nawba"),
        (b'"format": 1', b'"format": 2', "format 2"),
        (b'"rows"', b'"rose"', "no whole back-up"),
    ],
)
def test_a_back_up_that_was_changed_is_refused(
    sqlite_house: House, tmp_path: Path, old: bytes, new: bytes, told: str
) -> None:
    back_up(sqlite_house.store, tmp_path / "b.zip", "1.0")
    target = tmp_path / "new" / "nawba.db"
    with pytest.raises(Invalid, match=told):
        restore(f"sqlite:///{target}", changed(tmp_path / "b.zip", old, new))
    assert not target.exists()


def test_a_back_up_of_older_tables_is_brought_to_todays(
    new_store: NewStore, tmp_path: Path
) -> None:
    old, other = new_store("empty"), new_store("empty")
    with old.engine.connect().execution_options(nawba_write=True) as connection:
        upgrade(connection, "0003")
        connection.exec_driver_sql("INSERT INTO cells (id, last_seq, epoch) VALUES ('dakar', 0, 4)")
        connection.commit()
    made = back_up(old, tmp_path / "b.zip", "0.1")
    assert made.revision == "0003"
    assert restore(url_of(other), tmp_path / "b.zip").revision == newest_revision()
    assert current_revision(other) == newest_revision()
    with other.read() as connection:
        cells = connection.execute(sa.select(tables.cells.c.id, tables.cells.c.epoch)).all()
    assert [tuple(one) for one in cells] == [("dakar", 4)]


def test_an_empty_database_has_nothing_to_back_up(new_store: NewStore, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="no tables yet"):
        back_up(new_store("empty"), tmp_path / "b.zip", "1.0")
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def damaged_file(tmp_path: Path) -> Iterator[Path]:
    target = tmp_path / "data" / "nawba.db"
    target.parent.mkdir()
    target.write_bytes(b"this is a shopping list " * 400)
    return target


def test_a_damaged_database_is_replaced_when_forced_and_kept(
    sqlite_house: House, damaged_file: Path, tmp_path: Path
) -> None:
    back_up(sqlite_house.store, tmp_path / "b.zip", "1.0")
    before = damaged_file.read_bytes()
    with pytest.raises(Unavailable, match="not a Nawba database"):
        restore(f"sqlite:///{damaged_file}", tmp_path / "b.zip")
    told = restore(f"sqlite:///{damaged_file}", tmp_path / "b.zip", force=True)
    assert Path(str(told.aside)).read_bytes() == before
    again = open_store(f"sqlite:///{damaged_file}")
    assert all_rows(again) == all_rows(sqlite_house.store)
    again.dispose()


def test_postgresql_goes_on_numbering_after_the_rows_that_came_back(
    postgres_databases: Any, tmp_path: Path
) -> None:
    """No table of ours is numbered by the database; one that will be must not begin at 1 again."""
    store = open_store(postgres_databases.new_url("empty"))
    with store.engine.execution_options(nawba_write=True).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE counted (id serial PRIMARY KEY, word text)")
        table = sa.Table("counted", sa.MetaData(), autoload_with=connection)
        add_lines(connection, table, ["id", "word"], [b'[7,"seven"]\n', b'[9,"nine"]\n'])
        go_on_counting(connection, table)
        connection.exec_driver_sql("INSERT INTO counted (word) VALUES ('ten')")
        ids = connection.exec_driver_sql("SELECT id FROM counted ORDER BY id").scalars().all()
    assert list(ids) == [7, 9, 10]
    store.dispose()


def test_a_database_that_somebody_locks_is_not_taken_for_a_damaged_one(
    sqlite_house: House, sqlite_databases: Any, tmp_path: Path
) -> None:
    back_up(sqlite_house.store, tmp_path / "b.zip", "1.0")
    url = str(sqlite_databases.new_url("configured"))
    file = Path(url.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        before = file.read_bytes()
        with pytest.raises((Conflict, Unavailable)):
            restore(url, tmp_path / "b.zip", force=True)
        assert file.read_bytes() == before
    assert restore(url, tmp_path / "b.zip", force=True).aside
