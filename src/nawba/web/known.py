"""What a house knows by heart: its centre and its assistant, read anew when they change.

Changes come by the event stream, so it does not matter which process made them.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import sqlalchemy as sa
import structlog
from sqlalchemy.engine import Connection

from nawba.assistant.flow_shelf import FlowShelf
from nawba.assistant.reading import Reads
from nawba.assistant.serving import Serving, serve_fixed, serve_version
from nawba.domain import events as ev
from nawba.domain.errors import NawbaError
from nawba.domain.words import Centre
from nawba.store import Store, head, tables
from nawba.store.assistant_versions import current_version, read_article_versions, read_classifier
from nawba.store.rows import read_articles, read_centre

log = structlog.get_logger()

_CENTRE = (ev.CentreConfigured,)
_ARTICLES = (ev.ArticlePublished, ev.ArticleWithdrawn)
_VERSION = (ev.AssistantPublished, ev.AssistantRolledBack)
_FOLLOWED = _CENTRE + _ARTICLES + _VERSION
_RETRY_SECONDS = 1.0

TAKEN_UP_SECONDS = 10.0
"""How long who published a version waits for it to answer; it answers a moment later anyway."""


class Known:
    """``centre``, ``history_centre`` and ``serving`` are whole values, safe to read at any time.

    ``serving`` is the current version of the assistant; while none was ever published, the current
    articles behind the one ``threshold``, and the flows of the folder. ``shelf`` has both kinds.

    ``history_centre`` holds what was retired too: it names people and queues of old contacts.
    ``follow`` is told of events, ``keep_fresh`` is a thread's work.
    """

    def __init__(self, store: Store, reading: Reads, threshold: float, shelf: FlowShelf) -> None:
        self._store, self._reading, self._threshold = store, reading, threshold
        self._shelf = shelf
        self._stale, self._stop = threading.Event(), threading.Event()
        self._taken_up = threading.Condition()
        with store.read() as connection:
            self._since = head(connection)
        self._read_centre()
        self._read_serving()

    @property
    def centre(self) -> Centre:
        return self._centre

    @property
    def history_centre(self) -> Centre:
        return self._history_centre

    @property
    def serving(self) -> Serving:
        return self._serving

    def follow(self, recorded: Sequence[ev.Recorded]) -> None:
        """Have read anew what ``recorded`` changed; returns at once."""
        if any(isinstance(one.event, _FOLLOWED) for one in recorded):
            self._stale.set()

    def keep_fresh(self) -> None:
        """Read anew whenever something changed, until ``stop``."""
        self._stale.set()  # something may have changed since ``__init__``
        while not self._stop.is_set():
            self._stale.wait()
            self._stale.clear()
            try:
                self._catch_up()
            except NawbaError as error:
                log.warning("refresh_failed", error=error.code)
                self._stale.set()
                self._stop.wait(_RETRY_SECONDS)

    def stop(self) -> None:
        self._stop.set()
        self._stale.set()

    def _catch_up(self) -> None:
        with self._store.read() as connection:
            until, changed = head(connection), self._changed(connection)
        if changed & _names(_CENTRE):
            self._read_centre()
        if changed & _names(_ARTICLES + _VERSION):
            self._read_serving(at_ease=True)
        self._since = until

    def _changed(self, connection: Connection) -> set[str]:
        """Types of the events since the last look that say that something changed."""
        events, wanted = tables.events, _names(_FOLLOWED)
        found: set[str] = set()
        for cell in head(connection):
            since = self._since.get(cell, 0)
            later = sa.and_(events.c.cell == cell, events.c.seq > since, events.c.type.in_(wanted))
            found.update(connection.execute(sa.select(events.c.type).where(later)).scalars())
        return found

    def _read_centre(self) -> None:
        with self._store.read() as connection:
            self._centre = read_centre(connection)
            self._history_centre = read_centre(connection, retired=True)

    def _read_serving(self, *, at_ease: bool = False) -> None:
        with self._store.read() as connection:
            version = current_version(connection)
            if version is None:
                articles, learned = read_articles(connection), None
            else:
                articles = read_article_versions(connection, version.document.articles)
                learned = read_classifier(connection, version)
        search = self._reading.of(articles, learned)
        flows_of = self._shelf.serve(self._store, version)
        if version is None:
            serving = serve_fixed(search, self._threshold, flows_of)
        else:
            serving = serve_version(search, version, flows_of)
        if at_ease:  # no customer waits for the new version while its flows are read
            self._read_flows(serving)
        with self._taken_up:
            self._serving = serving
            self._taken_up.notify_all()

    def await_version(self, number: int, seconds: float = TAKEN_UP_SECONDS) -> bool:
        """Wait until version ``number`` answers here: who published it may then try it. False
        when it takes longer, or another has been published since."""
        with self._taken_up:
            return self._taken_up.wait_for(lambda: self._serving.version == number, seconds)

    def read_flows(self) -> None:
        """Read the flows that answer now, before the first customer needs them."""
        self._read_flows(self._serving)

    def _read_flows(self, serving: Serving) -> None:
        for brand in self._centre.brands:
            if serving.flows_of is not None:
                serving.flows_of(brand.id)


def _names(kinds: tuple[type[ev.Event], ...]) -> set[str]:
    return {ev.type_name(kind) for kind in kinds}
