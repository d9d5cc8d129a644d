"""Reading what planners had simulated."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.store.planning_tables import planning_runs
from nawba.store.statements import Row

_HEAVY = ("scenario", "figures")


def list_runs(connection: Connection, owner: str) -> list[Row]:
    """The runs of ``owner``, newest first, without their scenarios and figures."""
    table = planning_runs
    columns = [one for one in table.c if one.name not in _HEAVY]
    wanted = sa.select(*columns).where(table.c.owner == owner)
    return list(connection.execute(wanted.order_by(table.c.created_at.desc(), table.c.id)))


def find_run(connection: Connection, owner: str, run: str) -> Row | None:
    """The run with this id, if it is of ``owner``."""
    table = planning_runs
    return connection.execute(
        sa.select(table).where(table.c.id == run, table.c.owner == owner)
    ).first()
