"""Scripted conversations beside the flows: what a customer says, what must happen, in YAML.

A knowledge editor writes them with the flow, and they are run before a flow is published. The
brand's systems are scripted in the same file, so that refusals, failures and odd answers are as
easy to write as success.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from nawba.assistant.flows.model import FlowBook
from nawba.assistant.texts import LANGUAGES
from nawba.domain.building import attempt
from nawba.domain.errors import Fault, Invalid
from nawba.domain.faults import Faults, raise_faults
from nawba.domain.kinds import Value
from nawba.domain.yaml_lines import parse

ENDS = ("done", "cancelled", "handed_over", "open")


@dataclass(frozen=True)
class Answer:
    """What the scripted system answers, once, or from then on if it is the last.

    One of ``done`` (its data), ``refused`` (a reason), ``failed``, ``unknown``. ``given`` limits
    it to calls with these values.
    """

    done: dict[str, Any] | None = None
    refused: str = ""
    failed: bool = False
    unknown: bool = False
    given: dict[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    """One thing that happens, and what must follow. What is not written is not checked.

    ``customer`` writes, or falls silent (``time_out``); ``article`` is what search would serve for
    the line. ``language`` changes the contact's from here on. ``says`` are parts of what is said,
    in order; ``calls`` all the operations called, in order, each with values among its fields.
    """

    customer: str = ""
    time_out: bool = False
    article: str = ""
    language: str = ""
    says: tuple[str, ...] = ()
    not_says: tuple[str, ...] = ()
    choices: tuple[str, ...] | None = None
    calls: tuple[dict[str, dict[str, Value]], ...] | None = None
    digresses: str = ""


@dataclass(frozen=True)
class Conversation:
    """From the line that starts the flow to the end, or to where it stays ``open``."""

    name: str
    turns: tuple[Turn, ...]
    ends: str
    language: str = ""
    reason: str = ""
    approves: str = ""
    """The operation that a person is asked to approve."""
    fields: dict[str, Value | None] = field(default_factory=dict)
    commitments: tuple[str, ...] = ()
    """The operations that the customer was told were done: all of them."""
    operations: dict[str, tuple[Answer, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Script:
    """One file: the conversations about one flow, on one day, and how the systems answer."""

    flow: str
    language: str
    today: str
    conversations: tuple[Conversation, ...]
    operations: dict[str, tuple[Answer, ...]] = field(default_factory=dict)

    def day(self) -> date:
        return date.fromisoformat(self.today)

    def whole(self, one: Conversation) -> Conversation:
        """``one`` with what the file says for all."""
        language = one.language or self.language
        return replace(one, language=language, operations={**self.operations, **one.operations})


def read_script(text: str, name: str, book: FlowBook) -> Script:
    """The conversations in ``text``. Raises DocumentError with every fault of the file."""
    document, found = parse(text, name)
    script: Script | None
    script, more = attempt(Script, document, ())
    faults = Faults(document, [*found, *more])
    if script is not None:
        _check_script(faults, script, book)
    faults.stop()
    assert script is not None, "no script means faults"
    return script


def read_scripts(folder: Path, book: FlowBook) -> dict[str, Script]:
    """File name -> conversations, for every file in ``folder``/conversations.

    Raises DocumentError with every fault of every file.
    """
    found, scripts = list[Fault](), dict[str, Script]()
    for path in sorted((folder / "conversations").glob("*.yaml")):
        try:
            scripts[path.name] = read_script(path.read_text("utf-8-sig"), str(path), book)
        except UnicodeDecodeError as error:
            raise Invalid(f"{path} is not UTF-8 text. Save it with UTF-8 encoding.") from error
        except Invalid as error:
            found += getattr(error, "faults", ())
    raise_faults(found)
    return scripts


def _check_script(faults: Faults, script: Script, book: FlowBook) -> None:
    faults.known(("flow",), script.flow, book.flow, "flow")
    faults.known(("language",), script.language, LANGUAGES, "language")
    try:
        script.day()
    except ValueError:
        faults.add(("today",), f"'{script.today}' is no date", "Write it as 2026-11-22.")
    for name in script.operations:
        faults.known(("operations", name), name, book.operations.operation, "operation")
    names = [one.name for one in script.conversations]
    for place, one in enumerate(script.conversations):
        path = ("conversations", place)
        faults.need(names.count(one.name) == 1, (*path, "name"), "is used twice", "Rename one.")
        _check_conversation(faults, path, one, book)


def _check_conversation(
    faults: Faults, path: tuple[str | int, ...], one: Conversation, book: FlowBook
) -> None:
    faults.known((*path, "ends"), one.ends, ENDS, "end")
    faults.need(bool(one.turns), (*path, "turns"), "is empty", "Write what the customer says.")
    known = book.operations.operation
    for name in one.operations:
        faults.known((*path, "operations", name), name, known, "operation")
    for place, turn in enumerate(one.turns):
        here = (*path, "turns", place)
        faults.need(turn.time_out != bool(turn.customer), here, "needs one thing that happens",
                    "Write `customer: …` or `time_out: true`.")  # fmt: skip
        for call in turn.calls or ():
            for name in call:
                faults.known((*here, "calls"), name, known, "operation")


def count(scripts: Sequence[Script]) -> int:
    """How many conversations there are in ``scripts``."""
    return sum(len(script.conversations) for script in scripts)
