"""The report's two drawings, as SVG without any script: days, and effects with their intervals.

What lies across is told in shares of the width, what lies upwards and letters in CSS pixels: so
letters are as large as others on a telephone, on a screen and on paper. Arabic runs from right to
left here too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from nawba.listening.cause.comparing import DAY
from nawba.listening.cause.words import Words

_STACKED = ("none", "unknown", "process", "technology", "human")
_TOP, _HIGH, _ROW = 12.0, 150.0, 24.0
_DATES = 6
_THIN, _THICK = 0.004, 6  # of the width; pixels


@dataclass(frozen=True)
class _Sheet:
    """A drawing between ``left`` and ``right``, shares of its width."""

    left: float
    right: float
    mirrored: bool
    low: float
    high: float

    def share(self, value: float) -> float:
        """Where ``value`` lies, from the side where reading begins."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)

    def x(self, share: float) -> str:
        return f"{100 * (1 - share if self.mirrored else share):.2f}%"

    def rect(self, kind: str, share: float, wide: float, y: float, tall: float) -> str:
        at = 1 - share - wide if self.mirrored else share
        return (
            f'<rect class="{kind}" x="{100 * at:.2f}%" width="{100 * wide:.2f}%" '
            f'y="{y:.1f}" height="{tall:.1f}"'
        )

    def line(self, kind: str, begin: float, end: float, y: float, thick: float) -> str:
        return (
            f'<line class="{kind}" x1="{self.x(begin)}" x2="{self.x(end)}" y1="{y:.1f}" '
            f'y2="{y:.1f}" stroke-width="{thick}"'
        )


def days_svg(document: dict[str, Any], words: Words) -> str:
    """Failures of each day by verdict, in which several causes share; incidents and changes."""
    days = document["days"]
    most = max([one["failed"] for one in days] + [1])
    sheet = _sheet(words, 0.06, 0.97, days[0]["day"], days[-1]["day"] + DAY)
    base = _TOP + _HIGH
    return (
        f'<svg width="100%" height="{base + 46:.0f}" role="img" direction="ltr" '
        f'aria-label="{escape(words.say("h_days"))}">'
        f'<text x="{sheet.x(0.03)}" y="{_TOP + 9}" text-anchor="middle">{words.count(most)}</text>'
        f'<text x="{sheet.x(0.03)}" y="{base}" text-anchor="middle">0</text>'
        f"{sheet.line('axis', 0.06, 0.97, base, 1)}/>"
        f"{''.join(_bars(days, sheet, most))}{''.join(_marks(document, sheet))}"
        f"{''.join(_dates(days, sheet, words))}</svg>"
    )


def _sheet(words: Words, left: float, right: float, low: float, high: float) -> _Sheet:
    return _Sheet(left, right, words.language == "ar", low, high)


def _bars(days: Sequence[dict[str, Any]], sheet: _Sheet, most: int) -> Iterator[str]:
    step = (sheet.right - sheet.left) / len(days)
    for day in days:
        y = _TOP + _HIGH
        for cause in _STACKED:
            height = _HIGH * day["verdicts"][cause] / most
            y -= height
            if height > 0:
                begin = sheet.share(day["day"]) + 0.06 * step
                yield f"{sheet.rect(f'bar {cause}', begin, 0.88 * step, y, height)}/>"


def _marks(document: dict[str, Any], sheet: _Sheet) -> Iterator[str]:
    """Incidents and changes, found or not: those that made no difference are fainter."""
    y = _TOP + _HIGH + 9
    for one in document["cohorts"]:
        if one["since"] is None or one["kind"] == "group":
            continue
        begin = sheet.share(one["since"])
        faint = "" if one["found"] else ' opacity=".35"'
        title = f"<title>{escape(one['what'])}, {escape(one['when'])}</title>"
        if one["kind"] == "change":
            path = '<path class="process" d="M0 -5l5 9h-10z"/>'
            at = f'x="{sheet.x(begin)}" y="{y:.1f}" overflow="visible"'
            yield f"<svg {at}><g{faint}>{path}{title}</g></svg>"
        else:
            end = max(begin + _THIN, sheet.share(min(one["until"] or sheet.high, sheet.high)))
            yield f"{sheet.line(one['cause'], begin, end, y, _THICK)}{faint}>{title}</line>"


def _dates(days: Sequence[dict[str, Any]], sheet: _Sheet, words: Words) -> Iterator[str]:
    half = (sheet.right - sheet.left) / len(days) / 2
    for day in days[:: -(-len(days) // _DATES)]:
        x = sheet.x(sheet.share(day["day"]) + half)
        text = words.short_day(day["day"])
        yield f'<text x="{x}" y="{_TOP + _HIGH + 34:.1f}" text-anchor="middle">{text}</text>'


def forest_svg(cohorts: Sequence[dict[str, Any]], words: Words) -> str:
    """Each cohort's effect with its interval, in the order of the table below it."""
    high: float = max([one["high"] for one in cohorts] + [0.01])
    low: float = min([one["low"] for one in cohorts] + [0.0])
    sheet = _sheet(words, 0.1, 0.9, low, high)
    base = _ROW * len(cohorts) + 12
    zero, end = sheet.x(sheet.share(0)), sheet.x(sheet.share(high))
    return (
        f'<svg width="100%" height="{base + 22:.0f}" role="img" direction="ltr" '
        f'aria-label="{escape(words.say("th_effect"))}">'
        f'<line class="zero" x1="{zero}" x2="{zero}" y1="6" y2="{base}"/>'
        f"{''.join(_effects(cohorts, sheet))}"
        f'<text x="{zero}" y="{base + 15}" text-anchor="middle">0</text>'
        f'<text x="{end}" y="{base + 15}" text-anchor="middle">'
        f"{escape(words.say('points', words.points(high)))}</text></svg>"
    )


def _effects(cohorts: Sequence[dict[str, Any]], sheet: _Sheet) -> Iterator[str]:
    for at, one in enumerate(cohorts):
        y = 18 + _ROW * at
        ends = (sheet.share(one["low"]), sheet.share(one["high"]))
        yield (
            f'<text x="{sheet.x(0.03)}" y="{y + 4}" text-anchor="middle">{at + 1}</text>'
            f"{sheet.line(one['cause'], *ends, y, 3)}/>"
            f'<circle class="{one["cause"]}" cx="{sheet.x(sheet.share(one["effect"]))}" '
            f'cy="{y}" r="5"><title>{escape(one["what"])}</title></circle>'
        )
