"""A sentence as a row of lexemes: words with their part in the meaning, numbers, exact names.

What a word does (negates, limits, compares, counts) stands in ``lexicons/wording_<language>.txt``;
a word that is not listed there is content and is compared by its stem. Stems are cut little: a
false difference costs a worded answer, a false likeness lets an error through.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from nawba.assistant.lexicon import read_lexicon
from nawba.assistant.normalise import fold, strip_invisible

LANGUAGES = ("fr", "en", "ar")

_MONTHS = (
    ("janvier", "january", "يناير"),
    ("fevrier", "february", "فبراير"),
    ("mars", "march", "مارس"),
    ("avril", "april", "ابريل"),
    ("mai", "may", "ماي", "مايو"),
    ("juin", "june", "يونيو"),
    ("juillet", "july", "يوليوز", "يوليو"),
    ("aout", "august", "غشت", "اغسطس"),
    ("septembre", "september", "شتنبر", "سبتمبر"),
    ("octobre", "october", "اكتوبر"),
    ("novembre", "november", "نونبر", "نوفمبر"),
    ("decembre", "december", "دجنبر", "ديسمبر"),
)
_MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_NAMED = "|".join(sorted(_MONTH, key=len, reverse=True))
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
_ENDINGS = {
    "fr": ("issement", "ation", "ateur", "ement", "ante", "ant", "ee", "ez", "er", "ir", "e", "u",
           "i"),
    "en": ("ation", "ing", "ed", "ly", "e", "y"),
}  # fmt: skip
_BEFORE_ARABIC = ("ال", "لل", "و", "ف", "ب", "ل", "ك")
_AFTER_ARABIC = (
    "تكم",
    "كم",
    "تها",
    "ها",
    "هم",
    "نا",
    "ات",
    "ون",
    "ين",
    "وا",
    "ان",
    "يه",
    "ه",
    "ي",
    "ا",
)
_ORDINALS = frozenset({"st", "nd", "rd", "th", "er", "e", "eme", "ere"})
_WHEN = ("date", "day", "named", "time")
_SHORTEST = 4
_SHORTEST_ARABIC = 3


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
    if kind == "number":
        yield Lexeme(shown, "number", _value(shown))
    elif kind == "fraction":
        yield Lexeme(shown, "number", shown.replace("⁄", "/"))
    elif kind in ("word", "unit"):
        yield _word(shown, match.start(), language)
    elif kind == "mixed":
        yield from _mixed(shown, match.start(), language)
    elif kind == "mark":
        yield _mark(shown, language)
    elif kind in _WHEN:
        yield Lexeme(shown, "number", _exact(kind, shown))
    else:
        yield Lexeme(shown, "exact", _exact(kind, shown), proper=kind == "name")


def _mixed(shown: str, start: int, language: str) -> Iterator[Lexeme]:
    """ "48h" is a number with its unit, "5G" a name."""
    digits, letters = re.fullmatch(r"(\d+)(.*)", shown).groups()  # type: ignore[union-attr]
    if letters in _ORDINALS:
        yield Lexeme(shown, "number", f"nth:{_value(digits)}")
        return
    word = _word(letters, start + 1, language) if letters.isalpha() else None
    if word is not None and word.role("unit_"):
        yield from (Lexeme(digits, "number", _value(digits)), word)
    else:
        yield Lexeme(shown, "exact", fold(shown), proper=True)


def _mark(shown: str, language: str) -> Lexeme:
    roles = _roles(language).get(shown, frozenset())
    return Lexeme(shown, "stop" if shown in _STOPS else "mark", shown, roles)


def _word(shown: str, start: int, language: str) -> Lexeme:
    folded = fold(shown)
    latin_in_arabic = language == "ar" and shown.isascii()
    proper = latin_in_arabic or (start > 0 and shown[:1].isupper())
    roles = _roles_of(folded, language)
    cut = stem(folded, language)
    same = _same(language).get(folded) or ("" if roles else _same(language).get(cut))
    if same:
        return Lexeme(shown, "word", f"={same}", proper=proper)
    return Lexeme(shown, "word", cut, roles, proper)


def _roles_of(word: str, language: str) -> frozenset[str]:
    known = _roles(language)
    if word not in known and language == "ar" and word[:1] in ("و", "ف") and len(word) > 2:
        word = word[1:]
    return known.get(word, frozenset())


def stem(word: str, language: str) -> str:
    """A folded word without its ending; in Arabic also without article and clitics."""
    if language == "ar" and not word.isascii():
        return _arabic(word)
    if len(word) > _SHORTEST and word[-1] in "sx":
        word = word[:-1]
    for ending in _ENDINGS.get(language, ()):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST:
            return word[: -len(ending)]
    return word


def _arabic(word: str) -> str:
    """A word loses whatever looks like a clitic, so that it loses it in every form alike
    (وثيقة and ووثيقة), as in ``knowledge.tokens``.
    """
    for suffix in _AFTER_ARABIC:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_ARABIC:
            word = word[: -len(suffix)]
            break
    while prefix := next((p for p in _BEFORE_ARABIC if _may_lose(word, p)), ""):
        word = word[len(prefix) :]
    return word


def _may_lose(word: str, prefix: str) -> bool:
    shortest = _SHORTEST_ARABIC - (prefix == "ال")
    return word.startswith(prefix) and len(word) - len(prefix) >= shortest


def _value(shown: str) -> str:
    """A number in one writing: "1 250,50", "1,250.50" -> "1250.5"."""
    digits = shown.replace(" ", "").replace("٫", ".")
    whole, mark, last = re.fullmatch(r"(\d[\d.,]*?)(?:([.,])(\d+))?", digits).groups()  # type: ignore[union-attr]
    whole = re.sub(r"[.,]", "", whole)
    if mark and len(last) == 3 and len(whole) <= 3 and whole != "0":
        return str(int(whole + last))
    decimals = (last or "").rstrip("0")
    return f"{int(whole)}.{decimals}" if decimals else str(int(whole))


def _exact(kind: str, shown: str) -> str:
    if kind == "day" or kind == "named":
        parts = re.findall(r"\d+|[^\W\d_]{3,}", fold(shown))
        numbers = [part for part in parts if part.isdigit()]
        month = next(_MONTH[part] for part in parts if part in _MONTH)
        return "date:" + "-".join([str(month), *(str(int(number)) for number in numbers)])
    if kind == "date":
        return "date:" + "-".join(str(int(part)) for part in re.findall(r"\d+", shown))
    if kind == "time":
        return "time:" + "-".join(str(int(part)) for part in re.findall(r"\d+", shown))
    return re.sub(r"[\s.-]", "", shown) if kind == "phone" else fold(shown).rstrip("./")


def _phrases(found: Sequence[Lexeme], language: str) -> list[Lexeme]:
    """``found`` with each phrase of the lexicon given its role, longest phrase first."""
    told, place = [fold(one.shown) for one in found], 0
    joined = list(found)
    while place < len(joined):
        length = 1
        for words, roles in _phrase_list(language):
            if tuple(told[place : place + len(words)]) == words:
                length = len(words)
                first = Lexeme(joined[place].shown, "word", " ".join(words), roles)
                rest = [Lexeme(one.shown, "word", "", skip=True) for one in joined[place + 1 :]]
                joined[place : place + length] = [first, *rest[: length - 1]]
                break
        place += length
    return joined


@cache
def _roles(language: str) -> dict[str, frozenset[str]]:
    """Folded single words to their roles."""
    known: dict[str, set[str]] = {}
    for role, words in read_lexicon(f"wording_{language}"):
        if len(words) == 1:
            known.setdefault(words[0], set()).add(role)
    return {word: frozenset(roles) for word, roles in known.items()}


@cache
def _same(language: str) -> dict[str, str]:
    """Folded words and their stems to the group of words that say the same."""
    groups = [e for e in read_lexicon(f"wording_{language}") if e[0].startswith("same_")]
    whole = {words[0]: role for role, words in groups if len(words) == 1}
    return {stem(word, language): role for word, role in whole.items()} | whole


@cache
def _phrase_list(language: str) -> tuple[tuple[tuple[str, ...], frozenset[str]], ...]:
    """The phrases of several words with their roles, longest first."""
    known: dict[tuple[str, ...], set[str]] = {}
    for role, words in read_lexicon(f"wording_{language}"):
        if len(words) > 1:
            known.setdefault(words, set()).add(role)
    listed = sorted(known, key=lambda words: (-len(words), words))
    return tuple((words, frozenset(known[words])) for words in listed)
