"""What time it is, for every process of a house alike.

Leases, offers and silences are compared across processes, so on PostgreSQL the time is the
database's: each write hears it while it holds the cell's lock, and between writes it is carried on
by seconds that no one can set. A machine whose clock is wrong, drifts or jumps changes nothing.
SQLite is one machine's, and its time that machine's.

``NAWBA_CLOCK_DRIFT_SECONDS=-10`` makes a process believe a machine whose clock is ten seconds
late; for tests.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from nawba.store import tables

NOW = sa.func.clock_timestamp(type_=tables.UtcTime())
"""The time at which PostgreSQL evaluates it; ``now()`` would be the transaction's beginning."""

_DRIFT = timedelta(seconds=float(os.environ.get("NAWBA_CLOCK_DRIFT_SECONDS", "0")))


def utc_now() -> datetime:
    """This machine's time."""
    return datetime.now(UTC) + _DRIFT


class DatabaseClock:
    """The time of a PostgreSQL database, asked for once and heard again at each write."""

    def __init__(self, engine: Engine, seconds: Callable[[], float] = time.monotonic) -> None:
        self._engine, self._seconds = engine, seconds
        self._heard: tuple[datetime, float] | None = None

    def __call__(self) -> datetime:
        """The database's time; this machine's while the database has never been reached."""
        if self._heard is None:
            with suppress(sa.exc.DBAPIError, sa.exc.TimeoutError), self._engine.connect() as wire:
                self.ask(wire)
        if self._heard is None:
            return utc_now()
        told, at = self._heard
        return told + timedelta(seconds=self._seconds() - at)

    def ask(self, connection: Connection) -> datetime:
        """The time as the database tells it now."""
        return self.hear(connection.execute(sa.select(NOW)).scalar_one())

    def hear(self, told: datetime) -> datetime:
        """Go on from ``told``, which the database has just said; returns it."""
        self._heard = (told, self._seconds())
        return told
