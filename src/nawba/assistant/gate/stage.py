"""A house in a folder of its own that scripted customers talk to: the real verbs, store and driver.

What is rehearsed is what will run, not a likeness of it; nothing of it touches the real database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from nawba.actions import contacts
from nawba.actions.setup import configure
from nawba.assistant.driver import Driver
from nawba.assistant.serving import Serving
from nawba.domain.decisions import Decision
from nawba.domain.words import ADMINISTRATOR, Actor, Centre, Message, Party
from nawba.store import Store, open_store, statements, tables
from nawba.store.decisions import read_decisions
from nawba.store.doctor import find_violations
from nawba.store.migrate import migrate
from nawba.store.rows import read_messages

MakeDriver = Callable[[Store, Centre, Serving], Driver]
"""How the house is driven; another one has a language model that obeys whoever speaks."""

_DRAWS_ASSISTANT = 0.999999


def plain_driver(store: Store, centre: Centre, serving: Serving) -> Driver:
    """The assistant as it is without a language model."""
    return Driver(store, lambda: centre, lambda: serving)


@dataclass(frozen=True)
class Answered:
    """What followed one message: what the assistant said, why, and where the contact stands."""

    said: Sequence[Message]
    decision: Decision | None
    state: str
    language: str

    @property
    def text(self) -> str:
        return "\n".join(message.text for message in self.said)

    @property
    def articles(self) -> tuple[str, ...]:
        return tuple(source.article for message in self.said for source in message.sources)


@dataclass(frozen=True)
class Stage:
    """Open one with ``open_stage``."""

    store: Store
    driver: Driver
    centre: Centre
    _ids: Iterator[int] = field(default_factory=count)

    def open(self, brand: str, language: str) -> str:
        """A contact that was greeted; returns its id."""
        opened = contacts.open_contact(
            self.store,
            Actor("customer", "new"),
            self.centre.brand[brand],
            client_id=f"rehearsal-{next(self._ids):016d}",
            language=language,
            draw=_DRAWS_ASSISTANT,
        )
        self.driver.take(opened.contact)
        return opened.contact

    def say(self, contact: str, text: str) -> Answered:
        """The customer writes ``text`` and the assistant takes its turn."""
        with self.store.read() as connection:
            row = statements.find(connection, tables.contacts, id=contact)
        assert row is not None, "a rehearsal's contact exists"
        customer = Actor("customer", row.customer)
        message = contacts.say(
            self.store, customer, contact, text, client_id=f"line-{next(self._ids)}"
        )
        self.driver.take(contact)
        return self._answered(contact, message)

    def _answered(self, contact: str, message: str) -> Answered:
        with self.store.read() as connection:
            row = statements.find(connection, tables.contacts, id=contact)
            said = read_messages(connection, contact, notes=True)
            decisions = read_decisions(connection, contact)
        assert row is not None, "a rehearsal's contact exists"
        number = next(one.number for one in said if one.id == message)
        later = [m for m in said if m.number > number and m.author is Party.ASSISTANT]
        why = next((one.decision for one in decisions if one.message == message), None)
        return Answered(later, why, row.state, row.language)

    def state(self, contact: str) -> str:
        with self.store.read() as connection:
            row = statements.find(connection, tables.contacts, id=contact)
        return "" if row is None else str(row.state)

    def operated(self) -> int:
        """How many operations, commitments and flows there are: what words have set going."""
        with self.store.read() as connection:
            found = [
                statements.find_all(connection, table)
                for table in (tables.operations, tables.commitments, tables.flow_runs)
            ]
        return sum(map(len, found))

    def violations(self) -> list[str]:
        """What the doctor would find in this house."""
        with self.store.read() as connection:
            return [str(one) for one in find_violations(connection)]


@contextmanager
def open_stage(
    centre: Centre, serving: Serving, now: datetime, make_driver: MakeDriver = plain_driver
) -> Iterator[Stage]:
    """A house on ``centre`` at ``now`` that answers as ``serving`` does; gone when closed."""
    steps = count()
    with TemporaryDirectory(prefix="nawba-gate-") as folder:
        clock = _clock(now, steps)
        store = open_store(f"sqlite:///{Path(folder) / 'stage.db'}", clock)
        migrate(store)
        configure(store, ADMINISTRATOR, centre)
        try:
            yield Stage(store, make_driver(store, centre, serving), centre)
        finally:
            store.dispose()


def _clock(now: datetime, steps: Iterator[int]) -> Callable[[], datetime]:
    """A millisecond later each time it is asked: turns keep their order, no test ever waits."""
    return lambda: now.astimezone(UTC) + timedelta(milliseconds=next(steps))
