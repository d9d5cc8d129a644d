"""Words as the retail desk compares them, and the roles that phrases have in a wish."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from nawba.assistant.spelling import Speller
from nawba.domain.folded import fold

LONGEST = 6
"""Words of a phrase, at most."""

_TOKEN = re.compile(r"[^\W_]+|[,.;()]")
_WORD = re.compile(r"[^\W\d_]{5,}")
_LONGEST_WORD = 12
_FEWEST_LETTERS = 6  # of a word that is put right
_DECIMAL = re.compile(r"(?<=\d)\.(?=\d)")
_OWNED = re.compile(r"(?<=\w)'s\b")
_NUMBERS = {"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7",
            "eight": "8", "nine": "9", "ten": "10", "sized": "size", "colored": "color",
            "coloured": "color", "colour": "color"}  # fmt: skip


def tokens(text: str) -> list[str]:
    """The words of ``text`` folded, in the singular, numbers in digits; ``,.;()`` by themselves.

    "1.5 liters" -> ["1p5", "liter"]: a point inside a number must not vanish.
    """
    plain = _OWNED.sub("", _DECIMAL.sub("p", fold(text)))
    return [_NUMBERS.get(one, singular(one)) for one in _TOKEN.findall(plain)]


def is_mark(token: str) -> bool:
    return not token[0].isalnum()


def singular(word: str) -> str:
    """ "watches" -> "watch", "shelves" -> "shelf"; not grammar, but the same on both sides."""
    if len(word) <= 3 or not word.endswith("s") or word.endswith("ss"):
        return word
    for ending, instead in (
        ("ves", "f"),
        ("ches", "ch"),
        ("shes", "sh"),
        ("xes", "x"),
        ("sses", "ss"),
    ):
        if word.endswith(ending):
            return word.removesuffix(ending) + instead
    return word[:-1]


def squeeze(words: Iterable[str]) -> str:
    """Words as one: "t shirt", "T-Shirt" and "tshirt" are the same thing."""
    return "".join(word for word in words if not is_mark(word))


@cache
def roles() -> dict[str, str]:
    """Role of each phrase, by its squeezed words. Raises ValueError for a phrase in two roles."""
    found: dict[str, str] = {}
    for role, phrase in _entries():
        key = squeeze(tokens(phrase.replace("_", " ")))
        if found.setdefault(key, role) != role:
            raise ValueError(f"{phrase} is both {found[key]} and {role}")
    return found


@cache
def phrase_words() -> frozenset[str]:
    """Every word that stands in a phrase."""
    return frozenset(word for _, one in _entries() for word in tokens(one.replace("_", " ")))


@cache
def _verbs() -> Speller:
    known = words_in("change", "return", "cancel")
    return Speller(key for key in known if len(key) <= _LONGEST_WORD)


def meant_by(word: str, spelling: Speller) -> str | None:
    """The word of ``spelling`` that a misspelt ``word`` was meant to be, or None.

    Another form of a known word ("larger") is no slip: it may mean something else.
    """
    near = spelling.nearest(word) if len(word) >= _FEWEST_LETTERS else None
    forms = near is not None and (near.startswith(word) or word.startswith(near))
    return None if forms else near


def mended(text: str) -> str:
    """``text`` with misspelt verbs of wishes put right; all other words as they are."""
    return _WORD.sub(lambda match: _mended(match.group()), text)


def _mended(word: str) -> str:
    plain = squeeze(tokens(word))
    if plain in roles() or plain != fold(word):
        return word
    return meant_by(plain, _verbs()) or word


@cache
def words_in(*wanted: str) -> frozenset[str]:
    """The squeezed phrases of some roles."""
    return frozenset(key for key, role in roles().items() if role in wanted)


def _entries() -> list[tuple[str, str]]:
    written = (files(__package__) / "phrases.txt").read_text(encoding="utf-8")
    lines = [one for one in written.splitlines() if one and not one.startswith("#")]
    split = [(role.strip(), rest) for role, _, rest in (line.partition(":") for line in lines)]
    return [(role, phrase) for role, rest in split for phrase in rest.split()]
