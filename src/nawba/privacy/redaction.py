"""Personal data in a customer's words, replaced by typed placeholders.

First what the recognisers of ``personal`` find, written or said; then whatever else looks like it.

Blunt on purpose: a number of five digits or more is an id until proven otherwise, because an order
number that a model never sees costs little and a phone number that it sees cannot be taken back.
Amounts ("1 250,50 DH") and dates stay: the question is often about them and they name nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from nawba.domain.words import CustomerDetails
from nawba.domain.writing import Redacted
from nawba.privacy import shapes
from nawba.privacy.characters import plain, visible, western
from nawba.privacy.personal import find_personal
from nawba.privacy.shapes import Span

SEALED = frozenset({"CARD", "CVV"})
"""Kinds that are never put back: a card has no business in anything a model proposes."""

_OTHER_NAMES = {"PERSON": "NAME", "NATIONAL_ID": "ID"}
_INTRODUCED = re.compile(
    r"(?:\b(?:je\s+m[’']?\s?appell?e|je\s+me\s+nomme|mon\s+nom\s+(?:est|c[’']est)|moi\s+c[’']est"
    r"|my\s+name\s+is|my\s+name[’']s|i\s+am\s+called|this\s+is\s+(?-i:(?=[A-Z]))|(?:a)?na\s+smiti"
    r"|smiti|ismi|(?:nom|name|pr[ée]nom)\s*:)"
    r"|(?:(?<!\w)و?(?:اسمي|إسمي|سميتي|انا\s+اسمي|أنا\s+اسمي|الاسم\s*:)))"
    r"\s*(?:هو\s+|est\s+|is\s+|:\s*)?"
    r"((?:[^\W\d_][^\W\d_’'-]*)(?:[ ]+[^\W\d_][^\W\d_’'-]*){0,2})",
    re.IGNORECASE,
)
_INTRODUCING = ("appel", "nom", "moi", "name", "called", "this", "smiti", "ismi", "سم")
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
    shown = [visible(text) for text in texts]
    read = [western(text) for text in shown]
    told = [(kind, plain(western(value))) for kind, value in _details_of(details)]
    new = [text for text, one in zip(shown, read, strict=True) if one not in _nothing_in]
    names = [("NAME", plain(western(name))) for name in _names(new, details)]
    spans = (_spans(one, told, names) for one in read)
    return tuple(map(partial(_marked_one, ledger), shown, spans))


Wanted = Sequence[tuple[str, str]]
"""Kinds and values, in plain spelling, that are looked for as they are."""


def _marked_one(ledger: _Ledger, shown: str, spans: Sequence[Span]) -> Marked:
    marks = ((s, e, ledger.placeholder(kind, shown[s:e])) for s, e, kind in spans)
    return Marked(shown, tuple(marks))


_MOST_KNOWN, _LONGEST_KNOWN = 1 << 13, 400
_nothing_in: dict[str, str] = {}
"""Texts that were read and hold nothing and announce nobody, each in plain spelling: what advisers
say over and over is read once. Texts that hold something personal are never kept."""


def _spans(text: str, told: Wanted, names: Wanted) -> list[Span]:
    """Where personal data stands in ``text``, in order, never overlapping."""
    known = _nothing_in.get(text)
    if known is not None and not any(value in known for _, value in (*told, *names)):
        return []
    found = sorted(_read(text, told, names))
    if not found and len(text) <= _LONGEST_KNOWN and not any(_announced(text)):
        if len(_nothing_in) >= _MOST_KNOWN:
            _nothing_in.clear()
        _nothing_in[text] = plain(text)
    return found


def _read(text: str, told: Wanted, names: Wanted) -> Iterator[Span]:
    taken: set[int] = set()
    has_digits = shapes.has_digits(text)

    def free(found: Iterator[Span]) -> Iterator[Span]:
        for start, end, kind in found:
            if taken.isdisjoint(range(start, end)):
                taken.update(range(start, end))
                yield start, end, kind

    yield from free(shapes.forged(text))
    yield from free(_recognised(text))
    yield from free(shapes.addresses(text))
    if has_digits:
        yield from free(shapes.numbers(text))
    yield from free(_literal(text, told))
    if has_digits:
        taken.update(place for span in shapes.harmless(text) for place in range(*span))
        yield from free(shapes.ids(text))
    yield from free(_literal(text, names))


def _recognised(text: str) -> Iterator[Span]:
    for found in find_personal(text):
        yield found.start, found.end, _OTHER_NAMES.get(found.type, found.type)


def _literal(text: str, wanted: Wanted) -> Iterator[Span]:
    spelled = plain(text) if wanted else ""
    for kind, value in wanted:
        if value in spelled:
            for match in re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", spelled):
                yield match.start(), match.end(), kind


def _details_of(details: CustomerDetails) -> list[tuple[str, str]]:
    known = (("EMAIL", details.email), ("PHONE", details.phone), ("ID", details.reference))
    return [(kind, value.strip()) for kind, value in known if value and value.strip()]


def _names(texts: Sequence[str], details: CustomerDetails) -> list[str]:
    """Names to look for, longest first; parts of a name count when they have three letters."""
    told = [details.name] if details.name else []
    told += [name for text in texts for name in _announced(text)]
    whole = [name.strip() for name in told if name and name.strip()]
    parts = [part for name in whole for part in re.split(r"[ -]+", name) if len(part) >= 3]
    return sorted({*whole, *parts}, key=lambda name: (-len(name), name))


def _announced(text: str) -> Iterator[str]:
    """Names behind an introduction or a title; most texts hold no word of either."""
    lower = text.lower().replace("ı", "i").replace("i\u0307", "i")  # as IGNORECASE sees them
    if any(word in lower for word in _INTRODUCING):
        yield from (_trimmed(match[1]) for match in _INTRODUCED.finditer(text))
    if "M" in text or "سي" in text or "للا" in text:
        yield from (match[1] for match in _TITLED.finditer(text))


def _trimmed(introduced: str) -> str:
    """The words of an introduction up to the first that no name has ("Sara et je …").

    After a capital only capitals go on ("Youssef bghit …").
    """
    words = introduced.split()
    capital = words[0][:1].isupper()
    ends = (n for n, w in enumerate(words) if plain(w) in _NO_NAME or (capital and w.islower()))
    return " ".join(words[: next(ends, len(words))])


def _key(kind: str, value: str) -> str:
    """What makes two spellings the same value: separators and capitals do not."""
    folded = plain(western(value))
    return folded if kind in ("NAME", "TEXT") else re.sub(r"[\s.\-/]", "", folded)
