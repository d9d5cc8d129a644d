"""What the routes of listening share: the shelf of recorded contacts, uploads, work under way."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
import structlog

from nawba.actions.listening import begin_intake
from nawba.domain.errors import Invalid, NawbaError
from nawba.domain.purposes import LISTENING
from nawba.domain.words import Actor
from nawba.listening.own_choice import Wish
from nawba.listening.own_contacts import CENTRE, OwnContacts
from nawba.listening.shelf import Shelf
from nawba.settings import Settings
from nawba.store import Store
from nawba.store.listening_tables import intakes
from nawba.store.personal import may_process
from nawba.web.listening_files import Uploads
from nawba.web.listening_known import KnownLists
from nawba.web.listening_work import Work

log = structlog.get_logger()

LISTENER = Actor("system", "listener")


@dataclass(frozen=True)
class Source:
    """Where an intake's files are; ``title`` is what people call it."""

    path: str
    title: str
    manifest: str | None


class ListeningHouse:
    """``inbox`` is the folder of the server from which callers may take recordings in, or None."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        root = settings.listening_folder
        self.shelf = Shelf(root)
        self.inbox = settings.listening_inbox
        self.every_minutes = settings.listening_every_minutes
        self.uploads = Uploads(root / "uploads", store.clock)
        self.known = KnownLists(root / "known")
        self.work = Work(store, settings, self.uploads)

    def source_of(
        self, actor: Actor, upload: str | None, path: str | None, manifest: str | None
    ) -> Source:
        """The files to take in. Raises NotFound for a foreign upload, Invalid for a path that is
        not in the inbox."""
        if upload is not None:
            files = self.uploads.files(actor, upload)
            return Source(str(files.absolute()), self.uploads.title(files), _manifest_in(files))
        found = self._inside(path or "", "path")
        told = self._inside(manifest, "manifest") if manifest else None
        return Source(str(found), str(found), None if told is None else str(told))

    def take_own(self, actor: Actor, wish: Wish | None = None) -> str | None:
        """Begin an intake of the centre's own contacts; None where there is nothing to take in or
        one is at work. Raises Conflict as ``begin_intake`` and ``Work.start`` do."""
        wish = wish or Wish()
        if self._own_at_work() or next(OwnContacts(self._store, wish).walk(), None) is None:
            return None
        told = wish.options() | {"jobs": 1}  # the running centre needs the other processors
        intake = begin_intake(self._store, actor, CENTRE, told)
        self.work.start(intake)
        return intake

    def _own_at_work(self) -> bool:
        wanted = sa.select(intakes).where(intakes.c.source == CENTRE, intakes.c.state == "running")
        with self._store.read() as connection:
            rows = list(connection.execute(wanted))
        return any(self.work.told(row)[0] == "running" for row in rows)

    def keep_taking(self, stop: threading.Event) -> None:
        """Take new ones in every so many minutes, as the setting says, until ``stop``; nothing is
        tried while the register does not let contacts be listened to."""
        while self.every_minutes and not stop.wait(60 * self.every_minutes):
            try:
                self._take_if_allowed()
            except NawbaError as error:
                log.warning("own_contacts_failed", error=error.code)

    def _take_if_allowed(self) -> None:
        with self._store.read() as connection:
            is_allowed = may_process(connection, LISTENING, self._store.clock().date())
        if is_allowed:
            self.take_own(LISTENER)

    def start(self) -> None:
        """Delete uploads that nobody came back for."""
        wanted = sa.select(intakes.c.source).where(intakes.c.state != "done")
        with self._store.read() as connection:
            needed = {str(one) for one in connection.execute(wanted).scalars()}
        self.uploads.forget_left(needed)

    def stop(self) -> None:
        self.work.close()

    def _inside(self, path: str, field: str) -> Path:
        if self.inbox is None:
            raise Invalid("The setting listening_inbox opens no folder of the server.", field=field)
        inbox = self.inbox.resolve()
        found = (inbox / path).resolve()
        if not found.is_relative_to(inbox) or not found.exists():
            raise Invalid(f"There is no {path} in the folder {inbox}.", field=field)
        return found


def _manifest_in(files: Path) -> str | None:
    """The one table among uploaded files, if there is one: what it says belongs to the others."""
    tables = [one for one in files.iterdir() if one.suffix.lower() in (".csv", ".json")]
    return str(tables[0].absolute()) if len(tables) == 1 else None
