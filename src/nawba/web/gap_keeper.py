"""The house's worker on gaps: reads on what has ended, and closes what is answered now."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy.engine import Connection

from nawba.actions.gaps import settle_gaps
from nawba.assistant.serving import Serving
from nawba.domain.errors import NawbaError
from nawba.domain.gaps import Gap, Settled
from nawba.domain.words import Centre
from nawba.knowledge.gap_reading import GAP_FINDER, Refreshed, refresh
from nawba.knowledge.searcher import Searcher
from nawba.privacy import redact
from nawba.store import Store
from nawba.store.assistant_versions import current_version
from nawba.store.gaps import read_gaps, read_questions
from nawba.store.rows import read_articles

log = structlog.get_logger()

EVERY_SECONDS = 15.0
_MOST_TRIED = 100  # questions of a gap, the latest


class GapKeeper:
    """``run`` is a thread's work; ``read_on`` and ``settle`` may be called from any other too."""

    def __init__(
        self,
        store: Store,
        searcher: Searcher,
        serving: Callable[[], Serving],
        centre: Callable[[], Centre],
        may_learn: Callable[[], bool],
    ) -> None:
        self._store, self._searcher = store, searcher
        self._serving, self._centre, self._may_learn = serving, centre, may_learn
        self._settled: Serving | None = None
        self._reading = threading.Lock()

    def run(self, stop: threading.Event, every: float = EVERY_SECONDS) -> None:
        """Read on and settle, every few seconds until ``stop``."""
        while not stop.wait(every):
            try:
                self.read_on()
                if self._serving() is not self._settled:
                    self.settle()
            except NawbaError as error:
                log.warning("gaps_failed", error=error.code)

    def read_on(self) -> Refreshed:
        """Read what has ended since the last time; one thread at a time does.

        Nothing is read while the register does not let contacts be learned from.
        """
        if not self._may_learn():
            return Refreshed(0, 0, 0, 0.0)
        with self._reading:
            return refresh(self._store, self._searcher.embed, self._searcher.kept, redact)

    def settle(self) -> int:
        """Try the questions of drafted and closed gaps on what answers now; how many moved."""
        serving = self._serving()
        settled = list(self._tried(serving))
        moved = settle_gaps(self._store, GAP_FINDER, settled, serving.version) if settled else 0
        self._settled = serving
        return moved

    def _tried(self, serving: Serving) -> Iterator[Settled]:
        with self._store.read() as connection:
            gaps = read_gaps(connection, states=("drafted", "closed"))
            served = _served(connection, serving) if gaps else set()
            own = {gap.id: read_questions(connection, gap=gap.id) for gap in gaps}
        for gap in gaps:
            is_served = (gap.brand, gap.article) in served
            tried = own[gap.id][-_MOST_TRIED:] if is_served else []
            answered = {
                one.id: self._answers(serving, gap, one.asked.text, one.asked.language)
                for one in tried
            }
            yield Settled(gap.id, is_served, answered)

    def _answers(self, serving: Serving, gap: Gap, text: str, language: str) -> bool:
        found = serving.search(text, gap.brand, language, 1, today=self._today(gap.brand))
        if not found or found[0].article.id != gap.article:
            return False
        limit = serving.limits(gap.brand, language, found[0].article.id).threshold
        return limit is not None and found[0].score >= limit

    def _today(self, brand: str) -> date:
        now: datetime = self._store.clock()
        known = self._centre().brand.get(brand)
        return now.date() if known is None else now.astimezone(ZoneInfo(known.timezone)).date()


def _served(connection: Connection, serving: Serving) -> set[tuple[str, str | None]]:
    """Brand and id of what answers: the articles of the version, else all that are in force."""
    version = current_version(connection)
    if serving.version is None or version is None:
        found = read_articles(connection)
        return {(one.brand, one.id) for one in found}
    return {(one.brand, one.id) for one in version.document.articles}
