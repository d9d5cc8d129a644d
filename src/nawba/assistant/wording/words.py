"""A sentence as a row of lexemes: words with their part in the meaning, numbers, exact names.

A word that the lexicon does not list is content and is compared by its stem.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nawba.assistant.normalise import fold, strip_invisible
from nawba.assistant.wording.lexicon import phrases, roles, same
from nawba.assistant.wording.stems import MONTH, exact, stem, value

_NAMED = "|".join(sorted(MONTH, key=len, reverse=True))

_LEXEME = re.compile(
    r"(?P<link>(?:https?://|www\.)[^\s<>\"»)]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b[a-z][\w-]*(?:\.[a-z]{2,6})+\b(?:/\S*)?)"
    r"|(?P<code>[*#]\d[\d*#]*#)"
    r"|(?P<date>\d{4}-\d{2}-\d{2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})"
    rf"|(?P<day>\b\d{{1,2}}(?:er|st|nd|rd|th)?\s(?:of\s)?(?:{_NAMED})\b(?:\s\d{{4}}\b)?)"
    rf"|(?P<named>\b(?:{_NAMED})\s\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s\d{{4}}\b)?)"
    r"|(?P<time>\b(?:[01]?\d|2[0-4])(?:\s?h\s?|:)[0-5]\d\b)"
    r"|(?P<phone>\+\d[\d .-]{6,}\d|\b0\d(?:[ .-]?\d{2}){3,4}\b)"
    r"|(?P<fraction>\b\d+[/⁄]\d+\b)"
    r"|(?P<mixed>\b\d+[^\W\d_]+\w*)"
    r"|(?P<sign>[<>≤≥=~±≈](?=\s?\d))"
    r"|(?P<negative>(?<!\S)[-−]\d+\b)"
    r"|(?P<number>\b\d{1,3}(?: \d{3})+(?:[.,٫]\d+)?(?!\w)|\b\d+(?:[.,٫]\d+)*(?![\d]))"
    r"|(?P<name>[^\W\d_]+\d\w*)"
    r"|(?P<unit>mb/s|mbit/s)"
    r"|(?P<word>[^\W\d_]+)"
    r"|(?P<mark>[^\w\s])",
    re.IGNORECASE,
)

_CONTRACTED = re.compile(r"\b(ca)n['’]t\b|\b(wo)n['’]t\b|\b(\w+)n['’]t\b", re.IGNORECASE)

_APOSTROPHES = re.compile(r"[’'`´ʼ‘]")

_STOPS = frozenset('.,;:!?()،؛؟—–"«»[]>…')

_ORDINALS = frozenset({"st", "nd", "rd", "th", "er", "e", "eme", "ere"})

_WHEN = ("date", "day", "named", "time")


@dataclass(frozen=True)
class Lexeme:
    """``kind``: word, number, exact or stop. ``key`` is what is compared: a stem, a value, a form.

    ``roles``: its parts in the meaning (negation, before, unit_day …); content words have none.
    ``proper``: written as a name. ``skip``: the rest of a phrase whose first lexeme has the role.
    """

    shown: str
    kind: str
    key: str
    roles: frozenset[str] = frozenset()
    proper: bool = False
    skip: bool = False

    def has(self, *roles: str) -> bool:
        return not self.roles.isdisjoint(roles)

    def role(self, prefix: str) -> str:
        """What follows ``prefix`` in one of its roles ("unit_" -> "day"), or nothing."""
        found = [role for role in sorted(self.roles) if role.startswith(prefix)]
        return found[0].removeprefix(prefix) if found else ""

    @property
    def is_content(self) -> bool:
        return self.kind in ("word", "exact") and not self.roles and not self.skip


def lexemes(text: str, language: str) -> list[Lexeme]:
    """The lexemes of ``text`` in order; phrases of the lexicon joined into their first word."""
    found = [one for match in _LEXEME.finditer(_bare(text)) for one in _lexeme(match, language)]
    return _phrases(found, language)


def plain(text: str) -> str:
    """``text`` for comparison as a whole: folded, without punctuation at its ends."""
    return fold(text).strip(' .,;:!?؟،؛-–—•*"«»')


def sentences(text: str) -> list[str]:
    """The sentences and list items of a passage, in order, without list marks."""
    lines = (re.sub(r"^\s*(?:\d{1,2}[.)]|[-•*–])\s+", "", line) for line in text.splitlines())
    parts = (part for line in lines for part in re.split(r"(?<=[.!?؟;؛])\s+", line))
    return [part.strip() for part in parts if part.strip(" .;؛-")]


def _bare(text: str) -> str:
    """``text`` with capitals, without accents and vowel signs, one kind of digit and blank."""
    composed = strip_invisible(unicodedata.normalize("NFKC", text)).replace("\n", " . ")
    apart = unicodedata.normalize("NFKD", composed)
    bare = "".join(char for char in apart if not unicodedata.combining(char))
    western = "".join(
        str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char
        for char in bare
    )
    return " ".join(_APOSTROPHES.sub(" ", _CONTRACTED.sub(_expanded, western)).split())


def _expanded(match: re.Match[str]) -> str:
    return f"{'can' if match[1] else 'will' if match[2] else match[3]} not"


def _lexeme(match: re.Match[str], language: str) -> Iterator[Lexeme]:
    kind, shown = match.lastgroup or "", match.group()
    if kind in ("number", "negative"):
        yield Lexeme(shown, "number", value(shown))
    elif kind == "fraction":
        yield Lexeme(shown, "number", shown.replace("⁄", "/"))
    elif kind in ("word", "unit"):
        yield _word(shown, match.start(), language)
    elif kind == "mixed":
        yield from _mixed(shown, match.start(), language)
    elif kind == "mark":
        yield _mark(shown, language)
    elif kind == "sign":
        yield Lexeme(shown, "exact", shown)
    elif kind in _WHEN:
        yield Lexeme(shown, "number", exact(kind, shown))
    else:
        yield Lexeme(shown, "exact", exact(kind, shown), proper=kind == "name")


def _mixed(shown: str, start: int, language: str) -> Iterator[Lexeme]:
    """ "48h" is a number with its unit, "5G" a name."""
    digits, letters = re.fullmatch(r"(\d+)(.*)", shown).groups()  # type: ignore[union-attr]
    if letters in _ORDINALS:
        yield Lexeme(shown, "number", f"nth:{value(digits)}")
        return
    word = _word(letters, start + 1, language) if letters.isalpha() else None
    if word is not None and word.role("unit_"):
        yield from (Lexeme(digits, "number", value(digits)), word)
    else:
        yield Lexeme(shown, "exact", fold(shown), proper=True)


def _mark(shown: str, language: str) -> Lexeme:
    does = roles(language).get(shown, frozenset())
    if unicodedata.category(shown) == "So":  # a ticked box says "done" as well as a word does
        return Lexeme(shown, "exact", shown)
    return Lexeme(shown, "stop" if shown in _STOPS else "mark", shown, does)


def _word(shown: str, start: int, language: str) -> Lexeme:
    folded = fold(shown)
    latin_in_arabic = language == "ar" and shown.isascii()
    proper = latin_in_arabic or (start > 0 and shown[:1].isupper())
    does = _roles_of(folded, language)
    cut = stem(folded, language)
    group = same(language).get(folded) or ("" if does else same(language).get(cut))
    if group:
        return Lexeme(shown, "word", f"={group}", proper=proper)
    return Lexeme(shown, "word", cut, does, proper)


def _roles_of(word: str, language: str) -> frozenset[str]:
    known = roles(language)
    if word not in known and language == "ar" and word[:1] in ("و", "ف") and len(word) > 2:
        word = word[1:]
    return known.get(word, frozenset())


def _phrases(found: Sequence[Lexeme], language: str) -> list[Lexeme]:
    """``found`` with each phrase of the lexicon given its role, longest phrase first."""
    told, place = [fold(one.shown) for one in found], 0
    joined = list(found)
    while place < len(joined):
        length = 1
        for words, does in phrases(language):
            if tuple(told[place : place + len(words)]) == words:
                length = len(words)
                first = Lexeme(joined[place].shown, "word", " ".join(words), does)
                rest = [Lexeme(one.shown, "word", "", skip=True) for one in joined[place + 1 :]]
                joined[place : place + length] = [first, *rest[: length - 1]]
                break
        place += length
    return joined
