"""The books of the back office: its tables in SQLite, and the answers that its desks give.

Amounts are kept in centimes and given as text with two decimals; days are ISO 8601 in the brand's
time zone.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

Json = dict[str, Any]

SCHEMA = """
CREATE TABLE customers (customer TEXT PRIMARY KEY, first TEXT, family TEXT, email TEXT, phone TEXT);
CREATE TABLE lines (line TEXT PRIMARY KEY, customer TEXT REFERENCES customers, plan TEXT,
    state TEXT);
CREATE TABLE plans (plan TEXT PRIMARY KEY, name TEXT, centimes INTEGER);
CREATE TABLE invoices (invoice TEXT PRIMARY KEY, customer TEXT REFERENCES customers, line TEXT,
    issued_on TEXT, due_on TEXT, centimes INTEGER, state TEXT);
CREATE TABLE items (invoice TEXT REFERENCES invoices, place INTEGER, label TEXT, centimes INTEGER);
CREATE TABLE orders ("order" TEXT PRIMARY KEY, customer TEXT REFERENCES customers, item TEXT,
    state TEXT, carrier TEXT, expected_on TEXT);
CREATE TABLE appointments (appointment TEXT PRIMARY KEY, customer TEXT REFERENCES customers,
    date TEXT, start TEXT, purpose TEXT, state TEXT);
CREATE UNIQUE INDEX one_visit ON appointments (date, start) WHERE state = 'planned';
CREATE TABLE cases (number INTEGER PRIMARY KEY AUTOINCREMENT, reference TEXT UNIQUE, kind TEXT,
    customer TEXT REFERENCES customers, about TEXT, state TEXT, details TEXT, at TEXT);
CREATE UNIQUE INDEX one_dispute ON cases (about) WHERE kind = 'dispute' AND state = 'open';
CREATE TABLE codes (customer TEXT PRIMARY KEY REFERENCES customers, code TEXT, expires_at TEXT,
    tries INTEGER);
CREATE TABLE requests (key TEXT PRIMARY KEY, customer TEXT, fingerprint TEXT, status INTEGER,
    reference TEXT, answer TEXT);
"""


@dataclass(frozen=True)
class Refusal(Exception):
    """The desk says no. ``code`` is the reason; ``status`` the HTTP status that tells it."""

    code: str
    status: int = 409


class Books:
    """One connection, one writer at a time: a shop's till, not a data centre."""

    def __init__(self, file: Path, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(file, check_same_thread=False, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
            self._connection.execute(f"PRAGMA {pragma}")

    @property
    def is_new(self) -> bool:
        return self.one("SELECT name FROM sqlite_master WHERE name = 'customers'") is None

    @property
    def today(self) -> str:
        return self.clock().date().isoformat()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that happens inside is kept together, or not at all."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def script(self, text: str) -> None:
        with self._lock:
            self._connection.executescript(f"BEGIN; {text} COMMIT;")

    def run(self, statement: str, *values: Any) -> int:
        """Run ``statement``; returns the row id of what was added."""
        with self._lock:
            return self._connection.execute(statement, values).lastrowid or 0

    def fill(self, table: str, rows: list[tuple[Any, ...]]) -> None:
        places = ", ".join("?" * len(rows[0]))
        with self._lock:
            self._connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)

    def all(self, statement: str, *values: Any) -> list[Json]:
        with self._lock:
            return [dict(row) for row in self._connection.execute(statement, values)]

    def one(self, statement: str, *values: Any) -> Json | None:
        found = self.all(statement, *values)
        return found[0] if found else None

    def need(self, statement: str, *values: Any) -> Json:
        """The one row asked for. Raises Refusal ``not-found``: also for somebody else's."""
        found = self.one(statement, *values)
        if found is None:
            raise Refusal("not-found", 404)
        return found

    def clear(self) -> None:
        """Forget every row; numbers begin anew."""
        names = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY rowid DESC"
        with self.transaction():
            for row in self.all(names):
                self.run(f"DELETE FROM {row['name']}")

    def close(self) -> None:
        with self._lock:
            self._connection.close()


def money(centimes: int) -> str:
    """``24900`` is ``249.00``."""
    return f"{centimes // 100}.{centimes % 100:02}"


def centimes(amount: Any) -> int:
    """``249.00`` is 24900. Raises Refusal ``bad-amount``."""
    whole, _, cents = str(amount).partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) < 8 and len(cents) == 2):
        raise Refusal("bad-amount", 422)
    return int(whole) * 100 + int(cents)
