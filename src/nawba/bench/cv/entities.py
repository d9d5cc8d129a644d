"""Facts against spans that people marked in plain texts: precision, recall and F1 by field.

The file has JSON lines with ``text`` and ``entities`` of ``label``, ``start`` and ``end``. A fact's
text is looked up in the lines that the fact names. *Strict*: the same first and last character,
blanks and punctuation at the ends aside; *overlap*: at least one character in common.
"""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from nawba.domain.candidates import Fact, Reading
from nawba.domain.errors import Invalid
from nawba.hiring.facts.finding import find_facts
from nawba.hiring.facts.plain import plain_reading

Span = tuple[int, int]

FIELDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "Companies worked at": (("experience", "employer"),),
    "Designation": (("experience", "title"),),
    "Skills": (("skill", "name"), ("tool", "name")),
    "Location": (("address", "city"), ("experience", "place"), ("education", "place")),
    "College Name": (("education", "institution"),),
    "Degree": (("education", "degree"),),
    "Graduation Year": (("education", "end"),),
}
"""Which fields of which facts answer to a label."""

LEFT_OUT = {
    "Name": "masked in the published file",
    "Email Address": "masked in the published file",
    "Years of Experience": "no fact: months are computed from dates",
}


@dataclass
class Counts:
    """``right_told`` of ``told`` spans are marked, ``right_marked`` of ``marked`` ones found."""

    told: Counter[str] = field(default_factory=Counter)
    marked: Counter[str] = field(default_factory=Counter)
    right_told: Counter[str] = field(default_factory=Counter)
    right_marked: Counter[str] = field(default_factory=Counter)

    def figures(self) -> dict[str, Any]:
        by_field = {name: self._of([name]) for name in FIELDS if self.marked[name]}
        return {"overall": self._of(list(by_field)), "fields": by_field}

    def _of(self, names: Sequence[str]) -> dict[str, float]:
        told, marked, precise, recalled = (
            sum(counter[name] for name in names)
            for counter in (self.told, self.marked, self.right_told, self.right_marked)
        )
        precision = precise / told if told else 0.0
        recall = recalled / marked if marked else 0.0
        both = precision + recall
        return {
            "precision": precision,
            "recall": recall,
            "f1": 2 * precision * recall / both if both else 0.0,
        }


def measure_entities(path: Path, today: date) -> dict[str, Any]:
    """Figures of all documents of a file; raises Invalid for a line that has not this form."""
    strict, overlap = Counts(), Counts()
    documents = facts = 0
    for text, marked in _documents(path):
        reading, starts = plain_reading(text)
        found = find_facts(reading, today)
        told = _told(found, reading, starts)
        _compare(strict, told, marked, lambda one, other: one == other)
        _compare(overlap, told, marked, lambda one, other: one[0] < other[1] and other[0] < one[1])
        documents, facts = documents + 1, facts + len(found)
    return {
        **strict.figures(),
        "strict": strict.figures()["overall"],
        "overlap": overlap.figures(),
        "documents": documents,
        "facts": facts,
        "left_out": LEFT_OUT,
    }


def _documents(path: Path) -> Iterator[tuple[str, dict[str, list[Span]]]]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield _document(json.loads(line))
            except (ValueError, KeyError, TypeError) as error:
                raise Invalid(
                    f"{path}, line {number}: not a JSON object with text and entities "
                    "(label, start, end).",
                    field="entities",
                ) from error


def _document(row: Mapping[str, Any]) -> tuple[str, dict[str, list[Span]]]:
    text = str(row["text"])
    marked: dict[str, list[Span]] = {}
    for one in row["entities"]:
        span = _bare(text, int(one["start"]), int(one["end"]))
        marked.setdefault(str(one["label"]), []).append(span)
    return text, marked


def _bare(text: str, start: int, end: int) -> Span:
    while start < end and not text[start].isalnum():
        start += 1
    while start < end and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _told(
    facts: Iterable[Fact], reading: Reading, starts: Mapping[int, int]
) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for fact in facts:
        for label, fields in FIELDS.items():
            for kind, key in fields:
                text = str(fact.value.get(key) or "")[: 4 if key == "end" else None]
                span = _span(text, fact, reading, starts) if fact.kind == kind and text else None
                if span is not None:
                    found.setdefault(label, []).append(span)
    return {label: sorted(set(spans)) for label, spans in found.items()}


def _span(text: str, fact: Fact, reading: Reading, starts: Mapping[int, int]) -> Span | None:
    """Where the text stands in the first of the fact's lines that has it."""
    for number in fact.lines:
        at = reading.lines[number].text.find(text)
        if at >= 0:
            start = starts[number] + at
            written = reading.lines[number].text
            bare = _bare(written, at, at + len(text))
            return start + bare[0] - at, start + bare[1] - at
    return None


def _compare(
    counts: Counts,
    told: Mapping[str, Sequence[Span]],
    marked: Mapping[str, Sequence[Span]],
    same: Callable[[Span, Span], bool],
) -> None:
    for label in FIELDS:
        mine, theirs = told.get(label, ()), marked.get(label, ())
        counts.told[label] += len(mine)
        counts.marked[label] += len(theirs)
        counts.right_told[label] += sum(any(same(one, other) for other in theirs) for one in mine)
        counts.right_marked[label] += sum(any(same(one, other) for one in mine) for other in theirs)
