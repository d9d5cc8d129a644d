"""The centre as files that people write, compare and keep under version control.

One YAML file per kind, or all kinds in one. A section that no file has is left as it is configured;
an empty one (``[]``) retires all that was in it. Nothing here opens a file: callers give texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from nawba.domain.building import suggest
from nawba.domain.centre_checks import check_centre
from nawba.domain.centre_draft import Draft, build_section, take
from nawba.domain.centre_fields import ABOUT, FIELDS
from nawba.domain.centre_kinds import EMPTY, KINDS, Kind, in_order, plain, spare, tidy
from nawba.domain.errors import DocumentError
from nawba.domain.words import Centre
from nawba.domain.yaml_lines import Document, parse, resolve

FORMAT = 1
MAX_MB = 16
"""Of one file: room for tens of thousands of advisers."""


def write_files(centre: Centre) -> dict[str, str]:
    """``centre`` as ``{"brands.yaml": text, …}``: the same bytes for the same centre."""
    return {
        f"{kind.name}.yaml": f"{_head(kind)}\nformat: {FORMAT}\n{_section(centre, kind)}"
        for kind in KINDS.values()
    }


def write_centre(centre: Centre) -> str:
    """``centre`` as one document that ``read_centre`` turns back into an equal value."""
    sections = (f"{_head(kind)}\n{_section(centre, kind)}" for kind in KINDS.values())
    return f"format: {FORMAT}\n\n" + "\n".join(sections)


def _head(kind: Kind) -> str:
    lines = [f"# {ABOUT[kind.name]}"]
    lines += [f"#   {name}: {meaning}" for name, meaning in FIELDS[kind.name].items()]
    return "\n".join(lines)


def _section(centre: Centre, kind: Kind) -> str:
    nouns = [tidy(noun) for noun in in_order(centre, kind)]
    value = plain(nouns[0]) if kind.single else [spare(noun) for noun in nouns]
    return dump({kind.name: value})


def dump(data: Any) -> str:
    """``data`` as YAML that ``read_yaml`` reads back equal."""
    return str(yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=100))


class _Dumper(yaml.SafeDumper):
    """Writes no aliases: two equal lists are two lists. Quotes text that would read as more."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = None if isinstance(resolve(text), str) else "'"
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def read_centre(text: str, name: str) -> Centre:
    """The centre that one file describes whole, checked: nothing it needs may be missing.

    Raises DocumentError with every fault of the file in the order of its lines.
    """
    draft = draft_files({name: text}, EMPTY)
    if not draft.files and not draft.faults:
        _not_a_centre(draft, Document(name, None, {}))
    document = next(iter(draft.files.values()), Document(name, None, {}))
    for kind in KINDS:
        draft.files.setdefault(kind, document)
    draft.refuse_lacks()
    return draft.centre()


def draft_files(files: Mapping[str, str], configured: Centre) -> Draft:
    """What ``files`` (name: text) make of the centre ``configured``, with all faults and lacks.

    A draft that cannot be read at all has faults and no parts.
    """
    draft = Draft()
    documents = _parsed(draft, files)
    for document in documents:
        _read_sections(draft, document)
    take(draft, configured, (name for name in KINDS if name not in draft.parts))
    if not draft.faults or draft.files:
        check_centre(draft)
    return draft


def _parsed(draft: Draft, files: Mapping[str, str]) -> Iterable[Document]:
    documents = []
    for name, text in files.items():
        try:
            document, faults = parse(text, name, most=MAX_MB)
        except DocumentError as error:
            draft.faults += error.faults
            draft.unread |= KINDS.keys()  # it may have held any of them
        else:
            draft.faults += faults
            documents.append(document)
    return documents


def _read_sections(draft: Draft, document: Document) -> None:
    if not isinstance(document.value, dict):
        _not_a_centre(draft, document)
        return
    _check_format(draft, document)
    for name in document.value:
        if name in draft.files:
            problem = f"is also in {draft.files[name].name}"
            draft.faults.append(document.fault((name,), problem, "Keep one of the two."))
        elif name in KINDS:
            build_section(draft, KINDS[name], document)
        elif name != "format":
            remedy = suggest(name, KINDS)
            draft.faults.append(document.fault((name,), "is not a section known here", remedy))


def _not_a_centre(draft: Draft, document: Document) -> None:
    sections = ", ".join(name for name, kind in KINDS.items() if kind.required)
    remedy = f"Write sections such as {sections}."
    draft.faults.append(document.fault((), "is not a centre", remedy))
    draft.unread |= KINDS.keys()


def _check_format(draft: Draft, document: Document) -> None:
    written = document.value.get("format", FORMAT)
    if written is not True and written == FORMAT:
        return
    remedy = f"This version reads format {FORMAT}. Export the centre anew, or install a newer one."
    draft.faults.append(document.fault(("format",), f"{written} is unknown here", remedy))
