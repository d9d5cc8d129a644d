"""Advisers come, pause, go, and get lost: the verbs of presence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from nawba.actions import steps
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, Invalid
from nawba.domain.permissions import permit
from nawba.domain.words import Actor
from nawba.store import Store, Transaction, tables

CHOSEN = ("available", "paused", "offline")


def set_presence(
    store: Store, actor: Actor, adviser: str, state: str, reason: str | None = None
) -> None:
    """Set an adviser's presence; live offers are withdrawn unless they stay available.

    Raises Conflict when they go offline while they hold contacts, Invalid for another state.
    """
    if state not in CHOSEN:
        raise Invalid(f"Presence is one of {', '.join(CHOSEN)}.", field="state")
    permit(actor, "set_presence", own=actor.id == adviser)
    with store.write("set_presence", actor) as tx:
        held = _held_by(tx, adviser)
        if state == "offline" and held:
            raise Conflict(f"Wrap up or transfer your {len(held)} open contacts first.")
        if state != "available":
            steps.withdraw_offers(tx, "adviser_away", adviser=adviser)
        _set(tx, adviser, state, reason if state == "paused" else None, tx.now)


def _set(
    tx: Transaction, adviser: str, state: str, reason: str | None, heartbeat: datetime
) -> None:
    table = tables.presence
    before = tx.connection.execute(sa.select(table).where(table.c.adviser == adviser)).first()
    if before is None:
        insert = table.insert().values(
            adviser=adviser, state=state, reason=reason, since=tx.now, heartbeat_at=heartbeat
        )
        tx.connection.execute(insert)
    elif (before.state, before.reason) != (state, reason):
        values = {"state": state, "reason": reason, "since": tx.now, "heartbeat_at": heartbeat}
        tx.connection.execute(table.update().where(table.c.adviser == adviser).values(values))
    else:
        alive = table.update().where(table.c.adviser == adviser).values(heartbeat_at=heartbeat)
        tx.connection.execute(alive)
        return
    tx.emit(ev.PresenceChanged(adviser, state, reason))


def heartbeat(store: Store, actor: Actor, adviser: str) -> None:
    """The adviser's page is open. Costs one row update and no event."""
    permit(actor, "heartbeat", own=actor.id == adviser)
    with store.write("heartbeat", actor) as tx:
        table = tables.presence
        tx.connection.execute(
            table.update().where(table.c.adviser == adviser).values(heartbeat_at=tx.now)
        )


def lose_silent_advisers(
    store: Store,
    actor: Actor,
    seconds: float,
    notice: Callable[[str, str], str] = lambda brand, language: "",
) -> list[str]:
    """Mark advisers whose page has been silent for ``seconds`` as lost; returns their ids.

    Their offers are withdrawn and the contacts they hold go back to their queues with their age;
    ``notice(brand, language)`` gives the words told to each customer.
    """
    permit(actor, "set_presence")
    silent = _silent(store, seconds)
    for adviser in silent:
        with store.write("lose_adviser", actor) as tx:
            steps.withdraw_offers(tx, "adviser_lost", adviser=adviser)
            for contact in _held_by(tx, adviser):
                _give_back(tx, contact, notice)
            _set(tx, adviser, "lost", None, tx.now)
    return silent


def _give_back(tx: Transaction, contact: steps.Row, notice: Callable[[str, str], str]) -> None:
    if contact.state != "held" or contact.queue is None:
        return  # in wrap-up: the customer has gone, the wrap-up timer closes it
    steps.back_to_queue(tx, contact, "adviser_lost")
    words = notice(contact.brand, contact.language)
    if words:
        steps.notice(tx, contact, words)


def _silent(store: Store, seconds: float) -> list[str]:
    table = tables.presence
    limit = store.clock() - timedelta(seconds=seconds)
    with store.read() as connection:
        statement = sa.select(table.c.adviser).where(
            table.c.state.in_(("available", "paused")), table.c.heartbeat_at < limit
        )
        return list(connection.execute(statement.order_by(table.c.adviser)).scalars())


def _held_by(tx: Transaction, adviser: str) -> list[steps.Row]:
    hands, contacts = tables.hands, tables.contacts
    statement = (
        sa.select(contacts)
        .join(hands, hands.c.contact == contacts.c.id)
        .where(
            hands.c.party == "adviser",
            hands.c.party_id == adviser,
            hands.c.leads,
            hands.c.ended_at.is_(None),
        )
        .order_by(contacts.c.waiting_since, contacts.c.id)
    )
    return list(tx.connection.execute(statement))
