"""Reads about the policy in force: who chose it, its mode, the rates it reckons with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.board import ModeLine, PolicyLine
from nawba.store.policy_tables import dispatch_modes, learned_rates, policy_choices
from nawba.store.statements import Row


def read_choices(connection: Connection, most: int = 20) -> list[Row]:
    """Who chose which policy, when and why: the latest first."""
    table = policy_choices
    statement = sa.select(table).order_by(table.c.number.desc()).limit(most)
    return list(connection.execute(statement))


def chosen_policy(connection: Connection) -> PolicyLine | None:
    """The policy chosen last; None: nobody has."""
    latest = read_choices(connection, 1)
    return PolicyLine(latest[0].policy, latest[0].by, latest[0].at) if latest else None


def read_modes(connection: Connection) -> dict[str, ModeLine]:
    """The mode of each cell that ever had another than normal load."""
    return {
        row.cell: ModeLine(row.policy, row.mode, row.since)
        for row in connection.execute(sa.select(dispatch_modes))
    }


def rates_number(connection: Connection) -> int:
    """The number of the rates in force; 0: none were learned yet."""
    statement = sa.select(sa.func.coalesce(sa.func.max(learned_rates.c.number), 0))
    return int(connection.execute(statement).scalar_one())


def read_rates(connection: Connection, number: int) -> Any:
    """The document of the rates ``number``; None where there are none."""
    statement = sa.select(learned_rates.c.document).where(learned_rates.c.number == number)
    return connection.execute(statement).scalar()


def rates_between(
    connection: Connection, start: datetime, end: datetime
) -> list[tuple[datetime, Any]]:
    """The rates in force at ``start`` and those that came before ``end``, each with its time."""
    table = learned_rates
    before = sa.select(sa.func.max(table.c.number)).where(table.c.at <= start).scalar_subquery()
    later = sa.and_(table.c.at > start, table.c.at < end)
    statement = sa.select(table.c.at, table.c.document)
    ordered = statement.where(sa.or_(table.c.number == before, later)).order_by(table.c.number)
    return [(row.at, row.document) for row in connection.execute(ordered)]
