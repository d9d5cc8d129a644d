"""``nawba hire audit``: whether groups of people were taken equally often."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from nawba.cli.console import print_json, print_table, say

Callbacks = Annotated[
    Path, typer.Option(help="CSV (.gz too): a row per person, who was called back, their groups.")
]
Group = Annotated[
    list[str] | None,
    typer.Option(help="Columns to compare by; without it ethnicity, gender and the like."),
]
Outcome = Annotated[str, typer.Option(help="Column that says yes or no; without it `call` …")]
Json = Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")]


def audit(
    callbacks: Callbacks, group: Group = None, outcome: Outcome = "", as_json: Json = False
) -> None:
    """Compare how often people of each group were taken: the four-fifths rule, with intervals.

    Example: `nawba hire audit --callbacks applications.csv --group gender ethnicity --outcome call`

    Each group's rate stands beside that of the group taken most often. The ratio's interval is
    exact, also for small groups, and all ratios of a table hold together with 95 %. Groups of less
    than 2 % of the people are left out and counted; groups are also crossed two by two.
    """
    from nawba.hiring.fairness.audit import compare
    from nawba.hiring.fairness.callbacks import read_callbacks
    from nawba.hiring.fairness.told import document_of

    table = read_callbacks(callbacks, group or (), outcome)
    document = document_of(compare(table.outcomes, table.attributes))
    if as_json:
        print_json({"outcome": table.outcome, **document})
        return
    for comparison in document["comparisons"]:
        _tell(comparison)
    for limit in document["limits"]:
        say(limit)


def _tell(comparison: dict[str, Any]) -> None:
    said = f"{comparison['not_declared']} declared nothing" if comparison["not_declared"] else ""
    head = f"By {' and '.join(comparison['attributes'])}, {comparison['people']} people"
    say(f"{head}; {said}" if said else head)
    columns = ["group", "people", "taken", "rate", "ratio", "interval", "reads as"]
    print_table(columns, [_cells(one) for one in comparison["groups"]])
    for one in comparison["left_out"]:
        say(f"Left out, fewer than 2 %: {', '.join(one['group'])} ({one['people']} people)")
    say("")


def _cells(row: dict[str, Any]) -> list[str]:
    ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}"
    return [
        ", ".join(row["group"]),
        str(row["people"]),
        str(row["taken"]),
        f"{row['rate']:.2%}",
        ratio,
        _between(row["ratio_interval"]),
        row["meaning"],
    ]


def _between(interval: list[float | None] | None) -> str:
    if interval is None:
        return ""
    low, high = interval
    return f"{low:.2f} to {'any' if high is None else f'{high:.2f}'}"
