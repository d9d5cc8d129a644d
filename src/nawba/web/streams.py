"""Event streams: what was missed first, then what happens, each frame once and in order."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import StreamingResponse
from sqlalchemy.engine import Connection

from nawba.domain import events as ev
from nawba.domain.permissions import may
from nawba.domain.words import Actor
from nawba.store import events_after, head, tables
from nawba.store.stream import format_cursor, parse_cursor
from nawba.web.callers import (
    CustomerAnywhere,
    TheCaller,
    TheDoorkeeper,
    TheHouse,
    needs,
)
from nawba.web.customer_view import customer_contact
from nawba.web.frames import PING, RESYNC, SIGNED_OUT, Frame, customer_frames, encode, staff_frame
from nawba.web.house import House
from nawba.web.hub import EVERYBODY, KNOWLEDGE, Hub, Subscription, adviser_key, customer_key
from nawba.web.reading import read_event_messages
from nawba.web.scope import Sight, contacts_within, sight_of

router = APIRouter()

PING_SECONDS = 15.0
_MISSED_LIMIT = 5000
_COME_BACK_MS = (500, 4000)

_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}

Cursor = Mapping[str, int]
Read = Callable[[Connection, Cursor, Cursor], list[Frame]]


async def hub_of(request: Request) -> Hub:
    hub: Hub = request.app.state.hub
    return hub


TheHub = Annotated[Hub, Depends(hub_of)]
LastEventId = Annotated[str | None, Header()]


async def _always() -> bool:
    return True


def _own_keys(actor: Actor) -> list[str]:
    return [adviser_key(actor.id)] if actor.kind == "adviser" else ["knowledge"]


@dataclass(frozen=True)
class _Page:
    """Who listens: to which keys, with which sight, and whether they still may."""

    keys: list[str]
    sight: Sight | None = None
    is_inside: Callable[[], Awaitable[bool]] = _always


@router.get("/api/stream")
async def staff_stream(
    house: TheHouse,
    hub: TheHub,
    doorkeeper: TheDoorkeeper,
    caller: TheCaller,
    actor: Annotated[Actor, needs("follow")],
    cursor: Annotated[str | None, Query()] = None,
    last_event_id: LastEventId = None,
) -> StreamingResponse:
    """Everything for a supervisor; for an adviser what concerns their contacts and themselves."""
    sees_all = may(actor, "read_events")
    keys = [EVERYBODY] if sees_all else [*_own_keys(actor), "centre"]
    since = parse_cursor(last_event_id or cursor)

    def missed(connection: Connection, since: Cursor, until: Cursor) -> list[Frame]:
        batch = _seen(house, connection, _between(connection, since, until), actor)
        return _missed_by_staff(house, connection, batch, since, None if sees_all else actor)

    async def is_inside() -> bool:
        return await doorkeeper.is_inside(caller.token, caller.key)

    page = _Page(keys, sight_of(actor, house.history_centre), is_inside)
    return _stream(hub, house, page, since, missed)


@router.get("/api/contacts/me/stream")
async def customer_stream(
    house: TheHouse,
    hub: TheHub,
    call: CustomerAnywhere,
    cursor: Annotated[str | None, Query()] = None,
    last_event_id: LastEventId = None,
) -> StreamingResponse:
    """The customer's own conversation: messages, what changes about the contact, typing."""
    since = parse_cursor(last_event_id or cursor)

    def missed(connection: Connection, since: Cursor, until: Cursor) -> list[Frame]:
        batch = _between(connection, since, until, call.contact)
        return _missed_by_customer(house, connection, batch, since)

    async def contact_frame(cursor: str | None) -> bytes:
        view = await asyncio.to_thread(customer_contact, house, call.contact)
        return encode("contact", view, cursor)

    page = _Page([customer_key(call.contact)])
    return _stream(hub, house, page, since, missed, contact_frame)


def _stream(
    hub: Hub,
    house: House,
    page: _Page,
    since: Cursor,
    missed: Read,
    contact_frame: Callable[[str | None], Awaitable[bytes]] | None = None,
) -> StreamingResponse:
    body = _frames(hub, house, page, since, missed, contact_frame)
    return StreamingResponse(body, media_type="text/event-stream", headers=_HEADERS)


async def _frames(
    hub: Hub,
    house: House,
    page: _Page,
    since: Cursor,
    missed: Read,
    contact_frame: Callable[[str | None], Awaitable[bytes]] | None,
) -> AsyncIterator[bytes]:
    """Subscribe first, read what was missed up to that moment, then follow: no gap, no repeat.

    A page whose session ends gets nothing more from that moment on.
    """
    subscription = hub.subscribe(page.keys, page.sight)
    try:
        start = hub.cursor
        yield b"retry: 1000\n\n"
        if since:
            frames = await asyncio.to_thread(_read_missed, house, missed, since, start)
            yield await _encode_all(frames, contact_frame)
        else:
            yield encode("ready", {}, format_cursor(start))
        while not hub.closing:
            frames, ended = await _next(subscription)
            if not await page.is_inside():
                yield SIGNED_OUT
                return
            if ended:
                yield _come_back() if hub.closing else RESYNC
                return
            yield await _encode_all(frames, contact_frame) if frames else PING
        yield _come_back()
    finally:
        hub.unsubscribe(subscription)


def _come_back() -> bytes:
    """Tell a page when to connect again: not all in the same second."""
    return f"retry: {random.randint(*_COME_BACK_MS)}\n\n".encode()


async def _next(subscription: Subscription) -> tuple[list[Frame], bool]:
    """All frames that are ready, waiting for the first; none after ``PING_SECONDS``."""
    try:
        async with asyncio.timeout(PING_SECONDS):
            frames = [await subscription.queue.get()]
    except TimeoutError:
        return [], False
    while not subscription.queue.empty():
        frames.append(subscription.queue.get_nowait())
    ready = [frame for frame in frames if frame is not None]
    return ready, len(ready) < len(frames)


async def _encode_all(
    frames: list[Frame], contact_frame: Callable[[str | None], Awaitable[bytes]] | None
) -> bytes:
    """The frames as bytes; several "contact changed" become one, read once, at the end."""
    parts = [frame.data for frame in frames if frame.data is not None]
    changed = [frame.cursor for frame in frames if frame.data is None]
    if changed and contact_frame is not None:
        cursors = [frame.cursor for frame in frames if frame.cursor is not None]
        parts.append(await contact_frame(cursors[-1] if cursors else None))
    return b"".join(parts) or PING


def _read_missed(house: House, missed: Read, since: Cursor, until: Cursor) -> list[Frame]:
    with house.store.read() as connection:
        last = head(connection)
        behind = sum(until.get(cell, 0) - since.get(cell, 0) for cell in last)
        # A page can have seen more than there is: a back-up was restored since.
        if behind > _MISSED_LIMIT or any(since.get(cell, 0) > seq for cell, seq in last.items()):
            return [Frame(RESYNC, format_cursor(until))]
        return missed(connection, since, until)


def _between(
    connection: Connection, since: Cursor, until: Cursor, contact: str | None = None
) -> list[ev.Recorded]:
    """Events after ``since`` up to ``until``: later ones are already in the subscription."""
    found = events_after(connection, since, limit=_MISSED_LIMIT, contact=contact)
    return [one for one in found if one.seq <= until.get(one.cell, 0)]


def _missed_by_staff(
    house: House,
    connection: Connection,
    batch: list[ev.Recorded],
    since: Cursor,
    only: Actor | None,
) -> list[Frame]:
    if only is not None and only.kind == "adviser":
        own = _contacts_of(connection, only.id)
        batch = [one for one in batch if _concerns(one.event, only.id, own)]
    elif only is not None:
        followed = (*KNOWLEDGE, ev.CentreConfigured)
        batch = [one for one in batch if isinstance(one.event, followed)]
    messages = read_event_messages(connection, batch, house.name_message)
    return [staff_frame(one, cursor, messages) for one, cursor in _with_cursors(batch, since)]


def _seen(
    house: House, connection: Connection, batch: list[ev.Recorded], actor: Actor
) -> list[ev.Recorded]:
    """Those of ``batch`` that lie within the actor's brands and sites."""
    centre = house.history_centre
    sight = sight_of(actor, centre)
    if sight is None:
        return batch
    table = tables.contacts
    named = {one.event.contact for one in batch if isinstance(one.event, ev.ContactEvent)}
    within = sa.select(table.c.id).where(table.c.id.in_(named), *contacts_within(actor, centre))
    seen = set(connection.execute(within).scalars())
    return [
        one
        for one in batch
        if (
            one.event.contact in seen
            if isinstance(one.event, ev.ContactEvent)
            else sight.other(one.event)
        )
    ]


def _with_cursors(batch: list[ev.Recorded], since: Cursor) -> Iterator[tuple[ev.Recorded, str]]:
    """Each event with the cursor of a reader who has seen it and all before."""
    seen = dict(since)
    for one in batch:
        seen[one.cell] = one.seq
        yield one, format_cursor(seen)


def _concerns(event: ev.Event, adviser: str, own: set[str]) -> bool:
    named = getattr(event, "adviser", None) == adviser
    return named or getattr(event, "contact", None) in own or isinstance(event, ev.CentreConfigured)


def _contacts_of(connection: Connection, adviser: str) -> set[str]:
    hands, offers = tables.hands, tables.offers
    held = sa.select(hands.c.contact).where(hands.c.party == "adviser", hands.c.party_id == adviser)
    offered = sa.select(offers.c.contact).where(offers.c.adviser == adviser)
    return set(connection.execute(sa.union(held, offered)).scalars())


def _missed_by_customer(
    house: House, connection: Connection, batch: list[ev.Recorded], since: Cursor
) -> list[Frame]:
    messages = read_event_messages(connection, batch, house.name_message)
    return [
        frame
        for one, cursor in _with_cursors(batch, since)
        for frame in customer_frames(one, cursor, messages)
    ]
