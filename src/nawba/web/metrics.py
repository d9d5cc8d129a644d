"""What a monitor counts: turns, decisions, waiting, offers, the store's and the stream's times.

Off unless the setting ``metrics`` says otherwise. Labels are words of the program (an action, a
reason, a state), never a brand, a queue, a person or a contact: whoever may read the monitor learns
how the house does, and about nobody.
"""

from __future__ import annotations

import re
from collections import Counter as Tally
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily

from nawba.domain.board import Board
from nawba.domain.decisions import Decision
from nawba.domain.events import Recorded, type_name

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_WORD = re.compile(r"[a-z][a-z_]{0,39}")  # what the program calls things; ids have digits
_STATES = ("assistant", "waiting", "held", "wrap_up")
_PRESENCES = ("offline", "available", "paused", "lost")


class Metrics:
    """Counts in this process since its start; the live board is read when somebody looks.

    ``board`` gives the live board, ``now`` the time that its waits are counted to.
    """

    content_type = "text/plain; version=0.0.4; charset=utf-8"

    def __init__(self, board: Callable[[], Board], now: Callable[[], datetime]) -> None:
        self._registry, self._now = CollectorRegistry(), now
        self._turns = self._counter("turns", "Turns of the assistant.", "did", "reason")
        self._events = self._counter("events", "Events read from the stream.", "type")
        self._writes = self._histogram("write_seconds", "Time of a committed write.", "action")
        self._lag = self._histogram("event_delivery_seconds", "From an event to its frames.")
        ProcessCollector(registry=self._registry)
        self._registry.register(_Live(board, now))

    def decided(self, decision: Decision) -> None:
        self._turns.labels(decision.did.value, _word(decision.reason)).inc()

    def wrote(self, action: str, seconds: float) -> None:
        self._writes.labels(_word(action)).observe(seconds)

    def delivered(self, batch: Sequence[Recorded]) -> None:
        now = self._now()
        for recorded in batch:
            self._events.labels(type_name(type(recorded.event))).inc()
            self._lag.observe(max(0.0, (now - recorded.at).total_seconds()))

    def text(self) -> bytes:
        """Everything, as Prometheus reads it (text format 0.0.4)."""
        return generate_latest(self._registry)

    def _counter(self, name: str, meaning: str, *labels: str) -> Counter:
        return Counter(f"nawba_{name}", meaning, labels, registry=self._registry)

    def _histogram(self, name: str, meaning: str, *labels: str) -> Histogram:
        return Histogram(
            f"nawba_{name}", meaning, labels, registry=self._registry, buckets=_SECONDS
        )


class _Live:
    """Gauges of the board as it is when somebody looks; every state is there, also with none."""

    def __init__(self, board: Callable[[], Board], now: Callable[[], datetime]) -> None:
        self._board, self._now = board, now

    def describe(self) -> Iterator[GaugeMetricFamily]:
        return iter(())  # else registering would collect, before there is a board

    def collect(self) -> Iterator[GaugeMetricFamily]:
        board = self._board()
        lines = list(board.contacts.values())
        states = Tally(line.state for line in lines)
        yield _by_state("contacts", "Open contacts by state.", states, _STATES)
        presences = Tally(one.state for one in list(board.presence.values()))
        yield _by_state("advisers", "Advisers by presence.", presences, _PRESENCES)
        yield _gauge(
            "offers_live", "Offers that ring.", sum(line.offer is not None for line in lines)
        )
        now = self._now()
        waits = [
            (now - line.waiting_since).total_seconds()
            for line in lines
            if line.state == "waiting" and line.waiting_since is not None
        ]
        yield _gauge(
            "longest_wait_seconds", "The oldest waiting contact's age.", max(waits, default=0)
        )


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"nawba_{name}", meaning, value=value)


def _by_state(
    name: str, meaning: str, counts: Tally[str], states: Sequence[str]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"nawba_{name}", meaning, labels=("state",))
    for state in states:
        family.add_metric((state,), counts[state])
    return family


def _word(name: str | None) -> str:
    """``name`` if it is a word of the program: what else it may be is nobody's label."""
    if name is None:
        return "none"
    return name if _WORD.fullmatch(name) else "other"
