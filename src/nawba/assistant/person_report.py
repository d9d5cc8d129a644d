"""How well a person on request is recognised, measured on a labelled list of sentences."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from nawba.assistant.person_request import wants_person
from nawba.domain.errors import DocumentError, Fault

Case = dict[str, Any]


def person_request_report(path: Path | str) -> dict[str, Any]:
    """Recall and precision of ``wants_person`` on a JSON-lines file of text, language, request.

    Gives ``n``, ``recall``, ``precision``, ``missed`` and ``false`` (the texts) over all lines,
    and the same under ``languages`` and ``splits``. Raises DocumentError for a malformed line.
    """
    cases = [_read(Path(path), i, line) for i, line in _lines(Path(path))]
    return {
        **_figures(cases),
        "languages": {name: _figures(some) for name, some in _grouped(cases, "language").items()},
        "splits": {name: _figures(some) for name, some in _grouped(cases, "split").items()},
    }


def _lines(path: Path) -> list[tuple[int, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [(number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _read(path: Path, number: int, line: str) -> Case:
    try:
        case = json.loads(line)
        text, language, request = case["text"], case["language"], case["request"]
    except (ValueError, KeyError, TypeError) as problem:
        remedy = 'Write {"text": …, "language": …, "request": true or false}'
        raise DocumentError((Fault(str(path), number, "", repr(problem), remedy),)) from problem
    split = case.get("split", "dev")
    told = wants_person(text)
    return {"text": text, "language": language, "request": request, "split": split, "told": told}


def _grouped(cases: Sequence[Case], key: str) -> dict[str, list[Case]]:
    groups: dict[str, list[Case]] = {}
    for case in cases:
        groups.setdefault(case[key], []).append(case)
    return groups


def _figures(cases: Sequence[Case]) -> dict[str, Any]:
    missed = [case["text"] for case in cases if case["request"] and not case["told"]]
    false = [case["text"] for case in cases if case["told"] and not case["request"]]
    found = sum(1 for case in cases if case["request"] and case["told"])
    return {
        "n": len(cases),
        "recall": _share(found, found + len(missed)),
        "precision": _share(found, found + len(false)),
        "missed": missed,
        "false": false,
    }


def _share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0
