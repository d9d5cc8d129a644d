"""How fast documents are taken in (received, read, scored and kept), and in how much memory."""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nawba.actions import register
from nawba.bench.cv.render import printed
from nawba.bench.cv.resumes import make_resumes
from nawba.bench.cv.scan import scan
from nawba.bench.cv.swap import JOB, LAYOUTS, fresh, page_of
from nawba.domain.purposes import Purpose
from nawba.domain.words import ADMINISTRATOR
from nawba.hiring.intake.importing import begin, declare, go_on
from nawba.store import Store, open_store

_MEGABYTE = 1_000_000
_EVERY_SECONDS = 0.05


def measure_intake(count: int, folder: Path, readers: int, *, scanned: bool) -> dict[str, Any]:
    """Documents and pages a minute, and the highest memory (proportional set) of all processes."""
    documents = _documents(count, folder, scanned=scanned)
    store = _centre(folder)
    intake = begin(store, ADMINISTRATOR, "swap", documents)
    memory = _Memory()
    began, used = time.perf_counter(), os.times()
    with memory:
        made = go_on(store, ADMINISTRATOR, intake, readers=readers, tell=lambda *_: None)
    seconds, now = time.perf_counter() - began, os.times()
    store.dispose()
    # Those of children count once they have ended, and all have.
    cpu = sum(now[:4]) - sum(used[:4])
    return {
        "documents": count,
        "read": made.totals.read,
        "quarantined": made.totals.quarantined,
        "seconds": round(seconds, 1),
        "processor_seconds": round(cpu, 1),
        "documents_a_minute": round(60 * count / seconds, 1),
        "documents_a_minute_of_two_idle_processors": round(60 * count / (cpu / 2), 1),
        "memory_mb": round(memory.highest / _MEGABYTE),
    }


def _documents(count: int, folder: Path, *, scanned: bool) -> Path:
    """Pages of one document are mostly one: so many scanned pages are at least ``count``."""
    fresh(folder)
    made, pages = folder / "documents", []
    made.mkdir()
    for at, resume in enumerate(make_resumes(count)):
        page = folder / f"{resume.name}.{LAYOUTS[at % len(LAYOUTS)]}.html"
        page.write_text(page_of(resume, LAYOUTS[at % len(LAYOUTS)], at), "utf-8")
        pages.append(page)
    for at, one in enumerate(printed(pages)):
        data = one.pdf.read_bytes()
        (made / one.pdf.name).write_bytes(scan(data, seed=at) if scanned else data)
    return made


def _centre(folder: Path) -> Store:
    from nawba.store.migrate import migrate

    store = open_store(f"sqlite:///{folder}/bench.db")
    migrate(store)
    today = datetime.now(UTC).date()
    allowed = Purpose(
        "screening", "contract", authorisation="-", retention="-", since=today, notice=today
    )
    register.set_purpose(store, ADMINISTRATOR, allowed)
    declare(store, ADMINISTRATOR, JOB, "swap.toml")
    return store


class _Memory:
    """Looks at this process and its descendants, as often as that costs little."""

    def __init__(self) -> None:
        self.highest = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._stop.wait(_EVERY_SECONDS):
            self.highest = max(self.highest, sum(map(_bytes, _family(os.getpid()))))


def _family(process: int) -> list[int]:
    found = [process]
    for path in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = path.read_text().split()
        except OSError:
            continue
        found += [one for child in children for one in _family(int(child))]
    return found


def _bytes(process: int) -> int:
    try:
        told = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    kilobytes = (line.split()[1] for line in told.splitlines() if line.startswith("Pss:"))
    return 1024 * int(next(kilobytes, "0"))
