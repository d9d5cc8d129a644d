"""How many years of study a degree stands for, after secondary school."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from nawba.hiring.matching.plain import plain

_PLUS = re.compile(r"\bbac\s*\+\s*(\d)\b")


def years_of_study(degree: str) -> int | None:
    """The years that the words of ``degree`` name (``Bac+2``, a known title), or None.

    Where several are named it is the longest: "Master (Bac+5)" is 5. ``degrees.toml`` has titles.
    """
    plus = [int(one) for one in _PLUS.findall(degree.lower().replace("\u00a0", " "))]
    words = plain(degree)
    titled = [years for title, years in _titles() if title in words]
    return max([*plus, *titled], default=None)


@cache
def _titles() -> tuple[tuple[str, int], ...]:
    text = files("nawba.hiring.matching").joinpath("degrees.toml").read_text("utf-8")
    return tuple(
        (plain(title), int(years))
        for years, titles in tomllib.loads(text)["years"].items()
        for title in titles
    )
