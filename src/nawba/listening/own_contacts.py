"""The centre's own closed contacts as a source of an intake: those that rule and consent let in.

A contact is known by its id, so it is one recorded contact however often it is walked over. What
was said goes to its folder like a given transcript, and is redacted like one, by what the customer
told of themselves as well.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime

from nawba.domain.purposes import LISTENING
from nawba.domain.recordings import Item
from nawba.listening.own_choice import SETTLED, TAKEN, Rules, Wish, choose, queue_of
from nawba.listening.own_facts import facts_of, said_in
from nawba.listening.shelf import Shelf
from nawba.listening.sources import Taken
from nawba.store import Store
from nawba.store.closed_contacts import Closed, closed_contacts, course_of
from nawba.store.personal import read_register
from nawba.store.rows import read_centre
from nawba.store.stories import came_back, details_of

CENTRE = "centre"
"""The source of an intake of the centre's own contacts."""

_AT_ONCE = 500


@dataclass(frozen=True)
class Survey:
    """How many contacts an intake would take in or settle, and how many not, by why."""

    taken: int
    settled: int
    left_out: dict[str, int] = field(default_factory=dict)


class OwnContacts:
    """A source like ``sources.Source``; each walk reads the house anew."""

    def __init__(self, store: Store, wish: Wish) -> None:
        self.store, self.wish = store, wish
        with store.read() as connection:
            self.rules = Rules(
                read_centre(connection, retired=True),
                next(one.basis for one in read_register(connection) if one.id == LISTENING),
                store.clock(),
                wish,
            )

    def survey(self) -> Survey:
        """Look at all contacts and take none."""
        counts = Counter(verdict for verdict, _ in self._judged())
        taken, settled = counts.pop(TAKEN, 0), counts.pop(SETTLED, 0)
        return Survey(taken, settled, dict(sorted(counts.items())))

    def count(self) -> int:
        """How many there are to listen to."""
        return sum(1 for _ in self.walk())

    def unnamed(self) -> int:
        """The centre has no manifest."""
        return 0

    def walk(self) -> Iterator[Closed]:
        """Each contact that is taken in, in order of closing."""
        return (one for verdict, one in self._judged() if verdict in (TAKEN, SETTLED))

    def each(self, shelf: Shelf) -> Iterator[Taken]:
        """All of them, one taken after the other."""
        return (self.take(one) for one in self.walk())

    def take(self, one: Closed) -> Taken:
        """Its facts and its words, as yet on no disk but the store's."""
        row = one.row
        with self.store.read() as connection:
            course = course_of(connection, row.id)
            facts = facts_of(
                row, course, self.rules.centre, self.rules.now, back=came_back(connection, row)
            )
            details = details_of(connection, row.customer)
        item = Item(own_id(row.id), "text", (), contact=row.id, **facts)
        turns = said_in(course, row.opened_at)
        told = {"language": row.language, "turns": turns, "details": asdict(details)}
        return Taken(item, row.id, told=json.dumps(told, ensure_ascii=False).encode())

    def _judged(self) -> Iterator[tuple[str, Closed]]:
        for one in self._closed():
            if self.wish.queue in ("", queue_of(one.row)):
                yield choose(self.rules, one), one

    def _closed(self) -> Iterator[Closed]:
        after: tuple[datetime, str] | None = None
        while True:
            with self.store.read() as connection:
                found = closed_contacts(connection, LISTENING, self.wish.since, after, _AT_ONCE)
            yield from found
            if len(found) < _AT_ONCE:
                return
            after = found[-1].row.closed_at, found[-1].row.id


def own_id(contact: str) -> str:
    """The recorded contact that a contact of the centre becomes."""
    return f"rc-{hashlib.sha256(f'nawba-contact:{contact}'.encode()).hexdigest()[:24]}"
