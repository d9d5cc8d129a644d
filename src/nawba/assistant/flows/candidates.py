"""Values found in a customer's words, in the form of ``domain/kinds.py``, with their place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache, lru_cache
from typing import Any, Protocol

from nawba.assistant.fields.vocabulary import table
from nawba.assistant.normalise import fold, words
from nawba.domain.kinds import Value, amount, fits

_NATIONAL = 10  # digits of a telephone number without its country, at most


class Extracted(Protocol):
    """A value found in a text at ``text[start:end]``, written as ``assistant.fields`` does."""

    @property
    def value(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


class Extract(Protocol):
    """Reads values of ``kinds`` from a text; bare numbers and names only of the ``asked`` kind."""

    def __call__(
        self, text: str, kinds: Sequence[str], language: str, today: date, *, asked: str = ""
    ) -> Iterable[Extracted]: ...


@dataclass(frozen=True)
class Candidate:
    """A value that the words may mean. ``shown`` is the label of the choice that it is."""

    value: Value
    start: int
    end: int
    shown: str = ""


Offered = Sequence[tuple[Mapping[str, Any], str]]
"""The records to choose from, each with the label that the customer sees."""


@dataclass(frozen=True)
class Values:
    """Reads values of one customer, on one day, as one flow writes them."""

    extract: Extract
    language: str
    today: date
    currency: str
    dialling: str

    def read(self, kind: str, text: str, *, asked: bool, past: bool = False) -> Iterator[Candidate]:
        """The values of ``kind`` in ``text``; ``past`` turns dates without a year back."""
        wanted = "past_date" if past and kind == "date" else kind
        known = wanted if asked else ""
        for one in self.extract(text, [wanted], self.language, self.today, asked=known):
            value = self._form(kind, one.value)
            misspelt = kind == "date" and _is_almost_month(text[one.end :])
            if value is not None and not misspelt:
                yield Candidate(value, one.start, one.end)

    def _form(self, kind: str, written: str) -> Value | None:
        """What extraction wrote, in the form of its kind; None if it does not fit."""
        value: Value = written
        if kind == "amount":
            figure, _, currency = written.partition(" ")
            if currency not in ("", self.currency):
                return None
            value = amount(figure)
        elif kind == "phone":
            value = self._international(written)
        elif kind == "number":
            value = int(written) if written.lstrip("-").isdigit() else written
        return value if fits(kind, value) else None

    def _international(self, written: str) -> str:
        """A number with its country, which customers leave out, or write without its plus."""
        if written.startswith("+"):
            return written
        if written.startswith(self.dialling[1:]) and len(written) > _NATIONAL:
            return f"+{written}"
        if written.startswith("0") or len(written) == _NATIONAL - 1:
            return self.dialling + written.removeprefix("0")
        return written


def _is_almost_month(behind: str) -> bool:
    """Whether a day is followed by what looks like a misspelt month: "le 5 ocotbre".

    Such a day was read without its month. It is asked for again rather than guessed.
    """
    word = re.match(r"\s*([^\W\d_]{5,})", behind)
    near = word and get_close_matches(fold(word[1]), _months(), n=1, cutoff=0.8)
    return bool(near)


@cache
def _months() -> tuple[str, ...]:
    return tuple(fold(name) for names in table("months").values() for name in names)


def find_words(text: str, *names: str) -> tuple[int, int] | None:
    """Where the longest of ``names`` that ``text`` holds stands in it, as typed; None if none does.

    Its words stand there one after the other, whatever their capitals and accents.
    """
    spans = [match.span() for match in re.finditer(r"[^\W_]+", text)]
    said = [" ".join(words(text[start:end])) for start, end in spans]
    found = [
        (spans[place][0], spans[place + len(wanted) - 1][1])
        for wanted in map(words_of, names)
        for place in range(len(said) - len(wanted) + 1)
        if wanted and said[place : place + len(wanted)] == [*wanted]
    ]
    return max(found, key=lambda span: span[1] - span[0], default=None)


@lru_cache(maxsize=4096)
def words_of(name: str) -> tuple[str, ...]:
    """The folded words of a label: there are few, and they are met in every turn."""
    return tuple(words(name))


def outermost(found: Sequence[Candidate]) -> list[Candidate]:
    """Without those that lie inside a longer one: "sahla 60" is not also "60"."""
    return [one for one in found if not any(_holds(other, one) for other in found)]


def _holds(longer: Candidate, one: Candidate) -> bool:
    inside = longer.start <= one.start and one.end <= longer.end
    return inside and longer.end - longer.start > one.end - one.start
