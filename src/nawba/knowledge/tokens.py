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

# Prefixes after Larkey's "light10" stemmer (Larkey, Ballesteros, Connell 2007), plus لل and the
# single clitics ب ك ل ف; suffixes are its own plus the possessives customers use (فاتورتي).
_PREFIXES = ("وال", "بال", "كال", "فال", "ولل", "ال", "لل", "و", "ب", "ل", "ف", "ك")
_SUFFIXES = ("تكم", "تنا", "كم", "نا", "ها", "هم", "ات", "ان", "ون", "ين", "تي", "تك", "يه", "ه",
             "ي", "ت", "ك")  # fmt: skip
_ENDINGS = ("issement", "ation", "ition", "ement", "ment", "ing", "ion", "ons", "ent", "ant",
            "eur", "ed", "er", "ez", "ir", "es", "ee", "s", "x", "e", "i", "y")  # fmt: skip


def fold(text: str) -> str:
    """``text`` in lower case without accents, tashkeel or tatweel, one spelling per letter."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
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
    concepts = _concepts()
    stem = _stem(word)
    return (stem, *(concepts.get(word) or concepts.get(_singular(word, stem)) or ()))


def _singular(word: str, stem: str) -> str:
    return stem if _ARABIC.search(word) else word.removesuffix("s")


@cache
def _concepts() -> dict[str, tuple[str, ...]]:
    """Folded words and Arabic stems to the concepts they carry, each written ``=name``."""
    found: dict[str, set[str]] = {}
    for concept, listed in _words_by_heart()["concepts"].items():
        for word in _WORD.findall(fold(listed)):
            for key in {word, _singular(word, _stem(word))}:
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
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            word = word[len(prefix) :]
            break
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word[: -len(suffix)]
    return word


def _latin(word: str) -> str:
    stripped = True
    while stripped and len(word) > 4:
        stripped = False
        for ending in _ENDINGS:
            if word.endswith(ending) and len(word) - len(ending) >= 3:
                word, stripped = word[: -len(ending)], True
                break
    if len(word) > 4 and word[-1] == word[-2]:
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") else word
