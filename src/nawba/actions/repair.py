"""Mend what no longer agrees: at server start and by ``nawba doctor --repair``.

Every verb commits whole, so there is nothing to mend after a crash. This is for what comes from
outside: a restored backup, rows changed by hand, an adviser whose page died with the server. What
the stream cannot be made to agree with stays, and ``store.doctor`` goes on naming it.
"""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from nawba.actions import steps
from nawba.domain import events as ev
from nawba.domain.permissions import permit
from nawba.domain.words import Actor
from nawba.store import Store, Transaction, tables
from nawba.store.redispatch import at_dark_sites
from nawba.store.rows import read_centre

REPAIRED = "repaired"
"""The reason in the events of what ended here."""

contacts, hands, offers, occupancy = (
    tables.contacts,
    tables.hands,
    tables.offers,
    tables.occupancy,
)
_STAFF = ("adviser", "supervisor")


def repair(store: Store, actor: Actor) -> list[str]:
    """Requeue the stuck, withdraw misplaced offers, free places; a line for each thing done.

    One transaction: all of it or nothing. Contacts keep their age. Run it before offers are made.
    """
    permit(actor, "requeue")
    with store.write("repair", actor) as tx:
        return [line for mend in _STEPS for line in mend(tx)]


def _free_places(tx: Transaction) -> Iterator[str]:
    """Places taken by what is over, or by somebody else's offer or hand."""
    whose = sa.func.coalesce(offers.c.adviser, hands.c.party_id)
    holders = occupancy.outerjoin(offers, offers.c.id == occupancy.c.offer).outerjoin(
        hands, hands.c.id == occupancy.c.hand
    )
    running = sa.or_(
        offers.c.state == "live",
        sa.and_(hands.c.leads, hands.c.party == "adviser", hands.c.ended_at.is_(None)),
    )
    holds = sa.and_(sa.func.coalesce(running, sa.false()), whose == occupancy.c.adviser)
    statement = sa.select(occupancy).select_from(holders).where(sa.not_(holds))
    for row in tx.connection.execute(statement).all():
        steps.free(tx, offer=row.offer) if row.offer else steps.free(tx, hand=row.hand)
        yield f"place {row.adviser}/{row.channel}/{row.slot}: freed, nothing held it"


def _withdraw_offers(tx: Transaction) -> Iterator[str]:
    """Live offers of contacts that do not wait, of an earlier lease, without a place, or at a site
    that is dark."""
    cells = tables.cells
    joined = (
        offers.join(contacts, contacts.c.id == offers.c.contact)
        .join(cells, cells.c.id == contacts.c.cell)
        .outerjoin(occupancy, occupancy.c.offer == offers.c.id)
    )
    wrong = sa.or_(
        contacts.c.state != "waiting",
        offers.c.epoch != cells.c.epoch,
        occupancy.c.offer.is_(None),
        offers.c.adviser.in_(at_dark_sites()),
    )
    statement = sa.select(offers).select_from(joined).where(offers.c.state == "live", wrong)
    for row in tx.connection.execute(statement).all():
        steps.end_offer(tx, row, "withdrawn", REPAIRED)
        yield f"offer {row.id}: withdrawn, it could not be taken"


def _end_hands(tx: Transaction) -> Iterator[str]:
    """Open hands of closed contacts."""
    statement = (
        sa.select(contacts.c.id, contacts.c.close_reason)
        .join(hands, hands.c.contact == contacts.c.id)
        .where(contacts.c.state == "closed", hands.c.ended_at.is_(None))
        .distinct()
    )
    for row in tx.connection.execute(statement).all():
        steps.end_hands(tx, row.id, REPAIRED)
        if not _was_told_closed(tx, row.id):
            tx.emit(ev.ContactClosed(row.id, row.close_reason or REPAIRED))
        yield f"contact {row.id}: closed, its open hands were ended"


def _was_told_closed(tx: Transaction, contact: str) -> bool:
    events = tables.events
    told = sa.select(events.c.seq).where(
        events.c.contact == contact, events.c.type == "contact_closed"
    )
    return tx.connection.execute(told).first() is not None


def _lead_again(tx: Transaction) -> Iterator[str]:
    """Open contacts that nobody leads, or that are led by the wrong party for their state."""
    leads = sa.and_(hands.c.contact == contacts.c.id, hands.c.leads, hands.c.ended_at.is_(None))
    statement = (
        sa.select(contacts, hands.c.party)
        .select_from(contacts.outerjoin(hands, leads))
        .where(contacts.c.state != "closed")
    )
    for row in tx.connection.execute(statement).all():
        is_staff = row.party in _STAFF
        if row.party is None or is_staff != (row.state in ("held", "wrap_up")):
            yield f"contact {row.id}: {_set_right(tx, row)}"


def _set_right(tx: Transaction, row: steps.Row) -> str:
    if row.state == "wrap_up":
        steps.close(tx, row, row.close_reason or REPAIRED, row.outcome)
        return "closed, nobody was left to wrap it up"
    if row.state == "held" or row.party is not None:
        return _requeue(tx, row, f"it was {row.state} and led by {row.party or 'nobody'}")
    steps.start_hand(tx, row.id, "assistant", steps.ASSISTANT_ID, leads=True)
    return "the assistant leads it again"


def _requeue_abandoned(tx: Transaction) -> Iterator[str]:
    """Held contacts whose adviser is not here any more."""
    presence = tables.presence
    is_here = presence.c.state.in_(("available", "paused"))
    joined = contacts.join(hands, hands.c.contact == contacts.c.id).outerjoin(
        presence, presence.c.adviser == hands.c.party_id
    )
    statement = (
        sa.select(contacts, hands.c.party_id)
        .select_from(joined)
        .where(contacts.c.state == "held", hands.c.leads, hands.c.ended_at.is_(None))
        .where(hands.c.party == "adviser", sa.not_(sa.func.coalesce(is_here, sa.false())))
    )
    for row in tx.connection.execute(statement).all():
        yield f"contact {row.id}: {_requeue(tx, row, f'adviser {row.party_id} is not here')}"


def _requeue(tx: Transaction, row: steps.Row, why: str) -> str:
    entry = read_centre(tx.connection).entry_queue(row.brand, row.language)
    queue = row.queue or (entry.id if entry is not None else None)
    if queue is None:
        return f"left as it is, {why}, and brand {row.brand} has no entry queue"
    steps.back_to_queue(tx, row, REPAIRED, queue)
    return f"back in queue {queue} with its age, {why}"


def _seat(tx: Transaction) -> Iterator[str]:
    """Advisers' leads that take no place of theirs: one is given, else the contact waits again."""
    statement = (
        sa.select(contacts, hands.c.id.label("hand"), hands.c.party_id)
        .select_from(
            contacts.join(hands, hands.c.contact == contacts.c.id).outerjoin(
                occupancy, occupancy.c.hand == hands.c.id
            )
        )
        .where(hands.c.leads, hands.c.ended_at.is_(None), hands.c.party == "adviser")
        .where(contacts.c.state.in_(("held", "wrap_up")), occupancy.c.hand.is_(None))
    )
    for row in tx.connection.execute(statement).all():
        if steps.occupy(tx, row.party_id, row.channel, hand=row.hand):
            yield f"hand {row.hand}: takes a place of {row.party_id} again"
        elif row.state == "held":
            yield f"contact {row.id}: {_requeue(tx, row, f'{row.party_id} has no place left')}"


def _give_times(tx: Transaction) -> Iterator[str]:
    """Waiting contacts without the time at which their target starts."""
    statement = sa.select(contacts).where(
        contacts.c.state == "waiting", contacts.c.queued_at.is_(None)
    )
    for row in tx.connection.execute(statement).all():
        steps.change(tx, row.id, queued_at=row.waiting_since)
        yield f"contact {row.id}: its target runs from {row.waiting_since}"


_STEPS = (
    _free_places,
    _withdraw_offers,
    _end_hands,
    _lead_again,
    _requeue_abandoned,
    _seat,
    _give_times,
)
