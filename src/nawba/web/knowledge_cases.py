"""The labelled questions beside an article: that prove, teach, are rehearsed, or were gaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from sqlalchemy.engine import Connection

from nawba.assistant.gate import Material, read_material
from nawba.domain.errors import NawbaError
from nawba.domain.words import Json
from nawba.store.gaps import read_examples
from nawba.web.house import House

_MOST = 200  # of each kind
KINDS = ("case", "example", "gap", "script")


def cases_json(house: House, connection: Connection, brand: str, article: str) -> Json:
    """``cases`` about the article, at most 200 of each kind, and how many of each there are."""
    found = [*_of_material(_material(house), brand, article), *_of_gaps(connection, brand, article)]
    counts = Counter(str(one["kind"]) for one in found)
    shown: Counter[str] = Counter()
    kept = []
    for one in found:
        shown[one["kind"]] += 1
        if shown[one["kind"]] <= _MOST:
            kept.append(one)
    return {"cases": kept, "cases_count": {kind: counts[kind] for kind in KINDS}}


def _of_material(material: Material, brand: str, article: str) -> Iterator[Json]:
    for kind, cases in (("case", material.cases), ("example", material.examples)):
        for one in cases:
            if (one.brand, one.intent) == (brand, article):
                yield _case(kind, one.text, one.language, one.id)
    for script in material.scripts:
        for talk in script.conversations if script.brand == brand else ():
            for line in talk.lines:
                if line.answers == article:
                    yield _case("script", line.customer, line.language or talk.language, talk.name)


def _of_gaps(connection: Connection, brand: str, article: str) -> Iterator[Json]:
    for row in read_examples(connection):
        if (row.brand, row.article) == (brand, article):
            yield _case("gap", row.text, row.language, row.id)


def _case(kind: str, text: str, language: str, name: str) -> Json:
    return {"kind": kind, "text": text, "language": language, "id": name}


def _material(house: House) -> Material:
    """The folder's, read anew only when a file in it changed: it takes a second."""
    folder = house.settings.assistant_folder
    try:
        return Material() if folder is None else _read(folder, _last_change(folder))
    except NawbaError:  # the gate tells every fault of the folder; an article is shown without
        return Material()


def _last_change(folder: Path) -> float:
    return max((path.stat().st_mtime for path in folder.rglob("*") if path.is_file()), default=0.0)


@lru_cache(maxsize=2)
def _read(folder: Path, _changed: float) -> Material:
    return read_material(folder)
