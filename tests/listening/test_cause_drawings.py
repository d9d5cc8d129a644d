"""The report's drawings: as wide as the page, mirrored in Arabic, dates as people write them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from nawba.listening.cause.drawings import days_svg, forest_svg
from nawba.listening.cause.words import Words

DAY = 86_400.0
FIRST = 1_790_812_800.0  # 2026-10-01
QUIET = dict.fromkeys(("human", "technology", "process", "unknown", "none"), 0.0)


def document() -> dict[str, Any]:
    days = [
        {"day": FIRST + at * DAY, "failed": at + 1, "verdicts": {**QUIET, "none": at + 1.0}}
        for at in range(31)
    ]
    change = {"kind": "change", "since": FIRST + 18.25 * DAY, "until": None, "found": True}
    incident = {"kind": "incident", "since": FIRST + 12 * DAY, "until": None, "found": False}
    words = {"cause": "process", "what": "a < b", "when": "then", "effect": 0.5}
    ends = {"low": 0.1, "high": 0.9}
    return {"days": days, "cohorts": [{**one, **words, **ends} for one in (change, incident)]}


def bars(svg: str) -> list[tuple[float, float]]:
    """Where each bar begins and ends, in percent of the width."""
    found = re.findall(r'<rect [^>]*x="([\d.]+)%" width="([\d.]+)%"', svg)
    return [(float(x), float(x) + float(wide)) for x, wide in found]


@pytest.mark.parametrize("draw", [days_svg, lambda told, words: forest_svg(told["cohorts"], words)])
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_it_fills_the_page_and_stays_on_it(draw: Any, language: str) -> None:
    svg = draw(document(), Words(language))
    assert "viewBox" not in svg
    assert "a &lt; b" in svg
    for share in re.findall(r'"(-?[\d.]+)%"', svg):
        assert 0 <= float(share) <= 100


def test_in_arabic_days_run_from_right_to_left() -> None:
    left, right = (bars(days_svg(document(), Words(one))) for one in ("en", "ar"))
    assert len(left) == 31
    for (begin, end), (first, last) in zip(left, right, strict=True):
        assert (first, last) == pytest.approx((100 - end, 100 - begin), abs=0.02)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("19 Oct 2026 06:00 UTC", "1 Oct 2026", "1 Oct")),
        ("fr", ("19 oct. 2026 06:00 UTC", "1er oct. 2026", "1er oct.")),
        ("ar", ("19 أكتوبر 2026 06:00 UTC", "1 أكتوبر 2026", "1 أكتوبر")),
    ],
)
def test_moments_are_told_as_people_write_them(language: str, said: tuple[str, str, str]) -> None:
    words = Words(language)
    told = (words.time(FIRST + 18.25 * DAY), words.time(FIRST), words.short_day(FIRST))
    assert tuple(one.strip("\u2067\u2069") for one in told) == said
