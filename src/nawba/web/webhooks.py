"""Webhooks for integrators: subscribe, look at deliveries, test, send again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter
from pydantic import Field

from nawba.actions import webhooks as verbs
from nawba.domain.errors import NotFound
from nawba.domain.permissions import permit
from nawba.domain.webhooks import SENT_EVENTS, Webhook
from nawba.domain.words import Actor, Json
from nawba.store.api_tables import webhook_deliveries
from nawba.store.statements import Row
from nawba.store.webhooks import count_waiting, find_webhook, read_webhooks
from nawba.web.bodies import Body
from nawba.web.callers import TheHouse, needs
from nawba.web.house import House
from nawba.web.paging import Page
from nawba.web.views import iso

router = APIRouter(prefix="/api/webhooks")

Manager = Annotated[Actor, needs("manage_webhooks")]


class Subscription(Body):
    url: Annotated[str, Field(max_length=2000, examples=["https://crm.example/nawba"])]
    events: Annotated[list[str], Field(max_length=100, examples=[["contact_closed"]])]
    brands: Annotated[list[str] | None, Field(max_length=200)] = None
    description: str = ""
    is_on: bool = True


class Replay(Body):
    since: datetime | None = None
    delivery: str | None = None


@router.get("")
def list_webhooks(house: TheHouse, actor: Manager) -> Json:
    """The subscriptions of the caller's brands, and the events that can be subscribed to."""
    with house.store.read() as connection:
        waiting = count_waiting(connection)
        found = [one for one in read_webhooks(connection) if verbs.may_see(actor, one)]
    rows = [webhook_json(one, waiting.get(one.id, 0)) for one in found]
    return {"rows": rows, "events": list(SENT_EVENTS)}


@router.post("", status_code=201)
def add_webhook(house: TheHouse, actor: Manager, wanted: Subscription) -> Json:
    """Subscribe to what happens from now on. The `secret` is in this answer and in no other."""
    added, secret = verbs.add_webhook(house.store, actor, _wanted(house, wanted), _home(house))
    return {**webhook_json(added), "secret": secret}


@router.get("/{webhook}")
def show_webhook(house: TheHouse, actor: Manager, webhook: str) -> Json:
    """One subscription: whether it is on, and how it has been doing."""
    with house.store.read() as connection:
        waiting = count_waiting(connection)
    return webhook_json(_find(house, actor, webhook), waiting.get(webhook, 0))


@router.put("/{webhook}")
def change_webhook(house: TheHouse, actor: Manager, webhook: str, wanted: Subscription) -> Json:
    """Change a subscription; switched on again it goes on where it stopped."""
    _find(house, actor, webhook)
    return webhook_json(
        verbs.change_webhook(house.store, actor, webhook, _wanted(house, wanted), _home(house))
    )


@router.delete("/{webhook}", status_code=204)
def remove_webhook(house: TheHouse, actor: Manager, webhook: str) -> None:
    """End a subscription; what it did not send yet is not sent any more."""
    verbs.remove_webhook(house.store, actor, webhook)


@router.get("/{webhook}/deliveries")
def list_deliveries(
    house: TheHouse, actor: Manager, webhook: str, page: Page, state: str | None = None
) -> Json:
    """What was sent and what waits, newest first; `state` is waiting, done or given_up."""
    _find(house, actor, webhook)
    table = webhook_deliveries
    wanted = sa.select(table).where(table.c.webhook == webhook)
    if state:
        wanted = wanted.where(table.c.state == state)
    statement = page.select(wanted, table.c.created_at, table.c.id)
    with house.store.read() as connection:
        found = list(connection.execute(statement))
    rows, next_ = page.cut(found, lambda row: (row.created_at, row.id))
    return {"rows": [delivery_json(row) for row in rows], "next": next_}


@router.post("/{webhook}/replay")
def replay(house: TheHouse, actor: Manager, webhook: str, what: Replay) -> Json:
    """Send again one `delivery`, or all that is wanted `since` a moment."""
    since = what.since
    if since is not None:
        since = since.replace(tzinfo=UTC) if since.tzinfo is None else since.astimezone(UTC)
    count = verbs.replay(house.store, actor, webhook, since=since, delivery=what.delivery)
    return {"queued": count}


@router.post("/{webhook}/test")
def test_webhook(house: TheHouse, actor: Manager, webhook: str) -> Json:
    """Send a message of the type `ping`; its delivery says how that went."""
    return {"delivery": verbs.ping(house.store, actor, webhook)}


def webhook_json(one: Webhook, waiting: int = 0) -> Json:
    return {
        "id": one.id,
        "url": one.url,
        "description": one.description,
        "events": list(one.events),
        "brands": None if one.brands is None else list(one.brands),
        "is_on": one.is_on,
        "off_reason": one.off_reason,
        "waiting": waiting,
        "failures": one.failures,
        "failing_since": iso(one.failing_since),
        "succeeded_at": iso(one.succeeded_at),
        "created_at": iso(one.created_at),
        "created_by": one.created_by,
    }


def delivery_json(row: Row) -> Json:
    return {
        "id": row.id,
        "type": row.type,
        "contact": row.contact,
        "brand": row.brand,
        "event_at": iso(row.event_at),
        "state": row.state,
        "attempts": row.attempts,
        "tried_at": iso(row.tried_at),
        "due_at": iso(row.due_at) if row.state == "waiting" else None,
        "status": row.status,
        "error": row.error,
    }


def _find(house: House, actor: Actor, webhook: str) -> Webhook:
    permit(actor, "manage_webhooks")
    with house.store.read() as connection:
        found = find_webhook(connection, webhook)
    if found is None or not verbs.may_see(actor, found):
        raise NotFound(f"There is no subscription {webhook}.")
    return found


def _wanted(house: House, wanted: Subscription) -> verbs.Wanted:
    brands = None if wanted.brands is None else tuple(wanted.brands)
    for brand in brands or ():
        if brand not in house.centre.brand:
            raise NotFound(f"There is no brand '{brand}' here.", field="brands")
    return verbs.Wanted(wanted.url, tuple(wanted.events), brands, wanted.description, wanted.is_on)


def _home(house: House) -> tuple[str, ...]:
    return house.webhook_hosts
