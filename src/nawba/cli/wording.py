"""``nawba bench wording``: the error test of words that a language model wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from nawba.bench.wording import measure_wording
from nawba.cli.console import print_json, print_table, say


def wording(
    file: Annotated[Path, typer.Argument(help="JSONL: passages and labelled sentences.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Measure how well unsupported sentences are stopped, and how many good ones with them.

    Example: `nawba bench wording tests/data/wording.jsonl`
    """
    report = measure_wording(file)
    if as_json:
        print_json(report)
        return
    rounds = {f"round {name}": part for name, part in report["rounds"].items()}
    parts = {"all": report, **report["languages"], **rounds}
    columns = ("part", "sentences", "stopped of the wrong", "stopped of the right")
    print_table(columns, [_row(name, part) for name, part in parts.items()])
    for kind in ("missed", "false_alarms"):
        for one in report[kind]:
            say(f"{kind}: {one['sentence']} ({one['why']}; {one['reason']})")
    say("Shares with 95 % intervals, on these sentences; not on traffic.")


def _row(name: str, part: dict[str, Any]) -> tuple[str, ...]:
    shown = [_with_interval(part, key) for key in ("detection", "false_alarm")]
    return (name, str(part["n"]), *shown)


def _with_interval(part: dict[str, Any], key: str) -> str:
    if part[key] is None:
        return "none"
    low, high = part[f"{key}_interval"]
    return f"{part[key]:.1%} ({low:.1%} to {high:.1%})"
