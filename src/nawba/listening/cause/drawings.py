"""The report's two drawings, as SVG without any script: days, and effects with their intervals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from nawba.listening.cause.comparing import DAY
from nawba.listening.cause.words import Words

_STACKED = ("none", "unknown", "process", "technology", "human")
_WIDTH, _LEFT, _TOP, _HIGH = 900.0, 44.0, 12.0, 150.0


def days_svg(document: dict[str, Any], words: Words) -> str:
    """Failures of each day by verdict, in which several causes share; incidents and changes."""
    days = document["days"]
    most = max([one["failed"] for one in days] + [1])
    step = (_WIDTH - _LEFT - 8) / len(days)
    bars = "".join(_bars(days, step, most))
    marks = "".join(_marks(document["cohorts"], days, step, words))
    base = _TOP + _HIGH
    return (
        f'<svg viewBox="0 0 {_WIDTH:.0f} {base + 46:.0f}" role="img" direction="ltr" '
        f'aria-label="{escape(words.say("h_days"))}">'
        f'<text x="{_LEFT - 6}" y="{_TOP + 9}" text-anchor="end">{words.count(most)}</text>'
        f'<text x="{_LEFT - 6}" y="{base}" text-anchor="end">0</text>'
        f'<line class="axis" x1="{_LEFT}" x2="{_WIDTH - 8}" y1="{base}" y2="{base}"/>'
        f"{bars}{marks}{''.join(_dates(days, step, words))}</svg>"
    )


def _bars(days: Sequence[dict[str, Any]], step: float, most: int) -> Iterator[str]:
    for at, day in enumerate(days):
        x, y = _LEFT + at * step, _TOP + _HIGH
        for cause in _STACKED:
            height = _HIGH * day["verdicts"][cause] / most
            y -= height
            if height > 0:
                yield (
                    f'<rect class="bar {cause}" x="{x + 1:.1f}" y="{y:.1f}" '
                    f'width="{max(step - 2, 1):.1f}" height="{height:.1f}"/>'
                )


def _marks(
    cohorts: Sequence[dict[str, Any]], days: Sequence[dict[str, Any]], step: float, words: Words
) -> Iterator[str]:
    """Incidents and changes, found or not: those that made no difference are fainter."""
    y = _TOP + _HIGH + 8
    for one in cohorts:
        if one["since"] is None or one["kind"] == "group":
            continue
        x = _LEFT + (one["since"] - days[0]["day"]) / DAY * step
        faint = "" if one["found"] else ' opacity=".35"'
        title = f"<title>{escape(one['what'])}, {escape(one['when'])}</title>"
        if one["kind"] == "change":
            path = f"M{x:.1f} {y - 4:.1f}l5 9h-10z"
            yield f'<path class="process" d="{path}"{faint}>{title}</path>'
        else:
            until = one["until"] or days[-1]["day"] + DAY
            end = max(x + 4, _LEFT + (until - days[0]["day"]) / DAY * step)
            yield (
                f'<line class="{one["cause"]}" x1="{x:.1f}" x2="{end:.1f}" y1="{y:.1f}" '
                f'y2="{y:.1f}" stroke-width="6"{faint}>{title}</line>'
            )


def _dates(days: Sequence[dict[str, Any]], step: float, words: Words) -> Iterator[str]:
    every = max(1, len(days) // 8)
    for at in range(0, len(days), every):
        x = _LEFT + at * step
        date = words.day(days[at]["day"]).strip("\u2066\u2069")[5:]
        yield f'<text x="{x:.1f}" y="{_TOP + _HIGH + 36:.1f}">{date}</text>'


def forest_svg(cohorts: Sequence[dict[str, Any]], words: Words) -> str:
    """Each cohort's effect with its interval, in the order of the table below it."""
    high: float = max([one["high"] for one in cohorts] + [0.01])
    low: float = min([one["low"] for one in cohorts] + [0.0])
    left, right = 60.0, _WIDTH - 60.0

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * (right - left)

    rows = "".join(
        f'<text x="8" y="{22 + 22 * at}">{at + 1}</text>'
        f'<line class="{one["cause"]}" x1="{x(one["low"]):.1f}" x2="{x(one["high"]):.1f}" '
        f'y1="{18 + 22 * at}" y2="{18 + 22 * at}" stroke-width="3"/>'
        f'<circle class="{one["cause"]}" cx="{x(one["effect"]):.1f}" cy="{18 + 22 * at}" r="5">'
        f"<title>{escape(one['what'])}</title></circle>"
        for at, one in enumerate(cohorts)
    )
    base = 22 * len(cohorts) + 12
    return (
        f'<svg viewBox="0 0 {_WIDTH:.0f} {base + 22}" role="img" direction="ltr" '
        f'aria-label="{escape(words.say("th_effect"))}">'
        f'<line class="zero" x1="{x(0):.1f}" x2="{x(0):.1f}" y1="6" y2="{base}"/>{rows}'
        f'<text x="{x(0):.1f}" y="{base + 15}" text-anchor="middle">0</text>'
        f'<text x="{right}" y="{base + 15}" text-anchor="end">'
        f"{escape(words.say('points', words.points(high)))}</text></svg>"
    )
