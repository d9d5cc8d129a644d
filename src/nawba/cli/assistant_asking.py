"""``nawba assistant clarify``: how often it would ask which was meant, and if that helps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from nawba.assistant.clarifying import TOGETHER
from nawba.assistant.gate import Prepared, prepare
from nawba.assistant.gate.asking import (
    GRID,
    Asking,
    Heard,
    Threshold,
    count_apart,
    count_asking,
    hear,
)
from nawba.assistant.gate.run import Trial
from nawba.cli.assistant import assistant
from nawba.cli.console import gate_progress, load_settings, print_json, print_table, say
from nawba.cli.content import Database, Json
from nawba.cli.database import open_database
from nawba.cli.gate_wishes import material_of, reading_of, wish_from
from nawba.domain.ports import Progress


@assistant.command("clarify")
def clarify(
    threshold: Annotated[
        float | None,
        typer.Option(help="Judge all with this one threshold, as a house without a version does."),
    ] = None,
    risk: Annotated[
        str | None, typer.Option(help="Share of wrong answers to accept, e.g. 5%. [default: kept]")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Folder of cases and groups; else the setting.")
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Count on the labelled cases how often "did you mean …?" would be asked, and if it helps.

    For each brand and language: the share answered, the share asked about, how often the right
    article is among the choices, and the share of out-of-scope questions asked about, for several
    values of the least sum of shares; the one in force is marked. Below: messages with several
    questions. Nothing is published. Example: `nawba assistant clarify --threshold 0.8`
    """
    settings = load_settings(database=database, assistant_folder=folder)
    store = open_database(database, must_exist=True)
    wish, material = wish_from(store, risk, None, None, None), material_of(settings, store)
    with gate_progress() as (count, _):
        prepared = prepare(store, material, reading_of(settings), wish, count)
        heard = _hear(prepared, threshold, count)
    if as_json:
        rows = [asdict(row) for at in GRID for row in count_asking(heard, at)]
        print_json({"asking": rows, "together": TOGETHER, "several": asdict(count_apart(heard))})
        return
    _tell(heard)


def _hear(prepared: Prepared, threshold: float | None, count: Progress) -> list[Heard]:
    trial = prepared.trial
    return hear(
        trial.material.cases,
        trial.draft.search,
        _thresholds(trial, threshold),
        lambda brand: trial.now.date(),
        count,
    )


def _thresholds(trial: Trial, fixed: float | None) -> Threshold:
    """The draft's own, or ``fixed`` for everything."""
    if fixed is not None:
        return lambda brand, language, article: fixed
    document = trial.draft.document
    return lambda brand, language, article: document.limit(brand, language, article).threshold


def _tell(heard: Sequence[Heard]) -> None:
    columns = ("brand", "language", "sum", "answered", "asked", "right among", "choices",
               "out of scope asked")  # fmt: skip
    print_table(columns, [_row(row) for at in GRID for row in count_asking(heard, at)])
    apart = count_apart(heard)
    say(
        f"Several questions: {apart.several} of {apart.cases} messages in scope are taken apart, "
        f"{apart.answered} are answered, {apart.met} of these with the right article among them."
    )
    say("Counted on these cases, one for each cluster; not on traffic.")


def _row(row: Asking) -> tuple[str, ...]:
    mark = " *" if row.together == TOGETHER else ""
    return (
        row.brand,
        row.language,
        f"{row.together:.1f}{mark}",
        _share(row.answered, row.cases),
        _share(row.asked, row.cases),
        _share(row.among, row.asked),
        f"{row.choices / row.asked:.1f}" if row.asked else "none",
        _share(row.oos_asked, row.oos_cases),
    )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%} ({part} of {whole})" if whole else "none"
