"""Reads a brand's flows, and says everything that is wrong with them at once, file and line.

Nothing here opens a file except ``read_flows``; the rest takes text and the file's name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from nawba.assistant.flows.checks import check_flow
from nawba.assistant.flows.model import STEPS, Flow, FlowBook, Step
from nawba.assistant.texts import LANGUAGES
from nawba.domain.building import attempt, suggest
from nawba.domain.errors import DocumentError, Fault, Invalid
from nawba.domain.faults import Faults, raise_faults
from nawba.domain.operations import BrandOperations
from nawba.domain.operations_document import read_operations
from nawba.domain.yaml_lines import Document, parse
from nawba.domain.yaml_lines import Path as Place

OPERATIONS = "operations.yaml"


def read_flows(folder: Path, languages: Sequence[str] = LANGUAGES) -> FlowBook:
    """The flows of one brand: ``folder`` holds ``operations.yaml`` and a file for each flow.

    Raises DocumentError with every fault of every file; Invalid if a file cannot be read.
    """
    return read_book(read_files(folder), languages, str(folder))


def read_files(folder: Path) -> dict[str, bytes]:
    """The YAML files in ``folder`` by name. Raises Invalid if one cannot be read."""
    return {path.name: _read(path) for path in sorted(folder.glob("*.yaml"))}


def read_book(
    files: Mapping[str, bytes], languages: Sequence[str] = LANGUAGES, where: str = ""
) -> FlowBook:
    """The flows in ``files`` (name -> content), as ``read_flows`` reads a folder's.

    ``where`` is the folder that faults name. Raises DocumentError, Invalid.
    """
    texts = {name: _text(str(Path(where) / name), content) for name, content in files.items()}
    if OPERATIONS not in texts:
        remedy = f"Give a folder with {OPERATIONS} and a YAML file for each flow."
        raise Invalid(f"{where or 'This version'} has no {OPERATIONS}. {remedy}")
    operations = read_operations(texts.pop(OPERATIONS), str(Path(where) / OPERATIONS))
    named = {str(Path(where) / name): text for name, text in texts.items()}
    return build_book(operations, named, languages)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}. Check the path.") from error


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise Invalid(f"{name} is not UTF-8 text. Save it with UTF-8 encoding.") from error


def build_book(
    operations: BrandOperations, texts: Mapping[str, str], languages: Sequence[str] = LANGUAGES
) -> FlowBook:
    """The flows in ``texts`` (file name -> YAML), each checked against the others.

    Raises DocumentError with every fault of every file, in the order of files and lines.
    """
    drafts = [_draft(text, name) for name, text in texts.items()]
    found = [fault for faults, _ in drafts for fault in faults.found]
    flows = [(faults, flow) for faults, flow in drafts if flow is not None]
    book = FlowBook(operations, tuple(flow for _, flow in flows))
    found += _twins(flows)
    for faults, flow in flows:
        checked = Faults(faults.document)
        check_flow(checked, flow, book, languages)
        found += checked.found
    raise_faults(found)
    return book


def _draft(text: str, name: str) -> tuple[Faults, Flow | None]:
    """The flow in ``text`` if its parts could be built, and what is wrong with those."""
    try:
        document, found = parse(text, name)
    except DocumentError as error:
        return Faults(Document(name, None, {}), list(error.faults)), None
    faults = Faults(document, found)
    if not isinstance(document.value, dict):
        faults.add((), "is not a flow", "Write `id: …`, `fields:` and `steps:`.")
        return faults, None
    steps = _steps(faults)
    head = {key: value for key, value in document.value.items() if key != "steps"}
    flow, more = attempt(Flow, Document(name, head, document.lines), ())
    faults.found += more
    if flow is None or faults.found:
        return faults, None
    return faults, replace(flow, steps=steps)


def _steps(faults: Faults) -> tuple[Step, ...]:
    entries = faults.document.value.get("steps")
    if not isinstance(entries, list) or not entries:
        faults.add(("steps",), "is missing or empty", "Write `steps:` and one step per dash.")
        return ()
    built = [_step(faults, ("steps", place), entry) for place, entry in enumerate(entries)]
    return tuple(step for step in built if step is not None)


def _step(faults: Faults, path: Place, entry: Any) -> Step | None:
    """One step, of the kind that one of its words names."""
    words = [word for word in STEPS if isinstance(entry, dict) and word in entry]
    if len(words) != 1:
        found = "does two things" if words else "does nothing known here"
        known = entry.keys() if isinstance(entry, dict) else ()
        odd = next((word for word in known if word not in {"id", "next"}), None)
        remedy = f"Write one of {', '.join(STEPS)}."
        faults.add(path, found, remedy if words or odd is None else suggest(odd, STEPS))
        return None
    step, more = attempt(STEPS[words[0]], faults.document, path)
    faults.found += more
    return step  # type: ignore[no-any-return]  # one of STEPS


def _twins(flows: Sequence[tuple[Faults, Flow]]) -> list[Fault]:
    """Flows that cannot be told apart, or that promise the same."""
    ids = Counter(flow.id for _, flow in flows)
    intents = Counter(intent for _, flow in flows for intent in flow.intents)
    levels = Counter(flow.grants for _, flow in flows if flow.intents == ())
    found = []
    for faults, flow in flows:
        document = faults.document
        if ids[flow.id] > 1:
            found.append(document.fault(("id",), f"'{flow.id}' is used twice", "Rename one."))
        for place, intent in enumerate(flow.intents):
            if intents[intent] > 1:
                problem = f"'{intent}' leads to another flow too"
                found.append(document.fault(("intents", place), problem, "Keep it in one."))
        if flow.grants != "none" and levels[flow.grants] > 1:
            problem = f"another flow grants '{flow.grants}' too"
            found.append(document.fault(("grants",), problem, "Keep one of them."))
    return found
