"""Facts of an intake as Parquet, one row per item and no words: for questions that nobody foresaw.

Written by DuckDB, which also reads them: ``FROM 'data/listening/facts/*.parquet'``.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from nawba.listening.alone import in_turn
from nawba.listening.shelf import Shelf
from nawba.store import Store
from nawba.store.listening import ItemFilter, every_item
from nawba.store.statements import Row

FOLDER, _LOCK = "facts", ".lock"
_COLUMNS = {
    "item": "VARCHAR", "contact": "VARCHAR", "adviser": "VARCHAR", "site": "VARCHAR",
    "queue": "VARCHAR", "brand": "VARCHAR", "intent": "VARCHAR", "language": "VARCHAR",
    "started_at": "TIMESTAMPTZ", "failed": "BOOLEAN", "kind": "VARCHAR", "state": "VARCHAR",
    "stage": "VARCHAR", "reason": "VARCHAR", "seconds": "DOUBLE", "channels": "INTEGER",
    "score": "DOUBLE", "knocked_out": "BOOLEAN", "findings": "INTEGER",
    "finding_kinds": "VARCHAR[]", "talk_adviser": "DOUBLE", "talk_customer": "DOUBLE",
    "overlap_s": "DOUBLE", "dead_air": "INTEGER", "dead_air_s": "DOUBLE",
    "longest_silence_s": "DOUBLE", "holds": "INTEGER", "transfers": "INTEGER",
    "interruptions": "INTEGER", "first_response_s": "DOUBLE", "by_model": "INTEGER",
    "answers": 'STRUCT(question VARCHAR, answer VARCHAR, "by" VARCHAR, counts BOOLEAN)[]',
}  # fmt: skip
_OF_ROW = [name for name in _COLUMNS if name != "item"][:19]
_NUMBERS = ("overlap_s", "longest_silence_s", "first_response_s")
_OF_ANSWER = ("question", "answer", "by", "counts")
_COUNTS = ("dead_air", "holds", "transfers", "interruptions")


def write_facts(store: Store, shelf: Shelf, intake: str) -> Path:
    """Write the facts of ``intake`` anew and return the file; a reader sees the old or the new.

    Raises OSError where they cannot be written."""
    path = facts_file(shelf, intake)
    with in_turn(path.parent / _LOCK):  # whoever is erased meanwhile is taken out afterwards
        _write(store, shelf, intake, path)
    return path


def _write(store: Store, shelf: Shelf, intake: str, path: Path) -> None:
    import duckdb

    rows, fresh = path.with_suffix(".part.jsonl"), path.with_suffix(".part")
    try:
        with rows.open("w", encoding="utf-8") as out, store.read() as connection:
            for row in every_item(connection, ItemFilter(intake=intake)):
                out.write(json.dumps(_fact(shelf, row), default=str) + "\n")
        _copy(duckdb, rows, fresh)
        fresh.replace(path)
    finally:
        rows.unlink(missing_ok=True)
        fresh.unlink(missing_ok=True)


def forget_facts(shelf: Shelf, items: Sequence[str]) -> None:
    """Take the rows of erased items out of the facts of every intake. Safe to repeat."""
    folder = shelf.root / FOLDER
    if not folder.is_dir():
        return
    import duckdb

    with in_turn(folder / _LOCK), duckdb.connect() as connection:
        connection.execute("CREATE TABLE gone AS SELECT unnest(?) AS item", [list(items)])
        for path in sorted(folder.glob("*.parquet")):
            _without_gone(connection, path)


def _without_gone(connection: Any, path: Path) -> None:
    told, fresh = f"FROM read_parquet({_quoted(str(path))})", path.with_suffix(".part")
    held = connection.execute(f"SELECT 1 {told} WHERE item IN (FROM gone) LIMIT 1").fetchone()
    if held is not None:
        kept = f"SELECT * {told} WHERE item NOT IN (FROM gone)"
        connection.execute(f"COPY ({kept}) TO {_quoted(str(fresh))} (FORMAT parquet)")
        fresh.replace(path)


def facts_file(shelf: Shelf, intake: str) -> Path:
    """Where the facts of an intake are, once it has run."""
    return shelf.root / FOLDER / f"{intake}.parquet"


def ask_facts(shelf: Shelf, question: str, intake: str | None = None) -> list[dict[str, Any]]:
    """Rows that answer ``question``, SQL over the table ``facts`` of one intake, or of all."""
    import duckdb

    files = str(facts_file(shelf, intake) if intake else shelf.root / FOLDER / "*.parquet")
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW facts AS SELECT * FROM read_parquet({_quoted(files)})")
        asked = connection.execute(question)
        names = [one[0] for one in asked.description]
        return [dict(zip(names, row, strict=True)) for row in asked.fetchall()]


def _copy(duckdb: Any, rows: Path, fresh: Path) -> None:
    columns = ", ".join(f"{name}: '{kind}'" for name, kind in _COLUMNS.items())
    told = f"read_json({_quoted(str(rows))}, format = 'newline_delimited', columns = {{{columns}}})"
    with duckdb.connect() as connection:
        try:
            connection.execute(
                f"COPY (SELECT * FROM {told}) TO {_quoted(str(fresh))} (FORMAT parquet)"
            )
        except duckdb.IOException as error:
            raise _of_system(str(error)) from error


def _of_system(said: str) -> OSError:
    full = os.strerror(errno.ENOSPC) in said
    return OSError(errno.ENOSPC if full else errno.EIO, said)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _fact(shelf: Shelf, row: Row) -> dict[str, Any]:
    own = {"item": row.id, **{name: row._mapping[name] for name in _OF_ROW}}
    is_done = row.state == "done"
    measures = (shelf.document(row.id, "measures") if is_done else None) or {}
    scored = (shelf.document(row.id, "scorecard") if is_done else None) or {}
    return own | dict(_measured(measures)) | _answered(scored.get("answers", []))


def _answered(answers: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What a language model said stands apart from what rules did."""
    told = [{name: one.get(name) for name in _OF_ANSWER} for one in answers]
    known = [one for one in told if one["by"] == "model" and one["answer"] != "unknown"]
    return {"by_model": len(known), "answers": told}


def _measured(measures: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    talk = measures.get("talk") or {}
    yield from ((f"talk_{one}", talk.get(one)) for one in ("adviser", "customer"))
    yield from ((name, measures.get(name)) for name in _NUMBERS)
    for name in _COUNTS:
        spans: Sequence[Any] | None = measures.get(name)
        yield name, None if spans is None else len(spans)
    silences = measures.get("dead_air")
    yield "dead_air_s", None if silences is None else sum(end - start for start, end in silences)
