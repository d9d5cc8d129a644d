"""YAML as plain values that remember their lines, read so that no file can surprise the house.

Why not ``yaml.safe_load``: it forgets lines, keeps the last of two equal keys, reads ``10:30`` as
630 and ``NO`` as false, and expands aliases without limit. Here scalars follow the core schema of
YAML 1.2 (true, false, null, plain decimal numbers; anything else is text), and keys are text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from nawba.domain.errors import DocumentError, Fault

Path = tuple[str | int, ...]

MAX_BYTES = 1_000_000
MAX_DEPTH = 32
MAX_NODES = 200_000  # counted after aliases are expanded: this is what stops an alias bomb

FORBIDDEN = re.compile("[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"[-+]?[0-9]+\.[0-9]*([eE][-+]?[0-9]+)?")
_WORDS: dict[str, bool | None] = {"": None, "~": None}
for _word, _meaning in (("true", True), ("false", False), ("null", None)):
    _WORDS |= dict.fromkeys((_word, _word.title(), _word.upper()), _meaning)
_CORE_TAGS = tuple(
    f"tag:yaml.org,2002:{kind}" for kind in ("str", "int", "float", "bool", "null", "map", "seq")
)
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Document:
    """A file's content: ``value`` is plain data, ``lines`` maps a path in it to a 1-based line."""

    name: str
    value: Any
    lines: dict[Path, int]

    def line(self, path: Path) -> int:
        """The line of ``path``, or of its nearest ancestor that the file really contains."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def at(self, path: Path) -> Any:
        """The value at ``path``. Raises KeyError or IndexError when there is none."""
        value = self.value
        for step in path:
            value = value[step]
        return value

    def fault(self, path: Path, problem: str, remedy: str) -> Fault:
        return Fault(self.name, self.line(path), show(path), problem, remedy)


def show(path: Path) -> str:
    """A path as people write it: ``("advisers", 3, "site")`` is ``advisers[3].site``."""
    steps = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return steps.removeprefix(".")


def plain(text: str, name: str, most: int = 1) -> str:
    """``text`` with plain line ends and no byte order mark; refuses what no document may hold.

    Raises DocumentError for more than ``most`` MB of UTF-8 or for a control character.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    limit = most * MAX_BYTES
    if len(text) > limit or len(text.encode(errors="replace")) > limit:
        problem = f"the file is larger than {most} MB"
        raise _refuse(name, 1, problem, "Split it, or remove what it repeats")
    if odd := FORBIDDEN.search(text):
        line = text.count("\n", 0, odd.start()) + 1
        problem = f"holds the invisible character U+{ord(odd.group()):04X}"
        raise _refuse(name, line, problem, "Delete it and save the file as UTF-8 text")
    return text


def parse(
    text: str, name: str, *, first_line: int = 1, most: int = 1
) -> tuple[Document, list[Fault]]:
    """The document in ``text`` and the faults that do not stop reading (duplicate keys, odd tags).

    ``first_line`` is the line of the file at which ``text`` begins, ``most`` how many MB it may
    have. Raises DocumentError where nothing can be understood beyond the fault: syntax, size,
    depth, aliases.
    """
    try:
        return _Reader(plain(text, name, most), name, first_line, most * MAX_NODES).read()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first_line + (mark.line if mark else 0)
        problem = f"not valid YAML: {error.problem or error.context}"
        remedy = "Check the indentation, the dashes and the quotes on this line and the one before"
        raise _refuse(name, line, problem, remedy) from error


def _refuse(name: str, line: int, problem: str, remedy: str) -> DocumentError:
    return DocumentError((Fault(name, line, "", problem, f"{remedy}."),))


class _Reader:
    """Builds values from PyYAML's events, which arrive one by one: limits act before damage."""

    def __init__(self, text: str, name: str, first_line: int, most: int) -> None:
        self.events: Iterator[Any] = iter(yaml.parse(text, Loader=_Loader))
        self.name, self.first_line, self.most = name, first_line, most
        self.lines: dict[Path, int] = {(): first_line}
        self.faults: list[Fault] = []
        self.anchors: dict[str, Any] = {}
        self.nodes = 0

    def read(self) -> tuple[Document, list[Fault]]:
        value, documents = None, 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._stop(event, "a second document begins", "Keep one per file")
                value = self._node(next(self.events), ())
        return Document(self.name, value, self.lines), self.faults

    def _node(self, event: Any, path: Path) -> Any:
        self._count(event)
        if len(path) > MAX_DEPTH:
            raise self._stop(event, f"nested more than {MAX_DEPTH} deep", "Flatten it")
        self.lines.setdefault(path, self._line(event))
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event)
        self._check_tag(event, path)
        value = self._value(event, path)
        if event.anchor:
            self.anchors[event.anchor] = value
        return value

    def _alias(self, event: Any) -> Any:
        if event.anchor not in self.anchors:
            raise self._stop(event, f"*{event.anchor} is not defined above", "Write the value out")
        return self._copy(event, self.anchors[event.anchor])

    def _copy(self, event: Any, value: Any) -> Any:
        self._count(event)
        if isinstance(value, dict):
            return {key: self._copy(event, item) for key, item in value.items()}
        return [self._copy(event, item) for item in value] if isinstance(value, list) else value

    def _count(self, event: Any) -> None:
        self.nodes += 1
        if self.nodes > self.most:
            raise self._stop(event, "too many values once aliases are expanded", "Write it out")

    def _value(self, event: Any, path: Path) -> Any:
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        return self._scalar(event, path)

    def _sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        for event in self.events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self._node(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        pairs: dict[str, Any] = {}
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            if not isinstance(event, yaml.ScalarEvent):
                raise self._stop(
                    event, "a field's name is not text", "Write a word before the colon"
                )
            key = event.value
            if key in pairs:
                self._duplicate(event, (*path, key))
            self.lines.setdefault((*path, key), self._line(event))
            pairs[key] = self._node(next(self.events), (*path, key))
        return pairs

    def _duplicate(self, event: Any, path: Path) -> None:
        problem = f"written twice; the first is on line {self.lines[path]}"
        self._fault(event, path, problem, "Keep one of the two.")

    def _scalar(self, event: Any, path: Path) -> Any:
        text: str = event.value
        if odd := FORBIDDEN.search(text):
            problem = f"holds the invisible character U+{ord(odd.group()):04X}"
            self._fault(event, path, problem, "Remove it.")
        return resolve(text) if event.implicit[0] else text

    def _check_tag(self, event: Any, path: Path) -> None:
        if event.tag and event.tag not in (*_CORE_TAGS, "!"):
            self._fault(event, path, f"carries the tag {event.tag}", "Remove the tag.")

    def _line(self, event: Any) -> int:
        return self.first_line + int(event.start_mark.line)

    def _fault(self, event: Any, path: Path, problem: str, remedy: str) -> None:
        self.faults.append(Fault(self.name, self._line(event), show(path), problem, remedy))

    def _stop(self, event: Any, problem: str, remedy: str) -> DocumentError:
        return _refuse(self.name, self._line(event), problem, remedy)


def resolve(text: str) -> str | int | float | bool | None:
    """What an unquoted scalar means: ``12`` is a number; ``007``, ``10:30`` and ``no`` are text."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) < 19 and _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
