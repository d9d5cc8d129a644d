"""``nawba assistant …``: why it answered or not, its versions, what it understands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from nawba.assistant import person_request_report
from nawba.assistant.explaining import why, why_asked, words_of_turn
from nawba.assistant.upset_report import upset_report
from nawba.cli.console import print_json, print_table, say
from nawba.cli.content import Database, Json
from nawba.cli.database import open_database
from nawba.domain.decisions import NONE, Decided, PartDecision
from nawba.domain.errors import Invalid, NotFound
from nawba.domain.words import Message
from nawba.store import Store, statements, tables
from nawba.store.decisions import read_decisions
from nawba.store.rows import read_messages

assistant = typer.Typer(no_args_is_help=True, help="Publish, roll back and question the assistant.")


@assistant.command("explain")
def explain_contact(
    contact: Annotated[str, typer.Argument(help="Id of a contact, as history shows it.")],
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Say for every turn of CONTACT what was found, and why it was answered or not.

    Each turn shows the customer's message, the articles that the search proposed, the threshold in
    force, the version of the assistant, the time it took, and what a language model had to do with
    it if one was asked. Example: `nawba assistant explain c_…`
    """
    store = open_database(database, must_exist=True)
    decided, messages = _read_decided(store, contact)
    if as_json:
        print_json({"contact": contact, "turns": [_turn_json(one, messages) for one in decided]})
        return
    if not decided:
        say("The assistant took no turn in this contact, or its record was erased.")
    for place, one in enumerate(decided, start=1):
        _tell_turn(place, one, messages)


def _read_decided(store: Store, contact: str) -> tuple[list[Decided], dict[str, Message]]:
    with store.read() as connection:
        if statements.find(connection, tables.contacts, id=contact) is None:
            raise NotFound(f"There is no contact {contact}. It may have been erased.")
        messages = read_messages(connection, contact, notes=False)
        return read_decisions(connection, contact), {one.id: one for one in messages}


def _turn_json(one: Decided, messages: dict[str, Message]) -> dict[str, Any]:
    said = messages.get(one.message)
    return {
        "message": one.message,
        "text": None if said is None else said.text,
        "at": one.at.isoformat(),
        "why": why(one.decision),
        "why_asked": None if one.decision.asked is None else why_asked(one.decision.asked),
        **asdict(one.decision),
    }


def _tell_turn(place: int, one: Decided, messages: dict[str, Message]) -> None:
    decision, said = one.decision, messages.get(one.message)
    words = "(the contact opened)" if said is None else f"« {said.text} »"
    say(f"Turn {place}, {one.at:%Y-%m-%d %H:%M:%S} UTC, {decision.language}: {words}")
    say(f"  {why(decision)}")
    if decision.retrieved:
        rows = [
            (f"{r.score:.3f}", f"{r.margin:.3f}", r.article, r.version, r.language)
            for r in decision.retrieved
        ]
        print_table(("  score", "margin", "article", "version", "language"), rows)
    for line in _asked_back(one, messages):
        say(f"  {line}")
    if decision.readings:
        told = (f"{_READ.get(r.intent, r.intent)} ({r.score:.3f})" for r in decision.readings)
        say("  Read as " + ", ".join(told))
    if decision.asked is not None:
        say(f"  {why_asked(decision.asked)} ({decision.asked.milliseconds:.0f} ms)")
    say(f"  {_circumstances(one)}")
    say()


_READ = {NONE: "none of them"}


def _asked_back(one: Decided, messages: dict[str, Message]) -> Iterator[str]:
    """What the customer could choose from, and what became of each of several questions."""
    decision = one.decision
    if decision.choices:
        yield f"Asked which was meant: {', '.join(decision.choices)}, none of these, or a person."
    asked = words_of_turn(list(messages.values()), one.message)
    for place, part in enumerate(decision.parts, start=1):
        article = part.article or "no article"
        scored = "" if part.score is None else f" ({part.score:.3f}, threshold {_of(part)})"
        words = asked[part.start : part.end]
        yield f"Question {place} « {words} »: {part.did.replace('_', ' ')}, {article}{scored}"


def _of(part: PartDecision) -> str:
    return "none" if part.threshold is None else f"{part.threshold:.3f}"


def _circumstances(one: Decided) -> str:
    decision = one.decision
    version = "no published version" if decision.version is None else f"version {decision.version}"
    threshold = "none" if decision.threshold is None else f"{decision.threshold:.3f}"
    group = f", group {decision.group}" if decision.group else ""
    return f"Assistant: {version}{group}, threshold {threshold}, {decision.milliseconds:.0f} ms."


@assistant.command("person-requests")
def person_requests(
    file: Annotated[Path, typer.Argument(help="JSONL: text, language, request (true/false).")],
    as_json: Json = False,
) -> None:
    """Measure on a labelled list how well requests for a person are recognised.

    Example: `nawba assistant person-requests tests/data/person_requests.jsonl`
    """
    _need(file, '{"text": "un conseiller svp", "language": "fr", "request": true}')
    report = person_request_report(file)
    if as_json:
        print_json(report)
        return
    _tell_report(report)


@assistant.command("upset")
def upset_customers(
    file: Annotated[Path, typer.Argument(help="JSONL: text, language, label (calm/upset/danger).")],
    as_json: Json = False,
) -> None:
    """Measure on a labelled list how well upset customers, and danger, are recognised.

    Example: `nawba assistant upset tests/data/upset.jsonl`
    """
    _need(file, '{"text": "quelle honte", "language": "fr", "label": "upset"}')
    report = upset_report(file)
    if as_json:
        print_json(report)
        return
    say("Upset, or in danger:")
    _tell_report(report)
    say("In danger:")
    _tell_report(report["danger"])


def _need(file: Path, example: str) -> None:
    if not file.is_file():
        raise Invalid(f"{file} is not a file. Give one with a line for each sentence: {example}")


def _tell_report(report: dict[str, Any]) -> None:
    parts = {"all": report, **report["splits"], **report["languages"]}
    print_table(
        ("part", "sentences", "recall", "precision"),
        [
            (name, p["n"], f"{p['recall']:.4f}", f"{p['precision']:.4f}")
            for name, p in parts.items()
        ],
    )
    for name in ("missed", "false"):
        for sentence in report[name]:
            say(f"{name}: {sentence}")
