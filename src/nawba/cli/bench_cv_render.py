"""``nawba bench cv-render``: résumés rendered by themes of strangers, read back."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from nawba.cli.console import err, print_json, print_table, say

if TYPE_CHECKING:
    from nawba.bench.cv.render import Rendered

Resumes = Annotated[
    Path | None,
    typer.Option(help="Folder of JSON Resume documents; without it invented ones.", exists=True),
]
Themes = Annotated[
    list[str] | None, typer.Option(help="Themes, as in jsonresume-theme-NAME; without it eight.")
]
Count = Annotated[int, typer.Option(min=1, help="How many résumés, each in every theme.")]
Scanned = Annotated[bool, typer.Option(help="Scan the pages first: 150 dpi, crooked, noisy.")]
Folder = Annotated[
    Path, typer.Option(help="Where themes and pages are kept; Node runs the themes there.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")]


def bench_cv_render(
    resumes: Resumes = None,
    themes: Themes = None,
    count: Count = 25,
    scanned: Scanned = False,
    folder: Folder = Path("data/cv-render"),
    as_json: Json = False,
) -> None:
    """Render résumés to PDF with themes of jsonresume.org and count the facts that are read back.

    Only fields that a theme shows count. Needs the registry of npm once, Node, Chromium and, for
    scans, tesseract; where one is missing it stops and says so. Themes are code of strangers, which
    runs on this machine: run it where that may be.

    Example: `nawba bench cv-render --count 25 --themes elegant flat --json`
    """
    from nawba.bench.cv.render import THEMES, render
    from nawba.bench.cv.rendered import measure_rendered, resumes_of

    documents = resumes_of(resumes, count)
    with err.status("Rendering…"):
        rendered = render(documents, themes or THEMES, folder.resolve())
    with err.status("Reading…"):
        today = datetime.now(UTC).date()
        figures = measure_rendered(rendered, documents, _labels, today, scanned)
    if as_json:
        print_json(figures)
    else:
        _tell(figures)


def _labels(one: Rendered) -> tuple[str, ...]:
    """Theme, language and half, as the names of invented résumés tell: ``0001-fr`` is held out."""
    number, _, language = one.name.partition("-")
    if not (number.isdecimal() and len(language) == 2):
        return (one.theme,)
    return one.theme, language, "held out" if int(number) % 2 else "looked at"


def _tell(figures: dict[str, Any]) -> None:
    columns = ("of", "recall", "fields shown", "wrong", "invented", "without lines")
    rows = [_row("all", figures), *(_row(name, one) for name, one in figures["by"].items())]
    print_table(columns, rows)
    fields = figures["fields"].items()
    print_table(("field", "recall", "shown", "wrong"), [_field(*pair) for pair in fields])
    many = f"{figures['documents']} documents, {figures['pages']} pages"
    pace = f"{figures['documents_a_minute']} documents, {figures['pages_a_minute']} pages a minute"
    say(f"{many}, {figures['refused']} refused; {pace}")


def _field(name: str, figures: dict[str, Any]) -> tuple[str, ...]:
    return name, f"{figures['recall']:.3f}", str(figures["shown"]), str(figures["wrong"])


def _row(name: str, figures: dict[str, Any]) -> tuple[str, ...]:
    recall = "" if figures["recall"] is None else f"{figures['recall']:.3f}"
    counts = ("fields_shown", "wrong", "invented", "without_lines")
    return (name, recall, *(str(figures[key]) for key in counts))
