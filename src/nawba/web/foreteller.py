"""What is to be expected, for the house: read here, worked out in the planning process, and kept.

The past changes slowly and is read at most once a minute; the present is read anew every time.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from nawba.domain.errors import NawbaError, Unavailable
from nawba.domain.redispatch import Change
from nawba.domain.words import Centre, Json
from nawba.planning.allocation import prices_of
from nawba.planning.bureau import Bureau
from nawba.planning.bureau_task import Task
from nawba.planning.expected import Expected, expected
from nawba.planning.outlook import outlook_facts
from nawba.planning.present import Present, present_state
from nawba.store import Store, snapshot

_FRESH = timedelta(minutes=1)
_HOUR = 60  # minutes that prices are of
_PATIENCE = 300.0  # seconds that an outlook may take: the first after an update compiles


@dataclass(frozen=True)
class _Past:
    centre: Centre
    minutes: int
    read_at: datetime
    what: Expected


class Foreteller:
    """``Foresight`` of a house: ``centre`` is asked for what holds now, ``policy``
    decides while nobody chose another, ``policies`` are the modules with a user's own."""

    def __init__(
        self,
        store: Store,
        bureau: Bureau,
        centre: Callable[[], Centre],
        policy: str,
        policies: tuple[str, ...] = (),
    ) -> None:
        self._store, self._bureau, self._centre = store, bureau, centre
        self._policy, self._policies = policy, policies
        self._lock = Lock()
        self._past: _Past | None = None
        self._prices: list[Json] | None = None
        self._asked_at: datetime | None = None

    def outlook(self, change: Change, minutes: int) -> Json | None:
        """See ``Foresight``. Blocks for a second or so; longer where the centre is large."""
        centre = self._centre()
        present = self._present(centre, minutes)
        if present.is_blank:
            return None
        own: dict[str, Any] = {"policies": self._policies}
        told = self._bureau.ask(
            outlook_facts, present, centre, change, first=True, seconds=_PATIENCE, **own
        )
        return dict(told)

    def prices(self) -> list[Json] | None:
        """See ``Foresight``. What was worked out last; once a minute it is asked for anew while
        contacts wait, and nobody waits for it. While none does, nothing is scarce: None."""
        now = self._store.clock()
        with self._lock:
            is_due = self._asked_at is None or not self._asked_at <= now < self._asked_at + _FRESH
            if is_due:
                self._asked_at = now
        if is_due:
            self._ask_prices()
        with self._lock:
            return self._prices

    def _ask_prices(self) -> None:
        centre = self._centre()
        present = self._present(centre, _HOUR)
        if all(one.crew is not None for one in present.inside):
            with self._lock:
                self._prices = None
            return
        with suppress(Unavailable):  # the next minute asks again
            self._bureau.begin(prices_of, present, centre, first=True, seconds=_PATIENCE).whenever(
                self._keep_prices
            )

    def _keep_prices(self, task: Task) -> None:
        with suppress(NawbaError):
            found = task.result()
            with self._lock:
                self._prices = found

    def _present(self, centre: Centre, minutes: int) -> Present:
        now = self._store.clock()
        with self._store.read() as connection:
            with self._lock:
                past = self._past
            if past is None or not _holds(past, centre, minutes, now):
                past = _Past(centre, minutes, now, expected(connection, centre, now, minutes))
                with self._lock:
                    self._past = past
            board = snapshot(connection)
            return present_state(
                connection,
                centre,
                board,
                now,
                minutes=minutes,
                history=past.what,
                policy=self._policy,
            )


def _holds(past: _Past, centre: Centre, minutes: int, now: datetime) -> bool:
    is_fresh = past.read_at <= now < past.read_at + _FRESH
    return past.centre is centre and past.minutes == minutes and is_fresh
