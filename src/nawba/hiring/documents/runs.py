"""Characters of a page put together: words, and runs of words without a wide gap between."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median, median_low

from nawba.domain.candidates import Box
from nawba.hiring.documents.arabic import Direction, arabic_letters, is_arabic, said_order
from nawba.hiring.documents.glyphs import Glyph
from nawba.hiring.documents.letters import clean

SAME_LINE = 0.3
"""Baselines that differ by less than this share of the letters' height are one."""

PART = "   "
"""What stands between parts of a line."""

WORD_GAP, WRITTEN_GAP, RUN_GAP = 0.18, 0.5, 1.0
"""Shares of the letters' height that end a word, one without a blank in the file, and a run."""


@dataclass(frozen=True, slots=True)
class Run:
    """Words that stand together on one line. ``at`` is the first one's place in the file.

    ``confidence`` is that of recognition.
    """

    text: str
    box: Box
    base: float
    size: float
    bold: bool
    at: int
    confidence: float = 1.0


def runs_of(glyphs: Sequence[Glyph], page: int) -> list[Run]:
    """The runs of a page, from top to bottom; text that runs up or down comes as it is stored."""
    level = [glyph for glyph in glyphs if not glyph.style.slanted]
    slanted = [glyph for glyph in glyphs if glyph.style.slanted]
    parts = [part for row in _rows(level) for part in _parts(row)]
    seen = [(_words(part), part[0].left, part[-1].right) for part in parts]
    base = base_direction(seen)
    numbers: Direction = base if is_mostly_arabic([text for text, _, _ in seen]) else "L"
    runs = [
        _run(part, said_order(text, base, numbers), page)
        for part, (text, _, _) in zip(parts, seen, strict=True)
    ]
    upright = [_run(part, _stored(part), page) for part in _pieces(slanted)]
    return [run for run in (*runs, *upright) if run is not None]


def is_mostly_arabic(texts: Sequence[str]) -> bool:
    """Whether more than half of what is written is read from right to left."""
    return 2 * sum(is_arabic(text) for text in texts) > len(texts)


def base_direction(seen: Sequence[tuple[str, float, float]]) -> Direction:
    """``L`` where the Arabic of a page begins at common left edges: a page made for Latin letters.

    ``seen`` are texts with their left and right edges. Such a page sets mixed lines from the left.
    """
    arabic = [(left, right) for text, left, right in seen if is_arabic(text)]
    lefts = {round(left / 3) for left, _ in arabic}
    rights = {round(right / 3) for _, right in arabic}
    return "L" if len(arabic) >= 4 and len(lefts) < len(rights) else "R"


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Characters by baseline."""
    rows: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda one: one.base):
        near = SAME_LINE * (min(rows[-1][0].style.size, glyph.style.size) if rows else 0)
        if rows and glyph.base - rows[-1][0].base <= near:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return rows


def _parts(row: list[Glyph]) -> list[list[Glyph]]:
    """A row cut where a gap is wide; the same character drawn twice (a shadow) counts once."""
    row.sort(key=_place)
    wide = RUN_GAP + 2 * _spacing(row)
    parts = [[row[0]]]
    for glyph in row[1:]:
        pair = (parts[-1][-1], glyph)
        if _gap(pair, min) > wide:
            parts.append([glyph])
        elif not _is_shadow(*pair):
            parts[-1].append(glyph)
    return parts


def _place(glyph: Glyph) -> tuple[float, float, int]:
    """Two Arabic letters drawn as one stand in the file as they are said: the later one is left."""
    return glyph.left, glyph.right, -glyph.at if arabic_letters(glyph.char) else glyph.at


def _spacing(row: Sequence[Glyph]) -> float:
    """The usual gap within words: 0, more in letter-spaced lines."""
    return median([_gap(pair) for pair in pairwise(row) if _apart(pair) == 1] or [0.0])


def _is_shadow(before: Glyph, glyph: Glyph) -> bool:
    same = before.char == glyph.char and glyph.at != before.at + 1
    return same and abs(before.left - glyph.left) < 0.2 * (glyph.right - glyph.left)


def _run(part: Sequence[Glyph], said: str, page: int) -> Run | None:
    text = clean(said)
    if not text:
        return None
    size, base = median(glyph.style.size for glyph in part), part[0].base
    level = not part[0].style.slanted
    box = Box(
        page,
        min(glyph.left for glyph in part),
        base - 0.8 * size if level else min(glyph.top for glyph in part),
        max(glyph.right for glyph in part),
        base + 0.2 * size if level else max(glyph.bottom for glyph in part),
    )
    bold = 2 * sum(glyph.style.bold for glyph in part) > len(part)
    return Run(text, box, base, size, bold, min(glyph.at for glyph in part))


def _words(part: Sequence[Glyph]) -> str:
    """The characters as seen from left to right, blanks where words end."""
    pairs = list(pairwise(part))
    spaced = [_gap(pair) for pair in pairs if _apart(pair) == 2]
    least = 1.5 * median(spaced) if len(spaced) > max(3, 0.7 * len(pairs)) else 0.0
    blanks = ["" if _is_one_word(pair, least) else " " for pair in pairs]
    for at in _ends_of_parts(pairs, blanks):
        blanks[at] = PART
    return part[0].char + "".join(
        blank + b.char for blank, (_, b) in zip(blanks, pairs, strict=True)
    )


def _ends_of_parts(pairs: Sequence[tuple[Glyph, Glyph]], blanks: Sequence[str]) -> Iterable[int]:
    """Blanks where another part of the line begins: wider than the others, as between labels side
    by side; or the one place where bold letters end, or larger ones (a title and its place)."""
    gaps = {at: _gap(pairs[at]) for at, blank in enumerate(blanks) if blank}
    spacing = median(
        [_gap(pair) for pair, blank in zip(pairs, blanks, strict=True) if not blank] or [0.0]
    )
    wide = WRITTEN_GAP + 2 * spacing
    usual = 1.5 * median_low(gaps.values()) if len(gaps) > 1 else 0.0
    yield from (at for at, gap in gaps.items() if gap >= max(wide, usual))
    changes = [at for at, (a, b) in enumerate(pairs) if _weight(a) != _weight(b)]
    if len(changes) == 1 and changes[0] in gaps:
        left, right = pairs[changes[0]]
        first = right if is_arabic("".join(b.char for _, b in pairs)) else left
        if first.style.bold:
            yield changes[0]


def _weight(glyph: Glyph) -> tuple[bool, float]:
    return glyph.style.bold, round(glyph.style.size)


def _is_one_word(pair: tuple[Glyph, Glyph], least: float) -> bool:
    """Whether no word ends between neighbours: the file says so by a blank, or the gap does.

    ``least`` is the least gap of a letter-spaced line, where a blank may follow every letter.
    Arabic letters are drawn wider or narrower than they reach, and two of them as one (lam and
    alef): what the file says of them counts less.
    """
    apart, gap = _apart(pair), _gap(pair)
    if arabic_letters(pair[0].char) and arabic_letters(pair[1].char):
        return apart == 1 or gap < WORD_GAP
    if apart == 1:
        return gap < WRITTEN_GAP
    return gap <= least if apart == 2 else gap < WORD_GAP


def _apart(pair: tuple[Glyph, Glyph]) -> int:
    """How far two characters stand from each other in the file: 2 with a blank between."""
    return abs(pair[1].at - pair[0].at)


def _gap(pair: tuple[Glyph, Glyph], of: Callable[..., float] = max) -> float:
    """As a share of the letters' height, the larger of both or the smaller."""
    size = max(1.0, of(pair[0].style.size, pair[1].style.size))
    return max(0.0, pair[1].left - pair[0].right) / size


def _pieces(slanted: Sequence[Glyph]) -> list[list[Glyph]]:
    """Slanted characters in pieces that follow each other in the file without a jump."""
    pieces: list[list[Glyph]] = []
    for glyph in slanted:
        if pieces and _follows(pieces[-1][-1], glyph):
            pieces[-1].append(glyph)
        else:
            pieces.append([glyph])
    return pieces


def _stored(part: Sequence[Glyph]) -> str:
    """The characters in the order of the file."""
    pairs = ((" " if _apart(pair) > 1 else "") + pair[1].char for pair in pairwise(part))
    return part[0].char + "".join(pairs)


def _follows(before: Glyph, glyph: Glyph) -> bool:
    reach = 2 * max(before.style.size, 1.0)
    return abs(before.left - glyph.left) < reach and abs(before.top - glyph.top) < reach
