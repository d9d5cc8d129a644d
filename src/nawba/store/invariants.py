"""What two tables must say about each other: rule 4's invariants, each a query that finds nothing.

What one table can promise stands in ``tables`` as a constraint; what table and stream must agree
on stands in ``doctor``, which runs them all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.store import tables
from nawba.store.redispatch import at_dark_sites

MEND = "Run `nawba doctor --repair`"
RESTORE = "Rows were lost or changed from outside: restore the last backup"

contacts, hands, offers = tables.contacts, tables.hands, tables.offers
occupancy = tables.occupancy

_LEADS = sa.and_(hands.c.leads, hands.c.ended_at.is_(None))
_STAFF = ("adviser", "supervisor")


@dataclass(frozen=True)
class Violation:
    """``rule`` names the invariant, ``subject`` the thing that breaks it (kind and id)."""

    rule: str
    subject: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.subject}: {self.what}. {self.remedy}."


def one_lead(connection: Connection) -> Iterator[Violation]:
    """An open contact has exactly one open leading hand, a closed one no open hand at all."""
    count = sa.func.count(hands.c.id)
    joined = contacts.outerjoin(hands, sa.and_(hands.c.contact == contacts.c.id, _LEADS))
    statement = (
        sa.select(contacts.c.id, count.label("leads"))
        .select_from(joined)
        .where(contacts.c.state != "closed")
        .group_by(contacts.c.id)
        .having(count != 1)
    )
    for row in connection.execute(statement):
        yield Violation("one_lead", f"contact {row.id}", f"is led by {row.leads} hands", MEND)
    left = _beside(hands, hands.c.id, hands.c.contact).where(
        contacts.c.state == "closed", hands.c.ended_at.is_(None)
    )
    for row in connection.execute(left):
        what = f"is closed, and hand {row.id} is open"
        yield Violation("one_lead", f"contact {row.contact}", what, MEND)


def state_agrees(connection: Connection) -> Iterator[Violation]:
    """The assistant leads before and while waiting, a person while held and in wrap-up."""
    by_person = contacts.c.state.in_(("held", "wrap_up"))
    statement = _beside(
        hands, contacts.c.id, contacts.c.state, hands.c.party, hands.c.party_id
    ).where(_LEADS, contacts.c.state != "closed", by_person != hands.c.party.in_(_STAFF))
    for row in connection.execute(statement):
        what = f"is {row.state} and led by {row.party} {row.party_id}"
        yield Violation("state_agrees", f"contact {row.id}", what, MEND)


def has_a_place(connection: Connection) -> Iterator[Violation]:
    """A waiting contact has a queue, an age, and a time at which its target starts."""
    place = (contacts.c.queue, contacts.c.waiting_since, contacts.c.queued_at)
    statement = sa.select(contacts.c.id).where(
        contacts.c.state == "waiting", sa.or_(*(column.is_(None) for column in place))
    )
    for row in connection.execute(statement):
        what = "waits without queue or age"
        yield Violation("has_a_place", f"contact {row.id}", what, MEND)


def offered_while_waiting(connection: Connection) -> Iterator[Violation]:
    """Only waiting contacts are on offer, once, and under the epoch of the present lease."""
    live = _beside(offers, offers.c.id, contacts.c.state).where(
        offers.c.state == "live", contacts.c.state != "waiting"
    )
    for row in connection.execute(live):
        what = f"is live on a contact that is {row.state}"
        yield Violation("offered_while_waiting", f"offer {row.id}", what, MEND)
    cells = tables.cells
    late = (
        sa.select(offers.c.id, offers.c.epoch, cells.c.epoch.label("present"))
        .join(contacts, contacts.c.id == offers.c.contact)
        .join(cells, cells.c.id == contacts.c.cell)
        .where(offers.c.state == "live", offers.c.epoch != cells.c.epoch)
    )
    for old in connection.execute(late):
        what = f"is live under epoch {old.epoch}, the lease has {old.present}"
        yield Violation("offered_while_waiting", f"offer {old.id}", what, MEND)
    yield from _offered_twice(connection)


def _offered_twice(connection: Connection) -> Iterator[Violation]:
    twice = (
        sa.select(offers.c.contact)
        .where(offers.c.state == "live")
        .group_by(offers.c.contact)
        .having(sa.func.count() > 1)
    )
    for row in connection.execute(twice):
        what = "has more than one live offer"
        yield Violation("offered_while_waiting", f"contact {row.contact}", what, MEND)


def occupies_a_place(connection: Connection) -> Iterator[Violation]:
    """Each live offer and each adviser's open lead takes one place of that adviser, no other."""
    rule = "occupies_a_place"
    for table, kind, active in _OCCUPIERS:
        same = occupancy.c[kind] == table.c.id
        bare = (
            sa.select(table.c.id)
            .select_from(table.outerjoin(occupancy, same))
            .where(active, occupancy.c[kind].is_(None))
        )
        for row in connection.execute(bare):
            yield Violation(rule, f"{kind} {row.id}", "takes no place of its adviser", MEND)
        stale = sa.select(table.c.id).join(occupancy, same).where(sa.not_(active))
        for row in connection.execute(stale):
            yield Violation(rule, f"{kind} {row.id}", "is over and still takes a place", MEND)
    yield from _elsewhere(connection)


_OCCUPIERS: tuple[tuple[sa.Table, str, sa.ColumnElement[bool]], ...] = (
    (offers, "offer", offers.c.state == "live"),
    (hands, "hand", sa.and_(_LEADS, hands.c.party == "adviser")),
)


def _elsewhere(connection: Connection) -> Iterator[Violation]:
    """Places taken at another adviser, or on another channel, than the offer or hand is for."""
    adviser = sa.func.coalesce(offers.c.adviser, hands.c.party_id)
    contact = sa.func.coalesce(offers.c.contact, hands.c.contact)
    joined = (
        occupancy.outerjoin(offers, occupancy.c.offer == offers.c.id)
        .outerjoin(hands, occupancy.c.hand == hands.c.id)
        .outerjoin(contacts, contacts.c.id == contact)
    )
    right = sa.and_(occupancy.c.adviser == adviser, occupancy.c.channel == contacts.c.channel)
    statement = (
        sa.select(occupancy, adviser.label("whose"))
        .select_from(joined)
        .where(sa.or_(adviser.is_(None), contacts.c.id.is_(None), sa.not_(right)))
    )
    for row in connection.execute(statement):
        subject = f"place {row.adviser}/{row.channel}/{row.slot}"
        what = f"is taken by {row.offer or row.hand}, which is not {row.adviser}'s"
        yield Violation("occupies_a_place", subject, what, MEND)


def dark_sites_are_left_alone(connection: Connection) -> Iterator[Violation]:
    """No offer is live at an adviser of a site that is dark."""
    statement = sa.select(offers.c.id, offers.c.adviser).where(
        offers.c.state == "live", offers.c.adviser.in_(at_dark_sites())
    )
    for row in connection.execute(statement):
        what = f"is live at {row.adviser}, whose site is dark"
        yield Violation("dark_sites_are_left_alone", f"offer {row.id}", what, MEND)


def references_hold(connection: Connection) -> Iterator[Violation]:
    """Every row that another row names exists, also in a file that was written without checks."""
    for table in tables.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            there = sa.and_(*(part.parent == part.column for part in key.elements))
            named = sa.and_(*(part.parent.is_not(None) for part in key.elements))
            missing = sa.not_(sa.exists().where(there).correlate(table))
            lost = sa.select(sa.func.count()).select_from(table).where(named, missing)
            if count := connection.execute(lost).scalar_one():
                target = key.referred_table.name
                what = f"{count} rows name a row of {target} that does not exist"
                yield Violation("references_hold", f"table {table.name}", what, RESTORE)


def _beside(table: sa.Table, *columns: Any) -> sa.Select[*tuple[Any, ...]]:
    """``columns`` of ``table``'s rows and of the contacts they belong to."""
    joined = table.join(contacts, contacts.c.id == table.c.contact)
    return sa.select(*columns).select_from(joined)
