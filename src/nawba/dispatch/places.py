"""How many are before me? Kept as events come, and told to the customer when it moves.

A contact that is being offered still waits and keeps its place until somebody accepts; one that
waits for its own adviser has a place like any other, and may be served out of turn. The hub feeds
it every change of a contact and asks, once per batch, whose place is another now; only queues that
somebody entered or left are looked at.
"""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from nawba.domain.board import Board, ContactLine

_Wait = tuple[datetime, str]


class Places:
    """The waiting contacts of every queue, oldest wait first."""

    def __init__(self) -> None:
        self._queues: dict[str, list[_Wait]] = defaultdict(list)
        self._told: dict[str, int] = {}
        self._touched: set[str] = set()

    @classmethod
    def of(cls, board: Board) -> Places:
        """The places of a board whose pages are yet to come."""
        places = cls()
        for line in board.contacts.values():
            places.move(None, line)
        places._told.update(places.moved())
        return places

    def told(self, contact: str) -> int | None:
        """The place as last said, for a page that comes only now; None when it does not wait."""
        return self._told.get(contact)

    def move(self, before: ContactLine | None, after: ContactLine | None) -> None:
        """A contact went from one state to the next; None stands for one that is not open."""
        left, came = _wait(before), _wait(after)
        if left == came:
            return
        if left is not None:
            self._queues[left[0]].remove(left[1])
            self._told.pop(left[1][1], None)
            self._touched.add(left[0])
        if came is not None:
            insort(self._queues[came[0]], came[1])
            self._touched.add(came[0])

    def moved(self) -> Iterable[tuple[str, int]]:
        """Contacts whose place is not what was said last, with the place; 1 is next.

        Each change is told once.
        """
        touched, self._touched = self._touched, set()
        for queue in touched:
            for place, (_, contact) in enumerate(self._queues[queue], start=1):
                if self._told.get(contact) != place:
                    self._told[contact] = place
                    yield contact, place


def _wait(line: ContactLine | None) -> tuple[str, _Wait] | None:
    if line is None or line.state != "waiting" or not line.queue or line.waiting_since is None:
        return None
    return line.queue, (line.waiting_since, line.id)
