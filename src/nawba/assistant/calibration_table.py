"""A calibration as people and programs read it: columns, and plain facts."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from nawba.assistant.calibration import Row, Table
from nawba.stats import Verdict

COLUMNS = (
    "brand", "language", "predicted group", "cases", "answers from", "answered", "wrong",
    "at most wrong", "covers", "says",
)  # fmt: skip


def shown(table: Table) -> list[tuple[str, ...]]:
    """A line of text cells per row, under ``COLUMNS``."""
    return [_line(row) for row in table.rows]


def facts(table: Table) -> dict[str, Any]:
    """The same for a program: the promise, and every field of every row."""
    promise = asdict(table.promise) | {"together": table.together}
    return {"promise": promise, "rows": [asdict(row) for row in table.rows]}


def statement(table: Table) -> str:
    """In one sentence, what a row with a threshold promises."""
    promise = table.promise
    held = "all rows of a brand and language together" if table.together else "each row by itself"
    share = f", if {promise.oos_share:.0%} of the questions are out of scope"
    return (
        f"With {promise.confidence:.0%} confidence, for {held}: at most {promise.risk:.1%} of the "
        f"answers are wrong{share if promise.oos_share else ''}."
    )


def _line(row: Row) -> tuple[str, ...]:
    answers = row.threshold is not None
    return (
        row.brand,
        row.language,
        row.name,
        f"{row.cases} + {row.oos_cases} out of scope" if row.oos_cases else str(row.cases),
        f"{row.threshold:.3f}" if answers else "–",
        f"{row.coverage:.1%}",
        f"{row.wrong} of {row.answered}",
        f"{row.bound:.2%}" if answers else "–",
        row.covers,
        _says(row),
    )


def _says(row: Row) -> str:
    if row.verdict is Verdict.KEPT:
        return "answers"
    if row.verdict is Verdict.TOO_WRONG:
        return "assist only: wrong too often even where it is surest"
    missing = {"in scope": row.missing.in_scope, "out of scope": row.missing.out_of_scope}
    counted = {kind: number for kind, number in missing.items() if number}
    if list(counted) == ["in scope"]:
        return f"assist only: at least {row.missing.in_scope} cases missing"
    named = " and ".join(f"{number} {kind}" for kind, number in counted.items())
    return f"assist only: at least {named} cases missing"
