"""Moroccan and Tunisian Arabic, in either script, said again in standard Arabic word by word.

Search and classification learn from standard Arabic and French; customers write "bghit nbeddel
lforfait" or "بغيت نبدل الفورفي". A lexicon of our own (``darija.txt``) gives the standard word for
a stem, once the clitics are off that the dialect writes as one with it. No translation: the order
of words stays, and a word that is not known stays as it is, in Arabic letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from nawba.knowledge import clitics, sounds
from nawba.knowledge.darija_lexicon import Meaning, lexicon
from nawba.knowledge.tokens import fold

_WORD = re.compile(r"[^\W_]+")
_ARABIC = re.compile("[\u0621-\u064a]")
_LATIN = re.compile("[a-z]")
_ARABIZI_SHAPE = re.compile(r"^(?:[a-z]+[379][a-z]+|[379][a-z]{2,}|[a-z]{2,}[379])\d?[a-z]*$")
_UNIT = re.compile(r"^\d+(?:e|eme|er|h|am|pm|go|gb|mo|mb|dh|dhs|mad|eur|euros?|g|km|min|mn|x|d)$")
_LEAST_SHARE = 0.25
_SHORT = 2  # letters of a Latin word that could be of any language
_NOT = "لا"
_NOT_WORDS = ("ما", "ma")


def normalise(text: str) -> str:
    """``text`` in folded words, standard Arabic where the lexicon knows them, without signs.

    Words in Latin letters are read as Darija, or as French inside it, only in a line that holds
    Arabic letters or is arabizi; any other line is only folded. "مابغيتش نخلص" -> "لا اريد دفع".
    """
    words = _WORD.findall(fold(text))
    if not _ARABIC.search(text) and not _mostly_arabizi(words):
        return " ".join(words)
    return " ".join(word for meant in readings(words) for word in meant if word)  # "e": no sound


def with_standard(text: str) -> list[str]:
    """``text`` and, if it is Arabic of any kind, the same in standard words: both to be embedded.

    The mean of the two vectors finds what either would: the right article came first for 75 % of
    186 Arabic and Darija questions instead of 67 %, with no more wrong answers.
    """
    standard = normalise(text) if _ARABIC.search(text) or is_arabizi(text) else ""
    return [text, standard] if standard else [text]


def to_arabic(text: str) -> str:
    """``text`` with its words of Latin letters in Arabic ones, as a Moroccan would spell them.

    A known word gets its usual spelling, another one that of its sounds: "ghadi" -> "غادي".
    Signs, digits and what is Arabic already stay.
    """
    return re.sub(r"[^\W_]+", lambda match: _in_arabic(match.group()), text)


def is_arabizi(text: str) -> bool:
    """Whether ``text`` is Darija in Latin letters: a quarter of its words can be nothing else."""
    return _mostly_arabizi(_WORD.findall(fold(text)))


def readings(words: Sequence[str]) -> Iterator[Meaning]:
    """What each folded word, or phrase of them, means; the empty meaning for a courtesy."""
    at = 0
    while at < len(words):
        phrase = lexicon().phrase(words, at)
        if phrase:
            yield phrase[0]
        elif words[at] in _NOT_WORDS and _denied("".join(words[at : at + 2])):
            yield (_NOT,)  # the first half of "ما قدرتش"
        elif words[at] == "la" and any(map(lexicon().is_loan, words[at + 1 : at + 2])):
            yield ()  # "la facture" has the French article, not the Arabic no
        else:
            yield _meaning(words[at])
        at += phrase[1] if phrase else 1


@lru_cache(maxsize=16_384)
def _meaning(word: str) -> Meaning:
    """What one word means; by itself when it is not known."""
    for stem in clitics.stems(word):
        if (meant := _known(stem)) is not None:
            return (_NOT, *meant) if stem.denied else meant
    return (sounds.arabic(word),) if _LATIN.search(word) else (word,)


def _known(stem: clitics.Stem) -> Meaning | None:
    by_sound = bool(_LATIN.search(stem.text))
    return lexicon().meaning(stem.text, light=stem.light, by_sound=by_sound)


def _denied(word: str) -> bool:
    return any(stem.denied for stem in clitics.stems(word))


def _in_arabic(written: str) -> str:
    word = fold(written)
    if not _LATIN.search(word) or _UNIT.match(word):
        return written
    return lexicon().spelling(word) or sounds.arabic(word)


def _mostly_arabizi(words: Sequence[str]) -> bool:
    latin = [word for word in words if _LATIN.search(word)]
    sure = sum(map(_surely_arabizi, latin))
    return sure > 0 and 2 * len(latin) > len(words) and sure / len(latin) >= _LEAST_SHARE


@lru_cache(maxsize=16_384)
def _surely_arabizi(word: str) -> bool:
    if _UNIT.match(word) or lexicon().is_loan(word):
        return False
    if _ARABIZI_SHAPE.match(word):
        return True
    if len(word) > _SHORT and lexicon().is_latin(word):
        return True
    stems = (stem.text for stem in clitics.stems(word)[1:] if len(stem.text) > _SHORT + 1)
    return any(lexicon().is_latin(stem) and not lexicon().is_loan(stem) for stem in stems)
