"""Whether a customer is upset with the service, or somebody may be in danger: in their own words.

A lexicon of what people write, and no inference about anybody's inner state: "c'est inadmissible"
is a statement to be met decently, a message in capitals alone is not. It reads customers' words
towards the service only; nothing of advisers is ever read this way.

One ``strong`` phrase is enough, of ``weak`` ones and of shouting two marks are needed; ``danger``
goes before all. Darija in Latin letters is compared by consonants, and only in lines that are
Darija, because "chiffre" and "chefara" have the same ones.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache, lru_cache

from nawba.assistant.lexicon import read_lexicon, words_of
from nawba.assistant.normalise import is_arabic, skeleton, strip_invisible, words
from nawba.assistant.questions import asks

_MOST_CHARACTERS = 4000
_MOST_QUOTED = 160
_ENOUGH_MARKS = 2
_LEAST_SHOUTED = 12  # letters; a word or two in capitals is a name
_SHOUTED = 0.8
_EXCLAIMED = re.compile(r"[!؟?]{3}")
_SENTENCE = re.compile(r"(?<=[.!?؟])\s+|\n+")
_DIGIT_LETTERS = re.compile(r"(?=.*[a-z])(?=.*[379])[a-z379]{4,}")
_PREFIX = "(?:و|ف|ب|ل)?"  # not "the": "the thief" is somebody else


class Distress(StrEnum):
    """``DANGER`` to a person, the customer or another; ``UPSET`` with the service."""

    DANGER = "danger"
    UPSET = "upset"


@lru_cache(maxsize=128)  # one turn asks several times about the same words
def distress(text: str) -> Distress | None:
    """What the words of ``text`` say, in French, Arabic, Darija in both scripts or English."""
    text = strip_invisible(text[:_MOST_CHARACTERS])
    if _found(text, "danger"):
        return Distress.DANGER
    if _found(text, "strong") or _marks(text) >= _ENOUGH_MARKS:
        return Distress.UPSET
    return None


def nothing_else(text: str) -> bool:
    """Whether an upset ``text`` asks for nothing: hardly a word besides the outburst."""
    line = _line(text)
    for role in ("strong", "weak"):
        line = _pattern(role).sub(" ", line)
    empty = words_of("questions", "empty") | words_of("questions", "courtesy")
    telling = [word for word in line.split() if len(word) > 2 and word not in empty]
    return len(telling) < (2 if asks(text) else 3)


def quoted(text: str) -> str:
    """The sentences of ``text`` that say it, else all of it; at most 160 characters."""
    sentences = [part.strip() for part in _SENTENCE.split(text) if part.strip()]
    told = " ".join(part for part in sentences if distress(part)) or " ".join(text.split())
    return told if len(told) <= _MOST_QUOTED else told[: _MOST_QUOTED - 1].rstrip() + "…"


def _marks(text: str) -> int:
    return len(set(_found(text, "weak"))) + _shouts(text) + bool(_EXCLAIMED.search(text))


def _shouts(text: str) -> bool:
    letters = [char for char in text if char.isalpha() and char.lower() != char.upper()]
    capitals = sum(char.isupper() for char in letters)
    return len(letters) >= _LEAST_SHOUTED and capitals >= _SHOUTED * len(letters)


def _found(text: str, role: str) -> list[str]:
    line = _line(text)
    found = _pattern(role).findall(line)
    if _is_arabizi(line):
        bones = " ".join(map(skeleton, line.split()))
        found += _pattern(f"~{role}").findall(f" {bones} ")
    return found


def _line(text: str) -> str:
    return f" {' '.join(words(text))} "


def _is_arabizi(line: str) -> bool:
    said = line.split()
    known = words_of("language", "arabizi") | words_of("upset", "sign")
    return any(word in known or _DIGIT_LETTERS.fullmatch(word) for word in said)


@cache
def _pattern(role: str) -> re.Pattern[str]:
    """Every phrase of ``role``, longest first; compared with a line of words between blanks."""
    entries = {entry for found, entry in read_lexicon("upset") if found == role}
    bare = role.startswith("~")
    phrases = sorted((_phrase(entry, bare) for entry in entries), key=len, reverse=True)
    return re.compile(rf"(?<= )(?:{'|'.join(phrases)})(?= )")


def _phrase(entry: tuple[str, ...], by_consonants: bool) -> str:
    parts = [_word(word, by_consonants) for word in entry]
    return " ".join(parts).replace("@ ", r"(?:\S+ ){0,3}")


def _word(word: str, by_consonants: bool) -> str:
    if by_consonants:
        return re.escape(skeleton(word.removesuffix("*"))) + (r"\S*" if word[-1] == "*" else "")
    gap = "@ " if word.startswith("..") else ""
    written = re.escape(word.lstrip(".")).replace(r"\*", r"\S*")
    return gap + (_PREFIX if is_arabic(word) else "") + written
