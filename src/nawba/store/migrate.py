"""Bring a database to the current tables with Alembic, and say where it stands."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from nawba.domain.errors import Unavailable
from nawba.store.engine import Store

_SCRIPTS = Path(__file__).parent / "migrations"
_MIGRATING = 0x6E61776261  # any number that nobody else takes: "nawba" in ASCII


def migrate(store: Store) -> str:
    """Apply every missing migration, in one transaction; returns the revision reached.

    Raises Unavailable when the database is newer than this program.
    """
    wanted = newest_revision()
    if current_revision(store) != wanted:
        _upgrade(store)
    return wanted


def newest_revision() -> str:
    """The revision of this program: migrations are numbered, and their files begin with it."""
    return max(path.stem.partition("_")[0] for path in (_SCRIPTS / "versions").glob("[0-9]*.py"))


def _upgrade(store: Store) -> None:
    with store.engine.connect().execution_options(nawba_write=True) as connection:
        upgrade(connection)
        connection.commit()


def upgrade(connection: sa.Connection, revision: str = "head") -> None:
    """Apply the migrations up to ``revision`` within the transaction of ``connection``.

    Raises Unavailable when the database, or ``revision``, is newer than this program.
    """
    # Half a second to import, and most starts have nothing to do.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.attributes["connection"] = connection
    try:
        _wait_for_others(connection)
        command.upgrade(config, revision)
    except (sa.exc.OperationalError, CommandError) as error:
        raise Unavailable(f"The database cannot be brought up to date: {error}") from error


def _wait_for_others(connection: sa.Connection) -> None:
    """One process at a time, from before Alembic looks where the database is.

    Left to itself it would look first and begin a transaction for each migration; so it is begun
    here. On SQLite that takes the write lock, PostgreSQL must be asked.
    """
    if not connection.in_transaction():
        connection.begin()
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")


def current_revision(store: Store) -> str | None:
    """The revision the database is at; None for an empty one."""
    with store.read() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
