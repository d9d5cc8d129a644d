"""Scripted conversations: what a customer writes, and what the assistant may do about it, in YAML.

They speak of a whole assistant, not of one flow: greeting, answers, hand-over, courtesies. An
``answers`` is met by that article, and by no other; silence for want of proof is no failure,
unless the line says ``surely``, so that a tighter risk can still be published.
"""

from __future__ import annotations

from dataclasses import dataclass

from nawba.domain.building import attempt
from nawba.domain.decisions import Did
from nawba.domain.faults import Faults
from nawba.domain.texts import LANGUAGES
from nawba.domain.words import ContactState
from nawba.domain.yaml_lines import parse

DONE = tuple(did.value for did in Did)
STATES = tuple(state.value for state in ContactState)


@dataclass(frozen=True)
class Line:
    """One message of the customer, and what must follow; what is not written is not checked.

    ``answers`` is an article's id, ``did`` one of ``Did``, ``reason`` why nothing was answered.
    ``says`` and ``never`` are parts of what the assistant says or does not say.
    """

    customer: str
    answers: str = ""
    surely: bool = False
    did: str = ""
    reason: str = ""
    language: str = ""
    says: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conversation:
    """``lines`` in order; ``state`` is the contact's at the end, if it matters."""

    name: str
    language: str
    lines: tuple[Line, ...]
    state: str = ""


@dataclass(frozen=True)
class Script:
    """One file: the conversations with one brand."""

    brand: str
    conversations: tuple[Conversation, ...]


def read_script(text: str, name: str) -> Script:
    """The conversations in ``text``. Raises DocumentError with every fault of the file."""
    document, found = parse(text, name)
    script, more = attempt(Script, document, ())
    faults = Faults(document, [*found, *more])
    if script is not None:
        _check(faults, script)
    faults.stop()
    assert isinstance(script, Script), "no script means faults"
    return script


def _check(faults: Faults, script: Script) -> None:
    names = [one.name for one in script.conversations]
    for place, one in enumerate(script.conversations):
        path = ("conversations", place)
        faults.need(names.count(one.name) == 1, (*path, "name"), "is used twice", "Rename one.")
        faults.known((*path, "language"), one.language, LANGUAGES, "language")
        faults.need(bool(one.lines), (*path, "lines"), "is empty", "Write what the customer says.")
        if one.state:
            faults.known((*path, "state"), one.state, STATES, "state")
        for number, line in enumerate(one.lines):
            _check_line(faults, (*path, "lines", number), line)


def _check_line(faults: Faults, path: tuple[str | int, ...], line: Line) -> None:
    if line.did:
        faults.known((*path, "did"), line.did, DONE, "thing to do")
    if line.language:
        faults.known((*path, "language"), line.language, LANGUAGES, "language")
    both = bool(line.answers) and line.did not in ("", Did.ANSWERED.value)
    faults.need(not both, path, "answers and does something else", "Keep `answers` or `did`.")
    sure = line.surely and not line.answers
    faults.need(not sure, (*path, "surely"), "is about nothing", "Write `answers:` with it.")
