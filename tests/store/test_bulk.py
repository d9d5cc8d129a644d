"""Many rows at once arrive as one by one would, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa

from house import House
from nawba.store import Store, tables
from nawba.store.bulk import add_many, among

NOON = datetime(2026, 10, 25, 2, 30, tzinfo=timezone(timedelta(hours=1)))
"""Once, though clocks in Lisbon show it twice that night."""


def rows(count: int) -> list[dict[str, Any]]:
    return [
        {
            "cell": "main",
            "seq": 1_000_000 + n,
            "at": NOON + timedelta(microseconds=n),
            "type": "offer_made",
            "contact": None if n % 3 else f"c_{n}",
            "actor": 'system:نوبة "quoted"\\',
            "data": {"place": n, "text": "é'\"\\{}[],;$1 %s", "none": None, "list": [1, "a"]},
        }
        for n in range(count)
    ]


@pytest.mark.parametrize("count", [0, 1, 4, 5, 300])
def test_what_is_added_is_what_is_read(store: Store, count: int) -> None:
    with store.write("test", "system:test") as tx:
        add_many(tx.connection, tables.events, rows(count))
    wanted = sa.select(tables.events).where(tables.events.c.seq >= 1_000_000)
    with store.read() as connection:
        found = [row._asdict() for row in connection.execute(wanted.order_by("seq"))]
    assert found == [{**row, "at": row["at"].astimezone(UTC)} for row in rows(count)]


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    naive = [{**row, "at": row["at"].replace(tzinfo=None)} for row in rows(9)]
    with (
        pytest.raises((TypeError, sa.exc.StatementError), match=r"naive|cannot be unfolded"),
        store.write("test", "system:test") as tx,
    ):
        add_many(tx.connection, tables.events, naive)


def test_a_broken_constraint_among_many_keeps_none(store: Store) -> None:
    twice = [*rows(9), rows(1)[0]]
    with pytest.raises(sa.exc.IntegrityError), store.write("test", "system:test") as tx:
        add_many(tx.connection, tables.events, twice)
    with store.read() as connection:
        last = connection.execute(sa.select(sa.func.max(tables.events.c.seq))).scalar()
    assert last is not None
    assert last < 1_000_000


@pytest.mark.parametrize("ids", [[], ["amina"], ["amina", "driss", "nobody"]])
def test_among_finds_those_named(house: House, ids: list[str]) -> None:
    column = tables.advisers.c.id
    with house.store.read() as connection:
        condition = among(connection.dialect.name, column)
        found = connection.execute(sa.select(column).where(condition), {"ids": ids}).scalars()
        assert sorted(found) == [one for one in ids if one != "nobody"]
