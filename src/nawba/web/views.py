"""What pages are sent: contacts and messages with names in the place of ids.

The shapes are those of ``ui/src/lib/types.ts``. Everything is read in a handful of queries per
list, whatever its length.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.words import Centre, Json, Message, MessageKind, Party
from nawba.store import statements, tables
from nawba.store.journal import count_awaiting
from nawba.store.rows import Row, brief_of, read_messages

_HELD_BY_STAFF = ("adviser", "supervisor")


def named(centre: Centre, brand: str, message: Message) -> Message:
    """The message with its author's name as shown: staff by name, the machine by its own."""
    if message.author is Party.ASSISTANT and brand in centre.brand:
        return replace(message, author_name=centre.brand[brand].assistant_name)
    name = centre.name_of(message.author.value, message.author_id)
    return replace(message, author_name="" if message.author is Party.CUSTOMER else name)


def messages_of(
    connection: Connection, centre: Centre, brand: str, contact: str, *, notes: bool
) -> list[Json]:
    found = read_messages(connection, contact, notes=notes)
    return [message_json(named(centre, brand, message)) for message in found]


def message_json(message: Message) -> Json:
    return {
        **vars(message),
        "at": message.at.isoformat(),
        "sources": [vars(source) for source in message.sources],
        "attachments": [vars(attachment) for attachment in message.attachments],
    }


def iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def contact_rows(
    connection: Connection, centre: Centre, rows: Sequence[Row], now: datetime
) -> list[Json]:
    """``ContactRow`` for each row of ``contacts``, in the same order."""
    ids = [row.id for row in rows]
    hands = _hands(connection, ids)
    names = _customer_names(connection, [row.customer for row in rows])
    last = _last_messages(connection, ids)
    approvals = count_awaiting(connection, ids)
    return [
        _contact_row(
            centre, row, hands.get(row.id, []), names.get(row.customer), last.get(row.id), now
        )
        | {"approvals": approvals.get(row.id, 0)}
        for row in rows
    ]


def _contact_row(
    centre: Centre,
    row: Row,
    hands: Sequence[Row],
    customer_name: str | None,
    last: Json | None,
    now: datetime,
) -> Json:
    lead = _lead(row, hands)
    joined = [h for h in hands if not h.leads and h.ended_at is None]
    return {
        "id": row.id,
        "brand": row.brand,
        "channel": row.channel,
        "language": row.language,
        "arm": row.arm,
        "state": row.state,
        "queue": row.queue,
        "site": _site(centre, hands),
        "customer_name": customer_name,
        "lead": lead and _party(centre, row.brand, lead),
        "joined": [_party(centre, row.brand, hand) for hand in joined],
        "opened_at": iso(row.opened_at),
        "waiting_since": iso(row.waiting_since),
        "answered_at": iso(row.answered_at),
        "closed_at": iso(row.closed_at),
        "close_reason": row.close_reason,
        "wait_seconds": _wait_seconds(row, now),
        "outcome": row.outcome if row.state == "closed" or row.outcome else "open",
        "wrap_up_code": row.wrap_up_code,
        "wrap_up_due_at": iso(row.wrap_up_due_at),
        "rating": row.rating,
        "solved": row.solved,
        "last_message": last,
        "unanswered": row.unanswered,
    }


def _lead(row: Row, hands: Sequence[Row]) -> Row | None:
    """The leading hand; of a closed contact the last person's, else the assistant's."""
    leads = [hand for hand in hands if hand.leads]
    open_ones = [hand for hand in leads if hand.ended_at is None]
    people = [hand for hand in leads if hand.party in _HELD_BY_STAFF]
    candidates = open_ones or people or leads
    return candidates[-1] if candidates else None


def _site(centre: Centre, hands: Sequence[Row]) -> str | None:
    people = [hand for hand in hands if hand.party in _HELD_BY_STAFF]
    if not people:
        return None
    known = centre.adviser if people[-1].party == "adviser" else centre.supervisor
    person = known.get(people[-1].party_id)
    return person.site if person is not None else None


def _party(centre: Centre, brand: str, hand: Row) -> Json:
    name = centre.name_of(hand.party, hand.party_id)
    if hand.party == "assistant" and brand in centre.brand:
        name = centre.brand[brand].assistant_name
    return {"party": hand.party, "id": hand.party_id, "name": name}


def _wait_seconds(row: Row, now: datetime) -> float | None:
    if row.queued_at is None:
        return None
    end = row.answered_at or row.closed_at or now
    seconds: float = (end - row.queued_at).total_seconds()
    return max(0.0, seconds)


def _hands(connection: Connection, ids: Sequence[str]) -> dict[str, list[Row]]:
    table = tables.hands
    statement = sa.select(table).where(table.c.contact.in_(ids))
    found: dict[str, list[Row]] = {}
    for row in connection.execute(statement.order_by(table.c.started_at, table.c.id)):
        found.setdefault(row.contact, []).append(row)
    return found


def _customer_names(connection: Connection, ids: Iterable[str]) -> dict[str, str | None]:
    table = tables.customers
    statement = sa.select(table.c.id, table.c.name).where(table.c.id.in_(list(ids)))
    return {row.id: row.name for row in connection.execute(statement)}


def _last_messages(connection: Connection, ids: Sequence[str]) -> dict[str, Json]:
    table = tables.messages
    newest = (
        sa.select(table.c.contact, sa.func.max(table.c.number).label("number"))
        .where(table.c.contact.in_(ids), table.c.kind == MessageKind.TEXT.value)
        .group_by(table.c.contact)
        .subquery()
    )
    same = sa.and_(table.c.contact == newest.c.contact, table.c.number == newest.c.number)
    statement = sa.select(table).join(newest, same)
    return {
        row.contact: {"author": row.author, "text": row.text[:200], "at": iso(row.at)}
        for row in connection.execute(statement)
    }


def read_contact(connection: Connection, contact: str) -> Row | None:
    return statements.find(connection, tables.contacts, id=contact)


def brief_json(connection: Connection, contact: str) -> Json | None:
    row = statements.find(connection, tables.briefs, contact=contact)
    return None if row is None else asdict(brief_of(row))


def centre_json(centre: Centre) -> dict[str, Any]:
    """``CentreView``: what staff pages need to name and choose."""
    return {
        "brands": [asdict(one) for one in centre.brands],
        "sites": [asdict(one) for one in centre.sites],
        "queues": [asdict(one) for one in centre.queues],
        "advisers": [asdict(one) for one in centre.advisers],
        "supervisors": [asdict(one) for one in centre.supervisors],
        "wrap_up_codes": [asdict(one) for one in centre.wrap_up_codes],
        "pause_reasons": [asdict(one) for one in centre.pause_reasons],
        "canned_replies": [asdict(one) for one in centre.canned_replies],
    }
