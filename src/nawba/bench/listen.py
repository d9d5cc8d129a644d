"""``nawba bench listen``: thousands of transcribed contacts from file to causes, timed by stage.

The contacts are varied copies (``listen_copies``). They go in by the same door as
``nawba listen import``.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import sqlalchemy as sa

from nawba.actions.listening import begin_intake
from nawba.bench.listen_copies import calls_of, month, read_copies, repeated_in, write_copies
from nawba.demo.company import install_company
from nawba.domain.ports import Embed
from nawba.domain.recordings import transcript_from_json
from nawba.domain.words import ADMINISTRATOR
from nawba.listening.centre import diagnose_centre
from nawba.listening.intake import listen_to
from nawba.listening.reasons.heard import opening
from nawba.listening.shelf import Shelf
from nawba.listening.stages import Options
from nawba.store import Store, open_store
from nawba.store.listening_tables import listening_work, recorded_contacts
from nawba.store.migrate import migrate

Tell = Callable[[int, int], None]

_LOOK = 0.5  # seconds between looks at the memory
_BATCH = 256


@dataclass(frozen=True)
class ListenFigures:
    """Seconds on the clock, but ``stages``: of all processes together.

    ``repeated``: the share of turns that were said before, letter by letter, among those that the
    contacts are made of, and among as many of theirs.

    ``rules_s`` is the path without a learned part: ``intake_s`` (redaction by patterns, measures,
    scorecard, findings, and reading and keeping) and ``causes_s``. ``embeddings_s`` is what the
    openings of all contacts cost on top. ``rss_mb`` is of all processes: after a tenth of the
    contacts, at the end of the intake, and at most.
    """

    contacts: int
    turns_mean: float
    repeated: dict[str, float]
    jobs: int
    rules_s: float
    intake_s: float
    causes_s: float
    embeddings_s: float
    stages: dict[str, float]
    quarantined: int
    rss_mb: dict[str, float]


@dataclass
class _Memory:
    """Looks at what this process and its children hold, until it is closed."""

    seen: list[tuple[int, float]] = field(default_factory=list)
    finished: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> _Memory:
        threading.Thread(target=self._watch, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()

    def _watch(self) -> None:
        while not self._stop.wait(_LOOK):
            self.seen.append((self.finished, _held()))

    def told(self, contacts: int) -> dict[str, float]:
        looked = self.seen or [(contacts, _held())]
        tenth = next((mb for done, mb in looked if done >= contacts / 10), looked[-1][1])
        at_end = max(looked)[1]
        return {"tenth": tenth, "end": at_end, "peak": max(mb for _, mb in looked)}


def measure_listening(
    contacts: int, turns: int, jobs: int, seed: int, data: Path | None, embed: Embed, tell: Tell
) -> ListenFigures:
    """Listen to ``contacts`` copies of about ``turns`` turns, made of ``data`` (gzip JSON lines of
    calls) or of the demo company's month. Raises Invalid where ``data`` holds no calls."""
    sources = calls_of(data) if data else month(seed)
    with tempfile.TemporaryDirectory(prefix="nawba-listen-") as place, _Memory() as memory:
        folder = Path(place)
        count = write_copies(folder / "calls.jsonl", sources, contacts, turns, seed)
        copies = read_copies(folder / "calls.jsonl", sum(map(len, sources)))
        repeated = {"sources": repeated_in(sources), "copies": repeated_in(copies)}
        store = _house(folder)
        shelf = Shelf(folder / "listening")

        def progress(finished: int, refused: int) -> None:
            memory.finished = finished
            tell(finished, contacts)

        began = perf_counter()
        intake = begin_intake(store, ADMINISTRATOR, str(folder / "calls.jsonl"), {"jobs": jobs})
        totals = listen_to(store, ADMINISTRATOR, shelf, intake, Options(), progress)
        heard = perf_counter()
        rss = memory.told(contacts)
        diagnose_centre(store, ADMINISTRATOR)
        asked = perf_counter()
        _embed(store, shelf, embed)
        ended = perf_counter()
        stages = _stages(store)
        store.dispose()
    return ListenFigures(
        contacts=totals.found,
        turns_mean=round(count / contacts, 1),
        repeated=repeated,
        jobs=jobs,
        rules_s=asked - began,
        intake_s=heard - began,
        causes_s=asked - heard,
        embeddings_s=ended - asked,
        stages=stages,
        quarantined=totals.quarantined,
        rss_mb=rss,
    )


def _house(folder: Path) -> Store:
    store = open_store(f"sqlite:///{folder}/bench.db")
    migrate(store)
    install_company(store)
    return store


# -- what is counted --------------------------------------------------------------------------


def _embed(store: Store, shelf: Shelf, embed: Embed) -> None:
    """What contact reasons need: the openings as vectors."""
    with store.read() as connection:
        items = list(connection.execute(sa.select(recorded_contacts.c.id)).scalars())
    openings = []
    for item in items:
        document = shelf.document(item, "redact")
        said = transcript_from_json(document).turns if document else ()
        openings.append(opening([(turn.speaker, turn.text) for turn in said]))
    for first in range(0, len(openings), _BATCH):
        embed(openings[first : first + _BATCH])


def _stages(store: Store) -> dict[str, float]:
    c = listening_work.c
    with store.read() as connection:
        rows = connection.execute(sa.select(c.stage, sa.func.sum(c.seconds)).group_by(c.stage))
        return {str(stage): round(float(seconds), 2) for stage, seconds in rows}


def _held() -> float:
    """Megabytes of memory that this process and all below it hold, as Linux counts them."""
    own, waiting, total = {os.getpid()}, [os.getpid()], 0.0
    while waiting:
        pid = waiting.pop()
        total += _rss(pid)
        try:
            told = Path(f"/proc/{pid}/task/{pid}/children").read_text()
        except OSError:
            continue
        below = {int(one) for one in told.split()} - own
        own |= below
        waiting += below
    return round(total, 1)


def _rss(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_048_576
