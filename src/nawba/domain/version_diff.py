"""What differs between two versions of the assistant, in the words an editor thinks in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nawba.domain.versions import AssistantDocument, Threshold

ArticleKey = tuple[str, str, str]


@dataclass(frozen=True)
class Change:
    """One thing that is not the same: ``was`` or ``now`` is None where it was not there.

    ``kind`` is article, flow, threshold, group, classifier or calibration; ``name`` says which one.
    """

    kind: str
    name: str
    was: str | None
    now: str | None

    def __str__(self) -> str:
        if self.was is None:
            return f"+ {self.kind} {self.name}: {self.now}"
        if self.now is None:
            return f"- {self.kind} {self.name}: {self.was}"
        return f"~ {self.kind} {self.name}: {self.was} → {self.now}"


def diff(was: AssistantDocument, now: AssistantDocument) -> list[Change]:
    """Everything that changes from ``was`` to ``now``, by kind and name."""
    tables = (
        ("article", _articles(was), _articles(now)),
        ("flow", _short(was.flows), _short(now.flows)),
        ("threshold", _thresholds(was), _thresholds(now)),
        ("group", _groups(was), _groups(now)),
        ("classifier", _one(was.classifier), _one(now.classifier)),
        ("calibration", _one(was.calibration), _one(now.calibration)),
    )
    return [
        Change(kind, name, before.get(name), after.get(name))
        for kind, before, after in tables
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    ]


def _articles(document: AssistantDocument) -> dict[str, str]:
    return {
        f"{one.brand}/{one.id} ({one.language})": f"version {one.version}"
        for one in document.articles
    }


def _short(named: Mapping[str, str]) -> dict[str, str]:
    return {name: part[:8] for name, part in named.items()}


def _thresholds(document: AssistantDocument) -> dict[str, str]:
    return {f"{row.brand} {row.language} {row.group}": _shown(row) for row in document.thresholds}


def _shown(row: Threshold) -> str:
    if row.threshold is None:
        return f"assist-only at {row.risk:.0%}"
    return f"{row.threshold:.3f} at {row.risk:.0%}, answers {row.coverage:.0%}"


def _groups(document: AssistantDocument) -> dict[str, str]:
    return {
        f"{brand}/{article}": group
        for brand, groups in document.groups.items()
        for article, group in groups.items()
    }


def _one(part: str | None) -> dict[str, str]:
    return {} if part is None else {part[:8]: "kept"}
