"""Connections and transactions.

A write transaction locks its cell first, so the writers of a cell follow one another, their
events are numbered without holes, and a reader that has seen number n has seen all before it.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event as sa_event
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection, Engine

from nawba.domain.access import Access
from nawba.domain.errors import Invalid, Unavailable
from nawba.domain.events import Event, Recorded, encode, type_name
from nawba.store import failpoints, tables
from nawba.store.access_log import add_access, log_events
from nawba.store.bulk import add_many
from nawba.store.clock import NOW, DatabaseClock, utc_now
from nawba.store.durable import Durable

Listener = Callable[[Sequence[Recorded]], None]

DEFAULT_CELL = "main"
BUSY_SECONDS = 5.0
"""How long a writer waits for another process before it says that the database is busy."""

_SQLITE_SETTINGS = (
    "PRAGMA synchronous = NORMAL",  # store.durable waits for the disk, outside the write lock
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what is deleted is overwritten: see store.purging
)


# Errors of ours, not of the day: a wrong statement or a broken constraint must be seen as such.
_DEFECTS = (sa.exc.IntegrityError, sa.exc.ProgrammingError, sa.exc.NotSupportedError)


@dataclass
class Transaction:
    """One unit of work on one cell: rows through ``connection``, facts through ``emit``.

    ``now`` is the same for everything in it, so that rows and events agree to the microsecond.
    Each event makes its line in the log of access, unless ``tell`` says in one what they are about.
    """

    connection: Connection
    cell: str
    actor: str
    now: datetime
    pending: list[Event] = field(default_factory=list)
    told: list[Access] = field(default_factory=list)

    def emit(self, *events: Event) -> None:
        self.pending.extend(events)

    def tell(self, line: Access) -> None:
        self.told.append(line)

    def run(self, statement: sa.Executable, **values: Any) -> sa.CursorResult[Any]:
        return self.connection.execute(statement, values or None)


ALONGSIDE: ContextVar[Callable[[Transaction], None] | None] = ContextVar("alongside", default=None)
"""Written in every transaction of whoever sets it: what must be kept with it, or not at all."""


class Store:
    """A database that keeps the house. Thread-safe; make one per process with ``open_store``.

    ``clock`` tells the time: the database's own unless another is given (see ``store.clock``).
    ``timed`` is told of each write that was kept: its action, and seconds from asking to disk.
    """

    def __init__(self, engine: Engine, clock: Callable[[], datetime] | None = None) -> None:
        self.engine = engine
        self.clock = clock or (utc_now if self.is_sqlite else DatabaseClock(engine))
        self._listeners: list[Listener] = []
        self.turn_seconds = 10.0
        self.timed: Callable[[str, float], None] = lambda action, seconds: None
        # SQLite has one writer: queueing here in order beats polling its lock file.
        self._writers = threading.Lock() if self.is_sqlite else None
        self._durable = _durable(engine)

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with each committed batch of this process; returns the undo.

        A ping, not a stream: it is called on the writer's thread, batches of two threads may come
        in either order, and other processes' never come. Read the stream to know what happened.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection whose reads all see one moment. Raises Unavailable when there is none."""
        with plain_errors(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self, action: str, actor: object, cell: str = DEFAULT_CELL) -> Iterator[Transaction]:
        """A transaction of ``action``: all its rows and events are committed together, or none.

        Raises Unavailable (retryable) when the database is busy, full or gone.
        """
        began = time.perf_counter()
        with self._turn(), plain_errors(), self._connect() as connection:
            with connection.begin():
                told = _lock_cell(connection, cell)
                failpoints.reach(f"{action}.locked")
                tx = Transaction(connection, cell, str(actor), self._time(told))
                yield tx
                alongside = ALONGSIDE.get()
                if alongside is not None:
                    alongside(tx)
                failpoints.reach(f"{action}.written")
                recorded = _append(tx)
                failpoints.reach(f"{action}.recorded")
            failpoints.reach(f"{action}.committed")
        if self._durable is not None:
            self._durable.wait()
        self.timed(action, time.perf_counter() - began)
        for listener in list(self._listeners):
            listener(recorded)

    def check_writable(self) -> None:
        """Raise Unavailable at the start, and not at the first customer, if nothing can be kept."""
        cells = tables.cells
        with self.write("check_writable", "start") as tx:
            tx.run(cells.update().where(cells.c.id == tx.cell).values(epoch=cells.c.epoch))

    def dispose(self) -> None:
        self.engine.dispose()

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self._writers is None:
            yield
            return
        if not self._writers.acquire(timeout=self.turn_seconds):
            raise Unavailable("The database is busy with other writers. Try again in a moment.")
        try:
            yield
        finally:
            self._writers.release()

    def time_at(self, connection: Connection) -> datetime:
        """The time now, asked of the database: for who has written nothing for long."""
        asked = isinstance(self.clock, DatabaseClock)
        return self.clock.ask(connection) if asked else self.clock()  # type: ignore[attr-defined]

    def _time(self, told: datetime | None) -> datetime:
        """The time at which a lock was given: what the database ``told``, if it is the clock."""
        if told is not None and isinstance(self.clock, DatabaseClock):
            return self.clock.hear(told)
        return self.clock()

    def _connect(self) -> Connection:
        return self.engine.connect().execution_options(nawba_write=True)


def open_store(
    url: str,
    clock: Callable[[], datetime] | None = None,
    *,
    busy_seconds: float = BUSY_SECONDS,
    serves: str = "",
) -> Store:
    """Open the database at ``url`` (``sqlite:///file`` or ``postgresql+psycopg://…``).

    The tables are not made here: see ``store.migrate``. A writer waits ``busy_seconds`` for
    another process that holds the database, then raises Unavailable. Without ``clock`` the time is
    the database's. ``serves`` is the holder's name of a server: PostgreSQL shows it with its
    sessions, and the doctor who stands by.
    """
    if url.startswith("sqlite"):
        return Store(_sqlite_engine(url, busy_seconds), clock)
    return Store(_postgres_engine(url, busy_seconds, session_name(serves)), clock)


def _durable(engine: Engine) -> Durable | None:
    path = engine.url.database if engine.dialect.name == "sqlite" else None
    return Durable(Path(path)) if path and path != ":memory:" else None


def _sqlite_engine(url: str, busy_seconds: float) -> Engine:
    path = sa.make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = sa.create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": busy_seconds},
        pool_size=48,
        hide_parameters=True,  # an error that says the row says what the customer said
    )

    @sa_event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        _write_ahead(connection, time.monotonic() + busy_seconds)
        for pragma in _SQLITE_SETTINGS:
            connection.execute(pragma)

    @sa_event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = bool(connection.get_execution_options().get("nawba_write"))
        connection.exec_driver_sql(f"PRAGMA query_only = {not writes}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def _write_ahead(connection: sqlite3.Connection, until: float) -> None:
    """Keep the log beside the file. SQLite does not wait by itself for another that does so too."""
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                raise
            time.sleep(0.01)


_TCP = {
    "connect_timeout": "10",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
}
"""How libpq finds within seconds that a connection is cut; a URL that says otherwise wins."""


def session_name(serves: str) -> str:
    """What PostgreSQL shows of a session of the server ``serves``: plain, 63 letters at most."""
    return f"nawba {serves}".strip().encode("ascii", "replace").decode()[:63]


def _postgres_engine(url: str, busy_seconds: float, name: str) -> Engine:
    own = sa.make_url(url).query
    wanted = {**_TCP, "application_name": name}
    given = {name: value for name, value in wanted.items() if name not in own}
    engine = sa.create_engine(
        url,
        pool_size=16,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args=given,
        execution_options={"nawba_silent": f"{round(_SILENT * busy_seconds * 1000)}ms"},
    )

    @sa_event.listens_for(engine, "connect")
    def _settings(connection: Any, _record: Any) -> None:
        connection.execute(f"SET lock_timeout = {round(busy_seconds * 1000)}")
        connection.commit()

    @sa_event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if not connection.get_execution_options().get("nawba_write"):
            connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")

    sa_event.listen(engine, "do_executemany", _one_after_the_other)
    return engine


def _one_after_the_other(cursor: Any, statement: str, rows: Sequence[Any], _context: Any) -> bool:
    """Without the driver's pipeline: whoever is cut off within one is never silent, for PostgreSQL
    counts that as at work, and would keep the lock of the cell for hours."""
    for row in rows:
        cursor.execute(statement, row)
    return True


_SILENT = 2
"""Of ``busy_seconds``: a writer that says nothing for so long has died, or its network has.

PostgreSQL ends its session, and with it the lock that all writers of the cell wait for."""

_OF_CELL = sa.select(tables.cells.c.id).where(tables.cells.c.id == sa.bindparam("cell"))
_LOCK = _OF_CELL.with_for_update()
_LOCKED = _LOCK.subquery("locked")
_SILENCE = "idle_in_transaction_session_timeout"
_LOCK_AND_TIME = sa.select(
    NOW.label("now"), sa.func.set_config(_SILENCE, sa.bindparam("silent"), sa.true())
).select_from(_LOCKED)
"""The time is told outside the locking part: when the lock was given, not when it was asked for."""


def _lock_cell(connection: Connection, cell: str) -> datetime | None:
    """Lock the cell's row, made if need be; the time at which PostgreSQL gave the lock."""
    statement, wanted = _lock_of(connection, cell)
    found = connection.execute(statement, wanted).first()
    if found is None:
        # Two first writers may both come here: the second waits for the first, then finds its row.
        insert = sqlite_insert if connection.dialect.name == "sqlite" else postgres_insert
        new = insert(tables.cells).values(id=cell, last_seq=0, epoch=0)
        connection.execute(new.on_conflict_do_nothing())
        found = connection.execute(statement, wanted).one()
    return None if connection.dialect.name == "sqlite" else found.now


def _lock_of(connection: Connection, cell: str) -> tuple[sa.Select[Any], dict[str, str]]:
    if connection.dialect.name == "sqlite":
        return _LOCK, {"cell": cell}
    silent = connection.get_execution_options().get("nawba_silent", "10s")
    return _LOCK_AND_TIME, {"cell": cell, "silent": silent}


_NUMBER = (
    tables.cells.update()
    .where(tables.cells.c.id == sa.bindparam("cell"))
    .values(last_seq=tables.cells.c.last_seq + sa.bindparam("count"))
    .returning(tables.cells.c.last_seq)
)


def _append(tx: Transaction) -> list[Recorded]:
    _log(tx)
    if not tx.pending:
        return []
    numbering = {"cell": tx.cell, "count": len(tx.pending)}
    last = tx.connection.execute(_NUMBER, numbering).scalar_one()
    first = last - len(tx.pending) + 1
    recorded = [
        Recorded(tx.cell, first + i, tx.now, tx.actor, event) for i, event in enumerate(tx.pending)
    ]
    add_many(tx.connection, tables.events, [_row(one) for one in recorded])
    return recorded


def _log(tx: Transaction) -> None:
    if tx.told:
        add_access(tx.connection, tx.told, tx.now)
    else:
        log_events(tx.connection, tx.pending, tx.actor, tx.now)


def _row(recorded: Recorded) -> dict[str, Any]:
    data = encode(recorded.event)
    return {
        "cell": recorded.cell,
        "seq": recorded.seq,
        "at": recorded.at,
        "type": type_name(type(recorded.event)),
        "contact": data.get("contact"),
        "actor": recorded.actor,
        "data": data,
    }


@contextmanager
def plain_errors() -> Iterator[None]:
    """Turn what the driver says about busy, full, damaged and absent databases into Unavailable,
    and what it says about a value that it cannot keep into Invalid."""
    try:
        yield
    except sa.exc.DataError as error:
        raise Invalid(f"The database cannot keep a value that was sent: {error.orig}.") from error
    except (sa.exc.DatabaseError, sa.exc.TimeoutError) as error:
        if isinstance(error, _DEFECTS):
            raise
        raise Unavailable(_remedy(str(getattr(error, "orig", None) or error))) from error


def _remedy(text: str) -> str:
    known = {
        "locked": "The database is busy with another writer. Try again in a moment.",
        "lock timeout": "The database is busy with another writer. Try again in a moment.",
        "full": "The disk is full. Free some space; nothing that was acknowledged is lost.",
        "No space left": "The disk is full. Free some space; nothing acknowledged is lost.",
        "readonly": "The database file cannot be written. Give this user write permission to it.",
        "disk I/O error": "The disk refused to write. Check the disk; acknowledged work is kept.",
        "malformed": "The database file is damaged. Run `nawba doctor`, then restore a backup.",
        "not a database": "This file is not a Nawba database. Check the database setting.",
        "unable to open": "The database file cannot be opened. Check its folder and permissions.",
    }
    found = next((remedy for key, remedy in known.items() if key in text), None)
    return found or f"The database cannot be reached: {text.strip().rstrip('.?')}. Is it running?"
