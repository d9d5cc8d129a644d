"""Words of a page's picture as they were recognised, and two readings of it made one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from nawba.hiring.documents.arabic import arabic_letters

SURE, PLAIN = 0.6, 0.8
"""Least confidence of an Arabic and of a Latin word where the line is of the other script."""

CERTAIN = 0.93
"""Least confidence of a Latin word where the other reading has an Arabic word without a flaw."""

SAME_LINE = 0.5
"""Lines of two readings whose baselines are nearer than this share of the letters are one."""


@dataclass(frozen=True)
class Word:
    """Box in pixels. ``confidence`` in [0, 1]; ``size`` of its letters in pixels, 0 if unknown."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float
    size: float = 0.0


@dataclass(frozen=True)
class Written:
    """Words of one line as tesseract found them; it stands on ``base`` + ``slope`` × x pixels.

    ``size`` is that of its letters in pixels.
    """

    words: tuple[Word, ...]
    base: float
    slope: float
    size: float


Stretch = tuple[list[Word], list[Word]]
"""Words that stand over each other in two readings: Arabic, Latin."""


def one_reading(arabic: Sequence[Written], latin: Sequence[Written]) -> list[Written]:
    """Two readings of one page, each by letters of one script, as one.

    Whoever knows both scripts at once takes short Arabic words for Latin ones; whoever knows one is
    sure of its own words and unsure of the others. A line with a sure Arabic word is told by that
    reading, each stretch of it that the other reading is surer of by the other; and the other way
    round.
    """
    groups: list[tuple[list[Written], list[Written]]] = [([line], []) for line in arabic]
    for line in latin:
        near = [group for group in groups if any(_is_same(line, one) for one in group[0])]
        groups = [group for group in groups if group not in near]
        groups.append(([one for mine, _ in near for one in mine],
                       [*(one for _, theirs in near for one in theirs), line]))  # fmt: skip
    return [line for group in groups for line in _told(*group) if line.words]


def _is_same(one: Written, other: Written) -> bool:
    (left, right), (begin, end) = _reach(one.words), _reach(other.words)
    middle = (max(left, begin) + min(right, end)) / 2
    apart = abs(one.base + one.slope * middle - other.base - other.slope * middle)
    return begin < right and left < end and apart < SAME_LINE * min(one.size, other.size)


def _told(arabic: Sequence[Written], latin: Sequence[Written]) -> Iterator[Written]:
    """What two readings of one line tell, cut where a gap is as wide as between columns."""
    first = [*arabic, *latin][0]
    pairs = _stretches(_words(arabic), _words(latin))
    part: list[Stretch] = []
    for pair in pairs:
        if part and _reach(_both(pair))[0] - _reach(_both(part[-1]))[1] > first.size:
            yield _part(part, arabic, latin)
            part = []
        part.append(pair)
    yield _part(part, arabic, latin)


def _part(part: Sequence[Stretch], arabic: Sequence[Written], latin: Sequence[Written]) -> Written:
    sure = any(
        _is_word(word.text) and word.confidence >= PLAIN for mine, _ in part for word in mine
    )
    told = [_by_arabic(*pair) if sure else _by_latin(*pair) for pair in part]
    by = [*arabic, *latin] if sure else [*latin, *arabic]
    return replace(by[0], words=tuple(word for words in told for word in words))


def _words(lines: Iterable[Written]) -> list[Word]:
    return [word for line in lines for word in line.words]


def _both(pair: Stretch) -> list[Word]:
    return [*pair[0], *pair[1]]


def _by_arabic(arabic: Sequence[Word], latin: Sequence[Word]) -> Sequence[Word]:
    """What stands in a stretch of an Arabic line."""
    flawless = all(_is_word(word.text) for word in arabic)
    least = CERTAIN if flawless and arabic else PLAIN
    return latin if _are_surer(latin, arabic, least) else arabic


def _by_latin(arabic: Sequence[Word], latin: Sequence[Word]) -> Sequence[Word]:
    """What stands in a stretch of a line without a sure Arabic word."""
    own = all(_is_word(word.text) for word in arabic)
    return arabic if own and _are_surer(arabic, latin, SURE) else latin


def _are_surer(words: Sequence[Word], others: Sequence[Word], least: float) -> bool:
    sure = confidence(words)
    return sure >= least and sure > confidence(others)


def _is_word(text: str) -> bool:
    """Whether it has three Arabic letters, and nothing else but marks."""
    letters = [char for char in text if char.isalnum()]
    return len(letters) > 2 and arabic_letters(text) == len(letters)


def confidence(words: Iterable[Word]) -> float:
    """Mean of ``words`` by their width; 0 for none."""
    wide = [(word.right - word.left, word.confidence) for word in words]
    whole = sum(width for width, _ in wide)
    return sum(width * sure for width, sure in wide) / whole if whole else 0.0


def _stretches(one: Iterable[Word], other: Iterable[Word]) -> Iterator[Stretch]:
    """Words of two readings that stand over each other, from left to right."""
    marked = [(word, 0) for word in one] + [(word, 1) for word in other]
    found: Stretch = ([], [])
    end = float("-inf")
    for word, whose in sorted(marked, key=lambda each: each[0].left):
        if word.left >= end and any(found):
            yield found
            found = ([], [])
        found[whose].append(word)
        end = max(end, word.right)
    if any(found):
        yield found


def _reach(words: Sequence[Word]) -> tuple[int, int]:
    return min(word.left for word in words), max(word.right for word in words)
