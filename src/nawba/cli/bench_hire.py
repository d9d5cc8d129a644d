"""``nawba bench cv-swap`` and ``hire``: does a name move a score, and how fast is an intake."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from nawba.cli.console import err, print_figures, print_json, print_table, say

Json = Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")]


def bench_cv_swap(
    count: Annotated[int, typer.Option(min=2, help="How many documents, in pairs.")] = 1000,
    folder: Annotated[Path, typer.Option(help="Where the pages are kept.")] = Path("data/cv-swap"),
    as_json: Json = False,
) -> None:
    """Swap who somebody is in rendered résumés, read both anew, and compare the scores.

    Name, words of gender, photo, date of birth, civil status and address, in three layouts and five
    languages, through Chromium to PDF. The largest change of a score must be 0.

    Example: `nawba bench cv-swap --count 1000 --json`
    """
    from nawba.bench.cv.swap import measure_swaps

    with err.status("Rendering and reading…"):
        figures = measure_swaps(count, folder.resolve(), datetime.now(UTC).date())
    if as_json:
        print_json(figures)
        return
    by = figures["by"].items()
    rows = [_row("all", figures), *(_row(*one) for one in by)]
    print_table(("of", "documents", "largest change", "changed", "reading changed"), rows)
    for name in figures["changed_documents"]:
        say(f"Changed: {name}")


def _row(name: str, one: dict[str, Any]) -> list[Any]:
    share = f"{one['reading_changed']:.2%}"
    return [name, one["documents"], f"{one['largest_change']:g}", one["changed"], share]


def bench_hire(
    count: Annotated[int, typer.Option(min=1, help="How many résumés, text in PDF.")] = 300,
    scanned: Annotated[bool, typer.Option(help="Scan the pages first.")] = False,
    readers: Annotated[int, typer.Option(min=1, help="How many processes read.")] = 2,
    folder: Annotated[Path, typer.Option(help="Where pages are kept.")] = Path("data/cv-hire"),
    as_json: Json = False,
) -> None:
    """Take in résumés for a job as `nawba hire import` does: documents a minute, memory.

    Memory is that of this process and all its children together, at its highest.

    Example: `nawba bench hire --count 300 --json`
    """
    from nawba.bench.cv.intake import measure_intake

    with err.status("Rendering and reading…"):
        figures = measure_intake(count, folder.resolve(), readers, scanned=scanned)
    print_figures(figures, as_json)
