"""How a report speaks: its sentences in French, Arabic and English, numbers and times.

Times are UTC, and said so. Advisers are numbers unless their names are asked for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from nawba.domain.errors import Invalid

LANGUAGES = ("en", "fr", "ar")
_THOUSANDS = {"en": ",", "fr": "\u202f", "ar": "."}


@cache
def _texts(language: str) -> dict[str, Any]:
    path = files("nawba.listening.cause").joinpath("texts", f"{language}.json")
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


@dataclass
class Words:
    """``named``: advisers are called by what the file calls them, not by a number. ``names``: what
    other values are called, by dimension; those that are not there are called as in the file."""

    language: str
    named: bool = False
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise Invalid(
                f"There is no report in '{self.language}'. Choose one of: {', '.join(LANGUAGES)}.",
                field="language",
            )

    def say(self, key: str, *words: object, **named: object) -> str:
        return str(_texts(self.language)[key]).format(*words, **named)

    def lines(self, key: str) -> Sequence[str]:
        return tuple(_texts(self.language)[key])

    def adviser(self, name: str) -> str:
        """The person's name, or their number: the first who is spoken of is 1."""
        if not self.named:
            name = str(self.numbers.setdefault(name, len(self.numbers) + 1))
        return self.say("adviser", name)

    def value(self, dimension: str, value: str) -> str:
        if dimension == "adviser":
            return self.adviser(value)
        name = self.names.get(dimension, {}).get(value)
        if dimension == "intent":
            return value if name is None else self.say("called", name)
        return self.say("pair", self.dimension(dimension), value if name is None else name)

    def dimension(self, column: str) -> str:
        """A column of the contacts' file by the word people use for it, where there is one."""
        return str(_texts(self.language)["dimensions"].get(column, column))

    def note(self, code: str, words: Sequence[str]) -> str:
        """What is to be known of the files; the first word of ``left_out`` is a column."""
        if code == "left_out":
            words = (self.dimension(words[0]), *words[1:])
        return self.say(f"note_{code}", *words)

    def points(self, share: float) -> str:
        """A difference of shares in percentage points, with its sign."""
        return self._isolated(self._comma(f"{100 * share:+.1f}".replace("-", "−")))

    def share(self, share: float) -> str:
        return self._isolated(self._percent(share))

    def probability(self, of: float) -> str:
        """A share that is never called certain."""
        return self._isolated(f"> {self._percent(0.99)}") if of > 0.99 else self.share(of)

    def _percent(self, share: float) -> str:
        text = f"{100 * share:.0f}" if share >= 0.095 or not share else f"{100 * share:.1f}"
        sign = "\u00a0%" if self.language == "fr" else "%"
        return self._comma(text) + sign

    def count(self, number: float) -> str:
        return f"{number:,.0f}".replace(",", _THOUSANDS[self.language])

    def q(self, value: float) -> str:
        return self._isolated(self._comma("< 0.001" if value < 0.001 else f"{value:.3f}"))

    def time(self, seconds: float) -> str:
        """A moment in UTC, to the minute; midnight is a day."""
        if seconds % 86_400 == 0:
            return self.day(seconds)
        at = datetime.fromtimestamp(seconds, UTC)
        return self._apart(f"{self._day(at, year=True)} {at:%H:%M} UTC")

    def day(self, seconds: float) -> str:
        return self._apart(self._day(datetime.fromtimestamp(seconds, UTC), year=True))

    def short_day(self, seconds: float) -> str:
        """A day without its year, as below a drawing."""
        return self._apart(self._day(datetime.fromtimestamp(seconds, UTC), year=False))

    def _day(self, at: datetime, *, year: bool) -> str:
        month = self.lines("months")[at.month - 1]
        day = "1er" if self.language == "fr" and at.day == 1 else f"{at.day}"
        return f"{day} {month} {at.year}" if year else f"{day} {month}"

    def _comma(self, number: str) -> str:
        return number if self.language == "en" else number.replace(".", ",")

    def _isolated(self, text: str) -> str:
        """Signs and figures keep their order in the middle of a line from right to left."""
        return f"\u2066{text}\u2069" if self.language == "ar" else text

    def _apart(self, text: str) -> str:
        """A date in Arabic runs from right to left, whatever stands beside it."""
        return f"\u2067{text}\u2069" if self.language == "ar" else text
