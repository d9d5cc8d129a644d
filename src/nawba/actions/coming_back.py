"""A customer comes back: who led when they were here before, found by ids alone and kept by id."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import sqlalchemy as sa

from nawba.actions import steps
from nawba.domain import events as ev
from nawba.store import Transaction, statements, tables
from nawba.store.return_tables import returns

COMES_BACK = timedelta(days=7)  # as long as a repeat contact counts against the one before
_AGAIN = re.compile(r"[0-9a-f]{64}")


def come_back(tx: Transaction, contact: str, brand: str, again: str | None) -> None:
    """Note who led the contact of ``brand`` that ``again`` is of, or the one before that.

    Nobody, if that is too long ago, was another brand's or was erased, which leaves no ``again``.
    What is none is not looked for: anybody may send anything, and no database takes all of it.
    """
    if again is None or _AGAIN.fullmatch(again) is None:
        return
    before = statements.find(tx.connection, tables.contacts, token_hash=again)
    if before is None or before.brand != brand:
        return
    led = _led(tx, before.id) or _led_earlier(tx, before.id)
    if led is None or led[1] < tx.now - COMES_BACK:
        return
    adviser, led_at = led
    statements.add(tx.connection, returns, contact=contact, adviser=adviser, led_at=led_at)
    tx.emit(ev.CustomerCameBack(contact, adviser))


def _led(tx: Transaction, contact: str) -> tuple[str, datetime] | None:
    """The last adviser to lead it, and since when."""
    hands = tables.hands
    led = sa.select(hands.c.party_id, hands.c.started_at).where(
        hands.c.contact == contact, hands.c.party == "adviser", hands.c.leads
    )
    row = tx.connection.execute(led.order_by(hands.c.started_at.desc()).limit(1)).first()
    return (row.party_id, row.started_at) if row is not None else None


def _led_earlier(tx: Transaction, contact: str) -> tuple[str, datetime] | None:
    """For a contact that needed no person: who had led before it."""
    row: steps.Row | None = statements.find(tx.connection, returns, contact=contact)
    return (row.adviser, row.led_at) if row is not None else None
