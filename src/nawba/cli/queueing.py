"""``nawba bench queueing``: every queue with a known answer, and what Nawba makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import Progress as Bar

from nawba.cli.console import done, err, fail, note, print_json, print_table, say
from nawba.cli.content import Json
from nawba.domain.errors import Invalid

if TYPE_CHECKING:
    from nawba.bench.queueing import Case, QueueingFigures


def queueing(
    reference: Annotated[
        Path | None, typer.Option(help="A JSON list of the same cases, to be compared first.")
    ] = None,
    effort: Annotated[
        float, typer.Option(min=0, help="How much is simulated, 1 the usual; 0: nothing.")
    ] = 1,
    seed: Annotated[int, typer.Option(min=0, help="Seed of what is drawn.")] = 1,
    as_json: Json = False,
) -> None:
    """Check the queueing formulas and the simulation against cases whose answers are known.

    A figure by formula or by a chain solved state by state must come within 1e-6. A simulated one
    must lie inside the interval that its source published, or agree with the known value: all
    simulated figures are judged together, so that in 99 runs of 100 none is called wrong by chance
    (Holm). Exits with status 1 when a case fails.

    Example: `nawba bench queueing --json`

    Figures wanted: `failed_count` 0 of `cases` 38, `not_simulated` empty.
    """
    from nawba.bench.queueing import load_cases, measure_queueing  # takes a second to import

    cases = load_cases()
    if reference is not None:
        _compare(cases, reference)
    with Bar(console=err, transient=True) as bar:
        task = bar.add_task("Cases", total=len(cases))
        figures = measure_queueing(
            cases,
            effort,
            seed,
            lambda done, total, id: bar.update(task, completed=done, description=id),
        )
    if as_json:
        print_json(asdict(figures))
    else:
        _tell(figures)
    raise typer.Exit(1 if figures.failed else 0)


def _compare(cases: Sequence[Case], reference: Path) -> None:
    from nawba.bench.queueing import differences

    found = differences(list(cases), reference)
    if found:
        raise Invalid(f"{reference} has other cases than Nawba:\n  " + "\n  ".join(found))


def _tell(figures: QueueingFigures) -> None:
    columns = ("case", "figure", "by", "expected", "found", "± 95 %", "")
    print_table(columns, [_row(check) for check in figures.checks])
    say()
    for name in figures.failed:
        fail(f"{name} fails.")
    if figures.not_simulated:
        note(f"Not simulated: {', '.join(figures.not_simulated)}.")
    if not figures.failed:
        done(f"{figures.cases} cases, {figures.figures} figures, {figures.seconds:.1f} s.")


def _row(check: dict[str, Any]) -> tuple[str, ...]:
    error, value = check["error"], check["value"]
    return (
        check["case"],
        check["figure"],
        check["how"],
        f"{check['expected']:.7g}",
        "–" if value is None else f"{value:.7g}",
        "" if error is None else f"{1.96 * error:.2g}",
        check["fault"] or "",
    )
