"""A recorded contact as it was heard: who said what and when, what was found, and where it stands.

Times are seconds from the beginning of the recording. A quote is the very text of a turn, with its
place; ``quoted`` makes one and refuses what is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from nawba.domain.errors import Invalid, NawbaError

Speaker = Literal["adviser", "customer", "assistant", "unknown"]
SPEAKERS: tuple[Speaker, ...] = ("adviser", "customer", "assistant", "unknown")

ItemKind = Literal["audio", "text"]


class Quarantined(NawbaError):
    """This recorded contact cannot be listened to; ``code`` says why, the others go on."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Item:
    """A recorded contact as its source tells of it. Empty text: not told.

    ``files`` hold one recording, or one for each speaker in the order of ``roles``; ``roles`` names
    the speaker of each channel. ``events`` are what a system noted meanwhile, each with ``at``
    (seconds) and ``what``. ``further`` are the other columns of a manifest.
    """

    id: str
    kind: ItemKind
    files: tuple[str, ...]
    roles: tuple[Speaker, ...] = ()
    contact: str = ""
    adviser: str = ""
    site: str = ""
    queue: str = ""
    brand: str = ""
    intent: str = ""
    language: str = ""
    started_at: datetime | None = None
    failed: bool | None = None
    further: Mapping[str, str] = field(default_factory=dict)
    events: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Word:
    """``confidence`` lies in [0, 1]."""

    start: float
    end: float
    text: str
    confidence: float = 1.0


@dataclass(frozen=True)
class Turn:
    """What one speaker said without the other taking the turn."""

    speaker: Speaker
    start: float
    end: float
    text: str
    confidence: float | None = None
    words: tuple[Word, ...] = ()


@dataclass(frozen=True)
class Transcript:
    """``source``: given by whoever made the file, or the name of the model that heard it."""

    language: str
    turns: tuple[Turn, ...]
    source: str = "given"


@dataclass(frozen=True)
class Quote:
    """``text`` is turn number ``turn`` from character ``start`` to ``end``."""

    turn: int
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Finding:
    """``kind`` names the claim, ``at`` its seconds in the recording, ``source`` stage and version;
    ``fields`` are its numbers."""

    kind: str
    at: tuple[float, float]
    quotes: tuple[Quote, ...] = ()
    fields: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""


AnswerWord = Literal["yes", "no", "not_applicable", "unknown"]


@dataclass(frozen=True)
class Answer:
    """The answer to a question of a scorecard, ``by`` a rule, a classifier, a model or a person.

    ``because`` names the rule or why nothing could be said. ``confidence`` lies in [0, 1]. One that
    does not count (``counts``) is shown, and adds to no score.
    """

    question: str
    answer: AnswerWord
    by: Literal["rule", "classifier", "model", "person"]
    points: float = 0.0
    quotes: tuple[Quote, ...] = ()
    confidence: float = 1.0
    because: str = ""
    counts: bool = True


def word_places(turn: Turn) -> list[tuple[int, int]]:
    """Where each word stands in the turn's text, first letter and the one behind its last. A word
    that is not found stands everywhere."""
    found, after = list[tuple[int, int]](), 0
    for word in turn.words:
        at = turn.text.find(word.text, after)
        found.append((at, at + len(word.text)) if at >= 0 else (0, len(turn.text)))
        after = at + len(word.text) if at >= 0 else after
    return found


def quoted(transcript: Transcript, turn: int, start: int, end: int) -> Quote:
    """The words of a turn from one character to another. Raises Invalid where there are none."""
    text = transcript.turns[turn].text[start:end] if 0 <= turn < len(transcript.turns) else ""
    if not text or start < 0:
        raise Invalid(f"turn {turn} has nothing from character {start} to {end}")
    return Quote(turn, start, end, text)


def holds(transcript: Transcript, quote: Quote) -> bool:
    """Whether the quote is, letter by letter, what was said there."""
    if not 0 <= quote.turn < len(transcript.turns) or not quote.text:
        return False
    return transcript.turns[quote.turn].text[quote.start : quote.end] == quote.text


def transcript_to_json(transcript: Transcript) -> dict[str, Any]:
    """As it is kept; words are [start, end, text, confidence]."""
    return {
        "language": transcript.language,
        "source": transcript.source,
        "turns": [
            {
                "speaker": turn.speaker,
                "start": turn.start,
                "end": turn.end,
                "text": turn.text,
                "confidence": turn.confidence,
                "words": [[one.start, one.end, one.text, one.confidence] for one in turn.words],
            }
            for turn in transcript.turns
        ],
    }


def transcript_from_json(document: Mapping[str, Any]) -> Transcript:
    """What ``transcript_to_json`` made."""
    turns = tuple(
        Turn(**{**turn, "words": tuple(Word(*word) for word in turn["words"])})
        for turn in document["turns"]
    )
    return Transcript(document["language"], turns, document["source"])
