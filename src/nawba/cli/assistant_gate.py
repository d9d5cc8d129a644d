"""``nawba assistant publish`` and ``calibrate``: a draft tried on the labelled cases."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from nawba.assistant.gate import Prepared, prepare, publish
from nawba.assistant.gate.run import run_gate
from nawba.cli.assistant import assistant
from nawba.cli.console import done, fail, gate_progress, load_settings, print_json, say
from nawba.cli.content import Database, Json
from nawba.cli.database import open_database
from nawba.cli.gate_wishes import budgeted, material_of, reading_of, wish_from
from nawba.cli.thresholds import tell_thresholds
from nawba.domain.gate_report import GateReport, report_json
from nawba.domain.versions import AssistantVersion
from nawba.domain.words import ADMINISTRATOR
from nawba.store import Store

Brand = Annotated[str | None, typer.Option(help="Move the risk of this brand only.")]
Language = Annotated[str | None, typer.Option(help="Move the risk of this language only.")]
Budget = Annotated[
    int | None,
    typer.Option(help="Readings that the same cases may prove, one after the other. [default: 5]"),
]


@assistant.command("publish")
def publish_assistant(
    risk: Annotated[
        str | None, typer.Option(help="Share of wrong answers to accept, e.g. 5%. [default: kept]")
    ] = None,
    brand: Brand = None,
    language: Language = None,
    oos_share: Annotated[
        str | None, typer.Option(help="Stated share of questions out of scope. [default: kept]")
    ] = None,
    budget: Budget = None,
    folder: Annotated[
        Path | None,
        typer.Option(help="Folder of cases, groups, conversations and flows; else the setting."),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="Only try; publish nothing.")] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Make a version of today's articles and FOLDER, try it in the gate, and publish it.

    What fails is told with its first examples and what to mend; then nothing is published and the
    status is 1. A running server answers with the new version within seconds.

    Example: `nawba assistant publish --folder assistant/ --risk 5%`
    """
    settings = load_settings(database=database, assistant_folder=folder)
    store = open_database(database, must_exist=True)
    wish = budgeted(wish_from(store, risk, oos_share, brand, language), budget)
    with gate_progress() as (count, tell):
        material = material_of(settings, store)
        prepared = prepare(store, material, reading_of(settings), wish, count)
        report, version = _run(store, prepared, tell, check)
    if as_json:
        number = None if version is None else version.number
        print_json({"published": number is not None, "version": number,
                    "report": report_json(report)})  # fmt: skip
    else:
        _tell_gate(report, version, check)
    raise typer.Exit(0 if report.passed else 1)


@assistant.command("calibrate")
def calibrate(
    risk: Annotated[
        str | None, typer.Option(help="Share of wrong answers to accept, e.g. 5%. [default: kept]")
    ] = None,
    oos_share: Annotated[
        str | None, typer.Option(help="Stated share of questions out of scope. [default: kept]")
    ] = None,
    budget: Budget = None,
    folder: Annotated[
        Path | None, typer.Option(help="Folder of cases and groups; else the setting.")
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Read the labelled cases of FOLDER and print the threshold of each group, or what is missing.

    For each brand, language and predicted group: from which score on it may be answered so that,
    with 95 % confidence, at most the risk is wrong; "assist-only" where the cases do not prove it.
    Nothing is published. Example: `nawba assistant calibrate --risk 5%`
    """
    settings = load_settings(database=database, assistant_folder=folder)
    store = open_database(database, must_exist=True)
    wish = budgeted(wish_from(store, risk, oos_share, None, None), budget)
    with gate_progress() as (count, _):
        prepared = prepare(store, material_of(settings, store), reading_of(settings), wish, count)
    rows = prepared.trial.draft.document.thresholds
    if as_json:
        print_json({"rows": [asdict(row) | {"coverage": row.coverage} for row in rows]})
        return
    tell_thresholds(rows)
    if not rows:
        say("No labelled case, so nothing is proven: docs/editor.md says how to write some.")


def _run(
    store: Store, prepared: Prepared, tell: Any, check: bool
) -> tuple[GateReport, AssistantVersion | None]:
    if check:
        return run_gate(prepared.trial, tell), None
    return publish(store, ADMINISTRATOR, prepared, tell)


def _tell_gate(report: GateReport, version: AssistantVersion | None, check: bool) -> None:
    for line in report.lines():
        say(line)
    if not report.passed:
        fail(f"Nothing was published ({report.seconds:.1f} s). Mend what stands after → above.")
    elif version is None:
        done(f"The gate lets it through ({report.seconds:.1f} s)." + " Nothing was published."
             * check)  # fmt: skip
    else:
        done(f"Version {version.number} answers now ({report.seconds:.1f} s in the gate).")
        say("  Undo: `nawba assistant rollback`.")
