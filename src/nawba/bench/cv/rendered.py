"""How much of rendered résumés is read back: recall by theme, language and field, and how fast."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import local
from typing import Any

from nawba.bench.cv.render import Rendered
from nawba.bench.cv.resumes import make_resumes
from nawba.bench.cv.scan import scan
from nawba.bench.cv.score import Scorer, Tally
from nawba.domain.candidates import Reading, Unreadable
from nawba.domain.errors import Invalid
from nawba.hiring.documents.reader import Reader
from nawba.hiring.facts.finding import find_facts

SCANNED_LIKENESS = 0.9
"""Share of letters that must agree where a page was recognised."""

READERS = 2
"""Child processes side by side: what the promise of documents a minute is made for."""

Labels = Callable[[Rendered], Sequence[str]]


def resumes_of(folder: Path | None, count: int) -> dict[str, Mapping[str, Any]]:
    """JSON Resume documents by name: those of ``folder``, or invented ones."""
    if folder is None:
        return {one.name: one.document for one in make_resumes(count)}
    found = sorted(folder.glob("*.json"))[:count]
    if not found:
        raise Invalid(f"{folder} holds no *.json. Name a folder of JSON Resume documents.")
    return {path.stem: json.loads(path.read_text("utf-8")) for path in found}


def measure_rendered(
    rendered: Sequence[Rendered],
    resumes: Mapping[str, Mapping[str, Any]],
    labels: Labels,
    today: date,
    scanned: bool,
) -> dict[str, Any]:
    """Figures of all documents and of each label (``labels`` names those of a document)."""
    begin = time.perf_counter()
    data = [_document(one, at, scanned) for at, one in enumerate(rendered)]
    made = time.perf_counter()
    readings = read_all(data)
    seconds = time.perf_counter() - made
    tallies: dict[str, Tally] = defaultdict(Tally)
    notes: dict[str, int] = defaultdict(int)
    for one, reading in zip(rendered, readings, strict=True):
        tally = _tally(one, reading, resumes[one.name], today, scanned)
        for label in ("all", *labels(one)):
            tallies[label].add(tally)
        for note in reading.notes if reading else ():
            notes[note.warning] += 1
    pages = sum(len(reading.pages) for reading in readings if reading)
    return {
        **tallies.pop("all").figures(),
        "by": {label: _short(tally) for label, tally in sorted(tallies.items())},
        "documents": len(rendered),
        "pages": pages,
        "refused": sum(reading is None for reading in readings),
        "notes": dict(notes),
        "documents_a_minute": round(60 * len(rendered) / seconds, 1),
        "pages_a_minute": round(60 * pages / seconds, 1),
        "seconds": {"preparing": round(made - begin, 1), "reading": round(seconds, 1)},
    }


def _document(one: Rendered, at: int, scanned: bool) -> bytes:
    data = one.pdf.read_bytes()
    return scan(data, seed=at) if scanned else data


def read_all(data: Sequence[bytes]) -> list[Reading | None]:
    """What the house's readers make of each document; None where they refuse it."""
    own = local()
    readers: list[Reader] = []

    def read(document: bytes) -> Reading | None:
        if not hasattr(own, "reader"):
            own.reader = Reader()
            readers.append(own.reader)
        try:
            reading: Reading = own.reader.read(document)
        except Unreadable:
            return None
        return reading

    try:
        with ThreadPoolExecutor(READERS) as pool:
            return list(pool.map(read, data))
    finally:
        for reader in readers:
            reader.close()


def _tally(
    one: Rendered, reading: Reading | None, resume: Mapping[str, Any], today: date, scanned: bool
) -> Tally:
    """A document that was refused has every field of it missing."""
    reading = reading or Reading("pdf", ())
    scorer = Scorer(resume, one.shown, SCANNED_LIKENESS if scanned else 1.0)
    return scorer.score(reading, find_facts(reading, today))


def _short(tally: Tally) -> dict[str, Any]:
    figures = tally.figures()
    return {key: value for key, value in figures.items() if key != "fields"}
