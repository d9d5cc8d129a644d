"""Bring a database to the current tables with Alembic, and say where it stands."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from nawba.domain.errors import Unavailable
from nawba.store.engine import Store

_SCRIPTS = Path(__file__).parent / "migrations"
_MIGRATING = 0x6E61776261  # any number that nobody else takes: "nawba" in ASCII


def migrate(store: Store) -> str:
    """Apply every missing migration, in one transaction each; returns the revision reached.

    Raises Unavailable when the database is newer than this program.
    """
    wanted = ScriptDirectory(str(_SCRIPTS)).get_current_head() or ""
    if current_revision(store) == wanted:
        return wanted
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    with store.engine.connect().execution_options(nawba_write=True) as connection:
        config.attributes["connection"] = connection
        try:
            _wait_for_others(connection)
            command.upgrade(config, "head")
        except (sa.exc.OperationalError, CommandError) as error:
            raise Unavailable(f"The database cannot be brought up to date: {error}") from error
        connection.commit()
    return wanted


def _wait_for_others(connection: sa.Connection) -> None:
    """One process at a time: SQLite's write lock says so already, PostgreSQL must be asked."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")


def current_revision(store: Store) -> str | None:
    """The revision the database is at; None for an empty one."""
    with store.read() as connection:
        return MigrationContext.configure(connection).get_current_revision()
