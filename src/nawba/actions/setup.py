"""The administrator's verb: configure the centre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa

from nawba.domain import events as ev
from nawba.domain.permissions import permit
from nawba.domain.words import Actor, Centre
from nawba.store import Store, Transaction, tables
from nawba.store.rows import SETUP


def configure(store: Store, actor: Actor, centre: Centre) -> None:
    """Make ``centre`` the configuration: all of it or, on any error, nothing.

    What is no longer in it is retired, not deleted, so that history keeps its names.
    """
    permit(actor, "configure")
    with store.write("configure", actor) as tx:
        for name, (table, _) in SETUP.items():
            _replace_all(tx, table, getattr(centre, name))
        for adviser in tx.connection.execute(sa.select(tables.advisers.c.id)).scalars().all():
            found = centre.adviser.get(adviser)
            _fit_slots(tx, adviser, found.capacity if found else {})
        tx.emit(ev.CentreConfigured(len(centre.brands), len(centre.queues), len(centre.advisers)))


def _replace_all(tx: Transaction, table: sa.Table, nouns: Sequence[Any]) -> None:
    known = set(tx.connection.execute(sa.select(table.c.id)).scalars())
    tx.connection.execute(table.update().values(retired=True))
    for position, noun in enumerate(nouns):
        values = {"position": position, "retired": False, "document": asdict(noun)}
        if noun.id in known:
            tx.connection.execute(table.update().where(table.c.id == noun.id).values(values))
        else:
            tx.connection.execute(table.insert().values(id=noun.id, **values))


def _fit_slots(tx: Transaction, adviser: str, capacity: dict[str, int]) -> None:
    """One row per place the adviser has; a place in use outlives a lowered capacity."""
    slots, taken = tables.adviser_slots, tables.occupancy
    own = slots.c.adviser == adviser
    wanted = {
        (channel, slot) for channel, places in capacity.items() for slot in range(1, places + 1)
    }
    there = {(r.channel, r.slot) for r in tx.connection.execute(sa.select(slots).where(own))}
    used = tx.connection.execute(sa.select(taken).where(taken.c.adviser == adviser))
    for channel, slot in there - wanted - {(row.channel, row.slot) for row in used}:
        tx.connection.execute(
            slots.delete().where(own, slots.c.channel == channel, slots.c.slot == slot)
        )
    for channel, slot in sorted(wanted - there):
        tx.connection.execute(slots.insert().values(adviser=adviser, channel=channel, slot=slot))
