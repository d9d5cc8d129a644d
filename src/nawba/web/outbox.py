"""Sends what waits in the outboxes of webhooks: one process does, under a lease, off the main loop.

A thread with a loop of its own: a receiver that is slow holds one of its few places and nothing
else, and every call has an end. What was sent but not yet written down when the process dies is
sent again by the next one, with the same id.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import structlog

from nawba import __version__
from nawba.actions.repeated_requests import forget_old_keys
from nawba.actions.webhooks import (
    follow,
    forget_old_deliveries,
    keep_failure,
    keep_success,
    leave_lease,
    take_lease,
)
from nawba.domain.errors import NawbaError
from nawba.domain.webhooks import Webhook, body_of, payload, sign
from nawba.store import Store, failpoints
from nawba.store.statements import Row
from nawba.store.webhooks import due_deliveries, find_event, read_webhooks, secret_of

if TYPE_CHECKING:
    import httpx

log = structlog.get_logger()

LEASE_SECONDS = 15.0
LEASE = "webhooks"
PLACES = 4  # calls at once to one receiver; one while it fails
_FAILING = 3
_POLL_SECONDS = 1.0
_SWEEP_SECONDS = 600.0
_MOST_BYTES = 64 * 1024  # read of an answer: nobody looks at more


@dataclass(frozen=True)
class Letter:
    """One message, ready to go."""

    delivery: str
    webhook: str
    url: str
    body: bytes
    secret: str


@dataclass(frozen=True)
class Patience:
    """How long a receiver may take, and how many failures in a row are the end."""

    seconds: float
    most_failures: int


class Outbox:
    """``run`` in a thread until ``stop``; ``wake`` it from any thread when something happened.

    ``home`` are hosts that may be called although they are private.
    """

    def __init__(
        self, store: Store, holder: str, home: Collection[str], patience: Patience
    ) -> None:
        self._store, self._holder, self._home = store, holder, home
        self._patience = patience
        self._in_flight: dict[str, str] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._client: httpx.AsyncClient | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._has_work = True
        self._holds_until = self._sweeps_at = 0.0

    def wake(self) -> None:
        """Look again now. Costs nothing while nobody subscribes."""
        loop = self._loop
        if self._has_work and loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._news.set)

    def run(self, stop: threading.Event) -> None:
        asyncio.run(self._run(stop))

    async def _run(self, stop: threading.Event) -> None:
        self._news, self._loop = asyncio.Event(), asyncio.get_running_loop()
        while not stop.is_set():
            self._news.clear()
            for letter in await asyncio.to_thread(self._ready):
                self._post(letter)
            await self._wait()
        await self._close()

    async def _wait(self) -> None:
        try:
            async with asyncio.timeout(_POLL_SECONDS):
                await self._news.wait()
        except TimeoutError:
            pass

    async def _close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.aclose()
        if self._holds_until:
            await asyncio.to_thread(self._quietly, self._leave)

    def _leave(self) -> list[Letter]:
        leave_lease(self._store, LEASE, self._holder)
        return []

    def _ready(self) -> list[Letter]:
        return self._quietly(self._look)

    def _quietly(self, work: Callable[[], list[Letter]]) -> list[Letter]:
        """A database that is busy or away is asked again in a second."""
        try:
            return work()
        except NawbaError as error:
            log.warning("webhooks_wait", error=error.code)
            return []

    def _look(self) -> list[Letter]:
        self._sweep()
        with self._store.read() as connection:
            wanted = [one for one in read_webhooks(connection) if one.is_on]
        self._has_work = bool(wanted)
        if not wanted or not self._holds_lease():
            return []
        while follow(self._store):
            pass
        return [letter for one in wanted for letter in self._letters(one)]

    def _sweep(self) -> None:
        now = self._store.clock().timestamp()
        if now >= self._sweeps_at:
            self._sweeps_at = now + _SWEEP_SECONDS
            forget_old_keys(self._store)
            forget_old_deliveries(self._store)

    def _holds_lease(self) -> bool:
        now = self._store.clock().timestamp()
        if now < self._holds_until - LEASE_SECONDS * 2 / 3:
            return True
        held = take_lease(self._store, LEASE, self._holder, LEASE_SECONDS)
        self._holds_until = now + LEASE_SECONDS if held else 0.0
        return held

    def _letters(self, webhook: Webhook) -> list[Letter]:
        busy = {d for d, owner in self._in_flight.items() if owner == webhook.id}
        places = (1 if webhook.failures >= _FAILING else PLACES) - len(busy)
        if places <= 0:
            return []
        with self._store.read() as connection:
            now = self._store.clock()
            rows = due_deliveries(connection, webhook.id, now, places + len(busy))
            secret = secret_of(connection, webhook.id)
            free = [row for row in rows if row.id not in busy][:places]
            bodies = [(row, _body(connection, row)) for row in free]
        return [
            Letter(row.id, webhook.id, webhook.url, body, secret)
            for row, body in bodies
            if secret is not None
        ]

    def _post(self, letter: Letter) -> None:
        self._in_flight[letter.delivery] = letter.webhook
        task = asyncio.create_task(self._deliver(letter))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, letter: Letter) -> None:
        try:
            status, error = await self._send(letter)
            failpoints.reach("webhook.sent")
            await asyncio.to_thread(self._keep, letter, status, error)
        except NawbaError as error:
            log.warning("webhook_not_kept", error=error.code)  # sent again, with the same id
        finally:
            del self._in_flight[letter.delivery]
            self._news.set()

    async def _send(self, letter: Letter) -> tuple[int | None, str | None]:
        """The status, and what was wrong in a word, None when the receiver has it."""
        import httpx

        try:
            async with asyncio.timeout(self._patience.seconds):
                status = await self._call(letter)
        except TimeoutError:
            return None, "timeout"
        except httpx.UnsupportedProtocol:
            return None, "address_not_allowed"
        except httpx.HTTPError as error:
            return None, type(error).__name__
        if 300 <= status < 400:
            return status, "redirected"
        return status, None if 200 <= status < 300 else "refused"

    async def _call(self, letter: Letter) -> int:
        headers = sign(letter.secret, letter.delivery, self._store.clock(), letter.body)
        headers |= {"content-type": "application/json", "user-agent": f"nawba/{__version__}"}
        client = self._open()
        url, body = letter.url, letter.body
        async with client.stream("POST", url, content=body, headers=headers) as reply:
            read = 0
            async for chunk in reply.aiter_raw():
                read += len(chunk)
                if read > _MOST_BYTES:
                    break
            return int(reply.status_code)

    def _open(self) -> httpx.AsyncClient:
        if self._client is None:
            import httpx  # most houses have no webhook, and need not wait for it

            from nawba.models.outward import AsyncOutward

            way = AsyncOutward(self._home, "webhook_hosts")
            self._client = httpx.AsyncClient(
                transport=way, follow_redirects=False, trust_env=False, timeout=None
            )
        return self._client

    def _keep(self, letter: Letter, status: int | None, error: str | None) -> None:
        if error is None and status is not None:
            keep_success(self._store, letter.webhook, letter.delivery, status)
            return
        keep_failure(
            self._store,
            letter.webhook,
            letter.delivery,
            status=status,
            error=error or "refused",
            chance=random.random(),
            most_failures=self._patience.most_failures,
        )


def _body(connection: Any, row: Row) -> bytes:
    """What is sent: the event as it is kept. A ping, and an event that is gone, have no fields."""
    found = None if row.seq is None else find_event(connection, row.cell, row.seq)
    if found is None:
        return payload(row.type, row.event_at, {"webhook": row.webhook})
    return body_of(found, row.brand)
