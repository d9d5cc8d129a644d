"""Labelled questions: cases prove how often the assistant is wrong, examples teach it.

One JSON object a line: ``text``, ``language``, ``brand``, ``intent`` (null: out of scope),
``cluster`` (paraphrases of one sentence share it; else the text itself) and ``source``; if wanted
``id``, which reports name instead of the words, and ``script`` (``latin``). Examples look the
same; what was learned from must not prove, so no case is an example. Nothing here opens a file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from nawba.domain.errors import DocumentError, Fault, Invalid

_SHOWN = 20  # faults of one file: the rest is alike


class CaseSource(StrEnum):
    """Where a case comes from. Gaps are never cases: they were chosen because we failed on them."""

    TRAFFIC = "traffic"  # a random sample of labelled traffic
    WRITTEN = "written"  # written or collected by hand
    GAP = "gap"  # what was not answered well: examples only


Sources = tuple[CaseSource, ...]
_PROVES: Sources = (CaseSource.TRAFFIC, CaseSource.WRITTEN)


@dataclass(frozen=True)
class Case:
    """A question with its right intent, None when it is out of scope."""

    text: str
    language: str
    brand: str
    intent: str | None
    cluster: str
    source: CaseSource = CaseSource.WRITTEN
    id: str = ""
    script: str = ""


def read_cases(text: str, name: str) -> list[Case]:
    """The cases in the lines of ``text``; blank lines are skipped; ``name`` is the file's.

    Raises DocumentError with the line and field of every fault, Invalid without a case.
    """
    return _read(text, name, _PROVES)


def read_examples(text: str, name: str) -> list[Case]:
    """Like ``read_cases``, for what the assistant learns from: gaps too."""
    return _read(text, name, tuple(CaseSource))


def _read(text: str, name: str, sources: Sources) -> list[Case]:
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    found = [_case(line, name, number, sources) for number, line in lines]
    faults = tuple(one for one in found if isinstance(one, Fault))
    if faults:
        raise DocumentError(faults[:_SHOWN])
    if not found:
        raise Invalid(f"{name} holds no labelled question. Write one JSON object a line.")
    return [one for one in found if isinstance(one, Case)]


def _case(line: str, name: str, number: int, sources: Sources) -> Case | Fault:
    try:
        data = json.loads(line)
    except json.JSONDecodeError as error:
        return Fault(name, number, "", f"is not JSON: {error.msg}", "Write one object a line")
    if not isinstance(data, dict):
        return Fault(name, number, "", "is not a JSON object", "Write {…} with its fields")
    return _fault(data, name, number, sources) or Case(**_filled(data))


def _filled(data: dict[str, Any]) -> dict[str, Any]:
    source = CaseSource(data.get("source", CaseSource.WRITTEN))
    named = {name: data.get(name) or "" for name in ("id", "script")}
    return {**data, **named, "source": source, "cluster": data.get("cluster") or data["text"]}


def _fault(data: dict[str, Any], name: str, line: int, sources: Sources) -> Fault | None:
    known = list(Case.__dataclass_fields__)
    for field in data:
        if field not in known:
            return Fault(name, line, field, "is not a field", f"Known: {', '.join(known)}")
    for field in ("text", "language", "brand"):
        if not isinstance(data.get(field), str) or not data[field].strip():
            return Fault(name, line, field, "is missing or empty", "Give words")
    if "intent" not in data:
        return Fault(name, line, "intent", "is missing", "Name it, or give null if out of scope")
    for field in ("intent", "cluster", "id", "script"):
        empty = data.get(field) == "" and field in ("intent", "cluster")
        if empty or not isinstance(data.get(field), str | None):
            return Fault(name, line, field, "is not a name", "Give a name or null")
    return _source_fault(data.get("source", CaseSource.WRITTEN), name, line, sources)


def _source_fault(source: Any, name: str, line: int, sources: Sources) -> Fault | None:
    if source in sources:
        return None
    if source == CaseSource.GAP:
        remedy = "Use it for training and regression; calibrate on a random sample"
        return Fault(name, line, "source", "a gap proves nothing", remedy)
    choices = " or ".join(sources)
    return Fault(name, line, "source", f"'{source}' is not a source", f"Give {choices}")
