"""Dispatch's verbs and the adviser's answer: lease, offer, accept, refuse, expire.

One dispatcher writes a cell's offers: the holder of its lease. Every offer carries the lease's
epoch, and accepting compares it, so that an offer made by a dispatcher that has since lost the
lease can never take a contact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from nawba.actions import offer_batch, steps
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, NotFound
from nawba.domain.permissions import permit
from nawba.domain.text import check_code
from nawba.domain.words import Actor, Offer
from nawba.store import Store, Transaction, tables
from nawba.store.engine import DEFAULT_CELL


@dataclass(frozen=True)
class Lease:
    """The right to write a cell's offers until ``until``, under a rising ``epoch``."""

    cell: str
    holder: str
    epoch: int
    until: datetime


def take_lease(
    store: Store, actor: Actor, holder: str, seconds: float, cell: str = DEFAULT_CELL
) -> Lease:
    """Take or renew the cell's lease. Raises Conflict while another holder's lease runs.

    A new holder gets the next epoch, and the live offers of earlier epochs are withdrawn.
    """
    permit(actor, "take_lease")
    with store.write("take_lease", actor, cell) as tx:
        cells = tables.cells
        row = tx.connection.execute(sa.select(cells).where(cells.c.id == cell)).one()
        running = row.lease_until is not None and row.lease_until > tx.now
        if running and row.holder != holder:
            raise Conflict(f"{row.holder} dispatches cell {cell} until {row.lease_until}.")
        epoch = row.epoch if running else row.epoch + 1
        until = tx.now + timedelta(seconds=seconds)
        tx.connection.execute(
            cells.update()
            .where(cells.c.id == cell)
            .values(holder=holder, epoch=epoch, lease_until=until)
        )
        if not running:
            tx.emit(ev.LeaseTaken(holder, epoch))
            steps.withdraw_offers(tx, "new_lease")
        return Lease(cell, holder, epoch, until)


def make_offers(
    store: Store,
    actor: Actor,
    lease: Lease,
    pairs: Sequence[tuple[str, str]],
    seconds: float,
) -> list[Offer]:
    """Offer each contact of ``pairs`` to its adviser, in one transaction, before any is shown.

    A pair that is no longer possible (contact gone, adviser away or full) is left out: the next
    look at the board decides anew. Raises Conflict when the lease was lost.
    """
    permit(actor, "offer")
    with store.write("offer", actor, lease.cell) as tx:
        check_lease(tx, lease)
        seated = offer_batch.seat(tx, lease.epoch, pairs, tx.now + timedelta(seconds=seconds))
        offer_batch.keep(tx, seated)
        made = [one.offer for one in seated]
        tx.emit(*(ev.OfferMade(o.contact, o.id, o.adviser, o.epoch, o.expires_at) for o in made))
        return made


def check_lease(tx: Transaction, lease: Lease) -> None:
    """Raises Conflict when ``lease`` is no longer the cell's."""
    cells = tables.cells
    row = tx.connection.execute(sa.select(cells).where(cells.c.id == lease.cell)).one()
    if (row.holder, row.epoch) != (lease.holder, lease.epoch) or row.lease_until <= tx.now:
        raise Conflict(f"The lease of cell {lease.cell} was lost to {row.holder}.")


def accept(store: Store, actor: Actor, offer: str, epoch: int, notice: str = "") -> str:
    """The adviser takes the contact: the lead passes and the assistant is mute, at once.

    Compare-and-set on (offer, epoch). Accepting again what this adviser already accepted is no
    error. Returns the contact's id; ``notice`` is told to the customer. Raises Conflict naming
    what happened to the offer.
    """
    with store.write("accept", actor) as tx:
        row = _load_offer(tx, offer)
        permit(actor, "accept", own=actor.id == row.adviser)
        if row.state == "accepted":
            return str(row.contact)
        _compare_and_set(tx, row, epoch)
        contact = steps.load_open(tx, row.contact, "waiting")
        steps.end_hands(tx, contact.id, "handed_over", leads_only=True)
        _pass_slot(tx, row, _lead(tx, contact, row))
        if notice:
            steps.notice(tx, contact, notice)
        return str(contact.id)


def _compare_and_set(tx: Transaction, offer: steps.Row, epoch: int) -> None:
    offers = tables.offers
    taken = tx.connection.execute(
        offers.update()
        .where(
            offers.c.id == offer.id,
            offers.c.state == "live",
            offers.c.epoch == epoch,
            offers.c.expires_at > tx.now,
        )
        .values(state="accepted", ended_at=tx.now)
    )
    if taken.rowcount != 1:
        raise Conflict(_why_gone(tx, offer))
    tx.emit(ev.OfferEnded(offer.contact, offer.id, offer.adviser, "accepted"))


def _lead(tx: Transaction, contact: steps.Row, offer: steps.Row) -> str:
    steps.change(
        tx,
        contact.id,
        state="held",
        direct_adviser=None,
        turn_due=None,
        answered_at=contact.answered_at or tx.now,
        warned_at=None,
        last_message_at=tx.now,
    )
    return steps.start_hand(tx, contact.id, "adviser", offer.adviser, leads=True)


def _pass_slot(tx: Transaction, offer: steps.Row, hand: str) -> None:
    taken = tables.occupancy
    tx.connection.execute(
        taken.update().where(taken.c.offer == offer.id).values(offer=None, hand=hand)
    )


def _why_gone(tx: Transaction, offer: steps.Row) -> str:
    hand = steps.leading_hand(tx, offer.contact)
    if hand is not None and hand.party in ("adviser", "supervisor"):
        return f"{hand.party_id} has this contact now."
    if offer.state == "live":
        return "This offer has run out of time. The contact keeps its place and is offered again."
    return f"This offer is {offer.state}. The contact keeps its place."


def refuse(store: Store, actor: Actor, offer: str, epoch: int, reason: str | None = None) -> None:
    """The adviser declines; the contact keeps its age.

    ``reason`` is a code, if given. Raises Conflict when the offer is gone already.
    """
    if reason is not None:
        check_code(reason, field="reason")
    with store.write("refuse", actor) as tx:
        row = _load_offer(tx, offer)
        permit(actor, "refuse", own=actor.id == row.adviser)
        if row.state == "refused":
            return
        if row.state != "live" or row.epoch != epoch:
            raise Conflict(_why_gone(tx, row))
        steps.end_offer(tx, row, "refused", reason)
        steps.release_direct(tx, row.adviser, row.contact)


def expire_offers(store: Store, actor: Actor) -> int:
    """End live offers past their time and pause the advisers who let them pass; returns how many.

    The pause (reason ``missed_offer``) keeps the next customer from ringing at an empty chair.
    """
    permit(actor, "end_offer")
    if not _overdue(store):
        return 0
    with store.write("expire_offers", actor) as tx:
        overdue = [offer for offer in steps.live_offers(tx) if offer.expires_at <= tx.now]
        for offer in overdue:
            steps.end_offer(tx, offer, "expired")
            steps.release_direct(tx, offer.adviser)
            _pause(tx, offer.adviser)
        return len(overdue)


def _overdue(store: Store) -> bool:
    offers = tables.offers
    with store.read() as connection:
        statement = sa.select(offers.c.id).where(
            offers.c.state == "live", offers.c.expires_at <= store.clock()
        )
        return connection.execute(statement).first() is not None


def _pause(tx: Transaction, adviser: str) -> None:
    presence = tables.presence
    paused = tx.connection.execute(
        presence.update()
        .where(presence.c.adviser == adviser, presence.c.state == "available")
        .values(state="paused", reason="missed_offer", since=tx.now)
    )
    if paused.rowcount == 1:
        tx.emit(ev.PresenceChanged(adviser, "paused", "missed_offer"))


def _load_offer(tx: Transaction, offer: str) -> steps.Row:
    offers = tables.offers
    row = tx.connection.execute(sa.select(offers).where(offers.c.id == offer)).first()
    if row is None:
        raise NotFound(f"There is no offer {offer}.")
    return row
