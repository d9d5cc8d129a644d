"""Delete words whose time is over: in small batches, so that nobody waits for the database.

What is due is found anew each time, so a round that was killed is simply gone on with. Contacts
under a legal hold, and open ones, are passed over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.actions import steps
from nawba.actions.candidate_erasure import count_due_candidates, forget_due_candidates
from nawba.actions.erasure import forget_words
from nawba.actions.listening_erasure import forget_due_recordings
from nawba.domain.permissions import permit
from nawba.domain.retention import Retention, months_before
from nawba.domain.words import Actor
from nawba.store import Store, Transaction, failpoints, statements, tables
from nawba.store.personal import Run, last_run
from nawba.store.personal_map import AGED, HELD, Aged, Held
from nawba.store.privacy_tables import erased_contacts, legal_holds, retention_runs
from nawba.store.purging import purge

BATCH = 50  # contacts in one transaction: some milliseconds
_LOOKED_UP = 10_000
EVERY = timedelta(hours=24)

KEEPER = Actor("system", "keeper")
"""The house, deleting what is due."""

Tell = Callable[[int, int], None]


@dataclass(frozen=True)
class Due:
    """``contacts`` whose words are over their time, and ``rows`` of other tables, by table."""

    contacts: int
    rows: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.contacts + sum(self.rows.values())


def find_due(connection: Connection, retention: Retention, now: datetime) -> Due:
    """What ``delete_due`` would delete at ``now``."""
    over = _over(retention, now)
    contacts = _count(connection, tables.contacts, over)
    kept = {one.name: _count(connection, one.table, _aged(one, retention, now)) for one in _timed()}
    kept["candidates"] = count_due_candidates(connection, retention, now)
    return Due(contacts, {name: count for name, count in kept.items() if count})


def next_due(connection: Connection, retention: Retention) -> datetime | None:
    """When the oldest contact that is kept was closed: its words go first."""
    contacts = tables.contacts
    oldest = sa.select(sa.func.min(contacts.c.closed_at)).where(sa.not_(_is_erased()))
    found: datetime | None = connection.execute(oldest).scalar()
    return found


def is_time(connection: Connection, now: datetime) -> bool:
    """Whether a round should begin, or one that was broken off go on."""
    run = last_run(connection)
    return run is None or run.ended_at is None or run.started_at + EVERY <= now


def delete_due(
    store: Store,
    actor: Actor,
    retention: Retention,
    *,
    batch: int = BATCH,
    tell: Tell = lambda done, of: None,
    stop: Callable[[], bool] = lambda: False,
) -> Run:
    """Delete what is due, ``batch`` contacts at a time, until all is done or ``stop`` says so.

    Returns the round with what it deleted by table; one that was broken off is gone on with.
    """
    permit(actor, "delete_due")
    forget_due_recordings(store, actor, retention)
    forget_due_candidates(store, actor, retention)
    with store.read() as connection:
        total = find_due(connection, retention, store.clock()).total
    run, done = _begin(store, actor), 0
    for find, work in (_CONTACTS, *map(_rows_of, _timed())):
        for keys in _batches(store, find, retention, batch):
            if stop():
                return _purged(store, run)
            with store.write("delete_due", actor) as tx:
                run = _note(tx, run, work(tx, retention, keys))
                failpoints.reach("delete_due.forgotten")
            done += len(keys)
            tell(done, max(done, total))
            failpoints.reach("delete_due.batch")
    tell(done, done)  # what went with its contact was counted twice before
    return _purged(store, _end(store, actor, run))


def _purged(store: Store, run: Run) -> Run:
    if run.counts:
        purge(store, run.counts)
    return run


Keys = list[dict[str, Any]]
"""Primary keys of rows, found without holding the write lock; looked at again under it."""

Find = Callable[[Retention, datetime], sa.Select[*tuple[Any, ...]]]
Work = Callable[[Transaction, Retention, Keys], dict[str, int]]
"""Deletes what is still due of one batch; the rows it had by table."""


def _batches(store: Store, find: Find, retention: Retention, size: int) -> Iterator[Keys]:
    """What is due, found ``_LOOKED_UP`` at a time, in batches of ``size``."""
    while True:
        statement = find(retention, store.clock()).limit(_LOOKED_UP)
        with store.read() as connection:
            found = [dict(row._mapping) for row in connection.execute(statement)]
        for at in range(0, len(found), size):
            yield found[at : at + size]
        if len(found) < _LOOKED_UP:
            return


def _find_contacts(retention: Retention, now: datetime) -> sa.Select[*tuple[Any, ...]]:
    contacts = tables.contacts
    return sa.select(contacts.c.id).where(_over(retention, now)).order_by(contacts.c.closed_at)


def _forget_contacts(tx: Transaction, retention: Retention, keys: Keys) -> dict[str, int]:
    contacts, customers = tables.contacts, tables.customers
    among = contacts.c.id.in_([one["id"] for one in keys])
    due = sa.select(contacts.c.id, contacts.c.customer).where(among, _over(retention, tx.now))
    rows = tx.connection.execute(due).all()
    ids, owners = [row.id for row in rows], {row.customer for row in rows}
    alive = sa.select(contacts.c.customer).where(
        contacts.c.customer.in_(owners), contacts.c.id.not_in(ids), sa.not_(_is_erased())
    )
    living = set(tx.connection.execute(alive).scalars())
    gone = sa.select(customers.c.id).where(customers.c.id.in_(owners - living))
    return forget_words(tx, list(tx.connection.execute(gone).scalars()), ids, "retention")


_CONTACTS: tuple[Find, Work] = (_find_contacts, _forget_contacts)


def _rows_of(one: Held | Aged) -> tuple[Find, Work]:
    def find(retention: Retention, now: datetime) -> sa.Select[*tuple[Any, ...]]:
        keys = sa.select(*one.table.primary_key.columns).where(_aged(one, retention, now))
        return keys.order_by(one.table.c[str(one.at)])

    def work(tx: Transaction, retention: Retention, keys: Keys) -> dict[str, int]:
        count = sum(statements.remove(tx.connection, one.table, **key) for key in keys)
        return {one.name: count} if count else {}

    return find, work


def _timed() -> list[Held | Aged]:
    """What has a time of its own, and does not go with its contact."""
    return [*(one for one in HELD if one.at is not None), *AGED]


def _over(retention: Retention, now: datetime) -> sa.ColumnElement[bool]:
    contacts = tables.contacts
    limit = months_before(now, retention.conversations_months)
    return sa.and_(
        contacts.c.state == "closed",
        contacts.c.closed_at < limit,
        sa.not_(_is_erased()),
        sa.not_(sa.exists().where(legal_holds.c.contact == contacts.c.id)),
    )


def _is_erased() -> sa.Exists:
    return sa.exists().where(erased_contacts.c.contact == tables.contacts.c.id)


def _aged(one: Held | Aged, retention: Retention, now: datetime) -> sa.ColumnElement[bool]:
    limit = months_before(now, getattr(retention, f"{one.kind}_months"))
    is_old = one.table.c[str(one.at)] < limit
    if isinstance(one, Aged):
        return is_old
    return sa.and_(is_old, one.table.c[one.link].not_in(sa.select(legal_holds.c.contact)))


def _count(connection: Connection, table: sa.Table, where: sa.ColumnElement[bool]) -> int:
    rows = sa.select(sa.func.count()).select_from(table).where(where)
    return int(connection.execute(rows).scalar_one())


def _begin(store: Store, actor: Actor) -> Run:
    with store.write("delete_due", actor) as tx:
        run = last_run(tx.connection)
        if run is not None and run.ended_at is None:
            return run
        fresh = Run(steps.new_id("t"), tx.now, None, {})
        statements.add(tx.connection, retention_runs, id=fresh.id, started_at=tx.now, counts={})
        return fresh


def _note(tx: Transaction, run: Run, counts: dict[str, int]) -> Run:
    if not counts:
        return run
    total = dict(Counter(run.counts) + Counter(counts))
    statements.change(tx.connection, retention_runs, {"id": run.id}, counts=total)
    return Run(run.id, run.started_at, None, total)


def _end(store: Store, actor: Actor, run: Run) -> Run:
    with store.write("delete_due", actor) as tx:
        statements.change(tx.connection, retention_runs, {"id": run.id}, ended_at=tx.now)
        return Run(run.id, run.started_at, tx.now, run.counts)
