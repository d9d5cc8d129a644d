"""Learns rates while the centre runs, beside the thread that dispatches: it must not wait for this.

Only the leader learns, when it begins to lead and every ten minutes. Rates are kept, and told in
the stream, only once they are worth something and when they have moved: standby and replay follow.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType

import structlog

from nawba.actions.policies import keep_rates
from nawba.dispatch.learned import NEEDS, learn, rates_from, rates_json
from nawba.dispatch.plan import plan_of
from nawba.domain.words import DISPATCHER, Centre
from nawba.store import Store
from nawba.store.policies import rates_number, read_rates

log = structlog.get_logger()

EVERY_SECONDS = 600.0
_LOOK_SECONDS = 5.0


class Learner:
    """``run`` is a thread's work; ``leads`` tells whether this process dispatches.

    Of what ``least`` names, one at least must have been seen as often before anything is kept.
    """

    def __init__(
        self,
        store: Store,
        centre: Callable[[], Centre],
        leads: Callable[[], bool],
        least: Mapping[str, int] = MappingProxyType(NEEDS),
    ) -> None:
        self._store, self._centre, self._leads, self._least = store, centre, leads, least

    def run(self, stop: threading.Event) -> None:
        due = 0.0
        while not stop.wait(_LOOK_SECONDS):
            if self._leads() and time.monotonic() >= due:
                due = time.monotonic() + EVERY_SECONDS
                self._learn_safely()

    def learn(self) -> int | None:
        """Look at the closed contacts once; the number of new rates, None where none are needed."""
        plan = plan_of(self._centre())
        with self._store.read() as connection:
            old = rates_from(read_rates(connection, rates_number(connection)))
            new = learn(connection, plan, self._store.clock())
        is_worth = any(new.seen[name] >= number for name, number in self._least.items())
        if not is_worth or not old.has_moved(new):
            return None
        return keep_rates(self._store, DISPATCHER, rates_json(new), sum(new.seen.values()))

    def _learn_safely(self) -> None:
        """A defect here must not end what else goes on."""
        try:
            number = self.learn()
        except Exception:
            log.exception("rates_not_learned")
            return
        if number is not None:
            log.info("rates_learned", number=number)
