"""A version of the assistant: all that decides what it says, as one document that never changes.

The document names its articles by version and its larger parts (flows, classifier, calibration
readings) by their SHA-256; its own id is the SHA-256 of its content. Equal content is one version,
whoever publishes it and whenever.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter

_ORDER = ("brand", "id", "language", "version")

OTHERS = "others"
"""The row that stands for every group without one of its own."""


@dataclass(frozen=True)
class ArticleVersion:
    """One article as it stood: ``version`` counts from 1 per brand, id and language."""

    brand: str
    id: str
    language: str
    version: int


@dataclass(frozen=True)
class Threshold:
    """From which score questions read as ``group`` are answered, and what that is known to risk.

    ``threshold`` None: nothing is answered, a person is asked; ``missing`` and ``missing_oos`` then
    say how many more cases are needed at least. ``bound`` is the upper limit (one-sided 95 %) of
    the share wrong among answers, with ``oos_share`` of the questions out of scope. ``cases`` in
    scope were read as the group, of ``asked`` in the brand and language; ``answered`` of them were,
    ``wrong`` of these wrongly, and ``oos_answered`` of ``oos_cases`` out of scope. ``covers``
    says of what the bound holds: "traffic" or "this set"; ``budget`` for how many readings of the
    same cases it holds at once.
    """

    brand: str
    language: str
    group: str
    risk: float
    oos_share: float
    threshold: float | None
    bound: float | None = None
    verdict: str = ""
    cases: int = 0
    asked: int = 0
    answered: int = 0
    wrong: int = 0
    oos_cases: int = 0
    oos_answered: int = 0
    missing: int = 0
    missing_oos: int = 0
    covers: str = "this set"
    budget: int = 1

    @property
    def coverage(self) -> float:
        """Share of the group's in-scope cases that are answered."""
        return self.answered / max(self.cases, 1)


@dataclass(frozen=True)
class Limit:
    """What holds for one question: see ``Threshold``. ``group`` None: no groups are known."""

    threshold: float | None
    group: str | None = None


@dataclass(frozen=True)
class AssistantDocument:
    """``groups`` maps a brand to its articles' groups; ``flows`` a flow's name to its SHA-256."""

    articles: tuple[ArticleVersion, ...]
    thresholds: tuple[Threshold, ...] = ()
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    flows: Mapping[str, str] = field(default_factory=dict)
    classifier: str | None = None
    calibration: str | None = None

    def limit(self, brand: str, language: str, article: str) -> Limit:
        """What holds when ``article`` is the likeliest answer; nothing proven: no threshold."""
        found = self.row(brand, language, article)
        return Limit(None if found is None else found.threshold, self.group(brand, article))

    def row(self, brand: str, language: str, article: str) -> Threshold | None:
        """The row that decides about ``article``: its group's own, else the one for all others."""
        rows, group = self._by_group, self.group(brand, article)
        return rows.get((brand, language, group)) or rows.get((brand, language, OTHERS))

    def group(self, brand: str, article: str) -> str:
        """The group of ``article``; one that no group names is a group of its own."""
        return self.groups.get(brand, {}).get(article, article)

    @cached_property
    def _by_group(self) -> dict[tuple[str, str, str], Threshold]:
        return {(one.brand, one.language, one.group): one for one in self.thresholds}

    @property
    def parts(self) -> set[str]:
        """The SHA-256 of everything kept beside the document."""
        named = {self.classifier, self.calibration, *self.flows.values()}
        return {one for one in named if one is not None}

    @cached_property
    def id(self) -> str:
        """SHA-256 of the content in canonical JSON, 64 hexadecimal digits."""
        canonical = json.dumps(to_json(self), sort_keys=True, separators=(",", ":"))
        return digest(canonical.encode())


@dataclass(frozen=True)
class AssistantVersion:
    """A published document: ``number`` counts from 1 in a centre, ``report`` is its gate's."""

    number: int
    document: AssistantDocument
    report: Mapping[str, Any]
    published_at: datetime
    published_by: str

    @property
    def id(self) -> str:
        return self.document.id


def digest(content: bytes) -> str:
    """The name of a part: its SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def brand_files(document: AssistantDocument, brand: str) -> dict[str, str]:
    """The files of the brand's flows, by name, each with its SHA-256."""
    start = f"{brand}/"
    return {
        name.removeprefix(start): part
        for name, part in document.flows.items()
        if name.startswith(start)
    }


def digest_of_files(files: Mapping[str, str]) -> str:
    """One SHA-256 for files given by name with theirs: equal for equal files."""
    return digest(json.dumps(dict(sorted(files.items())), separators=(",", ":")).encode())


def to_json(document: AssistantDocument) -> dict[str, Any]:
    """The document as plain values, its lists in one order whoever wrote them."""
    value: dict[str, Any] = json.loads(json.dumps(asdict(document)))
    value["articles"].sort(key=lambda one: [one[name] for name in _ORDER])
    value["thresholds"].sort(key=lambda one: (one["brand"], one["language"], one["group"]))
    return value


_DOCUMENT = TypeAdapter(AssistantDocument)


def from_json(value: Mapping[str, Any]) -> AssistantDocument:
    """The inverse of ``to_json``."""
    return _DOCUMENT.validate_python(dict(value))
