"""Plays a scripted conversation on a stage and tells the first difference, if there is one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nawba.assistant.gate.scripts import Conversation, Line, Script
from nawba.assistant.gate.stage import Answered, Stage
from nawba.domain.decisions import Did

UNPROVEN = ("below_threshold", "assist_only", "ambiguous", "close_readings", "part_unsure")
"""Why an answer may be missing without any fault: it was not proven well enough."""


@dataclass(frozen=True)
class Played:
    """How one conversation went. ``answered`` and ``silent`` count the lines that ask for one."""

    name: str
    difference: str | None = None
    answered: int = 0
    silent: int = 0


def play_all(stage: Stage, script: Script) -> Iterator[Played]:
    for conversation in script.conversations:
        yield play(stage, script.brand, conversation)


def play(stage: Stage, brand: str, script: Conversation) -> Played:
    """The outcome of ``script``. It ends early, and well, where an answer was not proven."""
    contact = stage.open(brand, script.language)
    answered = 0
    for number, line in enumerate(script.lines, start=1):
        result = stage.say(contact, line.customer)
        difference = compare(line, result)
        if difference:
            told = f"line {number} « {line.customer} »: {difference}"
            return Played(script.name, told, answered)
        if line.answers and is_silent(result):
            return Played(script.name, None, answered, silent=1)
        answered += bool(line.answers)
    state = stage.state(contact)
    if script.state and state != script.state:
        told = f"at the end the contact is {state}, not {script.state}"
        return Played(script.name, told, answered)
    return Played(script.name, None, answered)


def is_silent(result: Answered) -> bool:
    """Whether nothing was answered because it was not proven well enough."""
    decision = result.decision
    withheld = decision is not None and decision.did in (Did.WITHHELD, Did.HANDED_OVER)
    return withheld and decision is not None and decision.reason in UNPROVEN


def compare(line: Line, result: Answered) -> str:
    """What differs from ``line``; empty when nothing does."""
    tests = (_answer(line, result), _done(line, result), _words(line, result))
    return next(filter(None, tests), "")


def _answer(line: Line, result: Answered) -> str:
    if not line.answers or (line.answers,) == result.articles[:1]:
        return ""
    if not result.articles and is_silent(result) and not line.surely:
        return ""
    found = ", ".join(result.articles) or f"no article ({_why(result)})"
    return f"answers with {found}, not {line.answers}"


def _done(line: Line, result: Answered) -> str:
    decision = result.decision
    did = decision.did.value if decision is not None else "nothing"
    if line.did and did != line.did:
        return f"{did} ({_why(result)}), not {line.did}"
    if line.reason and _why(result) != line.reason:
        return f"because of {_why(result)}, not {line.reason}"
    if line.language and result.language != line.language:
        return f"goes on in {result.language}, not {line.language}"
    return ""


def _words(line: Line, result: Answered) -> str:
    for part in line.says:
        if part not in result.text:
            return f"does not say « {part} »"
    for part in line.never:
        if part in result.text:
            return f"says « {part} »"
    return ""


def _why(result: Answered) -> str:
    decision = result.decision
    return (decision.reason if decision is not None else None) or "no reason"
