"""A job as ``JOB.toml`` declares it: what it needs, how much that weighs, where and until when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal, get_args

from nawba.domain.building import attempt, suggest
from nawba.domain.errors import Fault
from nawba.domain.toml_lines import raise_as_toml, read_toml
from nawba.domain.yaml_lines import Document

Texts = dict[str, str]
"""The same in each language: ``{"fr": …, "ar": …, "en": …}``."""

Need = Literal["must", "should", "nice"]
WEIGHTS: dict[Need, float] = {"must": 3.0, "should": 2.0, "nice": 1.0}

Level = Literal["A1", "A2", "B1", "B2", "C1", "C2", "native"]
LEVELS: tuple[Level, ...] = get_args(Level)

Shift = Literal["night", "weekend", "early", "late", "rotating", "full_time", "part_time"]
Channel = Literal["voice", "chat", "email", "social"]

Kind = Literal[
    "language",
    "experience",
    "education",
    "certificate",
    "skill",
    "tool",
    "availability",
    "shift",
    "site",
    "notice",
    "right_to_work",
]

_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True)
class Criterion:
    """One need. Which fields it takes depends on its ``kind``; see ``docs/hiring.md``.

    ``weight`` is that of its need where none is given: 3 for must, 2 for should, 1 for nice.
    ``months`` are calendar months, ``days`` calendar days. ``years`` are those of study after
    secondary school (bac+2: 2). ``text`` is what people read instead of the criterion's own words,
    ``ask`` the question that is put to a candidate who did not state it.
    """

    id: str
    kind: Kind
    need: Need = "should"
    weight: float | None = None
    text: Texts = field(default_factory=dict)
    ask: Texts = field(default_factory=dict)
    language: str = ""
    level: Level | Literal[""] = ""
    months: int | None = None
    contact_centre: bool = False
    channels: tuple[Channel, ...] = ()
    sectors: tuple[str, ...] = ()
    years: int | None = None
    any_of: tuple[str, ...] = ()
    shifts: tuple[Shift, ...] = ()
    places: tuple[str, ...] = ()
    by: date | None = None
    days: int | None = None
    country: str = ""

    @property
    def counts(self) -> float:
        return WEIGHTS[self.need] if self.weight is None else self.weight


@dataclass(frozen=True)
class Job:
    """What is looked for; the store counts its versions up with every change of the file."""

    id: str
    title: Texts
    criterion: tuple[Criterion, ...]
    brand: str = ""
    sites: tuple[str, ...] = ()
    positions: int = 1
    deadline: date | None = None

    @property
    def total(self) -> float:
        return sum(one.counts for one in self.criterion)


def read_job(path: Path) -> Job:
    """The job at ``path``. Raises DocumentError with every fault, OSError."""
    return job_of_text(path.read_bytes().decode("utf-8", "replace"), path.name)


def job_of_text(text: str, name: str) -> Job:
    """The job written in ``text``, TOML of the file ``name``. Raises DocumentError."""
    document = read_toml(text, name)
    _dates_as_text(document)
    found, faults = attempt(Job, document, ())
    if found is not None:
        faults = list(_faults(found, document))
    raise_as_toml(faults)
    job: Job = found
    return job


def _dates_as_text(document: Document) -> None:
    """TOML knows dates; what is built from the document reads them as text."""
    criteria = document.value.get("criterion")
    tables = [document.value, *(criteria if isinstance(criteria, list) else ())]
    for table in tables:
        for key in ("deadline", "by"):
            if isinstance(table, dict) and isinstance(table.get(key), date):
                table[key] = table[key].isoformat()[:10]


_NEEDED: dict[Kind, tuple[str, ...]] = {
    "language": ("language",),
    "experience": ("months", "contact_centre", "channels", "sectors"),
    "education": ("years", "any_of"),
    "certificate": ("any_of",),
    "skill": ("any_of",),
    "tool": ("any_of",),
    "availability": ("by",),
    "shift": ("shifts",),
    "site": ("places",),
    "notice": ("days",),
    "right_to_work": ("country",),
}
_FURTHER: dict[Kind, tuple[str, ...]] = {"language": ("level",)}
_FIELDS = {"level"}.union(*_NEEDED.values())


def _faults(job: Job, document: Document) -> Iterator[Fault]:
    if not _ID.fullmatch(job.id):
        yield document.fault(("id",), "is no name", "Use small letters, digits and hyphens.")
    if not job.title:
        yield document.fault(("title",), "says nothing", 'Write { fr = "…", en = "…" }.')
    if job.positions < 1:
        yield document.fault(("positions",), "is nobody", "Write how many people are looked for.")
    if not job.criterion:
        yield document.fault((), "declares no criterion", "Add a [[criterion]] table.")
    times = Counter(one.id for one in job.criterion)
    for place, criterion in enumerate(job.criterion):

        def told(name: str, problem: str, remedy: str, place: int = place) -> Fault:
            return document.fault(("criterion", place, name), problem, remedy)

        if times[criterion.id] > 1:
            yield told("id", f"stands {times[criterion.id]} times", "Give each its own.")
        yield from _criterion_faults(criterion, told)


def _criterion_faults(one: Criterion, told: Callable[[str, str, str], Fault]) -> Iterator[Fault]:
    if not _ID.fullmatch(one.id):
        yield told("id", "is no name", "Use small letters, digits and hyphens.")
    if one.counts < 0:
        yield told("weight", "is less than 0", "Write 0 for what is only shown.")
    fitting = (*_NEEDED[one.kind], *_FURTHER.get(one.kind, ()))
    if not any(_given(one, name) for name in _NEEDED[one.kind]):
        listed = " or ".join(f"`{name}`" for name in _NEEDED[one.kind])
        yield told("kind", f"is {one.kind}, which says nothing yet", f"Add {listed}.")
    for name in sorted(_FIELDS):
        if name not in fitting and _given(one, name):
            remedy = suggest(name, fitting)
            yield told(name, f"does not belong to {one.kind}", remedy)
    for name in ("months", "days", "years"):
        if (getattr(one, name) or 0) < 0:
            yield told(name, "is less than 0", "Write 0 or more.")
    if one.language and not _LANGUAGE.fullmatch(one.language):
        yield told("language", "is no language", "Write its code, such as fr, ar or en.")
    if one.country and not re.fullmatch(r"[A-Z]{2}", one.country):
        yield told("country", "is no country", "Write its code, such as MA, TN or PT.")


def _given(one: Criterion, name: str) -> bool:
    return getattr(one, name) not in (None, "", (), False)
