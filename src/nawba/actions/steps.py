"""What several verbs do inside their transaction: load, say, hand, occupy, queue, close.

Each step writes rows and emits the events that say the same, so that the fold of the events
stays equal to the tables.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from nawba.domain import events as ev
from nawba.domain.errors import Conflict, NotFound
from nawba.domain.turns import Draft
from nawba.domain.words import Actor, MessageKind
from nawba.store import Transaction, statements, tables
from nawba.store.bulk import among

Row = sa.Row[*tuple[Any, ...]]

ASSISTANT_ID = "assistant"

_COUNT_MESSAGE = (
    tables.contacts.update()
    .where(tables.contacts.c.id == sa.bindparam("contact"))
    .values(last_number=tables.contacts.c.last_number + 1)
    .returning(tables.contacts.c.last_number)
)


def new_id(prefix: str) -> str:
    return f"{prefix}_{secrets.token_hex(9)}"


def load(tx: Transaction, contact: str) -> Row:
    """The contact's row. Raises NotFound."""
    row = statements.find(tx.connection, tables.contacts, id=contact)
    if row is None:
        raise NotFound(f"There is no contact {contact}. It may have been erased.")
    return row


def load_open(tx: Transaction, contact: str, *states: str) -> Row:
    """The row of a contact in one of ``states`` (default: any but closed). Raises Conflict."""
    row = load(tx, contact)
    if row.state == "closed" or (states and row.state not in states):
        wanted = " or ".join(states) or "open"
        raise Conflict(f"This contact is {row.state}, not {wanted}. Read it again.")
    return row


def load_led(tx: Transaction, actor: Actor, contact: str) -> Row:
    """The row of an open contact; for the assistant, one that no person leads. Raises Conflict."""
    led = ("assistant", "waiting") if actor.kind == "assistant" else ()
    return load_open(tx, contact, *led)


def change(tx: Transaction, contact: str, **values: Any) -> None:
    statements.change(tx.connection, tables.contacts, {"id": contact}, **values)


def is_own(tx: Transaction, row: Row, actor: Actor) -> bool:
    """A customer owns their contact; staff own the contacts in which they have an open hand."""
    if actor.kind == "customer":
        return bool(row.customer == actor.id)
    mine = {"contact": row.id, "party": actor.kind, "party_id": actor.id}
    return statements.find(tx.connection, tables.hands, **mine, ended_at=None) is not None


def add_message(
    tx: Transaction, row: Row, actor: Actor, draft: Draft, client_id: str, files: int = 0
) -> tuple[str, int]:
    """Append a message with ``files`` attachments; returns its id and number."""
    number = _next_number(tx, row.id, draft.kind)
    message = new_id("m")
    statements.add(
        tx.connection,
        tables.messages,
        id=message,
        contact=row.id,
        number=number,
        author=actor.kind,
        author_id=actor.id,
        kind=draft.kind.value,
        text=draft.text,
        client_id=client_id,
        sources=[asdict(source) for source in draft.sources],
        choices=list(draft.choices),
        files=files,
        at=tx.now,
    )
    return message, number


def _next_number(tx: Transaction, contact: str, kind: MessageKind) -> int:
    number = tx.connection.execute(_COUNT_MESSAGE, {"contact": contact}).scalar_one()
    if kind is not MessageKind.NOTE:
        change(tx, contact, last_message_at=tx.now)
    return int(number)


def announce(
    tx: Transaction,
    row: Row,
    actor: Actor,
    draft: Draft,
    client_id: str,
    attachments: Sequence[str] = (),
) -> str:
    """``add_message`` and the event that tells of it; returns the message's id."""
    message, number = add_message(tx, row, actor, draft, client_id, len(attachments))
    tx.emit(
        ev.MessageAdded(
            row.id,
            message,
            number,
            actor.kind,
            actor.id,
            draft.kind.value,
            tuple(attachments),
        )
    )
    return message


def notice(tx: Transaction, row: Row, text: str) -> None:
    """The house itself says something to the customer."""
    actor = Actor("system", "house")
    announce(tx, row, actor, Draft(text, MessageKind.NOTICE), new_id("n"))


def start_hand(tx: Transaction, contact: str, party: str, party_id: str, leads: bool) -> str:
    hand = new_id("h")
    statements.add(
        tx.connection,
        tables.hands,
        id=hand,
        contact=contact,
        party=party,
        party_id=party_id,
        leads=leads,
        started_at=tx.now,
    )
    tx.emit(ev.HandStarted(contact, hand, party, party_id, leads))
    return hand


def end_hands(tx: Transaction, contact: str, reason: str, *, leads_only: bool = False) -> list[Row]:
    """End the contact's open hands, free what they occupied; returns the rows that ended."""
    wanted = {"contact": contact, "ended_at": None} | ({"leads": True} if leads_only else {})
    ended = statements.find_all(tx.connection, tables.hands, ("started_at", "id"), **wanted)
    for row in ended:
        end_hand(tx, row, reason)
    return ended


def end_hand(tx: Transaction, hand: Row, reason: str) -> None:
    free(tx, hand=hand.id)
    statements.change(tx.connection, tables.hands, {"id": hand.id}, ended_at=tx.now, reason=reason)
    tx.emit(ev.HandEnded(hand.contact, hand.id, hand.party, hand.party_id, hand.leads, reason))


def leading_hand(tx: Transaction, contact: str) -> Row | None:
    return statements.find(tx.connection, tables.hands, contact=contact, leads=True, ended_at=None)


def occupy(
    tx: Transaction,
    adviser: str,
    channel: str,
    *,
    offer: str | None = None,
    hand: str | None = None,
) -> bool:
    """Take a slot of ``adviser`` for an offer or a hand; False when the adviser is at capacity."""
    slot = _free_slot(tx, adviser, channel)
    if slot is None:
        return False
    taken = tables.occupancy.insert()
    tx.connection.execute(
        taken.values(adviser=adviser, channel=channel, slot=slot, offer=offer, hand=hand)
    )
    return True


def _free_slot(tx: Transaction, adviser: str, channel: str) -> int | None:
    slots, taken = tables.adviser_slots, tables.occupancy
    same = sa.and_(
        taken.c.adviser == slots.c.adviser,
        taken.c.channel == slots.c.channel,
        taken.c.slot == slots.c.slot,
    )
    rows = tx.connection.execute(
        sa.select(slots.c.slot, taken.c.slot.is_not(None).label("taken"))
        .select_from(slots.outerjoin(taken, same))
        .where(slots.c.adviser == adviser, slots.c.channel == channel)
        .order_by(slots.c.slot)
    ).all()
    # A slot in use outlives a lowered capacity, so the free ones alone do not tell what is left.
    if sum(row.taken for row in rows) >= _capacity(tx, adviser, channel):
        return None
    return next((row.slot for row in rows if not row.taken), None)


def _capacity(tx: Transaction, adviser: str, channel: str) -> int:
    table = tables.advisers
    statement = sa.select(table.c.document).where(table.c.id == adviser, sa.not_(table.c.retired))
    document = tx.connection.execute(statement).scalar() or {"capacity": {}}
    return int(document["capacity"].get(channel, 0))


def free(tx: Transaction, *, offer: str | None = None, hand: str | None = None) -> None:
    held = {"offer": offer} if offer is not None else {"hand": hand}
    statements.remove(tx.connection, tables.occupancy, **held)


def end_offer(tx: Transaction, offer: Row, outcome: str, reason: str | None = None) -> None:
    """End a live offer without a hand: refused, expired or withdrawn; its slot is free again."""
    offers = tables.offers
    free(tx, offer=offer.id)
    tx.connection.execute(
        offers.update()
        .where(offers.c.id == offer.id)
        .values(state=outcome, reason=reason, ended_at=tx.now)
    )
    tx.emit(ev.OfferEnded(offer.contact, offer.id, offer.adviser, outcome, reason))


def live_offers(tx: Transaction, **where: str) -> list[Row]:
    """The cell's live offers with the given column values, oldest first."""
    offers, contacts = tables.offers, tables.contacts
    home = sa.select(contacts.c.id).where(contacts.c.cell == tx.cell)
    statement = sa.select(offers).where(offers.c.state == "live", offers.c.contact.in_(home))
    for column, value in where.items():
        statement = statement.where(offers.c[column] == value)
    return list(tx.connection.execute(statement.order_by(offers.c.made_at, offers.c.id)))


def withdraw_offers(tx: Transaction, reason: str, **where: str) -> None:
    """Withdraw all live offers with the given column values, however many, in two statements."""
    withdraw(tx, reason, live_offers(tx, **where))


def withdraw(tx: Transaction, reason: str, live: Sequence[Row]) -> None:
    """Withdraw these live offers, in two statements."""
    if not live:
        return
    ids, dialect = {"ids": [offer.id for offer in live]}, tx.connection.dialect.name
    offers, taken = tables.offers, tables.occupancy
    tx.connection.execute(taken.delete().where(among(dialect, taken.c.offer)), ids)
    ended = {"state": "withdrawn", "reason": reason, "ended_at": tx.now}
    tx.connection.execute(offers.update().where(among(dialect, offers.c.id)).values(ended), ids)
    told = ("withdrawn", reason)
    tx.emit(*(ev.OfferEnded(one.contact, one.id, one.adviser, *told) for one in live))


def withdraw_offer_of(tx: Transaction, contact: str, reason: str) -> None:
    """Withdraw the contact's live offer, if there is one."""
    offer = statements.find(tx.connection, tables.offers, contact=contact, state="live")
    if offer is not None:
        end_offer(tx, offer, "withdrawn", reason)


def queue_contact(
    tx: Transaction,
    row: Row,
    queue: str,
    reason: str,
    direct_adviser: str | None = None,
    opens_at: datetime | None = None,
) -> None:
    """Put the contact in ``queue``; a contact that waited before keeps its age.

    ``queued_at``, where the clock of the target starts, is ``opens_at`` while the queue is shut.
    """
    since = row.waiting_since or tx.now
    change(
        tx,
        row.id,
        state="waiting",
        queue=queue,
        entry_queue=row.entry_queue or queue,
        waiting_since=since,
        queued_at=row.queued_at or opens_at or tx.now,
        direct_adviser=direct_adviser,
        outcome="handed_over",
        warned_at=None,
    )
    tx.emit(ev.ContactQueued(row.id, queue, reason, since, direct_adviser))


def release_direct(tx: Transaction, adviser: str, contact: str | None = None) -> None:
    """What waits for ``adviser`` alone (or that one ``contact``) is for its whole queue again."""
    contacts = tables.contacts
    statement = sa.select(contacts).where(
        contacts.c.state == "waiting", contacts.c.direct_adviser == adviser
    )
    if contact is not None:
        statement = statement.where(contacts.c.id == contact)
    for row in tx.connection.execute(statement.order_by(contacts.c.waiting_since, contacts.c.id)):
        queue_contact(tx, row, row.queue, "direct_adviser_unavailable")


def back_to_queue(
    tx: Transaction,
    row: Row,
    reason: str,
    queue: str | None = None,
    direct_adviser: str | None = None,
) -> None:
    """Take the lead from whoever has it, give it to the assistant, and wait with the old age."""
    end_hands(tx, row.id, reason, leads_only=True)
    start_hand(tx, row.id, "assistant", ASSISTANT_ID, leads=True)
    queue_contact(tx, row, queue or row.queue, reason, direct_adviser)


def close(tx: Transaction, row: Row, reason: str, outcome: str | None) -> None:
    """Close the contact: no live offer, no hand, no flow under way, no turn owed is left."""
    withdraw_offer_of(tx, row.id, "closed")
    end_hands(tx, row.id, reason)
    _abandon_flow(tx, row.id)
    change(
        tx,
        row.id,
        state="closed",
        closed_at=tx.now,
        ended_at=row.ended_at or tx.now,
        close_reason=reason,
        outcome=outcome,
        turn_due=None,
        unanswered=False,
        direct_adviser=None,
    )
    tx.emit(ev.ContactClosed(row.id, reason))


def _abandon_flow(tx: Transaction, contact: str) -> None:
    """End the flow that the contact closes in the middle of, if there is one."""
    run = statements.find(tx.connection, tables.flow_runs, contact=contact, ended_at=None)
    if run is not None:
        ended = {"ended_at": tx.now, "outcome": "abandoned", "silent_at": None}
        statements.change(tx.connection, tables.flow_runs, {"id": run.id}, **ended)
        tx.emit(ev.FlowEnded(contact, run.id, run.flow, "abandoned"))
