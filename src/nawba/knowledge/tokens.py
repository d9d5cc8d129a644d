"""Words as the index sees them: one spelling per word, in French, Arabic, English and mixtures.

Own, because no library strips Arabic clitics and French elision without being told the language,
and customers mix languages in one sentence. The rules are few and blunt: articles and questions
pass through the same ones, so a wrong stem is at least the same wrong stem on both sides.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib import resources
from typing import Any

_WORD = re.compile(r"[^\W_]+")
_ARABIC = re.compile("[\u0621-\u064a]")
_STRETCHED = re.compile(r"([^\W\d])\1{2,}")
_LETTERS = str.maketrans(
    {"ى": "ي", "ة": "ه", "ٱ": "ا", "ی": "ي", "ک": "ك", "ـ": "", "گ": "ك", "ڭ": "ك", "ڤ": "ف",
     "پ": "ب", "œ": "oe", "æ": "ae"}
)  # fmt: skip

# Prefixes and suffixes after Larkey's "light10" stemmer (Larkey, Ballesteros, Connell 2007), plus
# the single clitics و ب ل ف ك and the possessives customers use (فاتورتي). They are stripped until
# nothing changes, down to three letters: the root may lose a letter that looks like a clitic, but
# it loses it under every clitic alike (فاتورة, الفاتورة and وفاتورتي give one stem).
_PREFIXES = ("ال", "لل", "و", "ب", "ل", "ف", "ك")
_SUFFIXES = ("اتكم", "اتنا", "اتي", "تكم", "تنا", "كم", "نا", "ها", "هم", "ات", "ان", "ون", "ين",
             "تي", "تك", "يه", "ه", "ي", "ت")  # fmt: skip
_ENDINGS = ("issement", "ation", "ition", "ement", "ment", "ing", "ion", "ons", "ent", "ant",
            "eur", "ed", "er", "ez", "ir", "es", "ee", "s", "x", "e", "i", "y")  # fmt: skip
_SHORTEST = 3


def fold(text: str) -> str:
    """``text`` in lower case without accents, tashkeel or tatweel, one spelling per letter."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return _STRETCHED.sub(r"\1", bare.translate(_LETTERS))


def tokens(text: str) -> list[str]:
    """The stems of ``text`` in order, without stop words, each followed by its concepts.

    "L'abonnement" gives ["abon", "=subscription"], and "اشتراكي" ends with the same concept: the
    concepts of ``words.toml`` are where languages and scripts meet.
    """
    words = [word for word in _WORD.findall(fold(text)) if word not in _stop()]
    return [token for word in words if len(word) > 1 or word.isdigit() for token in _tokens(word)]


def _tokens(word: str) -> tuple[str, ...]:
    concepts, stem = _concepts(), _stem(word)
    return (stem, *(concepts.get(word) or concepts.get(stem) or ()))


@cache
def _concepts() -> dict[str, tuple[str, ...]]:
    """Folded words and their stems to the concepts they carry, each written ``=name``."""
    found: dict[str, set[str]] = {}
    for concept, listed in _words_by_heart()["concepts"].items():
        for word in _WORD.findall(fold(listed)):
            for key in {word, _stem(word)}:
                found.setdefault(key, set()).add(f"={concept}")
    return {word: tuple(sorted(concepts)) for word, concepts in found.items()}


@cache
def _stop() -> frozenset[str]:
    return frozenset(_WORD.findall(fold(_words_by_heart()["stop"])))


@cache
def _words_by_heart() -> dict[str, Any]:
    text = resources.files("nawba.knowledge").joinpath("words.toml").read_text("utf-8")
    return tomllib.loads(text)


def _stem(word: str) -> str:
    if any(char.isdigit() for char in word):
        return word
    return _arabic(word) if _ARABIC.search(word) else _latin(word)


def _arabic(word: str) -> str:
    word = _without_endings(word, _SUFFIXES)
    while prefix := next((p for p in _PREFIXES if word.startswith(p)), ""):
        if len(word) - len(prefix) < _SHORTEST:
            break
        word = word[len(prefix) :]
    return word


def _latin(word: str) -> str:
    stem = _without_endings(word, _ENDINGS) if len(word) > _SHORTEST + 1 else word
    if len(stem) > _SHORTEST + 1 and stem[-1] == stem[-2]:
        stem = stem[:-1]
    return stem[:-1] + "i" if stem.endswith("y") else stem


def _without_endings(word: str, endings: tuple[str, ...]) -> str:
    """``word`` shortened by any of ``endings``, the first that fits, until none does."""
    fitting = [e for e in endings if word.endswith(e) and len(word) - len(e) >= _SHORTEST]
    return _without_endings(word[: -len(fitting[0])], endings) if fitting else word
