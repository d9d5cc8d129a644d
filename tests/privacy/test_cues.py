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
from nawba.privacy import masking, redaction, shapes
from nawba.privacy.masking import Before, mask_codes, may_be_masked
from nawba.privacy.personal import find, find_personal, mails
from nawba.privacy.personal.cues import NO_NAME, TALK
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
        patch.setattr(Reading, "gives", lambda reading, at, cue: cue != NO_NAME)
        patch.setattr(find, "may_name", lambda reading: True)
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


_DICTATED = ("quatre mille neuf cent soixante-dix", "double six", "4970 1001", "101", "cvv", "code")
_DICTATED += ("cryptogramme", "the three digits", "oui", "trente-deux", "\u241e", "12", "7", "visa")
_DICTATED += ("de trente AB CD EF GH", "fr", "n2e88el", "deux", "un", "carte nationale", "iban")


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_of_numbers_in_pieces(seed: int) -> None:
    draw = Random(seed)
    _compare([_thrown(draw, _DICTATED) for _ in range(20)])
    _compare([_thrown(draw, [*_vocabulary(), *_DICTATED * 30]) for _ in range(10)])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
def test_codes_are_only_where_they_may_be(seed: int) -> None:
    """Each text of a conversation that is left out holds nothing, whatever stands before it."""
    draw = Random(seed)
    listed = [said.text for said in islice(generate(3, draw.randrange(99), "open"), 9)]
    parts = [" ".join(part) for text in listed for part in _pieces_of(draw, text.split())]
    texts = [*parts, *(_thrown(draw, _DICTATED) for _ in range(12))]
    draw.shuffle(texts)
    read = set(may_be_masked(texts))
    for place in set(range(len(texts))) - read:
        earlier = texts[max(0, place - 4) : place]
        before = [Before(text, draw.random() < 0.6) for text in earlier]
        assert mask_codes(texts[place], before).kinds == (), (texts[place], earlier)


def test_only_texts_without_digits_and_labels_are_remembered() -> None:
    texts = ["D'accord, je regarde.", "le 41 22", "quarante-deux", "votre cryptogramme ?"]
    assert may_be_masked(texts) == may_be_masked(texts)
    assert masking._plain.intersection(texts) == {texts[0]}


def _pieces_of(draw: Random, words: Sequence[str]) -> Sequence[Sequence[str]]:
    cut = draw.randint(1, 6)
    return [words[at : at + cut] for at in range(0, len(words), cut)]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32))
def test_of_words_thrown_together(seed: int) -> None:
    draw, words = Random(seed), _vocabulary()
    _compare([_thrown(draw, words) for _ in range(20)])


def _thrown(draw: Random, words: Sequence[str]) -> str:
    chosen = draw.choices(words, k=draw.randint(1, 14))
    shown = (draw.choice((str, str, str.title, str.upper))(word) for word in chosen)
    return "".join(word + draw.choice(" " * 8 + ",-.'\n") for word in shown)
