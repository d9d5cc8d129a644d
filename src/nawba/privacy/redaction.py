"""Personal data in a customer's words, replaced by typed placeholders.

First what the recognisers of ``personal`` find, written or said; then whatever else looks like it.

Blunt on purpose: a number of five digits or more is an id until proven otherwise, because an order
number that a model never sees costs little and a phone number that it sees cannot be taken back.
Amounts ("1 250,50 DH") and dates stay: the question is often about them and they name nobody.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from nawba.domain.words import CustomerDetails
from nawba.domain.writing import Redacted
from nawba.privacy.personal import find_personal

KINDS = ("EMAIL", "URL", "IBAN", "CARD", "CVV", "PHONE", "NAME", "ADDRESS", "ID", "TEXT")
SEALED = frozenset({"CARD", "CVV"})
"""Kinds that are never put back: a card has no business in anything a model proposes."""

_OTHER_NAMES = {"PERSON": "NAME", "NATIONAL_ID": "ID"}
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
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("TEXT", _PLACEHOLDER),
    ("EMAIL", re.compile(r"[\w.+%-]{1,64}\s?(?:@|\(at\)|\[at\])\s?[\w-]{1,63}(?:\.[\w-]{1,63})+")),
    ("URL", re.compile(r"(?:https?://|www\.)[^\s<>\"'»]+", re.IGNORECASE)),
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
_IDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("ID", re.compile(r"(?<![\w/-])(?=(?:[\w/-]{0,40}?\d){3})[A-Z]{1,6}[-/_ ]?\d[\w/-]*", re.I)),
    ("ID", re.compile(r"(?<![\w])(?:\d[ \u00a0\u202f./-]?){4,}\d(?!\w)")),
    ("ID", re.compile(r"(?<!\w)(?!(?:19|20)\d\d(?!\w))\w*\d\w*\d\w*\d\w*\d\w*(?!\w)")),
)
_INTRODUCED = re.compile(
    r"(?:\b(?:je\s+m[’']?\s?appell?e|je\s+me\s+nomme|mon\s+nom\s+(?:est|c[’']est)|moi\s+c[’']est"
    r"|my\s+name\s+is|my\s+name[’']s|i\s+am\s+called|this\s+is\s+(?-i:(?=[A-Z]))|(?:a)?na\s+smiti"
    r"|smiti|ismi|(?:nom|name|pr[ée]nom)\s*:)"
    r"|(?:(?<!\w)و?(?:اسمي|إسمي|سميتي|انا\s+اسمي|أنا\s+اسمي|الاسم\s*:)))"
    r"\s*(?:هو\s+|est\s+|is\s+|:\s*)?"
    r"((?:[^\W\d_][^\W\d_’'-]*)(?:[ ]+[^\W\d_][^\W\d_’'-]*){0,2})",
    re.IGNORECASE,
)
_NO_NAME = frozenset(
    (
        *("et", "je", "j'ai", "mais", "mon", "ma", "est", "de", "pas", "un", "une", "le", "la"),
        *("and", "i", "but", "my", "a", "in", "on", "from", "of", "with", "to", "not", "w", "ou"),
        *("و", "في", "من", "على", "عندي", "بغيت", "اريد", "لدي", "مع", "عن", "ليس"),
    )
)
_TITLED = re.compile(
    r"(?:\b(?:M\.|Mr\.?|Mme|Mrs\.?|Ms\.?|Mlle|Monsieur|Madame)"
    r"|(?<!\w)(?:السيد|السيدة|للا|سي))\s+((?:[A-ZÀ-Þ\u0621-\u064a][^\W\d_’'-]+)"
    r"(?:[ ]+[A-ZÀ-Þ][^\W\d_’'-]+)?)"
)


@dataclass
class _Ledger:
    """Which placeholder stands for which value, over all texts of one request."""

    values: dict[str, str] = field(default_factory=dict)
    known: dict[tuple[str, str], str] = field(default_factory=dict)

    def placeholder(self, kind: str, value: str) -> str:
        key = (kind, _key(kind, value))
        if key not in self.known:
            number = 1 + sum(1 for seen, _ in self.known if seen == kind)
            self.known[key] = f"[{kind}_{number}]"
            self.values[self.known[key]] = value
        return self.known[key]


@dataclass(frozen=True)
class Marked:
    """A text without characters that hide others, and what stands for which of its characters:
    (start, end, placeholder), in order, never overlapping."""

    text: str
    marks: tuple[tuple[int, int, str], ...]

    @property
    def redacted(self) -> str:
        pieces, after = list[str](), 0
        for start, end, placeholder in self.marks:
            pieces += [self.text[after:start], placeholder]
            after = end
        return "".join([*pieces, self.text[after:]])


def redact(texts: Sequence[str], details: CustomerDetails) -> Redacted:
    """``texts`` with e-mails, addresses of pages, IBANs, card and phone numbers, ids and names
    replaced by ``[KIND_n]``; the same value has the same placeholder in all of them.

    Both digit sets and the three languages are read. Names are those of ``details`` and those that
    the customer introduces ("je m'appelle …", "اسمي …"). A text that already holds something like a
    placeholder gets it replaced too, so that nobody can forge one.
    """
    ledger = _Ledger()
    done = tuple(one.redacted for one in _marked(texts, details, ledger))
    sealed = frozenset(mark for mark in ledger.values if mark[1:].split("_")[0] in SEALED)
    return Redacted(done, ledger.values, sealed)


def mark(texts: Sequence[str], details: CustomerDetails | None = None) -> tuple[Marked, ...]:
    """What ``redact`` would replace in each of ``texts``, and where: for what has times as well."""
    return _marked(texts, details or CustomerDetails(), _Ledger())


def _marked(texts: Sequence[str], details: CustomerDetails, ledger: _Ledger) -> tuple[Marked, ...]:
    names = _names(texts, details)
    return tuple(_mark_one(text, names, details, ledger) for text in texts)


def _mark_one(text: str, names: Sequence[str], details: CustomerDetails, ledger: _Ledger) -> Marked:
    shown = visible(text)
    spans = sorted(_spans(_western(shown), names, details))
    marks = ((s, e, ledger.placeholder(kind, shown[s:e])) for s, e, kind in spans)
    return Marked(shown, tuple(marks))


def _spans(
    text: str, names: Sequence[str], details: CustomerDetails
) -> Iterator[tuple[int, int, str]]:
    """Where personal data stands in ``text`` (start, end, kind), never overlapping."""
    taken: set[int] = set()

    def free(found: Iterator[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
        for start, end, kind in found:
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                yield start, end, kind

    yield from free(_by_shape(text, _SHAPES[:1]))
    yield from free(_recognised(text))
    yield from free(_by_shape(text, _SHAPES[1:]))
    yield from free(_literal(text, _details_of(details)))
    kept = [match.span() for pattern in (_AMOUNT, _DATE) for match in pattern.finditer(text)]
    taken.update(place for start, end in kept for place in range(start, end))
    yield from free(_by_shape(text, _IDS))
    yield from free(_literal(text, [("NAME", name) for name in names]))


def _recognised(text: str) -> Iterator[tuple[int, int, str]]:
    for found in find_personal(text):
        yield found.start, found.end, _OTHER_NAMES.get(found.type, found.type)


def _by_shape(
    text: str, shapes: Sequence[tuple[str, re.Pattern[str]]]
) -> Iterator[tuple[int, int, str]]:
    for kind, pattern in shapes:
        proven = _PROOFS.get(kind, len)
        for match in pattern.finditer(text):
            if length := proven(match.group()):
                yield match.start(), match.start() + length, kind


def _literal(text: str, wanted: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int, str]]:
    folded = _fold(text)
    for kind, value in wanted:
        for match in re.finditer(rf"(?<!\w){re.escape(_fold(_western(value)))}(?!\w)", folded):
            yield match.start(), match.end(), kind


def _details_of(details: CustomerDetails) -> list[tuple[str, str]]:
    known = (("EMAIL", details.email), ("PHONE", details.phone), ("ID", details.reference))
    return [(kind, value.strip()) for kind, value in known if value and value.strip()]


def _names(texts: Sequence[str], details: CustomerDetails) -> list[str]:
    """Names to look for, longest first; parts of a name count when they have three letters."""
    told = [details.name] if details.name else []
    for text in texts:
        told += [_trimmed(match[1]) for match in _INTRODUCED.finditer(visible(text))]
        told += [match[1] for match in _TITLED.finditer(visible(text))]
    whole = [name.strip() for name in told if name and name.strip()]
    parts = [part for name in whole for part in re.split(r"[ -]+", name) if len(part) >= 3]
    return sorted({*whole, *parts}, key=lambda name: (-len(name), name))


def _trimmed(introduced: str) -> str:
    """The words of an introduction up to the first that no name has ("Sara et je …").

    After a capital only capitals go on ("Youssef bghit …").
    """
    words = introduced.split()
    capital = words[0][:1].isupper()
    ends = (n for n, w in enumerate(words) if _fold(w) in _NO_NAME or (capital and w.islower()))
    return " ".join(words[: next(ends, len(words))])


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
    plain = "".join(char for char in candidate if char.isalnum()).upper()
    return int("".join(str(int(char, 36)) for char in plain[4:] + plain[:4])) % 97


_PROOFS: dict[str, Callable[[str], int]] = {"CARD": _card, "IBAN": _iban}


def _key(kind: str, value: str) -> str:
    """What makes two spellings the same value: separators and capitals do not."""
    folded = _fold(_western(value))
    return folded if kind in ("NAME", "TEXT") else re.sub(r"[\s.\-/]", "", folded)


def visible(text: str) -> str:
    """``text`` in one encoding, without characters that hide digits from a pattern."""
    composed = unicodedata.normalize("NFKC", text)
    return "".join(
        c for c in composed if c in "\n\t" or unicodedata.category(c) not in ("Cf", "Cc")
    )


def _western(text: str) -> str:
    """``text`` with the digits of any script as 0-9; the length stays."""
    return "".join(
        str(unicodedata.digit(c)) if c.isdigit() and not c.isascii() else c for c in text
    )


def _fold(text: str) -> str:
    """``text`` lower-case, one spelling per letter; the length stays, so that spans hold."""
    return "".join(_bare(char) for char in text)


def _bare(char: str) -> str:
    first = unicodedata.normalize("NFKD", char.lower())[:1] or char
    return {"ة": "ه", "ى": "ي"}.get(first, first)
