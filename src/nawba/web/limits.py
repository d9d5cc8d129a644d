"""How many requests a caller may send: a bucket of tokens per key, account, customer and address.

In memory and per process, so that a request costs no database: with several processes a caller
gets as many times the quota. Answers say what is left, in the words of draft-ietf-httpapi-
ratelimit-headers-10; a refusal says when to come back.

Anybody can invent a credential, so one has a bucket of its own only from the moment a door found it
good, or gave it out; until then, and again once it is refused, it counts as its address. So an
address gets its one quota whatever it sends, and who is signed in there keeps theirs. Requests
from this machine without a good credential are not counted: they are the proxy's checks and the
demo's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import ceil

from nawba.domain.addresses import is_loopback
from nawba.settings import Settings
from nawba.web.credentials import (
    ADDRESS,
    Credential,
    Scope,
    address_of,
    credential_of,
    expect_vouching,
)
from nawba.web.guard import App, Message, Receive, Send
from nawba.web.problems import language_of_headers, problem

WINDOW_SECONDS = 60
_MOST_BUCKETS = 50_000
_MOST_KNOWN = 50_000
_OVER = 401
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

    def give_back(self) -> None:
        """What was taken was not this bucket's to give."""
        self.tokens = min(float(self.quota), self.tokens + 1)

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
    """Requests per minute by kind of caller."""
    return {
        "key": settings.requests_per_key,
        "account": settings.requests_per_account,
        "customer": settings.requests_per_customer,
        ADDRESS: settings.requests_per_address,
    }


class Known:
    """The credentials that a door found good lately, the one seen last at the end."""

    def __init__(self, most: int = _MOST_KNOWN) -> None:
        self._most = most
        self._seen: dict[Credential, None] = {}

    def __contains__(self, who: Credential) -> bool:
        return who in self._seen

    def add(self, who: Credential) -> None:
        self._seen.pop(who, None)
        self._seen[who] = None
        while len(self._seen) > self._most:
            del self._seen[next(iter(self._seen))]

    def forget(self, who: Credential) -> None:
        self._seen.pop(who, None)


class Limits:
    """Wraps the application; counts requests to ``/api/`` and refuses those over the quota."""

    def __init__(self, app: App, buckets: Buckets) -> None:
        self.app, self.buckets, self.known = app, buckets, Known()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            await self.app(scope, receive, send)
            return
        shown = credential_of(scope)
        who = shown if shown in self.known else address_of(scope)
        bucket = None if who.kind == ADDRESS and _is_at_home(scope) else self.buckets.of(who)
        now = self.buckets.clock()
        if bucket is not None and not bucket.take(now):
            await _refuse(scope, receive, send, bucket, who.kind)
            return
        counting = _Counting(self, shown, who, bucket, expect_vouching(scope))
        await self.app(scope, receive, counting.wrap(send))


@dataclass
class _Counting:
    """One request on its way: ``shown`` by the sender, counted as ``who`` in ``bucket``."""

    limits: Limits
    shown: Credential
    who: Credential
    bucket: Bucket | None
    vouched: set[Credential]

    def wrap(self, send: Send) -> Send:
        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._learn(message["status"])
                if self.bucket is not None:
                    told = _told(self.bucket, self.who.kind)
                    message["headers"] = [*message["headers"], *told]
            await send(message)

        return counted

    def _learn(self, status: int) -> None:
        """What the doors said: who is good from now on, who not any more."""
        for one in self.vouched:
            self.limits.known.add(one)
        if self.shown in self.vouched:
            self._move()
        elif status == _OVER:
            self.limits.known.forget(self.shown)

    def _move(self) -> None:
        """Count the request as its sender's own, if it was counted as their address."""
        if self.who == self.shown:
            return
        if self.bucket is not None:
            self.bucket.give_back()
        self.who, self.bucket = self.shown, self.limits.buckets.of(self.shown)
        if self.bucket is not None:
            self.bucket.take(self.limits.buckets.clock())


def _is_at_home(scope: Scope) -> bool:
    client = scope.get("client")
    return client is not None and is_loopback(client[0])


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
