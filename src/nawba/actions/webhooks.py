"""Subscriptions to events, and the outbox that sends them.

``follow`` copies what a subscription wants from the stream into its outbox and moves its cursor in
the same transaction, so nothing is lost or put there twice; what is in the outbox stays until it
was received or given up. A receiver may get a message twice (the id tells), never none.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from nawba.actions.steps import new_id
from nawba.domain import events as ev
from nawba.domain.errors import Invalid, NotFound, NotPermitted
from nawba.domain.outward import callable_addresses, is_literal, split_url
from nawba.domain.permissions import permit
from nawba.domain.text import clean
from nawba.domain.webhooks import (
    PING,
    SECRET_BYTES,
    Webhook,
    brand_field,
    check_events,
    is_lost,
    new_secret,
    next_try,
)
from nawba.domain.words import Actor
from nawba.store import Store, Transaction, events_after, head, statements
from nawba.store.api_tables import webhook_deliveries, webhooks, worker_leases
from nawba.store.stream import format_cursor
from nawba.store.webhooks import brands_of, events_since, find_webhook, read_webhooks

DELIVERER = Actor("system", "webhooks")
MOST_URL = 2000
MOST_REPLAYED = 10_000
BATCH = 500
KEPT_FOR = timedelta(days=7)
GONE, FAILING, BY_HAND = "gone", "failing", "by_hand"
_SETTING = "webhook_hosts"


@dataclass(frozen=True)
class Wanted:
    """What somebody asks of a subscription; ``brands`` None means all."""

    url: str
    events: Collection[str]
    brands: tuple[str, ...] | None = None
    description: str = ""
    is_on: bool = True


_OF_ALL_SITES = (
    "A subscription sends what happens at every site: ask an administrator who is not limited to "
    "some of them."
)


def add_webhook(
    store: Store, actor: Actor, wanted: Wanted, home: Collection[str] = ()
) -> tuple[Webhook, str]:
    """Subscribe to what happens from now on; returns the subscription and its secret, which is
    shown this once. ``home`` are hosts that may be called though they are private. Raises Invalid,
    NotPermitted beyond the actor's own brands."""
    _permit(actor, wanted.brands)
    values = _checked(wanted, home)
    secret = new_secret(secrets.token_bytes(SECRET_BYTES))
    with store.write("add_webhook", actor) as tx:
        webhook = new_id("w")
        statements.add(
            tx.connection,
            webhooks,
            **values,
            id=webhook,
            secret=secret,
            off_reason=None if wanted.is_on else BY_HAND,
            cursor=format_cursor(head(tx.connection)),
            failures=0,
            created_at=tx.now,
            created_by=str(actor),
        )
        tx.emit(ev.WebhookChanged(webhook, "added"))
        return _found(tx, actor, webhook), secret


def change_webhook(
    store: Store, actor: Actor, webhook: str, wanted: Wanted, home: Collection[str] = ()
) -> Webhook:
    """Make a subscription what is ``wanted``; switched on again it goes on where it stopped."""
    _permit(actor, wanted.brands)
    values = _checked(wanted, home)
    with store.write("change_webhook", actor) as tx:
        before = _found(tx, actor, webhook)
        if wanted.is_on and not before.is_on:
            values |= {"failures": 0, "failing_since": None, "off_reason": None}
        elif before.is_on and not wanted.is_on:
            values |= {"off_reason": BY_HAND}
        statements.change(tx.connection, webhooks, {"id": webhook}, **values)
        tx.emit(ev.WebhookChanged(webhook, "changed"))
        return _found(tx, actor, webhook)


def remove_webhook(store: Store, actor: Actor, webhook: str) -> None:
    """End a subscription; what it did not send yet is not sent any more."""
    with store.write("remove_webhook", actor) as tx:
        _found(tx, actor, webhook)
        statements.remove(tx.connection, webhook_deliveries, webhook=webhook)
        statements.remove(tx.connection, webhooks, id=webhook)
        tx.emit(ev.WebhookChanged(webhook, "removed"))


def replay(
    store: Store,
    actor: Actor,
    webhook: str,
    *,
    since: datetime | None = None,
    delivery: str | None = None,
) -> int:
    """Send again one ``delivery``, or all that is wanted ``since`` a moment; returns how many.

    Raises Invalid when that is neither or too much, NotFound for an unknown delivery.
    """
    if (since is None) == (delivery is None):
        raise Invalid("Name either 'since' or 'delivery'.", field="since")
    with store.write("replay_webhook", actor) as tx:
        found = _found(tx, actor, webhook)
        if delivery is not None:
            return _replay_one(tx, webhook, delivery)
        assert since is not None
        return _replay_since(tx, found, since)


def ping(store: Store, actor: Actor, webhook: str) -> str:
    """Send a test message, of the type ``ping``; returns its delivery."""
    with store.write("ping_webhook", actor) as tx:
        _found(tx, actor, webhook)
        return _add_delivery(tx, webhook, cell="", seq=None, kind=PING, event_at=tx.now)


def follow(store: Store) -> int:
    """Put what the stream has brought into the outboxes; returns how many messages there are more.

    Only subscriptions that are on are followed: the others keep their cursor.
    """
    behind = _behind(store)
    return sum(_follow_one(store, webhook) for webhook in behind)


def take_lease(store: Store, name: str, holder: str, seconds: float) -> bool:
    """Whether ``holder`` is the one that does the work ``name`` for the next ``seconds``."""
    permit(DELIVERER, "deliver_webhooks")
    with store.write("take_worker_lease", DELIVERER) as tx:
        row = statements.find(tx.connection, worker_leases, name=name)
        if row is not None and row.holder != holder and row.until > tx.now:
            return False
        statements.remove(tx.connection, worker_leases, name=name)
        until = tx.now + timedelta(seconds=seconds)
        statements.add(tx.connection, worker_leases, name=name, holder=holder, until=until)
        return True


def leave_lease(store: Store, name: str, holder: str) -> None:
    """Let the next process work at once, after a clean stop."""
    with store.write("leave_worker_lease", DELIVERER) as tx:
        statements.remove(tx.connection, worker_leases, name=name, holder=holder)


def keep_success(store: Store, webhook: str, delivery: str, status: int) -> None:
    """The receiver has it."""
    with store.write("keep_delivery", DELIVERER) as tx:
        _keep(tx, delivery, state="done", status=status, error=None)
        values = {"failures": 0, "failing_since": None, "succeeded_at": tx.now}
        statements.change(tx.connection, webhooks, {"id": webhook}, **values)


def keep_failure(
    store: Store,
    webhook: str,
    delivery: str,
    *,
    status: int | None,
    error: str,
    chance: float,
    most_failures: int,
) -> None:
    """The receiver does not have it: try again later, give up, or switch the subscription off.

    410 says that nobody wants it any more (RFC 9110, section 15.5.11).
    """
    with store.write("keep_delivery", DELIVERER) as tx:
        row = statements.find(tx.connection, webhook_deliveries, id=delivery)
        found = find_webhook(tx.connection, webhook)
        if row is None or found is None:
            return  # removed meanwhile
        due = next_try(row.attempts + 1, row.since, tx.now, chance)
        state = "given_up" if due is None else "waiting"
        _keep(tx, delivery, state=state, status=status, error=error, due_at=due or tx.now)
        since = found.failing_since or tx.now
        values: dict[str, Any] = {"failures": found.failures + 1, "failing_since": since}
        statements.change(tx.connection, webhooks, {"id": webhook}, **values)
        lost = is_lost(found.failures + 1, since, tx.now, most_failures)
        if found.is_on and (status == 410 or lost):
            _switch_off(tx, webhook, GONE if status == 410 else FAILING)


def forget_old_deliveries(store: Store) -> int:
    """Delete what was received, or given up, a week ago; returns how many there were."""
    table = webhook_deliveries
    old = sa.and_(table.c.state != "waiting", table.c.tried_at < store.clock() - KEPT_FOR)
    with store.read() as connection:
        if connection.execute(sa.select(table.c.id).where(old).limit(1)).first() is None:
            return 0
    with store.write("forget_old_deliveries", DELIVERER) as tx:
        return int(tx.run(sa.delete(table).where(old)).rowcount)


def _permit(actor: Actor, brands: tuple[str, ...] | None) -> None:
    permit(actor, "manage_webhooks")
    if actor.sites is not None:
        raise NotPermitted(_OF_ALL_SITES)
    if brands is None and actor.brands is not None:
        raise Invalid(
            "A subscription for all brands needs a caller who may see all brands. Name your own.",
            field="brands",
        )
    for brand in brands or ():
        permit(actor, "manage_webhooks", brand=brand)


def _checked(wanted: Wanted, home: Collection[str]) -> dict[str, Any]:
    if len(wanted.url) > MOST_URL:
        raise Invalid(f"An address has at most {MOST_URL} characters.", field="url")
    _, host, _ = split_url(wanted.url, home)
    if is_literal(host):
        callable_addresses(host, [host.strip("[]")], home, _SETTING)
    return {
        "url": wanted.url,
        "events": list(check_events(wanted.events)),
        "brands": None if wanted.brands is None else sorted(set(wanted.brands)),
        "description": clean(wanted.description, field="description", limit=200),
        "is_on": wanted.is_on,
    }


def _found(tx: Transaction, actor: Actor, webhook: str) -> Webhook:
    """The subscription, if it is within the actor's brands. Raises NotFound."""
    permit(actor, "manage_webhooks")
    found = find_webhook(tx.connection, webhook)
    if found is None or not may_see(actor, found):
        raise NotFound(f"There is no subscription {webhook}.")
    return found


def may_see(actor: Actor, webhook: Webhook) -> bool:
    """Whether all that the subscription sends is within the actor's brands: it is of all sites."""
    if actor.sites is not None:
        return False
    if actor.brands is None:
        return True
    return webhook.brands is not None and set(webhook.brands) <= set(actor.brands)


def _behind(store: Store) -> list[Webhook]:
    with store.read() as connection:
        newest = head(connection)
        found = [one for one in read_webhooks(connection) if one.is_on]
    return [one for one in found if any(one.cursor.get(c, 0) < seq for c, seq in newest.items())]


def _follow_one(store: Store, webhook: Webhook) -> int:
    with store.write("follow_webhook", DELIVERER) as tx:
        now = find_webhook(tx.connection, webhook.id)
        if now is None or not now.is_on:
            return 0
        batch = events_after(tx.connection, now.cursor, limit=BATCH)
        added = _add_wanted(tx, now, batch)
        seen = dict(now.cursor)
        for one in batch:
            seen[one.cell] = one.seq
        cursor = format_cursor(seen)
        statements.change(tx.connection, webhooks, {"id": now.id}, cursor=cursor)
        return added


def _add_wanted(tx: Transaction, webhook: Webhook, batch: Sequence[ev.Recorded]) -> int:
    added = 0
    for one, brand in _with_brands(tx, batch):
        if webhook.wants(one, brand):
            _put(tx, webhook.id, one, brand)
            added += 1
    return added


def _with_brands(
    tx: Transaction, batch: Sequence[ev.Recorded]
) -> Iterable[tuple[ev.Recorded, str | None]]:
    contacts = {c for one in batch if (c := getattr(one.event, "contact", None))}
    brands = brands_of(tx.connection, sorted(contacts))
    for one in batch:
        yield one, brand_field(one) or brands.get(getattr(one.event, "contact", None) or "")


def _put(tx: Transaction, webhook: str, one: ev.Recorded, brand: str | None) -> None:
    """Into the outbox; there already, it is sent once more."""
    where = {"webhook": webhook, "cell": one.cell, "seq": one.seq}
    again = {"state": "waiting", "attempts": 0, "due_at": tx.now, "since": tx.now}
    if statements.change(tx.connection, webhook_deliveries, where, **again):
        return
    contact = getattr(one.event, "contact", None)
    kind = ev.type_name(type(one.event))
    _add_delivery(
        tx,
        webhook,
        cell=one.cell,
        seq=one.seq,
        kind=kind,
        event_at=one.at,
        brand=brand,
        contact=contact,
    )


def _add_delivery(
    tx: Transaction,
    webhook: str,
    *,
    cell: str,
    seq: int | None,
    kind: str,
    event_at: datetime,
    brand: str | None = None,
    contact: str | None = None,
) -> str:
    delivery = new_id("d")
    statements.add(
        tx.connection,
        webhook_deliveries,
        id=delivery,
        webhook=webhook,
        cell=cell,
        seq=seq,
        type=kind,
        brand=brand,
        contact=contact,
        event_at=event_at,
        state="waiting",
        attempts=0,
        created_at=tx.now,
        since=tx.now,
        due_at=tx.now,
    )
    return delivery


def _replay_one(tx: Transaction, webhook: str, delivery: str) -> int:
    values = {"state": "waiting", "attempts": 0, "due_at": tx.now, "since": tx.now}
    where = {"id": delivery, "webhook": webhook}
    if not statements.change(tx.connection, webhook_deliveries, where, **values):
        raise NotFound(f"There is no delivery {delivery} of this subscription.")
    return 1


def _replay_since(tx: Transaction, webhook: Webhook, since: datetime) -> int:
    found = events_since(tx.connection, since, MOST_REPLAYED + 1)
    if len(found) > MOST_REPLAYED:
        raise Invalid(
            f"That is more than {MOST_REPLAYED} events. Choose a later moment.", field="since"
        )
    seen = [one for one in found if one.seq <= webhook.cursor.get(one.cell, 0)]
    return _add_wanted(tx, webhook, seen)


def _keep(tx: Transaction, delivery: str, **values: Any) -> None:
    table = webhook_deliveries
    counted = {**values, "tried_at": tx.now, "attempts": table.c.attempts + 1}
    tx.run(sa.update(table).where(table.c.id == delivery).values(counted))


def _switch_off(tx: Transaction, webhook: str, reason: str) -> None:
    values = {"is_on": False, "off_reason": reason}
    statements.change(tx.connection, webhooks, {"id": webhook}, **values)
    tx.emit(ev.WebhookSwitchedOff(webhook, reason))
