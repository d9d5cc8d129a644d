"""Where a word gives no cue no reader finds anything: reading only there finds what reading
everywhere finds, on written and spoken texts and on words thrown together."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nawba.bench.personal.texts import generate
from nawba.domain.number_words import number_tables
from nawba.privacy import redaction, shapes
from nawba.privacy.personal import find_personal, mails
from nawba.privacy.personal.cues import TALK
from nawba.privacy.personal.lexicon import family, first_names
from nawba.privacy.personal.reading import Reading
from nawba.privacy.personal.tables import tables
from nawba.privacy.redaction import mark

_ODD = ("ı", "İ", "ſ", "K", "٣", "۵", "²", "①", "\u200b", "\u00ad", "@", "[at]", "M.", "www.", "سي")
_GLUED = ("nw1 6xe", "k1a 0b1", "3chrin", "ab123456", "06 12 34 56 78", "l'avenue", "12/10/2026")


def _vocabulary() -> list[str]:
    sections = (*tables().items(), *number_tables().items())
    listed = (text.split() for _, table in sections for text in table.values())
    known = {part for words in listed for word in words for part in word.split("_")}
    names = (*sorted(first_names())[::20], *sorted(family())[::20])
    return [*sorted(known), *names, *_ODD * 8, *_GLUED * 8]


def _everywhere(reading: Reading, cue: int) -> Sequence[int]:
    return range(len(reading.words))


def _compare(texts: Sequence[str]) -> None:
    quick = [(find_personal(text), mark([text])) for text in texts]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reading, "places", _everywhere)
        patch.setattr(Reading, "has", lambda reading, cue: cue != TALK)  # its absence speaks
        patch.setattr(shapes, "has_digits", lambda text: True)
        for module in (shapes, mails):
            patch.setattr(module, "_SIGNS", ("",))
        patch.setattr(redaction, "_INTRODUCING", ("",))
        slow = [(find_personal(text), mark([text])) for text in texts]
    assert quick == slow


@pytest.mark.parametrize("part", ["held", "open"])
def test_of_generated_texts(part: str) -> None:
    texts = [said.text for said in islice(generate(3, 11, part), 400)]
    _compare([*texts, *(text.upper() for text in texts[::7])])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_of_words_thrown_together(seed: int) -> None:
    draw, words = Random(seed), _vocabulary()
    _compare([_thrown(draw, words) for _ in range(20)])


def _thrown(draw: Random, words: Sequence[str]) -> str:
    chosen = draw.choices(words, k=draw.randint(1, 14))
    shown = (draw.choice((str, str, str.title, str.upper))(word) for word in chosen)
    return "".join(word + draw.choice(" " * 8 + ",-.'\n") for word in shown)
