"""Personal data out of a recorded contact, words and sound, before anything else reads it.

The words are the privacy room's; the sound of a redacted word is replaced on every channel by a
quiet tone, with a margin, because word times are good to a fifth of a second and the other's
microphone may have heard it too. Where times cannot be believed the whole turn goes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from nawba.domain.recordings import (
    Turn,
    Word,
    transcript_from_json,
    transcript_to_json,
    word_places,
)
from nawba.domain.words import CustomerDetails
from nawba.listening.personal import Mark, cleaned, marks_of
from nawba.listening.signals import Span
from nawba.listening.stages import Document, Job
from nawba.listening.toning import write_redacted

VERSION = "1"
MARGIN = 0.25
"""Seconds before and after a redacted word that are replaced with it."""

_UNSURE = 0.3  # confidence of a word below which its place is not believed
_FASTEST = 25.0  # characters a second: digits are spoken slower


def redact(job: Job) -> Document:
    """The document of stage ``redact``: the transcript with placeholders, and what went.

    ``spans`` are the placeholders ({turn, start, end, kind}: characters of the redacted turn),
    ``audio`` the seconds that are a tone. Sound is written to ``audio.flac``, its outline to
    ``peaks.json``. Reads ``probe`` and ``transcribe``; what that one holds is not kept.
    """
    raw = job.given["transcribe"]
    transcript = transcript_from_json(raw)
    is_own = not job.item.files
    done = redact_turns(transcript.turns, told_of_customer(job.told) if is_own else None)
    beside = {key: raw[key] for key in ("heard", "timed", "dropped", "speakers")}
    if job.item.kind == "audio":
        peaks = write_redacted(job.item.files, done.audio, job.made / "audio.flac")
        (job.made / "peaks.json").write_text(json.dumps(peaks), "utf-8")
    return {
        **transcript_to_json(replace(transcript, turns=done.turns)),
        **beside,
        "spans": done.spans,
        "audio": [list(span) for span in done.audio] if job.item.kind == "audio" else [],
    }


@dataclass(frozen=True)
class RedactedTurns:
    turns: tuple[Turn, ...]
    spans: list[dict[str, Any]]
    audio: list[Span]


def told_of_customer(told: bytes) -> CustomerDetails | None:
    """What the house knows of the customer, where the contact is one of its own."""
    details = json.loads(told).get("details") if told else None
    return None if details is None else CustomerDetails(**details)


def redact_turns(turns: Sequence[Turn], details: CustomerDetails | None = None) -> RedactedTurns:
    """``turns`` without personal data, where it stood, and when it was said."""
    shown = cleaned(turns)
    of_turn: dict[int, list[Mark]] = {}
    for mark in marks_of(shown, details):
        of_turn.setdefault(mark.turn, []).append(mark)
    done, spans, times = list[Turn](), list[dict[str, Any]](), list[Span]()
    for place, turn in enumerate(shown):
        marks = of_turn.get(place)
        if marks is None:
            done.append(turn)
            continue
        text, placed = _replaced(turn.text, marks)
        spans += [
            {"turn": place, "start": start, "end": end, "kind": mark.kind}
            for mark, (start, end) in zip(marks, placed, strict=True)
        ]
        done.append(replace(turn, text=text, words=_words(turn, marks)))
        times += [_time(turn, mark) for mark in marks]
    return RedactedTurns(tuple(done), spans, _joined(times))


def _replaced(text: str, marks: Sequence[Mark]) -> tuple[str, list[tuple[int, int]]]:
    shown, placed, after = "", list[tuple[int, int]](), 0
    for mark in marks:
        shown += text[after : mark.start]
        placed.append((len(shown), len(shown) + len(mark.placeholder)))
        shown, after = shown + mark.placeholder, mark.end
    return shown + text[after:], placed


def _words(turn: Turn, marks: Sequence[Mark]) -> tuple[Word, ...]:
    """The turn's words; those of a mark are one word, its placeholder."""
    kept, told = list[Word](), set[Mark]()
    for word, (start, end) in zip(turn.words, word_places(turn), strict=True):
        mark = next((one for one in marks if one.start < end and start < one.end), None)
        if mark is None:
            kept.append(word)
        elif mark not in told:
            told.add(mark)
            kept.append(replace(word, text=mark.placeholder))
        else:
            kept[-1] = replace(kept[-1], end=max(kept[-1].end, word.end))
    return tuple(kept)


def _time(turn: Turn, mark: Mark) -> Span:
    """When the marked characters were said; the whole turn where its word times are unsure."""
    words = [
        word
        for word, (start, end) in zip(turn.words, word_places(turn), strict=True)
        if mark.start < end and start < mark.end
    ]
    if not words or not _believed(turn, words, mark):
        return max(0.0, turn.start - MARGIN), turn.end + MARGIN
    start, end = min(one.start for one in words), max(one.end for one in words)
    return max(0.0, start - MARGIN), end + MARGIN


def _believed(turn: Turn, words: Sequence[Word], mark: Mark) -> bool:
    start, end = min(one.start for one in words), max(one.end for one in words)
    if any(word.confidence < _UNSURE or word.end <= word.start for word in words):
        return False
    is_slow = (mark.end - mark.start) <= _FASTEST * (end - start)
    return is_slow and turn.start - 0.01 <= start and end <= turn.end + 0.01


def _joined(spans: Iterable[Span]) -> list[Span]:
    found = list[Span]()
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return [(round(start, 2), round(end, 2)) for start, end in found]
