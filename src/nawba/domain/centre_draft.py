"""A centre in the making: nouns from files and nouns that are configured already, and what is
wrong with them.

A *fault* refuses; a *lack* is something without which the centre does not work yet, such as a
queue that nobody can serve: one noun after the other, every centre passes through lacks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from nawba.domain.building import attempt, suggest
from nawba.domain.centre_kinds import KINDS, Kind, id_of, nouns_of, tidy
from nawba.domain.errors import DocumentError, Fault
from nawba.domain.words import Centre, Json
from nawba.domain.yaml_lines import FORBIDDEN, Document, Path, show

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_BAD_ID = "Use up to 64 of a-z, A-Z, 0-9, dot, dash and underscore."


@dataclass(frozen=True)
class Lack:
    """What keeps a centre from working: ``code`` for machines, ``details`` its particulars.

    Codes: ``none`` (nothing of a kind), ``no_entry`` and ``several_entries`` (of a brand's
    language), ``unserved`` (a queue).
    """

    code: str
    kind: str
    id: str | None
    path: Path
    problem: str
    remedy: str
    details: Json = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, ...]:
        """Equal for the same lack of two centres."""
        return (self.code, self.kind, self.id or "", str(self.details.get("language", "")))

    def json(self) -> Json:
        text = f"{self.problem[:1].upper()}{self.problem[1:]}. {self.remedy}"
        return {"code": self.code, "kind": self.kind, "id": self.id, **self.details, "text": text}


@dataclass
class Draft:
    """``parts`` holds what could be built, each with its path; ``files`` where a kind was read.

    ``unread`` are kinds of which some noun could not be built.
    """

    files: dict[str, Document] = field(default_factory=dict)
    parts: dict[str, list[tuple[Path, Any]]] = field(default_factory=dict)
    names: dict[Path, str] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=dict)
    unread: set[str] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)

    def fault(self, path: Path, problem: str, remedy: str) -> None:
        self.faults.append(self.made(path, problem, remedy))

    def made(self, path: Path, problem: str, remedy: str) -> Fault:
        kind = str(path[0]) if path else ""
        own, within = (path[:1], path[1:]) if self._is_single(kind) else (path[:2], path[2:])
        name = self.names.get(own, "")
        if kind in self.files:
            fault = self.files[kind].fault(path, problem, remedy)
        else:
            where = show(within)
            fault = Fault("", 0, f"{kind} {name} {where}".strip(), problem, remedy)
        fault.kind, fault.id, fault.within = kind, name, show(within)
        return fault

    def _is_single(self, kind: str) -> bool:
        return kind in KINDS and KINDS[kind].single

    def need(self, holds: bool, path: Path, problem: str, remedy: str) -> None:
        if not holds:
            self.fault(path, problem, remedy)

    def known(self, path: Path, word: str, among: Iterable[str], noun: str) -> None:
        if word not in among:
            self.fault(path, f"unknown {noun} '{word}'", suggest(word, among))

    def lack(self, code: str, path: Path, problem: str, remedy: str, **details: Any) -> None:
        name = self.names.get(path[:2])
        self.lacks.append(Lack(code, str(path[0]), name, path, problem, remedy, details))

    def name(self, path: Path, name: str) -> None:
        """Say that the noun at ``path`` has the id ``name``."""
        self.names[path] = name
        self.ids[str(path[0])].add(name)

    def of(self, kind: str) -> Iterator[Any]:
        return (noun for _, noun in self.parts[kind])

    def refuse_lacks(self, known: Iterable[Lack] = ()) -> None:
        """Make faults of the lacks that are not among those ``known``."""
        keys = {lack.key for lack in known}
        for lack in self.lacks:
            if lack.key not in keys:
                self.fault(lack.path, lack.problem, lack.remedy)

    def centre(self) -> Centre:
        """The centre drafted. Raises DocumentError with all faults, file by file, line by line."""
        if self.faults:
            raise DocumentError(tuple(sorted(self.faults, key=lambda one: (one.file, one.line))))
        parts: Json = {name: tuple(tidy(noun) for noun in self.of(name)) for name in KINDS}
        for kind in KINDS.values():
            if kind.single:
                parts[kind.name] = next(iter(parts[kind.name]), kind.noun())
        return Centre(**parts)


def take(draft: Draft, centre: Centre, kinds: Iterable[str]) -> None:
    """Put what is configured of ``kinds`` into ``draft``."""
    for name in kinds:
        kind = KINDS[name]
        draft.parts[name], draft.ids[name] = [], set()
        for place, noun in enumerate(nouns_of(centre, kind)):
            path: Path = (name,) if kind.single else (name, place)
            draft.parts[name].append((path, noun))
            draft.name(path, id_of(kind, noun))


def build_section(draft: Draft, kind: Kind, document: Document) -> None:
    """Put one section of a file into ``draft``: what can be built, and every fault found."""
    name, entries = kind.name, document.value[kind.name]
    draft.files[name], draft.parts[name], draft.ids[name] = document, [], set()
    if kind.single:
        draft.name((name,), name)
        _build(draft, kind, document, (name,))
    elif not isinstance(entries, list):
        problem = "has no value" if entries is None else "must be a list"
        draft.fault((name,), problem, "Write one entry per dash below it, or [] for none.")
        draft.unread.add(name)
    else:
        for place, entry in enumerate(entries):
            _claim_id(draft, (name, place), entry)
            _build(draft, kind, document, (name, place))


def _build(draft: Draft, kind: Kind, document: Document, path: Path) -> None:
    noun, faults = attempt(kind.noun, document, path)
    for fault in faults:
        fault.kind, fault.id = kind.name, draft.names.get(path, "")
        fault.within = fault.field.removeprefix(show(path)).removeprefix(".")
    draft.faults += faults
    if noun is None:
        draft.unread.add(kind.name)
    else:
        draft.parts[kind.name].append((path, noun))


def _claim_id(draft: Draft, path: Path, entry: Any) -> None:
    name = entry.get("id") if isinstance(entry, dict) else None
    if not isinstance(name, str):
        return
    if not _ID.fullmatch(name):
        draft.fault((*path, "id"), f"'{name}' cannot be an id", _BAD_ID)
    elif name in draft.ids[str(path[0])]:
        draft.fault((*path, "id"), f"'{name}' is used twice", "Give each its own id.")
    draft.name(path, name)


def build_noun(kind: Kind, value: Any) -> Any:
    """One noun from plain data that came from a page. Raises DocumentError with all its faults.

    Only its own form is checked here: what it refers to is for ``check_centre``.
    """
    draft = Draft()
    data = {kind.name: value if kind.single else [value]}
    build_section(draft, kind, Document("", data, {}))
    path: Path = (kind.name,) if kind.single else (kind.name, 0)
    for inner, text in _texts(value, path):
        if odd := FORBIDDEN.search(text):
            problem = f"holds the invisible character U+{ord(odd.group()):04X}"
            draft.fault(inner, problem, "Remove it.")
    if draft.faults:
        raise DocumentError(tuple(placeless(fault) for fault in draft.faults))
    return tidy(draft.parts[kind.name][0][1])


def placeless(fault: Fault) -> Fault:
    """``fault`` told by its noun and field: there is no file."""
    fault.file, fault.line = "", 0
    fault.field = " ".join(part for part in (fault.kind, fault.id, fault.within) if part)
    return fault


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield (*path, str(key)), str(key)
            yield from _texts(item, (*path, str(key)))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _texts(item, (*path, place))
