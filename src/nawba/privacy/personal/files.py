"""Texts of a JSON-lines file without their personal data, one line after the other."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from nawba.domain.errors import DocumentError, Fault, Invalid
from nawba.privacy.personal.entity import Entity
from nawba.privacy.personal.find import find_personal

_REMEDY = 'Write one object a line: {"id": …, "text": "…", "language": "fr"}'

Find = Callable[[str, str], Sequence[Entity]]
"""Text and language to what is personal in it, in order, never overlapping."""


@dataclass(frozen=True)
class Redaction:
    """What was done: ``texts`` lines, and how many of each type were replaced."""

    texts: int
    entities: dict[str, int]


def replaced(text: str, entities: Sequence[Entity]) -> str:
    """``text`` with each entity as ``[TYPE]``."""
    pieces, after = [], 0
    for entity in entities:
        pieces += [text[after : entity.start], f"[{entity.type}]"]
        after = entity.end
    return "".join([*pieces, text[after:]])


def redact_file(
    source: Path,
    target: Path,
    *,
    find: Find = find_personal,
    progress: Callable[[int, int], Any] = lambda done, of: None,
) -> Redaction:
    """Write the lines of ``source`` to ``target`` with ``text`` redacted and ``entities`` added.

    Other keys are kept. Offsets of ``entities`` are characters of the text as it was.
    ``progress`` is told bytes read and bytes in all. ``target`` appears whole or not at all, even
    over ``source``. Raises Invalid without the file, DocumentError for the first malformed line.
    """
    if not source.is_file():
        raise Invalid(f"{source} is not a file. {_REMEDY}.", field="in")
    texts, counts, size = 0, Counter[str](), source.stat().st_size
    with source.open("rb") as lines, _whole(target) as out:
        for number, raw in enumerate(lines, 1):
            if raw.strip():
                line = _line(source, number, raw)
                found = find(line["text"], line.get("language") or "")
                out.write(_written(_redacted(line, found)) + "\n")
                texts, _ = texts + 1, counts.update(entity.type for entity in found)
            progress(lines.tell(), size)
    return Redaction(texts, dict(sorted(counts.items())))


def _written(line: dict[str, Any]) -> str:
    plain = json.dumps(line, ensure_ascii=False)
    halves = any("\ud800" <= char <= "\udfff" for char in plain)  # of a pair: UTF-8 has none
    return json.dumps(line) if halves else plain


def _redacted(line: dict[str, Any], found: Sequence[Entity]) -> dict[str, Any]:
    spans = [{"type": one.type, "start": one.start, "end": one.end} for one in found]
    return {**line, "text": replaced(line["text"], found), "entities": spans}


def _line(source: Path, number: int, raw: bytes) -> dict[str, Any]:
    try:
        line = json.loads(raw.decode("utf-8-sig" if number == 1 else "utf-8"))
    except (ValueError, RecursionError) as problem:
        raise _fault(source, number, "", f"This is not JSON in UTF-8 ({problem})") from problem
    if not isinstance(line, dict):
        raise _fault(source, number, "", "This line is not an object")
    if not isinstance(line.get("text"), str):
        raise _fault(source, number, "text", "'text' is missing or is not a string")
    if not isinstance(line.get("language") or "", str):
        raise _fault(source, number, "language", "'language' is not a string")
    return line


def _fault(source: Path, number: int, field: str, problem: str) -> DocumentError:
    return DocumentError((Fault(str(source), number, field, problem, _REMEDY),))


@contextmanager
def _whole(target: Path) -> Iterator[IO[str]]:
    """A file that takes the place of ``target`` once it is complete, else leaves nothing."""
    with NamedTemporaryFile(
        "w", encoding="utf-8", dir=target.parent, prefix=f".{target.name}.", delete=False
    ) as out:
        try:
            yield out
            out.flush()
            os.fsync(out.fileno())
            Path(out.name).replace(target)
        except BaseException:
            Path(out.name).unlink(missing_ok=True)
            raise


__all__ = ["Find", "Redaction", "redact_file", "replaced"]
