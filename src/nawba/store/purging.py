"""After words are erased: make their bytes go from the files too.

SQLite: what a page no longer needs is overwritten at once (``secure_delete``), but the log keeps
older pages until it is moved into the file and cut: that is done here. PostgreSQL keeps old rows
until VACUUM makes their room free; what is free is overwritten as the table goes on, and its own
log and replicas live by the settings of whoever runs it.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from nawba.store import failpoints
from nawba.store.engine import Store, plain_errors


def purge(store: Store, changed: Iterable[str] = ()) -> bool:
    """Whether the bytes of what was erased are gone from the database's files.

    False for SQLite while a reader still needs the log: call it again later. ``changed`` are the
    names of the tables concerned, for PostgreSQL.
    """
    failpoints.reach("purge.begun")
    with plain_errors():
        if store.is_sqlite:
            return _cut_log(store)
        _vacuum(store, changed)
        return True


def _cut_log(store: Store) -> bool:
    connection = store.engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA query_only = 0")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, _, _ = cursor.fetchone() or (0, 0, 0)
        return not busy
    finally:
        connection.close()


def _vacuum(store: Store, changed: Iterable[str]) -> None:
    plain = store.engine.execution_options(isolation_level="AUTOCOMMIT")
    with plain.connect() as connection:
        for name in sorted(set(changed)):
            table = connection.dialect.identifier_preparer.quote(name)
            connection.execute(sa.text(f"VACUUM {table}"))
