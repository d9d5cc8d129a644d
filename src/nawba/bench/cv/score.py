"""Facts that were read, against the JSON Resume that a document was rendered from.

A field counts only if the theme shows it: its letters and digits stand in the text of the page.
Texts are the same when their letters and digits are, accents and capitals folded; of scanned pages
nine letters in ten (``likeness``). A date is the same when the coarser one begins the finer one. An
experience is compared with the entry that most of its fields agree with, each entry once.

*Invented* is a text that the page does not show, *wrong* one that it shows but that is not this
field of that entry, *unsourced* a fact whose quote is not in the lines that it names.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any

from nawba.domain.candidates import Fact, Reading
from nawba.domain.folded import fold
from nawba.hiring.documents.arabic import is_arabic

Fields = dict[str, str]

_WORK = {"employer": "name", "title": "position", "start": "startDate", "end": "endDate"}
_STUDY = {
    "institution": "institution", "degree": "studyType", "area": "area",
    "start": "startDate", "end": "endDate",
}  # fmt: skip
_CERTIFICATE = {"name": "name", "issuer": "issuer", "date": "date"}
_DATES = ("start", "end", "date")


@dataclass
class Tally:
    """Counts by field, as ``experience.title``."""

    shown: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    invented: list[str] = field(default_factory=list)
    unsourced: int = 0
    facts: int = 0

    def add(self, other: Tally) -> None:
        for mine, theirs in zip(self._counts(), other._counts(), strict=True):
            mine.update(theirs)
        self.invented.extend(other.invented)
        self.unsourced += other.unsourced
        self.facts += other.facts

    def _counts(self) -> tuple[Counter[str], ...]:
        return self.shown, self.found, self.wrong

    def figures(self) -> dict[str, Any]:
        """Recall over all fields and by field; how many facts are wrong, invented, unsourced."""
        by_field = {
            name: {"shown": many, "recall": self.found[name] / many, "wrong": self.wrong[name]}
            for name, many in sorted(self.shown.items())
        }
        shown = self.shown.total()
        return {
            "recall": self.found.total() / shown if shown else None,
            "fields_shown": shown,
            "facts": self.facts,
            "wrong": self.wrong.total(),
            "invented": len(self.invented),
            "without_lines": self.unsourced,
            "fields": by_field,
        }


class Scorer:
    """Compares the facts of one document. ``shown`` is the page's text, ``likeness`` in (0, 1]."""

    def __init__(self, resume: Mapping[str, Any], shown: str, likeness: float = 1.0) -> None:
        self.resume, self.likeness = resume, likeness
        self.page = plain(shown)
        self.tally = Tally()

    def score(self, reading: Reading, facts: Sequence[Fact]) -> Tally:
        self.tally.facts = len(facts)
        self._basics(facts)
        self._entries("experience", "work", _WORK, facts)
        self._entries("education", "education", _STUDY, facts)
        self._entries("certificate", "certificates", _CERTIFICATE, facts)
        self._skills(facts)
        self._languages(facts)
        self.tally.invented = [text for fact in facts for text in self._invented(fact)]
        self.tally.unsourced = sum(not is_sourced(fact, reading) for fact in facts)
        return self.tally

    def _shows(self, text: str) -> bool:
        return bool(text) and plain(text) in self.page

    def _same(self, one: str, other: str) -> bool:
        return alike(plain(one), plain(other), self.likeness)

    def _count(self, name: str, found: bool) -> None:
        self.tally.shown[name] += 1
        self.tally.found[name] += found

    def _basics(self, facts: Sequence[Fact]) -> None:
        basics = self.resume.get("basics", {})
        wanted = {
            ("name", "full"): [basics.get("name", "")],
            ("email", "text"): [basics.get("email", "")],
            ("phone", "text"): [basics.get("phone", "")],
            ("address", "city"): [basics.get("location", {}).get("city", "")],
            ("link", "text"): [one.get("url", "") for one in basics.get("profiles", ())],
        }
        for (kind, key), texts in wanted.items():
            told = [fact.value[key] for fact in facts if fact.kind == kind]
            gold = [text for text in texts if self._shows(text)]
            for text in gold:
                self._count(kind, any(self._same(text, one) for one in told))
            if gold:
                odd = [one for one in told if one and not any(self._same(one, g) for g in gold)]
                self.tally.wrong[kind] += len(odd)

    def _entries(
        self, kind: str, section: str, names: Mapping[str, str], facts: Sequence[Fact]
    ) -> None:
        told = [fact.value for fact in facts if fact.kind == kind]
        gold = [self._gold(entry, names) for entry in self.resume.get(section, ())]
        free = list(range(len(told)))
        for entry in gold:
            best = max(free, key=lambda at: self._agreeing(entry, told[at]), default=None)
            if best is not None and self._agreeing(entry, told[best]) == 0:
                best = None
            value = told[best] if best is not None else {}
            if best is not None:
                free.remove(best)
            self._fields(kind, entry, value)
        self.tally.wrong[f"{kind}.entry"] += len(free) if any(gold) else 0

    def _gold(self, entry: Mapping[str, Any], names: Mapping[str, str]) -> Fields:
        """The fields of an entry that the page shows; a date when it shows the year."""
        found = {key: str(entry.get(name, "")) for key, name in names.items()}
        return {
            key: text
            for key, text in found.items()
            if (self._shows(text[:4]) if key in _DATES else self._shows(text))
        }

    def _agreeing(self, entry: Fields, value: Mapping[str, Any]) -> int:
        return sum(self._agree(key, text, value) for key, text in entry.items())

    def _agree(self, key: str, text: str, value: Mapping[str, Any]) -> bool:
        told = str(value.get(key, ""))
        if key in _DATES:
            return bool(told) and (text.startswith(told) or told.startswith(text))
        return bool(told) and self._same(text, told)

    def _fields(self, kind: str, entry: Fields, value: Mapping[str, Any]) -> None:
        for key, text in entry.items():
            agrees = self._agree(key, text, value)
            self._count(f"{kind}.{key}", agrees)
            self.tally.wrong[f"{kind}.{key}"] += bool(value.get(key)) and not agrees

    def _skills(self, facts: Sequence[Fact]) -> None:
        told = [fact.value["name"] for fact in facts if fact.kind in ("skill", "tool")]
        groups = self.resume.get("skills", ())
        for group in groups:
            for text in group.get("keywords") or [group.get("name", "")]:
                if self._shows(text):
                    self._count("skill", any(self._same(text, one) for one in told))

    def _languages(self, facts: Sequence[Fact]) -> None:
        told = [fact for fact in facts if fact.kind == "language"]
        for entry in self.resume.get("languages", ()):
            name, fluency = entry.get("language", ""), entry.get("fluency", "")
            if not self._shows(name):
                continue
            mine = [one for one in told if plain(name) in plain(one.quote)]
            self._count("language", bool(mine))
            if self._shows(fluency):
                said = any(self._same(fluency, one.value["words"]) for one in mine)
                self._count("language.level", said)

    def _invented(self, fact: Fact) -> Iterable[str]:
        for key, text in texts_of(fact).items():
            shown = text[:4] in self.page if key in _DATES else self._stands(text)
            if not shown:
                yield f"{fact.kind}.{key}: {text}"

    def _stands(self, written: str) -> bool:
        text = plain(written)
        words = [plain(word) for word in written.split()]
        if _has_two_directions(written) and all(word in self.page for word in words):
            return True
        if text in self.page or self.likeness == 1.0:
            return text in self.page
        return any(word_like(text, self.page, self.likeness))


def _has_two_directions(text: str) -> bool:
    """Numbers among Arabic words: paper does not say which of them is said first."""
    return is_arabic(text) and any(char.isdecimal() for char in text)


def word_like(text: str, page: str, likeness: float) -> Iterable[bool]:
    """Whether ``text`` stands about so somewhere on the page: around its longest common stretch."""
    match = SequenceMatcher(None, page, text, autojunk=False).find_longest_match()
    start = max(0, match.a - match.b)
    yield alike(page[start : start + len(text)], text, likeness)


_COMPUTED = {"id", "digits", "language", "level", "basis", "sector", "country", "currency",
             "period", "from"}  # fmt: skip


def texts_of(fact: Fact) -> dict[str, str]:
    """The fields of a fact that must be written: texts and dates, nothing computed."""
    return {
        key: value
        for key, value in fact.value.items()
        if isinstance(value, str) and value and key not in _COMPUTED
    }


def is_sourced(fact: Fact, reading: Reading) -> bool:
    """Whether each text of a fact, and its quote, stand in the lines that it names."""
    lines = {line.number: line.text for line in reading.seen()}
    if not all(number in lines for number in fact.lines):
        return False
    told = plain(" ".join(lines[number] for number in fact.lines))
    texts = [text for key, text in texts_of(fact).items() if key not in _DATES]
    names = (*texts, *fact.quote.split())
    return all(plain(text) in told or _runs_over(text, lines, fact) for text in names)


def _runs_over(text: str, lines: Mapping[int, str], fact: Fact) -> bool:
    """Whether a text stands in two lines: its first words in one, the others in the next."""
    words = text.split()
    cuts = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    both = [(plain(lines[one]), plain(lines[next_])) for one, next_ in pairwise(fact.lines)]
    return any(plain(a) in one and plain(b) in other for a, b in cuts for one, other in both)


def plain(text: str) -> str:
    """Letters and digits, folded."""
    return "".join(char for char in fold(text) if char.isalnum())


def alike(one: str, other: str, likeness: float) -> bool:
    """Whether two plain texts are the same, up to a share ``likeness`` of their letters."""
    if one == other or likeness == 1.0:
        return one == other
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= likeness
