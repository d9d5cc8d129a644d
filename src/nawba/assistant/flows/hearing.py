"""Yes, no, stop, "I meant", a question: what a line is to a flow, whatever it is about.

A yes sends something to the brand's systems. So a line is a yes only when it says nothing else:
"ok mais le 15", "oui ?" and a text that tells a machine to say yes are none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from nawba.assistant.lexicon import read_lexicon
from nawba.assistant.normalise import strip_invisible, western, words
from nawba.assistant.smalltalk import SmallTalk, small_talk

_WORD = re.compile(r"[^\W_]+")
_CUT = re.compile(r"[,;.!?:]\s|[،؛؟\n]")
_MARK = re.compile(r"[?؟]")
_LONGEST = 5  # words of a phrase
_MOST_WORDS = 8
_AROUND = ("lead", "polite")  # roles of words that only introduce a value


def says_yes(text: str) -> bool:
    """An explicit yes and nothing else. A question mark makes it a question."""
    return not _MARK.search(text) and _consists(text, "yes")


def says_no(text: str) -> bool:
    return _consists(text, "no")


def begins_with_no(text: str) -> bool:
    """A no with something after it: "non, un autre jour"."""
    said = words(text)
    return bool(said) and _is_any(said[0], "no")


def says_cancel(text: str) -> bool:
    return _consists(text, "cancel", ("no", "yes"))


def says_skip(text: str) -> bool:
    return _consists(text, "skip", ("no",))


def ordinal(text: str, size: int) -> int | None:
    """The place (from 0) among ``size`` choices that the line names: "la deuxième", "n° 2".

    None when it says anything else, or names a place that is not there.
    """
    said = [word for word in words(text) if not _is_any(word, "one", "polite")]
    if len(said) != 1 or not size:
        return None
    if _is_any(said[0], "last"):
        return size - 1
    number = next((n for n in range(1, 7) if _is_any(said[0], str(n))), 0)
    number = int(said[0]) if said[0].isdigit() else number
    return number - 1 if 1 <= number <= size else None


def says_later(text: str) -> bool:
    """That the customer will come back for this."""
    return _consists(text, "later", ("no", "yes"))


def says_all(text: str) -> bool:
    """The whole of it, without a figure."""
    return _consists(text, "all")


def says_soonest(text: str) -> bool:
    """Any day will do, the first one best."""
    return _consists(text, "soonest")


def names_newest(text: str, *names: str) -> bool:
    """Whether the line is "the latest one" and no more; ``names`` may say what of ("facture")."""
    known = {word for name in names for word in words(name)}
    said = [w for w in words(text) if w not in known and not _is_any(w, "one", "polite")]
    return bool(said) and all(_is_any(word, "newest") for word in said)


def has_cue(text: str) -> bool:
    """Whether something said before is being taken back: "non", "I meant", "ماشي"."""
    return holds(text, "cue")


def asks(text: str) -> bool:
    """Whether the line asks something back."""
    return bool(_MARK.search(text)) or holds(text, "question")


def is_courtesy(text: str) -> bool:
    """Thanks or a greeting, which answer no question."""
    return small_talk(text) in (SmallTalk.THANKS, SmallTalk.HELLO)


@dataclass(frozen=True)
class Piece:
    """A part of a line that says one thing; ``negated`` when it is what the customer takes back."""

    text: str
    negated: bool = False


def tidy(text: str) -> str:
    """``text`` without invisible characters and double spaces; line ends stay."""
    lines = (" ".join(line.split()) for line in strip_invisible(text).splitlines())
    return "\n".join(line for line in lines if line)


def without_courtesy(text: str) -> str:
    """``text`` without the polite words before and behind what it says."""
    spans = [match.span() for match in _WORD.finditer(text)]
    said = [" ".join(words(text[start:end])) for start, end in spans]
    first, last = 0, len(said)
    while first < last and (size := _longest(said[first : first + _LONGEST], ("polite",))[0]):
        first += size
    while first < last and (size := _polite_end(said[first:last])):
        last -= size
    return text[spans[first][0] : spans[last - 1][1]] if first < last else ""


def _polite_end(said: list[str]) -> int:
    """How many words at the end of ``said`` are one polite phrase."""
    sizes = range(min(_LONGEST, len(said)), 0, -1)
    return next((size for size in sizes if tuple(said[-size:]) in _phrases("polite")), 0)


def pieces(text: str) -> list[Piece]:
    """``text`` cut at commas, at words of correction and at "but": "pas 250, 350" is two pieces.

    Commas and points inside numbers and dates do not cut.
    """
    found, start, end, negated = list[Piece](), 0, 0, False
    for match in _WORD.finditer(text):
        gap, said = text[end : match.start()], words(match.group())
        is_cut = _is_one(said, "cue", "not", "link")
        if is_cut or _CUT.search(gap):
            found.append(Piece(text[start:end].strip(), negated))
            start, negated = match.end() if is_cut else match.start(), False
        if is_cut:
            negated = _is_one(said, "not") and not (not end and _is_one(said, "swap"))
        end = match.end()
    found.append(Piece(text[start:].strip(), negated))
    return [piece for piece in found if _WORD.search(piece.text)]


def bare(text: str, name: str) -> str:
    """``text`` without the words around a value that only introduce it, ``name`` among them."""
    named = {*words(name)}
    kept = [
        match
        for match in _WORD.finditer(text)
        if not named.intersection(said := words(match.group()))
        and not _is_one(said, "lead", "polite")
    ]
    return text[kept[0].start() : kept[-1].end()] if kept else ""


def is_day_only(text: str) -> int | None:
    """The day of the month, if ``text`` gives just that ("le 15"); None otherwise."""
    plain = western(without_courtesy(text))
    numbers, rest = re.findall(r"\d+", plain), words(re.sub(r"\d+", " ", plain))
    if len(numbers) != 1 or not 1 <= int(numbers[0]) <= 31:
        return None
    return int(numbers[0]) if all(_is_any(word, "day") for word in rest) else None


def _is_any(word: str, *roles: str) -> bool:
    return _is_one(words(word), *roles)


def _is_one(said: Sequence[str], *roles: str) -> bool:
    return any(tuple(said) in _phrases(role) for role in roles)


def _consists(text: str, role: str, besides: tuple[str, ...] = ()) -> bool:
    """Whether ``text`` is made of phrases of ``role``, at least one, and of polite ones."""
    said, place, found = words(text), 0, False
    if len(said) > _MOST_WORDS:
        return False
    while place < len(said):
        size, of = _longest(said[place : place + _LONGEST], (role, *besides, "polite"))
        if not size:
            return False
        found, place = found or of == role, place + size
    return found


def _longest(said: list[str], roles: tuple[str, ...]) -> tuple[int, str]:
    """The length of the longest phrase that ``said`` begins with, and its role."""
    for size in range(len(said), 0, -1):
        for role in roles:
            if tuple(said[:size]) in _phrases(role):
                return size, role
    return 0, ""


def holds(text: str, role: str) -> bool:
    """Whether a phrase of the lexicon's ``role`` stands anywhere in ``text``."""
    said = words(text)
    return any(
        tuple(said[place : place + size]) in _phrases(role)
        for place in range(len(said))
        for size in range(1, _LONGEST + 1)
    )


@cache
def _phrases(role: str) -> frozenset[tuple[str, ...]]:
    return frozenset(entry for found, entry in read_lexicon("flow") if found == role)
