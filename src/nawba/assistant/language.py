"""Which language a chat line is written in, and whether it is Darija.

Lingua tells fr, en, es and pt apart; the script tells Arabic. Darija it does not know: marker
words, and digits that stand for Arabic letters, do. A line that cannot be told is None, and the
conversation keeps its language: a wrong switch annoys more than a late one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from nawba.assistant.lexicon import words_of
from nawba.assistant.normalise import fold, is_arabic, words

if TYPE_CHECKING:
    from lingua import LanguageDetector

KNOWN = ("fr", "en", "ar", "es", "pt")
NAMES = {
    "fr": "français",
    "en": "English",
    "ar": "العربية",
    "es": "español",
    "pt": "português",
}
_MOST_CHARACTERS = 1000
_SURE_SHORT, _SURE = 0.85, 0.75
_PER_WORD = 6.0


@dataclass(frozen=True)
class Detected:
    """``language`` is what to answer in; ``variety`` what was written (``ary`` for Darija).

    ``confidence`` lies in [0, 1].
    """

    language: str
    variety: str
    confidence: float


def detect_language(text: str, allowed: Sequence[str], current: str) -> Detected | None:
    """The language of ``text`` if it is one of ``allowed``; else None: keep ``current``.

    None also for a line too short or too mixed to tell. One or two words never leave ``current``
    unless their script does.
    """
    line = _NOISE.sub(" ", text[:_MOST_CHARACTERS])
    found = _arabic(line) or _arabizi(line) or _latin(line, current)
    return found if found is not None and found.language in allowed else None


def asked_language(text: str) -> str | None:
    """The language that ``text`` asks for and nothing else ("in English please"), or None."""
    said = set(words(text))
    named = [code for code in KNOWN if words_of("language", f"name_{code}") & said]
    if len(named) != 1:
        return None
    around = said - words_of("language", f"name_{named[0]}")
    return named[0] if around <= words_of("language", "asking") else None


def warm() -> None:
    """Load the detector now rather than at the first customer's message (about a second)."""
    _detector().compute_language_confidence_values("bonjour à tous")


_NOISE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|\b[A-Z]{1,4}[ -]?\d{3,}\b|[+#]?\d[\d .,/:-]*\b")
_LATIN_LETTER = re.compile(r"[a-zà-öø-ÿœ]", re.IGNORECASE)
_ARABIC_LETTER = re.compile(r"[\u0621-\u064a]")
_DARIJA_SHAPES = re.compile(r"^(?:ما?\w{3,}ش|ك(?:ن|ت|ي)\w{3,}و?|غ(?:ن|ت|ي)\w{3,})$")
_ARABIZI_DIGIT = re.compile(r"^(?:[a-z]+[379][a-z]+|[379][a-z]{2,}|[a-z]{2,}[379])\d?[a-z]*$")
_ARABIZI_NEGATION = re.compile(r"^ma\w{3,}(?:ch|sh|x)$")
_SPLIT_NEGATION = re.compile(r"\bma (\w{3,}(?:ch|sh)\b)")
_NOT_ARABIZI = re.compile(
    r"^(?:[379](?:e|eme|ieme|rd|th|h|am|pm|go|gb|mo|mb|dh|dhs|mad|eur|euros?|g|gbps|mbps|jours|mois"
    r"|ans|min|mn|days|km|x|d|dias|meses)|mp3|ps3|cat[379]|wifi7|windows\d*|iphone\d*|galaxy\w*|a7)$"
)


def _arabic(line: str) -> Detected | None:
    arabic = len(_ARABIC_LETTER.findall(line))
    if arabic < 2 or arabic <= len(_LATIN_LETTER.findall(line)) / 2:
        return None
    return Detected("ar", "ary" if any(map(_is_darija, words(line))) else "ar", 1.0)


def _is_darija(word: str) -> bool:
    bare = word.removeprefix("و") if len(word) > 4 else word
    if {word, bare} & words_of("language", "not_darija"):
        return False
    return (
        bool({word, bare} & words_of("language", "darija"))
        or _DARIJA_SHAPES.match(bare) is not None
    )


def _arabizi(line: str) -> Detected | None:
    """Darija in Latin script: enough of its words, or of letters written as digits."""
    said = words(_SPLIT_NEGATION.sub(r"ma\1", fold(line)))
    strong = sum(1 for word in said if _is_strong(word))
    weak = sum(1 for word in said if word in words_of("language", "arabizi_weak"))
    share = (strong + weak / 2) / max(len(said), 1)
    if strong == 0 or share < 0.2:
        return None
    return Detected("ar", "ary", min(1.0, round(0.6 + share, 2)))


def _is_strong(word: str) -> bool:
    if _NOT_ARABIZI.match(word) or is_arabic(word):
        return False
    known = word in words_of("language", "arabizi")
    return known or bool(_ARABIZI_DIGIT.match(word) or _ARABIZI_NEGATION.match(word))


def _latin(line: str, current: str) -> Detected | None:
    said = words(line)
    if sum(len(word) for word in said) < 4:
        return None
    sure = _weigh(line, said)
    best = max(sure, key=lambda code: sure[code])
    needed = _SURE if len(said) >= 4 else _SURE_SHORT
    if sure[best] < needed or (len(said) < 2 and best != current):
        return None
    return Detected(best, best, round(sure[best], 3))


def _weigh(line: str, said: Sequence[str]) -> dict[str, float]:
    """Lingua's confidences, each multiplied by the language's own little words in the line.

    Lingua alone is unsure of three-word lines ("ma box ne marche plus": fr 0.5, es 0.2); the
    little words settle them.
    """
    values = _detector().compute_language_confidence_values(line)
    weights = {
        code: value.value * _PER_WORD ** min(len(words_of("language", code).intersection(said)), 4)
        for value in values
        if (code := value.language.iso_code_639_1.name.lower())
    }
    whole = sum(weights.values()) or 1.0
    return {code: weight / whole for code, weight in weights.items()}


@cache
def _detector() -> LanguageDetector:
    from lingua import Language, LanguageDetectorBuilder

    latin = (Language.FRENCH, Language.ENGLISH, Language.SPANISH, Language.PORTUGUESE)
    return LanguageDetectorBuilder.from_languages(*latin).build()
