"""What a version is made of and tried with, read from one folder with every fault told.

::

    cases/*.jsonl          labelled questions that prove (see ``assistant.cases``)
    examples/*.jsonl       labelled questions that teach
    groups.yaml            brand: group: [articles], the groups that share a threshold
    conversations/*.yaml   scripted conversations (see ``gate.scripts``)
    flows/BRAND/           the brand's flows and operations, with their own conversations

Each part may be missing; what then cannot be proven is not answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from nawba.assistant.cases import Case, read_cases, read_examples
from nawba.assistant.flows.conversations import Script as FlowScript
from nawba.assistant.flows.conversations import read_scripts
from nawba.assistant.flows.document import OPERATIONS, read_flows
from nawba.assistant.flows.model import FlowBook
from nawba.assistant.gate.scripts import Script, read_script
from nawba.domain.errors import DocumentError, Fault, Invalid, NotFound
from nawba.domain.faults import Faults, raise_faults
from nawba.domain.yaml_lines import parse

T = TypeVar("T")

Groups = Mapping[str, Mapping[str, str]]
"""A brand's articles with the group of each."""


@dataclass(frozen=True)
class Flows:
    """One brand's flows: the files as they are, and what they say. ``files`` by relative name."""

    files: Mapping[str, bytes]
    book: FlowBook
    scripts: Mapping[str, FlowScript]


@dataclass(frozen=True)
class Material:
    """``cases``, ``examples`` and ``scripts`` of all brands; ``flows`` by brand.

    ``gaps`` are questions of closed gaps, kept in the store: they teach and are tried again, and
    prove nothing.
    """

    cases: Sequence[Case] = ()
    groups: Groups = field(default_factory=dict)
    scripts: Sequence[Script] = ()
    flows: Mapping[str, Flows] = field(default_factory=dict)
    examples: Sequence[Case] = ()
    gaps: Sequence[Case] = ()


def read_material(folder: Path) -> Material:
    """Everything in ``folder``. Raises DocumentError with all faults, NotFound without it."""
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}. Give the folder of cases and conversations.")
    found: list[Fault] = []
    cases = _each(folder, "cases/*.jsonl", read_cases, found)
    examples = _each(folder, "examples/*.jsonl", read_examples, found)
    scripts = _each(folder, "conversations/*.yaml", read_script, found)
    groups = _each(folder, "groups.yaml", read_groups, found)
    flows = [_flows(path, found) for path in sorted((folder / "flows").glob("*/"))]
    raise_faults(found)
    return Material(
        tuple(case for part in cases for case in part),
        groups[0] if groups else {},
        tuple(scripts),
        {one.book.operations.brand: one for one in flows if one is not None},
        tuple(example for part in examples for example in part),
    )


def _each(folder: Path, pattern: str, read: Callable[[str, str], T], found: list[Fault]) -> list[T]:
    values: list[T] = []
    for path in sorted(folder.glob(pattern)):
        try:
            values.append(read(_text(path), str(path.relative_to(folder))))
        except DocumentError as error:
            found += error.faults
    return values


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(f"{path} is not UTF-8 text. Save it with UTF-8 encoding.") from error


def read_groups(text: str, name: str) -> Groups:
    """The groups in ``text``; raises DocumentError where one article stands in two of a brand."""
    document, found = parse(text, name)
    faults, groups = Faults(document, found), dict[str, dict[str, str]]()
    value = document.value if isinstance(document.value, dict) else {}
    faults.need(bool(value), (), "names no brand", "Write `brand:`, `group:`, then articles.")
    for brand, named in value.items():
        groups[brand] = _groups_of(faults, brand, named)
    faults.stop()
    return groups


def _groups_of(faults: Faults, brand: str, named: object) -> dict[str, str]:
    group_of: dict[str, str] = {}
    entries = named.items() if isinstance(named, dict) else ()
    faults.need(bool(entries), (brand,), "has no group", "Write `group:` and its articles.")
    for group, articles in entries:
        for article in articles if isinstance(articles, list) else [None]:
            path = (brand, group)
            is_id = isinstance(article, str)
            faults.need(is_id, path, "is not a list of article ids", "Write `- article-id` below.")
            is_new = group_of.setdefault(str(article), group) == group
            faults.need(is_new, path, f"'{article}' is in two groups", "Keep it in one of them.")
    return group_of


def _flows(folder: Path, found: list[Fault]) -> Flows | None:
    if not (folder / OPERATIONS).is_file():
        return None
    try:
        book = read_flows(folder)
        scripts = read_scripts(folder, book)
    except DocumentError as error:
        found += error.faults
        return None
    files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.yaml"))}
    return Flows(files, book, scripts)
