"""Customers who come and advisers who answer, without pause, while dispatchers are struck down.

They send as an unlucky page sends: every accept twice, late ones too, and whatever was not
acknowledged again.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import sqlalchemy as sa

from nawba.actions import hands
from nawba.actions.offers import accept
from nawba.bench.crowd import wait
from nawba.domain.errors import Conflict, Unavailable
from nawba.domain.words import Actor, Centre
from nawba.store import Store, tables

_WAITING = 12  # contacts that wait at any time, about
_PAUSE = 0.03
_PATIENCE = 15.0

_LIVE = sa.select(tables.offers).where(tables.offers.c.state == "live")
_OPEN = sa.select(sa.func.count()).where(tables.contacts.c.state != "closed")
_QUEUED = sa.select(sa.func.count()).where(tables.contacts.c.state == "waiting")


@dataclass
class Crowd:
    """``opened`` contacts, of which advisers ``accepted`` as many; ``late`` accepts were refused.

    ``offers`` are those whose acceptance was acknowledged.
    """

    store: Store
    centre: Centre
    opened: int = 0
    late: int = 0
    offers: list[str] = field(default_factory=list)
    failed: list[BaseException] = field(default_factory=list)
    _coming: list[str] = field(default_factory=list)
    _ringing: dict[str, tuple[Actor, int]] = field(default_factory=dict)
    _held: list[tuple[str, Actor]] = field(default_factory=list)
    _closing: threading.Event = field(default_factory=threading.Event)
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def living(self) -> Iterator[None]:
        """Come and answer until the block ends."""
        threads = [
            threading.Thread(target=self._repeat, args=(work, until), daemon=True)
            for work, until in ((self._come, self._closing), (self._answer, self._stop))
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._closing.set()
            self._stop.set()
            for thread in threads:
                thread.join(timeout=_PATIENCE)

    def close(self) -> None:
        """Nobody comes any more."""
        self._closing.set()

    def left(self) -> int:
        """How many contacts are not closed yet."""
        with self.store.read() as connection:
            return int(connection.execute(_OPEN).scalar_one())

    def _repeat(self, work: Callable[[], None], until: threading.Event) -> None:
        while not until.wait(_PAUSE):
            try:
                work()
            except Unavailable:
                continue  # a page sends it again
            except BaseException as error:
                self.failed.append(error)
                raise

    def _come(self) -> None:
        with self.store.read() as connection:
            waiting = int(connection.execute(_QUEUED).scalar_one())
        fresh = _WAITING - waiting - len(self._coming)
        self._coming += [secrets.token_hex(16) for _ in range(fresh)]
        for client_id in self._coming[:]:
            wait(self.store, self.centre, client_id)
            self._coming.remove(client_id)
            self.opened += 1

    def _answer(self) -> None:
        for contact, adviser in self._held[:]:
            self._finish(contact, adviser)
            self._held.remove((contact, adviser))
        with self.store.read() as connection:
            for offer in connection.execute(_LIVE):
                self._ringing[offer.id] = Actor("adviser", offer.adviser), offer.epoch
        for ringing, (adviser, epoch) in list(self._ringing.items()):
            self._accept(ringing, adviser, epoch)
            del self._ringing[ringing]

    def _finish(self, contact: str, adviser: Actor) -> None:
        hands.end(self.store, adviser, self.centre, contact, "adviser_ended")
        with suppress(Conflict):  # wrapped up before, and the answer was lost
            hands.wrap_up(self.store, adviser, self.centre, contact, code="done")

    def _accept(self, offer: str, adviser: Actor, epoch: int) -> None:
        """Twice, as a page does whose first answer was lost."""
        try:
            contacts = {accept(self.store, adviser, offer, epoch) for _ in range(2)}
        except Conflict:
            self.late += 1  # withdrawn by a new lease between look and accept
            return
        self.offers.append(offer)
        self._held.extend((contact, adviser) for contact in contacts)
