"""``nawba bench arrivals``: a real call centre, simulated, and held against what was."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import Progress as Bar

from nawba.cli.console import err, note, print_json, print_table, say
from nawba.cli.content import Json

if TYPE_CHECKING:
    from nawba.bench.arrivals import ArrivalsFigures


def arrivals(
    data: Annotated[
        Path | None, typer.Option(help="Folder with logs of calls, searched through.")
    ] = None,
    replications: Annotated[
        int, typer.Option(min=39, help="How often each day is simulated; 39 give 95 % intervals.")
    ] = 39,
    seed: Annotated[int, typer.Option(min=0, help="Seed of what is drawn.")] = 1,
    as_json: Json = False,
) -> None:
    """Simulate every day of a call centre's log as its other days foretell it, beside what was.

    Arrivals, how busy days are, handling, patience, and the order of service are fitted on all days
    but the one simulated; who was there is told by who answered. Per hour: contacts, waits,
    abandonment and the share who waited over 20 s, real and simulated, with 95 % intervals of the
    mean and of what is to be expected; errors; Erlang C and Erlang A beside them.

    A log is a CSV file, gzip or plain, in the format of the bank's log of 1999 (Technion). Without
    the folder nothing is measured, and a line says so.

    Example: `nawba bench arrivals --data shared/data/call-arrivals --json`

    Figures to look at: `errors.mean_wait.wape`, `errors.abandonment.wape`, `covered` near 0.95.
    """
    if data is None or not data.is_dir():
        _skip(data, as_json)
        return
    from nawba.bench.arrivals import measure_arrivals  # numba takes a second to import

    with Bar(console=err, transient=True) as bar:
        task = bar.add_task("Days simulated", total=None)
        figures = measure_arrivals(
            data,
            replications,
            seed,
            lambda done, total: bar.update(task, completed=done, total=total),
        )
    if as_json:
        print_json(asdict(figures))
    else:
        _tell(figures)


def _skip(data: Path | None, as_json: bool) -> None:
    what = "No --data was given" if data is None else f"There is no folder {data}"
    why = f"{what}: SKIPPED, nothing was measured. Give a folder with logs of calls."
    if as_json:
        print_json({"skipped": why})
        err.print(why)
    else:
        note(why)


def _tell(figures: ArrivalsFigures) -> None:
    say(
        f"{figures.contacts:,} contacts from {figures.first_day} to {figures.last_day};"
        f" {figures.days_simulated} days simulated {figures.replications} times each."
    )
    for why, count in figures.left_out.items():
        say(f"  left out: {count:,} {why}")
    for day in figures.days_not_simulated:
        note(f"{day} is open as no other day is, and was not simulated.")
    say()
    names = ("offered", "mean_wait_answered", "mean_wait", "abandonment", "waited_over_20")
    print_table(
        ("hour", "staff", *(f"{name}: real | simulated, expected" for name in names)),
        [(row["hour"], f"{row['staff']:.1f}", *(_cell(name, row[name]) for name in names))
         for row in figures.hours],
    )  # fmt: skip
    say()
    _tell_errors(figures)
    for line in figures.outside:
        note(f"Outside what was expected: {line}.")


def _tell_errors(figures: ArrivalsFigures) -> None:
    rows: list[tuple[str, dict[str, Any]]] = [
        ("simulated, by hour", figures.errors),
        ("simulated, by day and hour", figures.errors_by_day_and_hour),
        *((f"{name}, by hour", one["errors"]) for name, one in figures.apart.items()),
        *((f"{name}, by hour", one["errors"]) for name, one in figures.peers.items()),
    ]
    names = ("offered", "mean_wait_answered", "mean_wait", "abandonment", "waited_over_20")
    print_table(
        ("error", *(f"{name}: WAPE, MAE, covered" for name in names)),
        [(what, *(_error(errors.get(name)) for name in names)) for what, errors in rows],
    )
    say()
    silent = ", ".join(f"{name} {one['silent']}" for name, one in figures.peers.items())
    say(f"Hours of single days of which a formula says nothing: {silent}.")
    starts = figures.fitted["head_start"]
    say("Head starts in seconds: " + ", ".join(f"{one} {s:.0f}" for one, s in starts.items()))
    say(f"{figures.seconds:.0f} s.")


def _cell(name: str, figure: dict[str, float | None]) -> str:
    real, simulated, low, high = (
        _number(name, figure[key])
        for key in ("real", "simulated", "predicted_low", "predicted_high")
    )
    return f"{real} | {simulated}, {low}–{high}"


def _number(name: str, value: float | None) -> str:
    if value is None:
        return "–"
    shares = ("abandonment", "waited_over_20")
    return f"{100 * value:.0f} %" if name in shares else f"{value:.0f}"


def _error(errors: dict[str, float | None] | None) -> str:
    if errors is None or errors["wape"] is None:
        return "–"
    covered = errors["covered"]
    share = "" if covered is None else f", {100 * covered:.0f} %"
    return f"{100 * errors['wape']:.0f} %, {errors['mae']:.3g}{share}"
