"""What was heard of each contact, as far as reasons are concerned: read from files or transcripts.

A file is CSV with a header, or JSON lines: ``contact_id`` and ``text`` (what the customer asked),
or ``turns`` of a transcript; perhaps ``language``, ``brand``, ``customer``, ``started_at`` (UTC),
``answered`` (1, 0 or empty; or its contrary ``failed``), ``intent`` if a system wrote it down, and
then there may be no text. Who the adviser was is not read.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from nawba.domain.errors import DocumentError, Fault, Invalid
from nawba.domain.recordings import Transcript

_FIRST_TURNS, _FEWEST_WORDS, _MOST_CHARACTERS = 3, 4, 400
_SHOWN = 20
_REMEDY = "Give contact_id, text; perhaps language, brand, customer, started_at, answered."
_YES, _NO = {"1", "true", "yes", "oui"}, {"0", "false", "no", "non"}


@dataclass(frozen=True)
class Heard:
    """``text`` is what the customer came with, redacted; ``customer`` the same for the same one,
    empty where not known; ``answered`` None where nobody said; ``item`` is the recorded contact."""

    contact: str
    text: str
    language: str = ""
    brand: str = ""
    customer: str = ""
    at: datetime | None = None
    answered: bool | None = None
    intent: str = ""
    item: str = ""


class Told(Protocol):
    """A recorded contact, as a row or as an ``Item``."""

    @property
    def id(self) -> str: ...
    @property
    def contact(self) -> str: ...
    @property
    def brand(self) -> str: ...
    @property
    def intent(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def started_at(self) -> datetime | None: ...
    @property
    def failed(self) -> bool | None: ...
    @property
    def further(self) -> Any: ...


def opening(turns: Sequence[tuple[str, str]]) -> str:
    """What the customer came with, of (speaker, text) turns.

    The first of their first three turns that has four words, else the longest of these: before it
    stand greetings. A turn of more than 400 characters is cut there.
    """
    said = [text.strip() for speaker, text in turns if speaker in ("customer", "unknown")]
    first = [text for text in said if text][:_FIRST_TURNS]
    telling = [text for text in first if len(text.split()) >= _FEWEST_WORDS]
    return (telling or sorted(first, key=len, reverse=True) or [""])[0][:_MOST_CHARACTERS]


def heard_of(item: Told, transcript: Transcript) -> Heard:
    """Of a recorded contact with its redacted transcript."""
    turns = [(turn.speaker, turn.text) for turn in transcript.turns]
    answered = None if item.failed is None else not item.failed
    customer = item.further.get("customer", "")
    language = item.language or transcript.language
    name = item.contact or item.id
    text, at = opening(turns), item.started_at
    return Heard(name, text, language, item.brand, customer, at, answered, item.intent, item.id)


def read_heard(path: Path) -> list[Heard]:
    """The contacts of a file (.csv, .jsonl; gzip too). Raises DocumentError with the first faults,
    by line; Invalid for a file without contacts."""
    content = path.read_bytes()
    text = (gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content).decode("utf-8-sig")
    is_csv = path.name.removesuffix(".gz").endswith(".csv")
    rows = _csv_rows(text) if is_csv else _json_rows(text)
    found = [_heard(row, str(path), line) for line, row in rows]
    faults = tuple(one for one in found if isinstance(one, Fault))
    if faults:
        raise DocumentError(faults[:_SHOWN])
    if not found:
        raise Invalid(f"{path} holds no contact. {_REMEDY}")
    return [one for one in found if isinstance(one, Heard)]


def _csv_rows(text: str) -> Iterator[tuple[int, Any]]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    line = 2
    for row in reader:
        yield line, row
        line = reader.line_num + 1


def _json_rows(text: str) -> Iterator[tuple[int, Any]]:
    for line, one in enumerate(text.splitlines(), 1):
        if one.strip():
            try:
                yield line, json.loads(one)
            except ValueError as error:
                yield line, error


def _heard(row: Any, file: str, line: int) -> Heard | Fault:
    if not isinstance(row, Mapping):
        return Fault(file, line, "", f"is no object ({row})", _REMEDY)
    contact = str(row.get("contact_id") or "").strip()
    intent = str(row.get("intent") or "").strip()
    told = row.get("text") is not None or isinstance(row.get("turns"), list) or intent
    if not contact or not told:
        field = "contact_id" if not contact else "text"
        return Fault(file, line, field, "is not given", _REMEDY)
    try:
        at = _time(str(row.get("started_at") or ""))
        return Heard(contact, _text(row), *_words(row), at, _answered(row), intent)
    except ValueError as error:
        return Fault(file, line, "", str(error), _REMEDY)


def _text(row: Mapping[str, Any]) -> str:
    if row.get("text") is not None:
        return str(row["text"]).strip()
    turns = row.get("turns") or []
    return opening([(str(one.get("speaker")), str(one.get("text", ""))) for one in turns])


def _words(row: Mapping[str, Any]) -> tuple[str, str, str]:
    language, brand, customer = (
        str(row.get(name) or "").strip() for name in ("language", "brand", "customer")
    )
    return language, brand, customer


def _time(text: str) -> datetime | None:
    if not text.strip():
        return None
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise ValueError(f"started_at '{text}' is no time like 2026-11-03T09:30:00Z") from error
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _answered(row: Mapping[str, Any]) -> bool | None:
    for name, contrary in (("answered", False), ("failed", True)):
        told = str(row.get(name) if row.get(name) is not None else "").strip().lower()
        if told in _YES | _NO:
            return (told in _YES) is not contrary
        if told:
            raise ValueError(f"{name} '{told}' is neither 1 nor 0")
    return None
