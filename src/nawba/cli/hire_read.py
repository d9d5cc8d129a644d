"""``nawba hire read``: what is read of one document, with the lines that say so."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nawba.cli.console import err, print_json, print_table, say
from nawba.domain.candidates import Fact, Reading

if TYPE_CHECKING:
    from nawba.hiring.facts.months import Timeline

Document = Annotated[
    Path,
    typer.Argument(
        help="A résumé: PDF, DOCX, ODT, HTML, text, or a picture.", exists=True, dir_okay=False
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")]


def read(document: Document, as_json: Json = False) -> None:
    """Show what is read of one résumé: facts, the lines they stand in, and what needs a look.

    Nothing is kept and no database is needed. What a line does not say is no fact, and what nobody
    sees on the page (white on white, tiny) is shown but read for none. Months, gaps and overlaps
    are computed, never judged. Scans are recognised by tesseract.

    Example: `nawba hire read resume.pdf --json`
    """
    from nawba.hiring.documents.reader import Reader
    from nawba.hiring.facts.finding import VERSION, find_facts
    from nawba.hiring.facts.months import timeline

    today: date = datetime.now(UTC).date()
    with err.status("Reading…"), Reader() as reader:
        reading = reader.read(document.read_bytes())
    facts = find_facts(reading, today)
    worked = timeline(facts, today)
    if as_json:
        print_json(_document(reading, facts, worked, VERSION))
    else:
        _tell(reading, facts, worked)


def _document(
    reading: Reading, facts: tuple[Fact, ...], worked: Timeline, version: str
) -> dict[str, Any]:
    return {
        "kind": reading.kind,
        "version": version,
        "language": reading.language,
        "order_confidence": reading.order_confidence,
        "lines": [line.text for line in reading.lines],
        "hidden": [line.number for line in reading.lines if line.source == "hidden"],
        "notes": [asdict(note) for note in reading.notes],
        "facts": [{**asdict(fact), "value": dict(fact.value)} for fact in facts],
        "worked": asdict(worked),
    }


def _tell(reading: Reading, facts: tuple[Fact, ...], worked: Timeline) -> None:
    rows = [(fact.kind, _said(fact), ", ".join(map(str, fact.lines)), fact.quote) for fact in facts]
    print_table(("fact", "value", "lines", "as written"), rows)
    say(f"{len(facts)} facts in {len(reading.lines)} lines; {worked.months} months of work")
    for name, spans in (("Gap", worked.gaps), ("Overlap", worked.overlaps)):
        for first, last in spans:
            say(f"{name}: {first} to {last}")
    for note in reading.notes:
        say(f"Look at it: {note.warning} {note.detail}".rstrip())
    for line in reading.lines:
        if line.source == "hidden":
            say(f"Hidden, line {line.number}: {line.text}")


def _said(fact: Fact) -> str:
    told = {key: value for key, value in fact.value.items() if value not in ("", None, [], False)}
    return "; ".join(f"{key} {value}" for key, value in told.items())
