"""Counts how often a rule that reads sentences is right, on a labelled list of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from nawba.domain.errors import DocumentError, Fault

Line = dict[str, Any]


def measure(
    path: Path, wanted: Callable[[Line], bool], told: Callable[[str], bool], remedy: str
) -> dict[str, Any]:
    """Recall and precision of ``told`` on JSON lines with ``text``, ``language`` and a label.

    ``wanted`` reads the label. Gives ``n``, ``recall``, ``precision``, ``missed`` and ``false``
    (the texts) over all lines, and the same under ``languages`` and ``splits`` (``split``, "dev"
    where it is missing). Raises DocumentError, with ``remedy``, for a malformed line.
    """
    lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
    cases = [_read(path, at, line, wanted, remedy) for at, line in lines if line.strip()]
    for case in cases:
        case["told"] = told(case["text"])
    return {
        **_figures(cases),
        "languages": {name: _figures(some) for name, some in _grouped(cases, "language").items()},
        "splits": {name: _figures(some) for name, some in _grouped(cases, "split").items()},
    }


def _read(path: Path, number: int, line: str, wanted: Callable[[Line], bool], remedy: str) -> Line:
    try:
        case = json.loads(line)
        text, language, label = case["text"], case["language"], wanted(case)
    except (ValueError, KeyError, TypeError) as problem:
        raise DocumentError((Fault(str(path), number, "", repr(problem), remedy),)) from problem
    return {
        "text": text, "language": language, "wanted": label, "split": case.get("split", "dev"),
    }  # fmt: skip


def _grouped(cases: Sequence[Line], key: str) -> dict[str, list[Line]]:
    groups: dict[str, list[Line]] = {}
    for case in cases:
        groups.setdefault(case[key], []).append(case)
    return groups


def _figures(cases: Sequence[Line]) -> dict[str, Any]:
    missed = [case["text"] for case in cases if case["wanted"] and not case["told"]]
    false = [case["text"] for case in cases if case["told"] and not case["wanted"]]
    found = sum(1 for case in cases if case["wanted"] and case["told"])
    return {
        "n": len(cases),
        "recall": _share(found, found + len(missed)),
        "precision": _share(found, found + len(false)),
        "missed": missed,
        "false": false,
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0
