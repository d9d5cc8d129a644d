"""The table of thresholds as a terminal shows it."""

from __future__ import annotations

from collections.abc import Sequence

from nawba.assistant.gate.proofs import places
from nawba.assistant.gate.thresholds import covered
from nawba.cli.assistant import assistant as assistant
from nawba.cli.console import print_table, say
from nawba.domain.versions import Threshold
from nawba.stats import Verdict


def tell_thresholds(rows: Sequence[Threshold]) -> None:
    """The table of thresholds, with what each brand and language answers."""
    if not rows:
        return
    print_table(
        ("brand", "language", "group", "risk", "threshold", "answers", "at most wrong", "cases",
         "says"),
        [_threshold(row) for row in rows],
    )  # fmt: skip
    for (brand, language), part in places(rows).items():
        say(f"{brand} {language}: answers {covered(part):.0%} of the questions in scope.")
    say("With 95 % confidence, for each row by itself and for questions read as its group: at most "
        f"the risk is wrong among answers, if {rows[0].oos_share:.0%} of the questions are out of "
        "scope.")  # fmt: skip


def _threshold(row: Threshold) -> tuple[object, ...]:
    if row.threshold is None:
        shown: tuple[object, ...] = ("assist-only", "0%", "–")
    else:
        shown = (f"{row.threshold:.3f}", f"{row.coverage:.0%}", f"{row.bound:.2%}")
    return (
        row.brand,
        row.language,
        row.group,
        f"{row.risk * 100:g}%",
        *shown,
        row.cases,
        _says(row),
    )


def _says(row: Threshold) -> str:
    """What of its bound holds for, or why there is none."""
    if row.threshold is not None:
        return f"holds on {row.covers}"
    if row.verdict == Verdict.TOO_WRONG:
        return "wrong too often even where it is surest"
    if not row.cases:
        return "no case was read as this group"
    counted = {"in scope": row.missing, "out of scope": row.missing_oos}
    named = " and ".join(f"{number} {kind}" for kind, number in counted.items() if number)
    return f"at least {named} cases missing"
