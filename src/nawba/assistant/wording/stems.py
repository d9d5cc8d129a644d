"""The form in which a word or a number is compared with another.

Stems are cut little: a false difference costs a worded answer, a false likeness lets an error
through.
"""

from __future__ import annotations

import re

from nawba.assistant.normalise import fold

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

MONTH = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}

_ENDINGS = {
    "fr": ("issement", "ation", "ateur", "ement", "ante", "ant", "ee", "ez", "er", "ir", "e", "u",
           "i"),
    "en": ("ation", "ing", "ed", "ly", "e", "y"),
}  # fmt: skip  # fmt: skip
_BEFORE_ARABIC = ("ال", "لل", "و", "ف", "ب", "ل", "ك")

_AFTER_ARABIC = ("تكم", "كم", "تها", "ها", "هم", "نا", "ات", "ون", "ين", "وا", "ان", "يه", "ه", "ي",
                 "ا")  # fmt: skip
_SHORTEST = 4

_SHORTEST_ARABIC = 3


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


def value(shown: str) -> str:
    """A number in one writing: "1 250,50", "1,250.50" -> "1250.5"."""
    if shown[0] in "-−":
        return f"-{value(shown[1:])}"
    digits = shown.replace(" ", "").replace("٫", ".")
    whole, mark, last = re.fullmatch(r"(\d[\d.,]*?)(?:([.,])(\d+))?", digits).groups()  # type: ignore[union-attr]
    whole = re.sub(r"[.,]", "", whole)
    if mark and len(last) == 3 and len(whole) <= 3 and whole != "0":
        return str(int(whole + last))
    decimals = (last or "").rstrip("0")
    return f"{int(whole)}.{decimals}" if decimals else str(int(whole))


def exact(kind: str, shown: str) -> str:
    """A date, time, phone number, code or name as it is compared; ``kind`` as in ``words``."""
    if kind == "day" or kind == "named":
        parts = re.findall(r"\d+|[^\W\d_]{3,}", fold(shown))
        numbers = [part for part in parts if part.isdigit()]
        month = next(MONTH[part] for part in parts if part in MONTH)
        return "date:" + "-".join([str(month), *(str(int(number)) for number in numbers)])
    if kind == "date":
        return "date:" + "-".join(str(int(part)) for part in re.findall(r"\d+", shown))
    if kind == "time":
        return "time:" + "-".join(str(int(part)) for part in re.findall(r"\d+", shown))
    return re.sub(r"[\s.-]", "", shown) if kind == "phone" else fold(shown).rstrip("./")
