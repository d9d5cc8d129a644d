"""Which part of a document a line belongs to: by its headings, in words and in looks."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from nawba.domain.folded import fold
from nawba.hiring.facts.dates import durations, find_stretches
from nawba.hiring.facts.lexicon import meanings, table, words_in
from nawba.hiring.facts.margins import brought_home
from nawba.hiring.facts.rows import Row

_WORD = re.compile(r"[^\W_]+(?:['.][^\W_]+)*")
_ITEMS = re.compile(r"\s*[,;،|•·]\s*|\s{3,}")
_SAYS_MORE = re.compile(r"[\d@:.!?]")

MOST_WORDS = 3
"""Of an item in a list; what is longer may be a duty or a sentence."""


@dataclass
class Section:
    """``kind`` is a key of ``headings.toml``, ``head`` before the first heading, or ``other``."""

    kind: str
    rows: list[Row] = field(default_factory=list)


def sections_of(rows: Sequence[Row]) -> list[Section]:
    """The rows without their headings, in order of reading, cut where a heading stands."""
    ordered = brought_home(rows, lambda row: heading(row) is not None, only_dates)
    looks = _looks(ordered)
    found = [Section("head")]
    for row, below in pairwise([*ordered, None]):
        if row is None:
            continue
        kind = heading(row)
        if kind is not None:
            found.append(Section(kind))
            continue
        led = _led(row)
        if led is not None:
            found.append(Section(led[0], [led[1]]))
        elif _strange_heading(row, looks) and not (below and only_dates(below)):
            found.append(Section("other"))
        elif not is_inner(row):
            found[-1].rows.append(row)
    return [_by_content(section) for section in found]


def heading(row: Row) -> str | None:
    """The kind of section that this line is the heading of."""
    if row.words > 7 or len(row.text) > 60:
        return None
    return _named(_closed(row.folded.text))


def is_inner(row: Row) -> bool:
    """A small heading within an entry: *Responsibilities*."""
    return _closed(row.folded.text) in _inner()


def only_dates(row: Row) -> bool:
    """Whether the line says when, and nothing else."""
    text = row.folded.text
    stretches = find_stretches(text) if row.words < 12 else []
    return bool(stretches) and not _WORD.search(without(text, stretches))


def without(text: str, stretches: Sequence[object]) -> str:
    """``text`` with blanks for its dates and durations."""
    for one in stretches:
        start, end = one.start, one.end  # type: ignore[attr-defined]
        text = text[:start] + " " * (end - start) + text[end:]
    return durations().sub(lambda m: " " * len(m[0]), text)


def _led(row: Row) -> tuple[str, Row] | None:
    """``Langues : français, anglais``: a heading and its content in one line."""
    text = row.folded.text
    colon = text.find(":")
    if not 0 < colon < 40 or row.bullet or not text[colon + 1 :].strip():
        return None
    kind = _named(_closed(text[:colon]))
    if kind not in ("languages", "skills", "tools", "interests", "certificates"):
        return None
    return kind, row.part(colon + 1, len(text))


def _closed(text: str) -> str:
    """Words of a line without numbering and marks; letter-spaced headings as one word."""
    words = _WORD.findall(text)
    if len(words) > 3 and all(len(word) == 1 for word in words):
        return "".join(words)
    return " ".join(words)


@lru_cache(maxsize=2048)
def _named(words: str) -> str | None:
    whole = _sections().get(words)
    if whole is not None or not words:
        return whole
    kept = [word for word in words.split() if word not in _joiners()]
    pieces = re.split(r"\s(?:et|and|y|e|و)\s", f" {words} ")
    kinds = [_sections().get(piece.strip()) for piece in pieces]
    if len(pieces) > 1 and all(kinds):
        return kinds[0]
    return _sections().get(" ".join(kept))


@lru_cache(maxsize=1)
def _sections() -> dict[str, str]:
    meaning = meanings("headings", "sections")[1]
    return {_closed(word): kind for word, kind in meaning.items()}


@lru_cache(maxsize=1)
def _inner() -> frozenset[str]:
    inner = table("headings")["inner"]
    return frozenset(_closed(one) for key in ("words", "titles") for one in words_in(inner[key]))


@lru_cache(maxsize=1)
def _joiners() -> frozenset[str]:
    return frozenset(fold(one) for one in words_in(table("headings")["inner"]["joiners"]))


def _looks(rows: Sequence[Row]) -> set[tuple[float, bool]]:
    """Looks that headings of several known kinds share, larger than most letters are. Names of
    groups, like *Tools* under *Skills*, may look as entries do: they are of fewer kinds."""
    letters: Counter[float] = Counter()
    kinds: dict[tuple[float, bool], set[str]] = defaultdict(set)
    for row in rows:
        letters[row.style[0]] += len(row.text)
        kind = heading(row)
        if kind is not None:
            kinds[row.style].add(kind)
    usual = letters.most_common(1)[0][0] if letters else 0.0
    least = max(2, max(map(len, kinds.values()), default=0) / 2)
    return {look for look, found in kinds.items() if len(found) >= least and look[0] > usual}


def _by_content(section: Section) -> Section:
    """Under a heading that no list knows, like *Customer care*, a list of words is of skills."""
    items = [item for row in section.rows for item in _ITEMS.split(row.folded.text)]
    short = all(len(item.split()) <= MOST_WORDS and not _SAYS_MORE.search(item) for item in items)
    if section.kind == "other" and len(items) > 1 and short:
        return Section("skills", section.rows)
    return section


def _strange_heading(row: Row, looks: set[tuple[float, bool]]) -> bool:
    """A line that looks like the headings although no list has its words."""
    return (
        row.line.confidence == 1
        and row.style in looks
        and row.words <= 4
        and not find_stretches(row.folded.text)
    )
