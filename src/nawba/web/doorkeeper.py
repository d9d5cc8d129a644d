"""Knows who is inside: sessions and keys by heart, so that a request costs no question to the
database, and what they did, written down by the batch.

A change of an account, a session or a key is an event; whichever process made it, what is known
here is forgotten. Nothing is believed longer than ``_BELIEVED`` without looking again.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from nawba.actions.sessions import keep_seen, note_access
from nawba.domain import events as ev
from nawba.domain.access import Access
from nawba.domain.errors import NawbaError, SignInNeeded
from nawba.domain.identity import Identity, Lives, Session
from nawba.store import Store
from nawba.store.identity import find_account, find_key, find_session, hashed

log = structlog.get_logger()

_BELIEVED = 30.0  # seconds
_MOST = 50_000
_WRITTEN_EVERY = timedelta(seconds=60)
_BATCH_SECONDS = 1.0
_BEHIND = timedelta(seconds=60)
_SAME_VISIT = timedelta(minutes=10)
_CHANGES = (ev.AccountChanged, ev.SessionsEnded, ev.KeyRevoked)
_SIGN_IN = "Sign in first."


@dataclass
class _Known:
    """A session or key that opened, when it was looked up, and when it was last seen."""

    identity: Identity
    session: Session | None
    looked_at: float
    seen_at: datetime
    written_at: datetime


LookUp = Callable[[str], _Known]


class Doorkeeper:
    """``session`` and ``key`` say who holds a token; ``start`` and ``stop`` bracket its writing."""

    def __init__(self, store: Store, lives: Lives) -> None:
        self._store, self.lives = store, lives
        self._known: dict[str, _Known] = {}
        self._generation = 0
        self._seen: dict[str, datetime] = {}
        self._used: dict[str, datetime] = {}
        self._lines: list[Access] = []
        self._failing_since: datetime | None = None
        self._noted: dict[Access, datetime] = {}
        self._stop, self._lock = threading.Event(), threading.Lock()

    def start(self) -> None:
        self._unlisten = self._store.listen(self.follow)
        self._thread = threading.Thread(target=self._keep_writing, name="doorkeeper", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Write down what is not written yet."""
        self._unlisten()
        self._stop.set()
        self._thread.join(timeout=5)
        self._write()

    async def session(self, token: str, *, touch: bool = True) -> tuple[Identity, Session]:
        """Whose session ``token`` is; it was used just now, unless nobody did (``touch``).

        Raises SignInNeeded when it is none, or has ended.
        """
        known = await self._find(token, self._look_up_session, touch=touch)
        assert known.session is not None, "only sessions are looked up by a cookie's token"
        return known.identity, replace(known.session, seen_at=known.seen_at)

    async def key(self, secret: str) -> Identity:
        """Whose API key ``secret`` is. Raises SignInNeeded when it opens nothing (any more)."""
        return (await self._find(secret, self._look_up_key)).identity

    async def is_inside(self, token: str | None, key: str | None = None) -> bool:
        """Whether session or key are still good, without counting as a sign of life."""
        try:
            if token is not None:
                await self._find(token, self._look_up_session, touch=False)
            if key is not None:
                await self._find(key, self._look_up_key, touch=False)
        except SignInNeeded:
            return False
        return True

    def note(self, line: Access) -> None:
        """Have ``line`` written into the log of access soon; of the same within ten minutes one:
        a page reads a contact anew whenever something happens in it."""
        now = self._store.clock()
        with self._lock:
            before = self._noted.pop(line, None)
            self._noted[line] = before if before and now - before < _SAME_VISIT else now
            if self._noted[line] == now:
                self._lines.append(replace(line, at=now))
            while len(self._noted) > _MOST:
                self._noted.pop(next(iter(self._noted)))

    @property
    def is_behind(self) -> bool:
        """Whether nothing could be written down for a minute: who goes on leaves no trace."""
        since = self._failing_since
        return since is not None and self._store.clock() - since >= _BEHIND

    def follow(self, batch: Sequence[ev.Recorded]) -> None:
        """Forget whom ``batch`` changed."""
        changed = {_subject(one.event) for one in batch if isinstance(one.event, _CHANGES)}
        if not changed:
            return
        self._generation += 1
        for token, known in list(self._known.items()):
            if known.identity.id in changed:
                self._known.pop(token, None)

    async def _find(self, token: str, look_up: LookUp, *, touch: bool = True) -> _Known:
        mark, now = hashed(token), self._store.clock()
        known = self._known.get(mark)
        if known is None or self._is_doubtful(known, now):
            known = await asyncio.to_thread(self._look_again, mark, look_up)
        if touch:
            self._touch(known, now)
        return known

    def _is_doubtful(self, known: _Known, now: datetime) -> bool:
        if time.monotonic() - known.looked_at > _BELIEVED:
            return True
        session = known.session
        return session is not None and self.lives.ended(
            replace(session, seen_at=known.seen_at), now
        )

    def _look_again(self, mark: str, look_up: LookUp) -> _Known:
        generation, before = self._generation, self._known.pop(mark, None)
        found = look_up(mark)
        if before is not None and found.seen_at < before.seen_at:
            found.seen_at, found.written_at = before.seen_at, before.written_at
        if generation == self._generation:  # else it may have changed while it was read
            self._known[mark] = found
            while len(self._known) > _MOST:
                self._known.pop(next(iter(self._known)), None)
        return found

    def _look_up_session(self, mark: str) -> _Known:
        with self._store.read() as connection:
            session = find_session(connection, mark)
            account = session and find_account(connection, session.account)
        now = self._store.clock()
        if not session or not account or account.disabled or self.lives.ended(session, now):
            raise SignInNeeded(_SIGN_IN)
        identity = Identity(
            account.id, account.roles, account.brands, account.sites, session=session.id
        )
        return _Known(identity, session, time.monotonic(), session.seen_at, session.seen_at)

    def _look_up_key(self, mark: str) -> _Known:
        with self._store.read() as connection:
            key = find_key(connection, mark)
        now = self._store.clock()
        if key is None or key.is_over(now):
            raise SignInNeeded("This API key opens nothing (any more). Make another one.")
        identity = Identity(key.id, key.roles, key.brands, key.sites, key.actions)
        used = key.used_at or key.made_at - _WRITTEN_EVERY
        return _Known(identity, None, time.monotonic(), used, used)

    def _touch(self, known: _Known, now: datetime) -> None:
        known.seen_at = now
        if now - known.written_at < _WRITTEN_EVERY:
            return
        known.written_at = now
        with self._lock:
            if known.session is not None:
                self._seen[known.session.id] = now
            else:
                self._used[known.identity.id] = now

    def _keep_writing(self) -> None:
        while not self._stop.wait(_BATCH_SECONDS):
            self._write()

    def _write(self) -> None:
        with self._lock:
            seen, used, lines = self._seen, self._used, self._lines
            self._seen, self._used, self._lines = {}, {}, []
        try:
            if seen or used:
                keep_seen(self._store, seen, used)
                seen, used = {}, {}
            if lines:
                note_access(self._store, lines)
        except Exception as error:  # whatever it is: nobody else writes these lines
            if not isinstance(error, NawbaError):
                log.exception("access_not_written")
            else:
                log.warning("access_not_written", error=error.code)
            self._failing_since = self._failing_since or self._store.clock()
            self._take_back(seen, used, lines)
        else:
            self._failing_since = None

    def _take_back(
        self, seen: dict[str, datetime], used: dict[str, datetime], lines: list[Access]
    ) -> None:
        with self._lock:
            self._seen, self._used = seen | self._seen, used | self._used
            kept = lines + self._lines
            self._lines = kept[-_MOST:]
        if len(kept) > _MOST:
            log.error("access_lines_lost", lines=len(kept) - _MOST)


def _subject(event: ev.Event) -> str:
    if isinstance(event, ev.KeyRevoked):
        return event.key
    assert isinstance(event, ev.AccountChanged | ev.SessionsEnded)
    return event.account
