"""A candidate's document as it was read: its lines, where they stand, and the facts they tell.

Boxes are in points (1/72 inch) from the top left corner of the page, pages are counted from 1. A
fact names the lines that it was read from; one without a line cannot be made.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from nawba.domain.errors import Invalid, NawbaError

LineSource = Literal["text", "ocr", "hidden", "said"]

FactKind = Literal[
    "name",
    "email",
    "phone",
    "address",
    "link",
    "birth",
    "gender",
    "nationality",
    "marital_status",
    "language",
    "experience",
    "education",
    "certificate",
    "skill",
    "tool",
    "availability",
    "shift",
    "site",
    "notice",
    "right_to_work",
    "salary_wish",
]
FACT_KINDS: tuple[FactKind, ...] = get_args(FactKind)

PROTECTED: frozenset[FactKind] = frozenset(FACT_KINDS[: FACT_KINDS.index("language")])
"""Kinds that no criterion can see, and whose lines are masked before anything is scored."""


class Unreadable(NawbaError):
    """This document cannot be read; ``code`` says why, the others go on.

    Codes: ``password``, ``damaged``, ``empty``, ``too_many_pages``, ``too_large``, ``kind``,
    ``unpacks_to_too_much``, ``no_text``, ``too_slow``.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Box:
    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class Line:
    """One line as a person would read it, in logical order (Arabic too).

    ``number`` counts from 0 in reading order. ``source`` is ``hidden`` for what nobody sees on the
    page (white on white, tiny, outside, under a picture): shown to the recruiter, read for no fact;
    ``said`` what the candidate said or mended afterwards, written down by them or by a recruiter.
    ``size`` is the height of its letters in points (0: not known), ``confidence`` that of optical
    recognition (1 for text). ``box`` is None where the document has no pages (TXT, HTML, DOCX).
    ``block`` counts what stands together (a column, a table cell, a paragraph).
    """

    number: int
    text: str
    source: LineSource = "text"
    box: Box | None = None
    size: float = 0.0
    bold: bool = False
    confidence: float = 1.0
    block: int = 0


@dataclass(frozen=True)
class Page:
    """Width and height in points. ``pictures`` are where photographs and drawings stand."""

    number: int
    width: float
    height: float
    pictures: tuple[Box, ...] = ()


WarningCode = Literal[
    "hidden_text",
    "macros",
    "reading_order",
    "visual_arabic",
    "low_recognition",
    "photo",
    "pages_left_out",
    "embedded_files",
]


@dataclass(frozen=True)
class Note:
    """Something a recruiter must know of the document: ``warning`` is a code, ``lines`` where."""

    warning: WarningCode
    lines: tuple[int, ...] = ()
    detail: str = ""


@dataclass(frozen=True)
class Reading:
    """A document as it was read. ``order_confidence`` in [0, 1]: how far two readings agree.

    ``kind`` is what the bytes are (``pdf``, ``docx``, ``odt``, ``html``, ``text``, ``image``),
    whatever the file is called. ``language`` is that of most lines, ISO 639-1, empty if unclear.
    """

    kind: str
    lines: tuple[Line, ...]
    pages: tuple[Page, ...] = ()
    language: str = ""
    order_confidence: float = 1.0
    notes: tuple[Note, ...] = ()

    def seen(self) -> tuple[Line, ...]:
        """The lines that a person sees: what facts may be read from."""
        return tuple(line for line in self.lines if line.source != "hidden")


@dataclass(frozen=True)
class Fact:
    """What one or several lines tell. ``value`` has the fields of its kind (``hiring/facts``).

    ``quote`` are the words it was read from, as they stand in ``lines`` (joined by a blank).
    ``confidence`` in [0, 1]; below .5 a person is asked to look.
    """

    kind: FactKind
    value: Mapping[str, Any]
    lines: tuple[int, ...]
    quote: str
    confidence: float = 1.0
    id: str = ""

    def __post_init__(self) -> None:
        if not self.lines or not self.quote.strip():
            raise Invalid(f"A fact ({self.kind}) without a line that it was read from.")


@dataclass(frozen=True)
class Profile:
    """All that was read of one candidate from one document, ``version`` being the reader's."""

    reading: Reading
    facts: tuple[Fact, ...] = ()
    version: str = ""
    further: Mapping[str, Any] = field(default_factory=dict)


Stage = Literal["received", "to_meet", "met", "offered", "hired", "set_aside", "withdrawn"]
"""Where an application stands. ``set_aside`` and ``withdrawn`` end it, and each is a person's
decision: a recruiter's with a reason, or the candidate's own."""

STAGES: tuple[Stage, ...] = get_args(Stage)
TAKEN: frozenset[Stage] = frozenset({"to_meet", "met", "offered", "hired"})
"""Stages of people who were taken further: what an audit counts."""
