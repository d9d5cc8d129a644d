"""Advisers come, pause, go, and get lost: the verbs of presence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from nawba.actions import steps
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, Invalid, NotFound
from nawba.domain.permissions import permit
from nawba.domain.text import check_code
from nawba.domain.words import Actor
from nawba.store import Store, Transaction, tables

CHOSEN = ("available", "paused", "offline")

Notice = Callable[[str, str], str]
"""The words told to a customer of a brand, in a language; empty for none."""


def set_presence(
    store: Store, actor: Actor, adviser: str, state: str, reason: str | None = None
) -> None:
    """Set an adviser's presence; unless they are available, live offers are withdrawn and what
    waits for them alone is for the whole queue again. ``reason`` is a pause reason's id.

    Raises Conflict when they go offline while they hold contacts, Invalid for another state,
    NotFound for an adviser who is not configured.
    """
    if reason is not None:
        check_code(reason, field="reason")
    if state not in CHOSEN:
        raise Invalid(f"Presence is one of {', '.join(CHOSEN)}.", field="state")
    permit(actor, "set_presence", own=actor.id == adviser)
    with store.write("set_presence", actor) as tx:
        _check_adviser(tx, adviser)
        held = _held_by(tx, adviser)
        if state == "offline" and held:
            raise Conflict(f"Wrap up or transfer your {len(held)} open contacts first.")
        if state != "available":
            _free_of_offers(tx, adviser, "adviser_away")
        _set(tx, adviser, state, reason if state == "paused" else None, tx.now)


def _check_adviser(tx: Transaction, adviser: str) -> None:
    table = tables.advisers
    known = sa.select(table.c.id).where(table.c.id == adviser, sa.not_(table.c.retired))
    if tx.connection.execute(known).first() is None:
        raise NotFound(f"There is no adviser '{adviser}'.", field="adviser")


def _free_of_offers(tx: Transaction, adviser: str, reason: str) -> None:
    steps.withdraw_offers(tx, reason, adviser=adviser)
    steps.release_direct(tx, adviser)


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
    notice: Notice = lambda brand, language: "",
) -> list[str]:
    """Mark advisers whose page has been silent for ``seconds`` as lost; returns their ids.

    Their offers are withdrawn and the contacts they hold go back to their queues with their age;
    ``notice(brand, language)`` gives the words told to each customer.
    """
    permit(actor, "set_presence")
    limit = timedelta(seconds=seconds)
    with store.read() as connection:
        silent = _silent(connection, store.clock() - limit)
    return [adviser for adviser in silent if _lose(store, actor, adviser, limit, notice)]


def _lose(store: Store, actor: Actor, adviser: str, limit: timedelta, notice: Notice) -> bool:
    with store.write("lose_adviser", actor) as tx:
        if adviser not in _silent(tx.connection, tx.now - limit):
            return False  # a heartbeat came between our look and our turn
        _free_of_offers(tx, adviser, "adviser_lost")
        for contact in _held_by(tx, adviser):
            _give_back(tx, contact, notice)
        _set(tx, adviser, "lost", None, tx.now)
        return True


def _give_back(tx: Transaction, contact: steps.Row, notice: Notice) -> None:
    if contact.state != "held" or contact.queue is None:
        return  # in wrap-up: the customer has gone, the wrap-up timer closes it
    steps.back_to_queue(tx, contact, "adviser_lost")
    words = notice(contact.brand, contact.language)
    if words:
        steps.notice(tx, contact, words)


def _silent(connection: sa.Connection, limit: datetime) -> list[str]:
    table = tables.presence
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
