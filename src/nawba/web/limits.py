"""How many requests a caller may send: a bucket of tokens per key, account, customer and address.

In memory and per process, so that a request costs no database: with several processes a caller
gets as many times the quota. Answers say what is left, in the words of draft-ietf-httpapi-
ratelimit-headers-10; a refusal says when to come back. Requests from this machine without any
credential are not counted: they are the proxy's checks and the demo's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil

from nawba.domain.addresses import is_loopback
from nawba.settings import Settings
from nawba.web.asking import ADDRESS, Credential, Scope, credential_of, network_of
from nawba.web.guard import App, Message, Receive, Send
from nawba.web.problems import language_of_headers, problem

WINDOW_SECONDS = 60
_MOST_BUCKETS = 50_000
_STRANGER = "stranger"
_WRONG = (401, 403, 404)
_TOO_MANY = "Too many requests. Wait {} seconds, then go on more slowly."


@dataclass
class Bucket:
    """Holds up to ``quota`` tokens, filled evenly over ``WINDOW_SECONDS``."""

    quota: int
    tokens: float
    at: float

    def take(self, now: float) -> bool:
        """Take a token if one is there."""
        self._fill(now)
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True

    def is_empty(self, now: float) -> bool:
        self._fill(now)
        return self.tokens < 1

    def is_full(self, now: float) -> bool:
        self._fill(now)
        return self.tokens >= self.quota

    @property
    def left(self) -> int:
        return int(self.tokens)

    @property
    def seconds_to_next(self) -> int:
        return max(1, ceil((1 - self.tokens) * WINDOW_SECONDS / self.quota))

    @property
    def seconds_to_full(self) -> int:
        return ceil((self.quota - self.tokens) * WINDOW_SECONDS / self.quota)

    def _fill(self, now: float) -> None:
        gained = (now - self.at) * self.quota / WINDOW_SECONDS
        self.tokens, self.at = min(float(self.quota), self.tokens + gained), now


class Buckets:
    """The bucket of each caller seen lately; ``quotas`` per minute by kind, 0 for no limit."""

    def __init__(
        self, quotas: Mapping[str, int], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._quotas, self.clock = quotas, clock
        self._known: dict[Credential, Bucket] = {}

    def of(self, credential: Credential) -> Bucket | None:
        """None for a kind without a limit."""
        quota = self._quotas.get(credential.kind, 0)
        if quota == 0:
            return None
        found = self._known.get(credential)
        if found is None:
            self._make_room()
            found = self._known[credential] = Bucket(quota, quota, self.clock())
        return found

    def _make_room(self) -> None:
        """Forget full buckets, which say nothing; then, under attack, the oldest."""
        if len(self._known) < _MOST_BUCKETS:
            return
        now = self.clock()
        self._known = {who: one for who, one in self._known.items() if not one.is_full(now)}
        for who in list(self._known)[: max(0, len(self._known) - _MOST_BUCKETS * 9 // 10)]:
            del self._known[who]


def quotas_of(settings: Settings) -> dict[str, int]:
    """Requests per minute by kind of caller. Wrong credentials count against their address."""
    return {
        "key": settings.requests_per_key,
        "account": settings.requests_per_account,
        "customer": settings.requests_per_customer,
        ADDRESS: settings.requests_per_address,
        _STRANGER: settings.requests_per_address,
    }


class Limits:
    """Wraps the application; counts requests to ``/api/`` and refuses those over the quota."""

    def __init__(self, app: App, buckets: Buckets) -> None:
        self.app, self.buckets = app, buckets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
            return
        who = credential_of(scope)
        client = scope.get("client")
        at_home = client is not None and is_loopback(client[0])
        bucket = None if at_home and who.kind == ADDRESS else self.buckets.of(who)
        strangers = None if at_home else self.buckets.of(Credential(_STRANGER, network_of(scope)))
        now = self.buckets.clock()
        if strangers is not None and who.kind != ADDRESS and strangers.is_empty(now):
            await _refuse(scope, receive, send, strangers, _STRANGER)
        elif bucket is not None and not bucket.take(now):
            await _refuse(scope, receive, send, bucket, who.kind)
        else:
            await self.app(scope, receive, _counting(send, bucket, strangers, who, now))


def _counting(
    send: Send, bucket: Bucket | None, strangers: Bucket | None, who: Credential, now: float
) -> Send:
    if bucket is None and strangers is None:
        return send

    async def counted(message: Message) -> None:
        if message["type"] == "http.response.start":
            if bucket is not None:
                message["headers"] = [*message["headers"], *_told(bucket, who.kind)]
            if strangers is not None and message["status"] in _WRONG and who.kind != ADDRESS:
                strangers.take(now)
        await send(message)

    return counted


def _told(bucket: Bucket, name: str) -> list[tuple[bytes, bytes]]:
    policy = f'"{name}";q={bucket.quota};w={WINDOW_SECONDS}'
    left = f'"{name}";r={bucket.left};t={bucket.seconds_to_full}'
    return [(b"ratelimit-policy", policy.encode()), (b"ratelimit", left.encode())]


async def _refuse(scope: Scope, receive: Receive, send: Send, bucket: Bucket, name: str) -> None:
    seconds = bucket.seconds_to_next
    headers = {key.decode(): value.decode() for key, value in _told(bucket, name)}
    answer = problem(
        429,
        "rate_limited",
        _TOO_MANY.format(seconds),
        retryable=True,
        language=language_of_headers(scope["headers"]),
        headers={**headers, "retry-after": str(seconds)},
    )
    await answer(scope, receive, send)
