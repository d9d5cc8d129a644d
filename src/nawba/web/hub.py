"""Follows the event table and hands each event to the pages that may see it.

One task reads; subscribers wait on queues. The order is the table's, a page's cursor is the id of
the last frame it got, and nothing depends on in-process signals: they only shorten the wait.
"""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog

from nawba.dispatch import Places
from nawba.domain import events as ev
from nawba.domain.board import Board, ContactLine
from nawba.domain.errors import NawbaError
from nawba.domain.words import Message
from nawba.store import Store, events_after, snapshot
from nawba.store.stream import format_cursor
from nawba.web.frames import Frame, customer_frames, position_frame, staff_frame, typing_frame
from nawba.web.reading import read_event_messages
from nawba.web.scope import Sight

log = structlog.get_logger()

EVERYBODY = "all"
KNOWLEDGE = (
    ev.ArticlePublished, ev.ArticleWithdrawn, ev.ArticleDraftMoved, ev.GapMoved,
    ev.AssistantPublished, ev.AssistantRolledBack,
)  # fmt: skip
"""What editors follow: nothing of a contact."""
_CUSTOMER = "customer:"
_POLL_SECONDS = 0.5
_GATHER_SECONDS = 0.004  # commits come in twos and threes: one read for all of them
_BACKLOG = 2000
_TYPING_SECONDS = 3.0  # between two signs of typing: pages show one for six seconds


@dataclass(eq=False)
class Subscription:
    """One page's stream. ``queue`` holds frames; None in it means the page fell too far behind.

    ``sight`` narrows a scoped actor's stream to their brands and sites.
    """

    keys: frozenset[str]
    sight: Sight | None = None
    queue: asyncio.Queue[Frame | None] = field(
        default_factory=lambda: asyncio.Queue(maxsize=_BACKLOG)
    )
    lagging: bool = False

    def put(self, frame: Frame) -> None:
        if self.lagging:
            return
        if self.queue.qsize() >= _BACKLOG - 1:
            self.lagging = True
            self.queue.put_nowait(None)
        else:
            self.queue.put_nowait(frame)


class Hub:
    """``start`` inside a running loop; ``subscribe`` and ``unsubscribe`` from that loop only.

    ``follow`` is told of every batch before its frames are made, whichever process wrote it.
    """

    def __init__(
        self,
        store: Store,
        name_message: Callable[[Message, str], Message],
        follow: Callable[[Sequence[ev.Recorded]], None],
    ) -> None:
        self.store = store
        self._name_message, self._follow_up = name_message, follow
        self._by_key: dict[str, set[Subscription]] = defaultdict(set)
        self._ping = asyncio.Event()
        self.board = Board()
        self.closing = False

    async def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.board = await asyncio.to_thread(self._snapshot)
        self._places = Places.of(self.board)
        self._unlisten = self.store.listen(lambda _: self._wake())
        self._task = asyncio.create_task(self._follow(), name="hub")

    def close(self) -> None:
        """End every stream: the server is going down, pages will find the next one."""
        self.closing = True
        for subscription in {one for group in self._by_key.values() for one in group}:
            subscription.queue.put_nowait(None)

    async def stop(self) -> None:
        self._unlisten()
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)

    @property
    def cursor(self) -> dict[str, int]:
        return dict(self.board.cursor)

    def subscribe(self, keys: Iterable[str], sight: Sight | None = None) -> Subscription:
        subscription = Subscription(frozenset(keys), sight)
        for key in subscription.keys:
            self._by_key[key].add(subscription)
            place = self._places.told(key.removeprefix(_CUSTOMER))
            if place is not None:
                subscription.put(position_frame(place))
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        for key in subscription.keys:
            self._by_key[key].discard(subscription)
            if not self._by_key[key]:
                del self._by_key[key]

    def tell_typing(self, keys: Iterable[str], payload: dict[str, Any]) -> None:
        """Pass on that somebody types: not an event, nothing is kept."""
        frame, line = typing_frame(payload), self.board.contacts.get(str(payload.get("contact")))
        for subscription in self._reached(keys):
            if subscription.sight is None or subscription.sight.contact(line):
                subscription.put(frame)

    @contextmanager
    def assistant_types(self, contact: str, name: str) -> Iterator[None]:
        """Show the customer of ``contact`` that the assistant writes while the block lasts.

        From any thread; told again and again, since a page forgets it after some seconds.
        """
        ended = threading.Event()
        payload = {"contact": contact, "party": "assistant", "name": name}

        def tell() -> None:
            if not ended.is_set():
                self.tell_typing([customer_key(contact)], payload)
                self._loop.call_later(_TYPING_SECONDS, tell)

        self._loop.call_soon_threadsafe(tell)
        try:
            yield
        finally:
            ended.set()

    def _reached(self, keys: Iterable[str]) -> set[Subscription]:
        return {one for key in keys for one in self._by_key.get(key, ())}

    def _wake(self) -> None:
        self._loop.call_soon_threadsafe(self._ping.set)

    def _snapshot(self) -> Board:
        with self.store.read() as connection:
            return snapshot(connection)

    async def _follow(self) -> None:
        while True:
            try:
                async with asyncio.timeout(_POLL_SECONDS):
                    await self._ping.wait()
            except TimeoutError:
                pass
            await asyncio.sleep(_GATHER_SECONDS)
            self._ping.clear()
            await self._catch_up()

    async def _catch_up(self) -> None:
        try:
            while True:
                batch, messages = await asyncio.to_thread(self._read)
                for recorded in batch:
                    self._publish(recorded, messages)
                self._tell_places()
                if len(batch) < 500:
                    return
        except NawbaError as error:
            log.warning("hub_read_failed", error=error.code)

    def _read(self) -> tuple[Sequence[ev.Recorded], dict[str, Message]]:
        with self.store.read() as connection:
            batch = events_after(connection, self.board.cursor, limit=500)
            self._follow_up(batch)
            return batch, read_event_messages(connection, batch, self._name_message)

    def _publish(self, recorded: ev.Recorded, messages: dict[str, Message]) -> None:
        contact = getattr(recorded.event, "contact", None)
        before = self.board.contacts.get(contact) if contact else None
        self.board.apply(recorded)
        after = self.board.contacts.get(contact) if contact else None
        cursor = format_cursor(self.board.cursor)
        frame = staff_frame(recorded, cursor, messages)
        for subscription in self._reached(audience(recorded.event, before, after)):
            sight = subscription.sight
            if sight is None or sight.event(recorded.event, before, after):
                subscription.put(frame)
        self._publish_to_customers(recorded, cursor, messages)
        self._places.move(before, after)

    def _publish_to_customers(
        self, recorded: ev.Recorded, cursor: str, messages: dict[str, Message]
    ) -> None:
        contact = getattr(recorded.event, "contact", None)
        if contact is None:
            return
        for frame in customer_frames(recorded, cursor, messages):
            for subscription in self._by_key.get(customer_key(contact), ()):
                subscription.put(frame)

    def _tell_places(self) -> None:
        for contact, place in self._places.moved():
            subscriptions = self._by_key.get(customer_key(contact))
            if subscriptions:
                frame = position_frame(place)
                for subscription in subscriptions:
                    subscription.put(frame)


def customer_key(contact: str) -> str:
    return f"{_CUSTOMER}{contact}"


def adviser_key(adviser: str) -> str:
    return f"adviser:{adviser}"


def audience(event: ev.Event, before: ContactLine | None, after: ContactLine | None) -> set[str]:
    """Keys of the staff streams that may see ``event``: all supervisors, advisers involved."""
    keys = {EVERYBODY}
    for line in (before, after):
        if line is None:
            continue
        people = [hand for hand in (line.lead, *line.joined) if hand and hand.party == "adviser"]
        keys.update(adviser_key(hand.party_id) for hand in people)
        if line.offer is not None:
            keys.add(adviser_key(line.offer.adviser))
    named = getattr(event, "adviser", None)
    if named is not None:
        keys.add(adviser_key(named))
    if isinstance(event, ev.CentreConfigured):
        keys.add("centre")
    if isinstance(event, KNOWLEDGE):
        keys.add("knowledge")
    return keys
