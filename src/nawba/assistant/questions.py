"""Takes a message with several questions apart, only where each part stands for itself.

Most messages with two sentences ask one thing ("my box blinks. What can I do?"), and a part torn
from its sentence is read worse than the whole. So a part counts only if it asks or wishes
something by itself and points back to nothing; else the message stays whole. Pure.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from nawba.assistant.lexicon import read_lexicon, words_of
from nawba.assistant.normalise import words

MOST_PARTS = 3
_MOST_CHARACTERS = 1000
_LEAST_WORDS = 2  # besides the words that only ask; one is enough of a thing that has an owner
_ENDS = re.compile(r"(?<=[?؟])\s*(?=\S)|\n+|(?<=[.!;])\s+(?=\S)")


@dataclass(frozen=True)
class Span:
    """A part of a message: ``text`` are its characters ``start`` to ``end``."""

    start: int
    end: int
    text: str


def split(message: str) -> tuple[Span, ...]:
    """The questions in ``message``, two or three, in order; none when it is to be read whole.

    More than three: none, for nobody answers a list well by machine; nor in a very long message.
    """
    if len(message) > _MOST_CHARACTERS:
        return ()
    parts = _joined(message, [cut for piece in _pieces(message) for cut in _cut(piece)])
    several = 2 <= len(parts) <= MOST_PARTS and all(map(stands, parts))
    return tuple(parts) if several else ()


def stands(part: Span) -> bool:
    """Whether ``part`` asks or wishes something by itself."""
    said = words(part.text)
    telling = [w for w in said if w not in words_of("questions", "empty")]
    least = _LEAST_WORDS - bool(words_of("questions", "owner").intersection(said))
    return asks(part.text) and len(telling) >= least and not _points_back(said)


def asks(text: str) -> bool:
    """Whether ``text`` has the mark or the words of a question or a wish."""
    said = words(text)
    return "?" in text or "؟" in text or _says(said, "asking") or _says(said, "wishing")


def _pieces(message: str) -> list[Span]:
    """Sentences and lines, with their places; a piece without a letter joins the one before."""
    edges = [0, *(found.end() for found in _ENDS.finditer(message)), len(message)]
    return [_span(message, a, b) for a, b in pairwise(edges)
            if words(message[a:b])]  # fmt: skip


def _cut(piece: Span) -> list[Span]:
    """``piece`` cut before each "and also" that both sides survive."""
    for found in _also().finditer(piece.text):
        before = _span(piece.text, 0, found.start(), piece.start)
        after = _span(piece.text, found.end(), len(piece.text), piece.start)
        if stands(before) and stands(after):
            return [before, *_cut(after)]
    return [piece]


def _joined(message: str, pieces: list[Span]) -> list[Span]:
    """Pieces that do not stand join the question after them, or at the end the one before."""
    parts: list[Span] = []
    waiting: int | None = None
    for piece in (one for one in pieces if not _is_courtesy(one)):
        gathered = _span(message, piece.start if waiting is None else waiting, piece.end)
        if parts and waiting is None and _points_back(words(piece.text)):
            parts[-1] = _span(message, parts[-1].start, piece.end)
        elif stands(gathered):
            parts.append(gathered)
            waiting = None
        else:
            waiting = gathered.start
    if waiting is not None and parts:
        parts[-1] = _span(message, parts[-1].start, len(message))
    return parts


def _span(text: str, start: int, end: int, offset: int = 0) -> Span:
    """The characters without the blanks and commas around them."""
    inner = text[start:end]
    begin = start + len(inner) - len(inner.lstrip(" \t\n,،;"))
    inner = inner.strip(" \t\n,،;")
    return Span(offset + begin, offset + begin + len(inner), inner)


def _is_courtesy(piece: Span) -> bool:
    return all(word in words_of("questions", "courtesy") for word in words(piece.text))


def _points_back(said: list[str]) -> bool:
    """Whether it begins by pointing at what was said before ("and how much is it?")."""
    return any(tuple(said[: len(entry)]) == entry for entry in _entries("back"))


def _says(said: list[str], role: str) -> bool:
    line = f" {' '.join(said)} "
    return any(f" {' '.join(entry)} " in line for entry in _entries(role))


def _entries(role: str) -> list[tuple[str, ...]]:
    return [entry for found, entry in read_lexicon("questions") if found == role]


@cache
def _also() -> re.Pattern[str]:
    """ "and also" in a message as it was typed: folded words match with accents and doubled."""
    entries = sorted(_entries("also"), key=len, reverse=True)
    written = "|".join(r"\s+".join(map(_as_typed, entry)) for entry in entries)
    return re.compile(rf"(?<!\w)(?:{written})(?!\w)[\s,:]*", re.IGNORECASE)


def _as_typed(word: str) -> str:
    return "".join(f"[{_LETTERS.get(char, char)}]+" for char in word)


_LETTERS = {"e": "eéèê", "a": "aàâ", "ا": "اأإآ", "ي": "يىئ", "ه": "هة", "و": "وؤ"}
