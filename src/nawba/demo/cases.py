"""Read what the demo's customers write: cases to calibrate with, examples to train on, groups.

The files lie in ``demo/company``; ``cases/README.md`` there says how the lines were labelled.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from nawba.demo.company import COMPANY
from nawba.domain.errors import DocumentError, Fault


@dataclass(frozen=True)
class Line:
    """What one customer wrote. ``intent`` is an article's id, or None when no article answers.

    ``language`` is what to answer in; ``script`` is "latin" for Darija in Latin letters, else "".
    ``cluster`` names the source sentence, one case whatever its wordings; examples have none ("").
    """

    id: str
    text: str
    language: str
    brand: str
    intent: str | None
    cluster: str = ""
    script: str = ""


def demo_cases(brand: str) -> list[Line]:
    """The calibration cases of ``brand``, in the order of the file."""
    return read_lines(COMPANY / "cases" / f"{brand}.jsonl")


def demo_examples(brand: str) -> list[Line]:
    """What trains the assistant of ``brand``: examples of its intents, then out-of-scope ones."""
    outside = read_lines(COMPANY / "examples" / "out_of_scope.jsonl")
    own = read_lines(COMPANY / "examples" / f"{brand}.jsonl")
    return own + [line for line in outside if line.brand == brand]


def demo_groups(brand: str) -> dict[str, tuple[str, ...]]:
    """The intent groups of ``brand``: a group's name to its articles' ids."""
    everyone = yaml.safe_load((COMPANY / "groups.yaml").read_text(encoding="utf-8"))
    return {name: tuple(articles) for name, articles in everyone[brand].items()}


def read_lines(path: Path) -> list[Line]:
    """The lines of a JSON-lines file; raises DocumentError naming each line that is wrong."""
    read: list[Line] = []
    faults: list[Fault] = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            read.append(_line(json.loads(text)))
        except (ValueError, TypeError) as error:
            faults.append(Fault(path.name, number, "line", str(error), _REMEDY))
    if faults:
        raise DocumentError(tuple(faults))
    return read


_REMEDY = "Write one JSON object with the keys that cases/README.md lists."


def _line(value: dict[str, Any]) -> Line:
    line = Line(**value)
    if line.language not in ("fr", "ar", "en") or line.script not in ("", "latin"):
        raise ValueError(f"no such language or script: {line.language} {line.script}")
    if not line.text.strip():
        raise ValueError("text is empty")
    return line
