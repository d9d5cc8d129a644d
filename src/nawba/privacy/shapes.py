"""What personal data looks like when it is written: patterns, each with what it proves.

Most words of a conversation hold neither digits nor signs: a pattern is only tried where what it
cannot match without is there. ``text`` has the digits of any script as 0-9.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

Span = tuple[int, int, str]
"""First character, the one behind the last, and the kind."""

KINDS = ("EMAIL", "URL", "IBAN", "CARD", "CVV", "PHONE", "NAME", "ADDRESS", "ID", "TEXT")

_Shape = tuple[str, re.Pattern[str]]
_DIGIT = re.compile(r"\d")
_SIGNS = ("@", "(at)", "[at]", "://", "www.")
_PLACEHOLDER = re.compile(rf"\[(?:{'|'.join(KINDS)})_\d+\]")
_SEPARATOR = r"[ \u00a0\u202f.\-]"
_MONEY = r"(?:dhs?|mad|dirhams?|€|euros?|eur|fcfa|cfa|\$|usd|£|درهما?|دراهم|يورو|أورو|اورو)"
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?:{_MONEY}[ \u00a0]?)?\d{{1,3}}(?:[ \u00a0\u202f.,]?\d{{3}})*(?:[.,٫]\d{{1,2}})?"
    rf"[ \u00a0\u202f]?{_MONEY}(?!\w)|(?<!\w)(?:€|\$|£)[ ]?\d[\d.,]*\d|(?<!\w)(?:€|\$|£)[ ]?\d",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?<![\w.])(?:\d{4}-\d{2}-\d{2}|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2}))(?![\w-])"
)
_WRITTEN: tuple[_Shape, ...] = (
    ("EMAIL", re.compile(r"[\w.+%-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63})+")),
    ("URL", re.compile(r"(?:https?://|www\.)[^\s<>\"'»]+", re.IGNORECASE)),
)
_NUMBERS: tuple[_Shape, ...] = (
(
        "IBAN",
        re.compile(rf"(?<!\w)[A-Z]{{2}}{_SEPARATOR}?\d{{2}}(?:{_SEPARATOR}?[A-Z0-9]){{11,30}}\b",
                   re.IGNORECASE),
    ),
    ("CARD", re.compile(rf"(?<![\w+])\d(?:{_SEPARATOR}?\d){{12,18}}(?!\d)")),
    (
        "PHONE",
        re.compile(
            rf"(?<![\w])(?:\+|00{_SEPARATOR}?)\d{{1,3}}{_SEPARATOR}?(?:\(0\){_SEPARATOR}?)?"
            rf"(?:\d{_SEPARATOR}?){{6,11}}\d(?!\d)"
        ),
    ),
    ("PHONE", re.compile(rf"(?<![\w+])0\d(?:{_SEPARATOR}?\d){{7,9}}(?!\d)")),
)  # fmt: skip
_IDS: tuple[_Shape, ...] = (
    ("ID", re.compile(r"(?<![\w/-])(?=(?:[\w/-]{0,40}?\d){3})[A-Z]{1,6}[-/_ ]?\d[\w/-]*", re.I)),
    ("ID", re.compile(r"(?<![\w])(?:\d[ \u00a0\u202f./-]?){4,}\d(?!\w)")),
    ("ID", re.compile(r"(?<!\w)(?!(?:19|20)\d\d(?!\w))\w*\d\w*\d\w*\d\w*\d\w*(?!\w)")),
)


def has_digits(text: str) -> bool:
    """Whether any of ``numbers``, ``ids`` and ``harmless`` can be in ``text``."""
    return _DIGIT.search(text) is not None


def forged(text: str) -> Iterator[Span]:
    """What looks like a placeholder already."""
    return _by_shape(text, (("TEXT", _PLACEHOLDER),) if "[" in text else ())


def addresses(text: str) -> Iterator[Span]:
    """E-mail addresses and those of pages."""
    lower = text.lower()
    return _by_shape(text, _WRITTEN if any(sign in lower for sign in _SIGNS) else ())


def numbers(text: str) -> Iterator[Span]:
    """Accounts, cards and telephones."""
    return _by_shape(text, _NUMBERS)


def ids(text: str) -> Iterator[Span]:
    """Any other number that may be somebody's."""
    return _by_shape(text, _IDS)


def harmless(text: str) -> Iterator[tuple[int, int]]:
    """Amounts and dates."""
    return (match.span() for pattern in (_AMOUNT, _DATE) for match in pattern.finditer(text))


def _by_shape(text: str, shapes: Sequence[_Shape]) -> Iterator[Span]:
    for kind, pattern in shapes:
        proven = _PROOFS.get(kind, len)
        for match in pattern.finditer(text):
            if length := proven(match.group()):
                yield match.start(), match.start() + length, kind


def _card(candidate: str) -> int:
    """Its length if the check digit of ISO/IEC 7812 (Luhn) holds on 13 to 19 digits, else 0."""
    numbers = [int(char) for char in candidate if char.isdigit()][::-1]
    doubled = (sum(divmod(2 * number, 10)) for number in numbers[1::2])
    holds = 13 <= len(numbers) <= 19 and (sum(numbers[::2]) + sum(doubled)) % 10 == 0
    return len(candidate) if holds else 0


def _iban(candidate: str) -> int:
    """Length of the longest beginning that is an IBAN (ISO 13616: remainder 1 modulo 97), or 0."""
    ends = [place + 1 for place, char in enumerate(candidate) if char.isalnum()]
    return next((end for end in reversed(ends[14:]) if _mod_97(candidate[:end]) == 1), 0)


def _mod_97(candidate: str) -> int:
    plain = "".join(char for char in candidate if char.isalnum()).upper().replace("İ", "I")
    return int("".join(str(int(char, 36)) for char in plain[4:] + plain[:4])) % 97


_PROOFS: dict[str, Callable[[str], int]] = {"CARD": _card, "IBAN": _iban}
