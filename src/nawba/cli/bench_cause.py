"""``nawba bench cause``: is the diagnosis of failures right, where the truth is known?"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import Progress as Bar

from nawba.cli.console import err, print_json, print_table, say
from nawba.cli.content import Json

if TYPE_CHECKING:
    from nawba.bench.cause import CauseFigures


def cause(
    seeds: Annotated[int, typer.Option(min=1, help="How many months of each kind.")] = 20,
    aa: Annotated[
        int | None,
        typer.Option(min=0, help="A/A months, in which nothing happened. [default: 10 x seeds]"),
    ] = None,
    contacts: Annotated[int, typer.Option(min=2000, help="Contacts of a month.")] = 60_000,
    data: Annotated[
        Path | None, typer.Option(help="Folder with a month and its truth, to be judged instead.")
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="Months measured at the same time.")] = 1,
    as_json: Json = False,
) -> None:
    """Diagnose months whose failures have known causes, and count how often that is right.

    Two laws of how causes add up, three telemetries (all incidents and changes written down, half,
    none of those that mattered), decoys, new hires given the hard intent. Beside: an oracle that
    knows every cell and its true rate, ridge logit with its best penalty, noisy-OR, lift per
    adviser. The varied months have other shapes; in A/A months nothing happened at all, and in the
    nobody months no one is worse than another.

    `--data` takes the files of `nawba listen diagnose` (contacts.csv, incidents.csv, versions.csv)
    and truth.csv (contact_id, human, technology, process as 0 or 1).

    Example: `nawba bench cause --seeds 20 --jobs 2 --json`

    Figures wanted: `ap_human` at least 0.75 additive and 0.60 logistic, `ece` and `false_blame` at
    most 0.02, `blaming` at most 5 % of `aa_months`.
    """
    if data is not None:
        _judge(data, as_json)
        return
    from nawba.bench.cause import measure_causes  # SciPy takes its time to import

    with Bar(console=err, transient=True) as bar:
        task = bar.add_task("Months", total=None)
        figures = measure_causes(
            seeds,
            10 * seeds if aa is None else aa,
            contacts,
            jobs,
            lambda done, total, what: bar.update(task, completed=done, total=total),
        )
    if as_json:
        print_json(asdict(figures))
    else:
        _tell(figures)


def _judge(folder: Path, as_json: bool) -> None:
    from nawba.bench.cause import figures_of, judge_world
    from nawba.bench.cause.folder import read_world

    with err.status("Diagnosing…"):
        month = judge_world(read_world(folder))
    figures = {**figures_of([month]), "seconds": month.seconds}
    if as_json:
        print_json(figures)
    else:
        print_table(("figure", "value"), [(name, _said(one)) for name, one in figures.items()])


_COLUMNS = {
    "ap_human": "AP human",
    "precision_at_70_recall": "precision at 70 %",
    "ece": "ECE",
    "false_blame": "false blame",
    "found": "found",
    "ap_oracle": "oracle",
    "ap_ridge": "ridge",
    "ap_noisy_or": "noisy-OR",
    "ap_lift": "lift",
}


def _tell(figures: CauseFigures) -> None:
    for title, table in (("planted", figures.laws), ("varied", figures.varied)):
        rows = [
            (title, law, telemetry, *(_said(one.get(name)) for name in _COLUMNS))
            for law, by in table.items()
            for telemetry, one in by.items()
        ]
        print_table(("months", "law", "telemetry", *_COLUMNS.values()), rows)
    say()
    say(f"{figures.blaming} of {figures.aa_months} A/A months blame people.")
    say(
        f"{figures.nobody_blaming} of {figures.nobody_months} months with outages and changes, and "
        "nobody worse than another, blame people."
    )
    say(f"{figures.seconds_per_month:.1f} s of processor per month.")


def _said(value: Any) -> str:
    return f"{value:.3f}" if isinstance(value, float) else "-" if value is None else str(value)
