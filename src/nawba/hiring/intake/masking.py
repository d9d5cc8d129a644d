"""What a recruiter does not see of a document before they decided to meet the person.

Name, photograph, age, gender, nationality, marital status and address are covered, in its lines and
on its pages: what no criterion may see, the eye should not weigh either.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from nawba.domain.candidates import PROTECTED, Box, Fact, Line, Reading

BLOCK = "█"
_SHORTEST = 3  # characters of words that are covered wherever they stand


@dataclass(frozen=True)
class Masked:
    """``lines`` and ``facts`` to be shown, ``boxes`` to be covered on the pages."""

    lines: tuple[Line, ...]
    facts: tuple[Fact, ...]
    boxes: tuple[Box, ...]


def mask(reading: Reading, lines: Sequence[Line], facts: Iterable[Fact]) -> Masked:
    """``lines`` are those of ``reading`` and what was stated; ``facts`` as they hold now."""
    told = tuple(facts)
    hidden = [one for one in told if one.kind in PROTECTED]
    words = _words(hidden)
    covered = {number for one in hidden for number in one.lines}
    shown = tuple(_line(one, words, whole=one.number in covered) for one in lines)
    changed = {
        one.number for one, before in zip(shown, lines, strict=True) if one.text != before.text
    }
    boxes = [one.box for one in lines if one.number in changed and one.box is not None]
    boxes += [picture for page in reading.pages for picture in page.pictures]
    seen = (one for one in told if one.kind not in PROTECTED)
    return Masked(shown, tuple(_fact(one, words) for one in seen), tuple(boxes))


def _words(hidden: Iterable[Fact]) -> list[str]:
    """The longest first, so that no part of one is left standing."""
    found = {one.quote.strip() for one in hidden}
    found |= {str(one.value.get("full", "")) for one in hidden if one.kind == "name"}
    found |= {part for one in hidden if one.kind == "name" for part in one.quote.split()}
    return sorted((one for one in found if len(one) >= _SHORTEST), key=len, reverse=True)


def _line(line: Line, words: Sequence[str], *, whole: bool) -> Line:
    text = _covered(line.text, words)
    if whole and text == line.text:
        text = BLOCK * max(1, len(line.text))
    return replace(line, text=text)


def _fact(fact: Fact, words: Sequence[str]) -> Fact:
    value = {
        name: _covered(one, words) if isinstance(one, str) else one
        for name, one in fact.value.items()
    }
    return replace(fact, quote=_covered(fact.quote, words), value=value)


def _covered(text: str, words: Sequence[str]) -> str:
    for word in words:
        text = text.replace(word, BLOCK * len(word))
    return text
