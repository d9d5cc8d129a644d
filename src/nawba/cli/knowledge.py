"""Commands on what the knowledge lacks: gaps found in real contacts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from rich.progress import Progress

from nawba.cli.console import done, err, load_settings, note, print_json, print_table, say
from nawba.cli.database import open_database
from nawba.domain.errors import Invalid
from nawba.domain.gaps import Gap, GapState, Question
from nawba.domain.purposes import TRAINING
from nawba.knowledge.gap_reading import Refreshed, refresh
from nawba.knowledge.searcher import open_searcher
from nawba.privacy import redact
from nawba.store import Store
from nawba.store.gaps import read_gaps, read_questions
from nawba.store.personal import may_process

app = typer.Typer(no_args_is_help=True, help="Find what customers asked and no article answered.")

_SHOWN = 60  # characters of a question in the table


@app.callback()
def knowledge() -> None:
    """Find what customers asked and no article answered."""


@app.command("gaps")
def gaps(
    brand: Annotated[str | None, typer.Option(help="Only this brand.")] = None,
    state: Annotated[
        str, typer.Option(help="open, drafted, closed, dismissed or all.")
    ] = GapState.OPEN.value,
    database: Annotated[
        str | None, typer.Option(help="Database URL, e.g. sqlite:///data/nawba.db.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")] = False,
) -> None:
    """Read on what has ended, group what was not answered well by meaning, and list the gaps.

    A question counts when the assistant abstained, asked back in vain or handed over, and when the
    customer rated its answer badly or came back within a week. Texts are redacted before anything
    is made of them. A running server does the same every few seconds; what was read is not read
    again. The editor's page shows beside each question what the adviser really answered. Nothing is
    read while the processing register does not allow training; what was found before is listed.

    Example: `nawba knowledge gaps --brand sahla`
    """
    states = _states(state)
    store = open_database(database, must_exist=True)
    learns = _may_learn(store)
    report = _read_on(store, database) if learns else Refreshed(0, 0, 0, 0.0)
    lines = _lines(store, brand, states)
    if as_json:
        print_json({"learns": learns, "read": report.read, "questions": report.questions,
                    "new_gaps": report.gaps, "seconds": round(report.seconds, 3),
                    "gaps": lines})  # fmt: skip
        return
    if learns:
        done(
            f"{report.read} contacts read in {report.seconds:.1f} s: {report.questions} new "
            f"questions, {report.gaps} new gaps."
        )
    else:
        note(
            f"Nothing was read: the processing register does not allow {TRAINING}. "
            f"`nawba privacy register show {TRAINING}` says what its entry lacks."
        )
    _show(lines)


def _may_learn(store: Store) -> bool:
    """Whether the register lets contacts be read for gaps today."""
    with store.read() as connection:
        return may_process(connection, TRAINING, store.clock().date())


def _read_on(store: Store, database: str | None) -> Refreshed:
    settings = load_settings(database=database)
    searcher = open_searcher(settings.models_folder, settings.cache_folder)
    with Progress(console=err, transient=True) as shown:
        bar = shown.add_task("Reading contacts", total=None)
        return refresh(
            store,
            searcher.embed,
            searcher.kept,
            redact,
            lambda n, of: shown.update(bar, completed=n, total=None),
        )


def _states(state: str) -> list[str]:
    known = [one.value for one in GapState]
    if state not in (*known, "all"):
        raise Invalid(f"'{state}' is no state. Give one of {', '.join(known)}, all.", field="state")
    return known if state == "all" else [state]


def _lines(store: Store, brand: str | None, states: Sequence[str]) -> list[dict[str, Any]]:
    """The gaps wanted, those of most contacts first."""
    with store.read() as connection:
        found = read_gaps(connection, None if brand is None else [brand], states)
        lines = [_line(gap, read_questions(connection, gap=gap.id)) for gap in found]
    return sorted(lines, key=lambda one: (-one["contacts"], one["id"]))


def _line(gap: Gap, own: Sequence[Question]) -> dict[str, Any]:
    named = [one.asked.text for one in own if one.id == gap.central]
    return {
        "id": gap.id,
        "brand": gap.brand,
        "state": gap.state.value,
        "contacts": len({one.asked.contact for one in own}),
        "languages": dict(Counter(one.asked.language for one in own)),
        "question": next(iter(named), ""),
        "words": list(gap.words),
        "article": gap.article,
        "last_at": own[-1].asked.at.isoformat() if own else None,
    }


def _show(lines: Sequence[dict[str, Any]]) -> None:
    if not lines:
        say("No gap of this kind: nothing was left unanswered, or it has its article.")
        return
    rows = [
        (
            one["id"],
            one["brand"],
            one["state"],
            one["contacts"],
            " ".join(f"{name} {count}" for name, count in sorted(one["languages"].items())),
            " ".join(one["words"]),
            " ".join(one["question"].split())[:_SHOWN],
        )
        for one in lines
    ]
    print_table(("id", "brand", "state", "contacts", "languages", "words", "question"), rows)
    say("  Next: open the editor's page; one click makes a draft of the advisers' real answers.")
