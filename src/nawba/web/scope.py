"""Brands and sites: what a scoped actor may be shown, as conditions, filters and one check.

A contact is of its brand, and of the sites whose people hold or held it; until somebody has, it is
of no site and every site's people may see it. What lies outside answers as if it did not exist.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain import events as ev
from nawba.domain.board import Board, ContactLine
from nawba.domain.errors import NotFound
from nawba.domain.permissions import is_within
from nawba.domain.words import Actor, Centre
from nawba.store import statements, tables
from nawba.web.house import House

_PEOPLE = ("adviser", "supervisor")
_HOUSE_ONLY = (
    ev.AccountMade, ev.AccountChanged, ev.SessionsEnded, ev.KeyMade, ev.KeyRevoked, ev.LeaseTaken,
    ev.DispatchModeChanged, ev.RatesLearned,
)  # fmt: skip


def is_scoped(actor: Actor) -> bool:
    """Whether anything at all may lie outside the actor's reach."""
    return actor.brands is not None or actor.sites is not None


def people_of(centre: Centre, sites: Collection[str]) -> list[str]:
    """Ids of advisers and supervisors of ``sites``."""
    advisers = [one.id for one in centre.advisers if one.site in sites]
    return advisers + [one.id for one in centre.supervisors if one.site in sites]


def contacts_within(actor: Actor, centre: Centre) -> list[sa.ColumnElement[bool]]:
    """Conditions on ``contacts`` that leave what the actor may be shown."""
    contacts, hands = tables.contacts, tables.hands.alias("of_people")
    found: list[sa.ColumnElement[bool]] = []
    if actor.brands is not None:
        found.append(contacts.c.brand.in_(actor.brands))
    if actor.sites is not None:
        by_people = (
            sa.select(hands.c.contact)
            .where(hands.c.contact == contacts.c.id, hands.c.party.in_(_PEOPLE))
            .correlate(contacts)
        )
        own = by_people.where(hands.c.party_id.in_(people_of(centre, actor.sites)))
        found.append(sa.or_(own.exists(), sa.not_(by_people.exists())))
    return found


def sees_contact(connection: Connection, actor: Actor, centre: Centre, contact: str) -> bool:
    """Whether ``contact`` exists within the actor's scope."""
    table = tables.contacts
    wanted = sa.select(table.c.id).where(table.c.id == contact, *contacts_within(actor, centre))
    return connection.execute(wanted).first() is not None


def contacts_seen(
    connection: Connection, actor: Actor, centre: Centre, contacts: Collection[str]
) -> set[str]:
    """Those of ``contacts`` that lie within the actor's scope."""
    if not is_scoped(actor):
        return set(contacts)
    table = tables.contacts
    wanted = sa.select(table.c.id).where(table.c.id.in_(contacts), *contacts_within(actor, centre))
    return set(connection.execute(wanted).scalars())


def scoped_centre(centre: Centre, actor: Actor) -> Centre:
    """``centre`` with what the actor may be shown of it; a brand's own eye sees no people."""
    brands = [one for one in centre.brands if is_within(actor, brand=one.id)]
    sites = [one for one in centre.sites if is_within(actor, site=one.id)]
    people = () if actor.kind == "client" else centre.advisers
    leaders = () if actor.kind == "client" else centre.supervisors
    return replace(
        centre,
        brands=tuple(brands),
        sites=tuple(sites),
        queues=tuple(one for one in centre.queues if is_within(actor, brand=one.brand)),
        advisers=tuple(one for one in people if is_within(actor, site=one.site)),
        supervisors=tuple(one for one in leaders if is_within(actor, site=one.site)),
        canned_replies=tuple(
            one for one in centre.canned_replies if is_within(actor, brand=one.brand)
        ),
    )


@dataclass(frozen=True)
class Sight:
    """Which events and open contacts a scoped actor is told of while they happen."""

    actor: Actor
    people: frozenset[str]
    site_of: Mapping[str, str]

    def contact(self, line: ContactLine | None) -> bool:
        if line is None or not is_within(self.actor, brand=line.brand):
            return False
        held = [one for one in (line.lead, *line.joined) if one and one.party in _PEOPLE]
        return not held or self.actor.sites is None or any(o.party_id in self.people for o in held)

    def event(self, event: ev.Event, before: ContactLine | None, after: ContactLine | None) -> bool:
        if isinstance(event, ev.ContactEvent):
            return self.contact(after or before)
        return self.other(event)

    def other(self, event: ev.Event) -> bool:
        """An event that is about no contact: of a brand, a person, or the house."""
        if isinstance(event, ev.PresenceChanged):
            return is_within(self.actor, site=self.site_of.get(event.adviser, ""))
        brand, site = getattr(event, "brand", None), getattr(event, "site", None)
        is_seen = is_within(self.actor, brand=brand, site=site)
        return is_seen and not isinstance(event, _HOUSE_ONLY)

    def board(self, board: Board) -> Board:
        """What of ``board`` the actor may be shown."""
        lines = {id: line for id, line in board.contacts.items() if self.contact(line)}
        return replace(board, contacts=lines)


def sight_of(actor: Actor, centre: Centre) -> Sight | None:
    """What ``actor`` is told of; None for all of it."""
    if not is_scoped(actor):
        return None
    site_of = {one.id: one.site for one in centre.advisers}
    return Sight(actor, frozenset(people_of(centre, actor.sites or ())), site_of)


Look = Callable[[Connection, Centre, str], tuple[str | None, str | None, str | None]]
"""From what a path names to its contact, its brand and its site, as far as it has them."""


def _of_table(table: sa.Table) -> Look:
    def look(
        connection: Connection, centre: Centre, id: str
    ) -> tuple[str | None, str | None, str | None]:
        row = statements.find(connection, table, id=id)
        return (None if row is None else str(row.contact), None, None)

    return look


def _site_of_adviser(
    connection: Connection, centre: Centre, id: str
) -> tuple[str | None, str | None, str | None]:
    known = centre.adviser.get(id)
    return (None, None, None if known is None else known.site)


def _brand_of_queue(
    connection: Connection, centre: Centre, id: str
) -> tuple[str | None, str | None, str | None]:
    known = centre.queue.get(id)
    return (None, None if known is None else known.brand, None)


_NAMED: dict[str, Look] = {
    "contact": lambda connection, centre, id: (id, None, None),
    "brand": lambda connection, centre, id: (None, id, None),
    "site": lambda connection, centre, id: (None, None, id),
    "queue": _brand_of_queue,
    "adviser": _site_of_adviser,
    "offer": _of_table(tables.offers),
    "operation": _of_table(tables.operations),
    "attachment": _of_table(tables.attachments),
}
"""Names in paths that something of a brand or site stands behind. A route with another such name
checks it itself."""


async def check_path(house: House, actor: Actor, named: Mapping[str, object]) -> None:
    """Raise NotFound when a path names something beyond the actor's brands and sites.

    Costs nothing for who has no such limits.
    """
    known = {name: str(value) for name, value in named.items() if name in _NAMED}
    if known and is_scoped(actor):
        await asyncio.to_thread(_check, house, actor, known)


def _check(house: House, actor: Actor, named: Mapping[str, str]) -> None:
    centre = house.history_centre
    with house.store.read() as connection:
        for name, value in named.items():
            contact, brand, site = _NAMED[name](connection, centre, value)
            hidden = contact is not None and not sees_contact(connection, actor, centre, contact)
            if hidden or not is_within(actor, brand, site):
                raise NotFound(f"There is no {name} {value}.")


def check_whole(actor: Actor, what: str, *, writes: bool = False) -> None:
    """Raise NotFound for who works within some brands only: ``what`` is of all brands at once.

    Who works at some sites only may read it, and does not change it for the others (``writes``).
    """
    if actor.brands is not None or (writes and actor.sites is not None):
        raise NotFound(f"There is no {what}.")


def check_within(actor: Actor, brand: str, field: str = "brand") -> None:
    """Raise NotFound, as for what does not exist, when ``brand`` is beyond the actor's."""
    if not is_within(actor, brand=brand):
        raise NotFound(f"There is no brand {brand}.", field=field)
