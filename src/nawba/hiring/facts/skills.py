"""Skills as listed, and tools by name wherever they are named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from nawba.domain.candidates import Fact
from nawba.hiring.facts.dates import find_stretches
from nawba.hiring.facts.lexicon import meanings, pattern
from nawba.hiring.facts.rows import Piece, Row, fact

_CUT = re.compile(r"\s*[,;|•·●▪]\s*|\s{3,}|\s+-\s+|\.\s+|\s+/\s+")
_NAMED = re.compile(r"^([^:]{2,40}?)\s*:\s*(?=\S)")
_MOST = 8  # words of a skill; what is longer is a sentence


def find_skills(rows: Sequence[Row]) -> list[Fact]:
    """What a section of skills or tools lists, each once; names of tools are tools."""
    found = [_fact(piece, text) for row in rows for piece, text in _listed(row)]
    return _once(found)


def _listed(row: Row) -> Iterator[tuple[Piece, str]]:
    text = row.folded.text
    named = _NAMED.match(text)
    spans = [(0, named.end(1))] if named else []
    for start, end in [*spans, *_parts(text, named.end() if named else 0)]:
        piece = row.piece(start, end)
        part = text[start:end].strip(" .,:;-()")
        if piece is not None and _is_skill(part):
            yield piece, part


def _parts(text: str, start: int) -> Iterator[tuple[int, int]]:
    if _only_tools(text[start:]):
        yield from (m.span() for m in meanings("work", "tools")[0].finditer(text, start))
        return
    for cut in _CUT.finditer(text, start):
        yield start, cut.start()
        start = cut.end()
    yield start, len(text)


def _only_tools(text: str) -> bool:
    """``Avaya HubSpot SAP``: names of tools with blanks between."""
    return not re.search(r"\w", meanings("work", "tools")[0].sub(" ", text)) and bool(text.strip())


def _is_skill(part: str) -> bool:
    if not part or len(part.split()) > _MOST or find_stretches(part):
        return False
    return not pattern("headings", "inner.grades").fullmatch(part) and not part.isdecimal()


def find_tools(rows: Iterable[Row]) -> list[Fact]:
    """Tools named anywhere, each where it is first named."""
    words = meanings("work", "tools")[0]
    pieces = [
        (row.piece(m.start("word"), m.end("word")), m["word"])
        for row in rows
        for m in words.finditer(row.folded.text)
        if _is_name(row, m)
    ]
    return _once(_fact(piece, text) for piece, text in pieces if piece)


def _is_name(row: Row, found: re.Match[str]) -> bool:
    """``Excel`` and ``Front`` are tools; ``excel in`` and ``in front`` are not."""
    piece = row.piece(found.start("word"), found.end("word"))
    return piece is not None and not piece.text[0].islower()


def _fact(piece: Piece, text: str) -> Fact:
    tool = meanings("work", "tools")[0].fullmatch(text) is not None
    return fact(
        "tool" if tool else "skill", {"name": piece.text, "id": " ".join(text.split())}, [piece]
    )


def _once(facts: Iterable[Fact]) -> list[Fact]:
    kept: dict[str, Fact] = {}
    for one in facts:
        kept.setdefault(one.value["id"], one)
    return list(kept.values())
