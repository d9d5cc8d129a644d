"""The cases: queues whose figures are known, read from ``cases.toml``, and who else lists them."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

from nawba.domain.errors import Invalid

NORMAL = 1.959963984540054  # half a 95 % interval, in standard errors


@dataclass(frozen=True)
class Expected:
    """What a figure should be: ``value``, itself known to ``error`` (standard error; 0: exactly).

    ``slack`` is how far an exact answer may lie from it; ``published`` a 95 % interval of others.
    """

    value: float
    error: float = 0.0
    slack: float = 1e-6
    published: tuple[float, float] | None = None


@dataclass(frozen=True)
class Case:
    """One queue: ``by`` names what computes it; figures by their dotted names (``EQ.60``)."""

    id: str
    by: str
    source: str
    params: Mapping[str, Any]
    expected: Mapping[str, Any]
    published: Mapping[str, Any] = field(default_factory=dict)
    tolerance: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def figures(self) -> dict[str, Expected]:
        return {name: self._expected(name, told) for name, told in flat(self.expected)}

    def _expected(self, name: str, told: float | str) -> Expected:
        value, _, half = str(told).partition("+-")
        published = self.published.get(name)
        return Expected(
            float(value),
            float(half or 0) / NORMAL,
            max(1e-6 * max(1.0, abs(float(value))), self.tolerance.get(name, 0.0)),
            None if published is None else (float(published[0]), float(published[1])),
        )


def flat(told: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Nested figures with their dotted names, in order."""
    if isinstance(told, Mapping):
        pairs = list(told.items())
    elif isinstance(told, list):
        pairs = [(str(place), one) for place, one in enumerate(told)]
    else:
        yield name, told
        return
    for key, one in pairs:
        yield from flat(one, f"{name}.{key}" if name else key)


def load_cases() -> list[Case]:
    """The cases that come with the package, in their order."""
    text = files(__package__).joinpath("cases.toml").read_text(encoding="utf-8")
    return [Case(**one) for one in tomllib.loads(text)["case"]]


def differences(cases: list[Case], reference: Path) -> list[str]:
    """Where a JSON list of ``id``, ``params`` and ``expected`` differs from ``cases``, in words.

    Raises Invalid where the file is no such list.
    """
    theirs = _read(reference)
    ours = {case.id: case for case in cases}
    lacking = [f"{id} is only in the file" for id in theirs if id not in ours]
    return lacking + [
        fault for id, case in ours.items() for fault in _differs(case, theirs.get(id))
    ]


def _differs(case: Case, told: Mapping[str, Any] | None) -> list[str]:
    if told is None:
        return [f"{case.id} is not in the file"]
    parts = {"params": case.params, "expected": case.expected}
    return [f"{case.id}: {part} differ" for part, ours in parts.items() if told[part] != ours]


def _read(path: Path) -> dict[str, Mapping[str, Any]]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
        return {row["id"]: {"params": row["params"], "expected": row["expected"]} for row in rows}
    except (ValueError, TypeError, KeyError) as error:
        raise Invalid(
            f"{path} is no list of cases: {error!r}. Each needs id, params and expected."
        ) from error
