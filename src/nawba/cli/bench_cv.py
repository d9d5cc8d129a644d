"""``nawba bench cv``: facts that were read of résumés, against what people marked in them."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from nawba.cli.console import err, print_json, print_table, say

Entities = Annotated[
    Path, typer.Option(help="JSON lines, gzip or plain: text, entities (label, start, end).")
]
Json = Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")]


def bench_cv(entities: Entities, as_json: Json = False) -> None:
    """Read facts of plain-text résumés and compare them with the spans that people marked.

    Precision, recall and F1 by field, `strict` (first and last character) and `overlap` (any
    character in common). Labels that are masked in the published file, and years of experience,
    are left out and named. Reported, no goal: such labels are rough.

    Example: `nawba bench cv --entities cv_entities.jsonl.gz --json`
    """
    from nawba.bench.cv.entities import measure_entities

    begin = time.process_time()
    with err.status("Reading résumés…"):
        figures = measure_entities(entities, datetime.now(UTC).date())
    milliseconds = 1000 * (time.process_time() - begin) / max(1, figures["documents"])
    figures["processor_ms_per_document"] = milliseconds
    if as_json:
        print_json(figures)
    else:
        _tell(figures)


def _tell(figures: dict[str, Any]) -> None:
    columns = ("field", "precision", "recall", "f1", "overlap precision", "recall", "f1")
    strict, overlap = figures["fields"], figures["overlap"]["fields"]
    rows = [(name, *_three(strict[name]), *_three(overlap[name])) for name in strict]
    whole = ("overall", *_three(figures["overall"]), *_three(figures["overlap"]["overall"]))
    print_table(columns, [*rows, whole])
    say(f"{figures['documents']} documents, {figures['facts']} facts")
    for name, why in figures["left_out"].items():
        say(f"Left out: {name} ({why})")


def _three(figures: dict[str, float]) -> tuple[str, str, str]:
    return f"{figures['precision']:.3f}", f"{figures['recall']:.3f}", f"{figures['f1']:.3f}"
