"""Which pairs of a batch can be offered, and their rows: four reads and two writes for them all.

Read under the cell's lock, so what is found stays so until the batch is committed. The rules are
those of a single offer: the contact waits here and has no live offer, the adviser is available, at
a site that is not dark, and has a place left by their capacity, counting what the batch itself has
given away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from nawba.actions.steps import new_id
from nawba.domain.words import Offer, OfferState
from nawba.store import Transaction, tables
from nawba.store.bulk import add_many, among
from nawba.store.redispatch import dark_sites

Seat = tuple[str, str]
"""(adviser, channel)."""


@dataclass
class Room:
    """What may be given away: the ``channel`` of each contact, free ``places`` of each seat."""

    channel: dict[str, str]
    places: dict[Seat, list[int]]

    def take(self, contact: str, adviser: str) -> tuple[str, int] | None:
        """The channel and place that the pair gets, given away now; None when it is impossible."""
        channel = self.channel.get(contact)
        if channel is None or not (places := self.places.get((adviser, channel))):
            return None
        del self.channel[contact]
        return channel, places.pop(0)


@dataclass(frozen=True)
class Seated:
    """An offer with the place that it takes at its adviser."""

    offer: Offer
    channel: str
    place: int


def seat(
    tx: Transaction, epoch: int, pairs: Sequence[tuple[str, str]], expires_at: datetime
) -> list[Seated]:
    """An offer for each of ``pairs`` (contact, adviser) that is possible, in their order."""
    room = _room(tx, pairs)
    return [
        Seated(_offer(tx, epoch, contact, adviser, expires_at), *given)
        for contact, adviser in pairs
        if (given := room.take(contact, adviser)) is not None
    ]


def keep(tx: Transaction, seated: Sequence[Seated]) -> None:
    """Write the offers and the places that they take."""
    add_many(tx.connection, tables.offers, [_offer_row(one.offer) for one in seated])
    add_many(tx.connection, tables.occupancy, [_place_row(one) for one in seated])


def _offer(tx: Transaction, epoch: int, contact: str, adviser: str, expires_at: datetime) -> Offer:
    return Offer(new_id("o"), contact, adviser, epoch, OfferState.LIVE, tx.now, expires_at)


def _offer_row(offer: Offer) -> dict[str, Any]:
    return {
        "id": offer.id,
        "contact": offer.contact,
        "adviser": offer.adviser,
        "epoch": offer.epoch,
        "state": offer.state.value,
        "made_at": offer.made_at,
        "expires_at": offer.expires_at,
    }


def _place_row(one: Seated) -> dict[str, Any]:
    return {
        "adviser": one.offer.adviser,
        "channel": one.channel,
        "slot": one.place,
        "offer": one.offer.id,
    }


def _room(tx: Transaction, pairs: Sequence[tuple[str, str]]) -> Room:
    dialect = tx.connection.dialect.name
    contacts = {"ids": list({contact for contact, _ in pairs}), "cell": tx.cell}
    advisers = {"ids": list({adviser for _, adviser in pairs})}
    waiting = tx.connection.execute(_waiting(dialect), contacts)
    channels = {row.id: row.channel for row in waiting}
    dark = dark_sites(tx.connection)
    capacity = {
        (row.id, channel): int(number)
        for row in tx.connection.execute(_available(dialect), advisers)
        if row.site not in dark
        for channel, number in (row.capacity or {}).items()
    }
    return Room(channels, dict(_free(capacity, tx.connection.execute(_places(dialect), advisers))))


def _free(
    capacity: dict[Seat, int], rows: sa.CursorResult[Any]
) -> Iterator[tuple[Seat, list[int]]]:
    """Free places up to capacity. One in use outlives a lowered capacity, so it counts as well."""
    free: dict[Seat, list[int]] = defaultdict(list)
    taken: dict[Seat, int] = defaultdict(int)
    for row in rows:
        if row.taken:
            taken[row.adviser, row.channel] += 1
        else:
            free[row.adviser, row.channel].append(row.slot)
    for place, slots in free.items():
        yield place, sorted(slots)[: max(0, capacity.get(place, 0) - taken[place])]


@cache
def _waiting(dialect: str) -> sa.Select[*tuple[Any, ...]]:
    contacts, offers = tables.contacts, tables.offers
    rings = sa.exists().where(offers.c.contact == contacts.c.id, offers.c.state == "live")
    return sa.select(contacts.c.id, contacts.c.channel).where(
        among(dialect, contacts.c.id),
        contacts.c.cell == sa.bindparam("cell"),
        contacts.c.state == "waiting",
        sa.not_(rings),
    )


@cache
def _available(dialect: str) -> sa.Select[*tuple[Any, ...]]:
    advisers, presence = tables.advisers, tables.presence
    joined = advisers.join(presence, presence.c.adviser == advisers.c.id)
    return (
        sa.select(
            advisers.c.id,
            advisers.c.document["capacity"].label("capacity"),
            advisers.c.document["site"].as_string().label("site"),
        )
        .select_from(joined)
        .where(
            among(dialect, advisers.c.id),
            sa.not_(advisers.c.retired),
            presence.c.state == "available",
        )
    )


@cache
def _places(dialect: str) -> sa.Select[*tuple[Any, ...]]:
    slots, taken = tables.adviser_slots, tables.occupancy
    same = sa.and_(
        taken.c.adviser == slots.c.adviser,
        taken.c.channel == slots.c.channel,
        taken.c.slot == slots.c.slot,
    )
    columns = (slots.c.adviser, slots.c.channel, slots.c.slot)
    return (
        sa.select(*columns, taken.c.slot.is_not(None).label("taken"))
        .select_from(slots.outerjoin(taken, same))
        .where(among(dialect, slots.c.adviser))
    )
