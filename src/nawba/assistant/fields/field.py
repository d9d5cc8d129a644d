"""What a reader of fields gives and takes: values only, so that every reader may import it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from nawba.domain.folded import Folded


@dataclass(frozen=True)
class Field:
    """``text[start:end]`` means ``value``, in the form that the package says for its ``kind``."""

    kind: str
    value: str
    start: int
    end: int


@dataclass(frozen=True)
class Pattern:
    """An identifier of the brand: ``regex`` in upper case and digits ("WH\\d{6,12}").

    It is matched without regard to case, digit set, or spaces and hyphens between the characters;
    the value is what the regular expression matched, in upper case without those separators.
    """

    kind: str
    regex: str


@dataclass(frozen=True)
class Asked:
    """What a reader needs to know besides the text: the contact's language and its today.

    ``bare`` is true when the customer was just asked for this kind, so that a lone "15" answers.
    """

    language: str
    today: date
    bare: bool = False


Reader = Callable[[Folded, Asked], Iterator[Field]]
"""Finds the fields of one kind; those it gives may overlap, the longer ones are kept."""
