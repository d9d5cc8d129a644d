"""Words of each speaker to the turns of a conversation, and given turns checked.

A turn is not cut by the other's "mm-hm": a speaker's words belong together while they pause less
than a second, and turns stand in the order in which they begin. Who pauses longer and is answered
by nobody goes on with the same turn, up to three seconds.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from nawba.domain.folded import fold
from nawba.domain.hearing import Phrase
from nawba.domain.recordings import SPEAKERS, Quarantined, Speaker, Turn, Word

PAUSE, SILENCE = 1.0, 3.0
"""Seconds without a word that end a turn: if the other speaks then, and if nobody does."""

_LONGEST = 4_000  # characters of a turn
_NAMES: Mapping[str, Speaker] = {
    **dict.fromkeys(("agent", "advisor", "conseiller", "operator", "teleconseiller"), "adviser"),
    **dict.fromkeys(("caller", "client", "user", "patient", "appelant", "visitor"), "customer"),
    **dict.fromkeys(("bot", "machine", "system"), "assistant"),
}


def turns_of(heard: Iterable[tuple[Speaker, Sequence[Phrase]]]) -> tuple[Turn, ...]:
    """The turns of all channels, each with its speaker, in order of time."""
    said = [one for speaker, phrases in heard for one in _utterances(speaker, phrases)]
    turns = list[Turn]()
    for one in sorted(said, key=lambda turn: (turn.start, turn.end)):
        last = turns[-1] if turns else None
        if last and last.speaker == one.speaker and one.start - last.end <= SILENCE:
            turns[-1] = _together(last, one)
        else:
            turns.append(one)
    return tuple(turns)


def _utterances(speaker: Speaker, phrases: Sequence[Phrase]) -> Iterable[Turn]:
    """What a channel says between its pauses."""
    words = sorted((w for one in phrases for w in _words(one)), key=lambda word: word.start)
    held = list[Word]()
    for word in words:
        if held and word.start - max(one.end for one in held[-3:]) > PAUSE:
            yield _utterance(speaker, held)
            held = []
        held.append(word)
    if held:
        yield _utterance(speaker, held)


def _words(phrase: Phrase) -> Sequence[Word]:
    """The phrase's words; without times of their own it is one word, whose times are its own."""
    whole = Word(phrase.start, phrase.end, phrase.text, phrase.confidence)
    return phrase.words or ((whole,) if phrase.text.strip() else ())


def _utterance(speaker: Speaker, words: Sequence[Word]) -> Turn:
    text = "".join(word.text for word in words).strip()
    shown = tuple(Word(w.start, w.end, w.text.strip(), w.confidence) for w in words)
    sure = sum(word.confidence for word in words) / len(words)
    end = max(word.end for word in words)
    return Turn(speaker, words[0].start, end, text, round(sure, 3), shown)


def _together(one: Turn, other: Turn) -> Turn:
    words = (*one.words, *other.words)
    sure = round(sum(word.confidence for word in words) / max(1, len(words)), 3)
    text = f"{one.text} {other.text}"
    return Turn(one.speaker, one.start, max(one.end, other.end), text, sure, words)


def read_given(told: bytes, files: Sequence[str]) -> tuple[str, tuple[Turn, ...], bool]:
    """A transcript that came with its contact: language, turns, and whether they have times.

    From the JSON that was ``told`` of the item if it holds turns, else the JSON lines of the first
    file. Raises Quarantined with the line at fault.
    """
    if told:
        document = orjson.loads(told)
        language, rows = str(document.get("language") or ""), list(enumerate(document["turns"], 1))
    else:
        language, rows = "", _lines(Path(files[0]))
    turns = [turn for line, row in rows if (turn := _given(row, line)) is not None]
    if not turns:
        raise Quarantined("empty", "Nobody says anything in this transcript.")
    timed = all(_time(row, "start", line) is not None for line, row in rows)
    ordered = sorted(turns, key=lambda turn: turn.start) if timed else turns
    return language, tuple(ordered), timed


def _lines(path: Path) -> list[tuple[int, Any]]:
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise Quarantined("missing", f"{path} is not there any more.") from None
    except UnicodeDecodeError:
        raise Quarantined("bad_transcript", f"{path.name} is not UTF-8 text.") from None
    return [(line, _row(raw, line)) for line, raw in enumerate(text.splitlines(), 1) if raw.strip()]


def _row(raw: str, line: int) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        raise _bad(line, "is no JSON; write {speaker, start, end, text} on each line") from None


def _given(row: Any, line: int) -> Turn | None:
    if not isinstance(row, Mapping):
        raise _bad(line, "is no object; write {speaker, start, end, text} on each line")
    text = row.get("text")
    if not isinstance(text, str):
        raise _bad(line, "has no text")
    if len(text) > _LONGEST:
        raise _bad(line, f"has {len(text)} characters, {_LONGEST} at most")
    start = _time(row, "start", line) or 0.0
    end = _time(row, "end", line)
    if end is not None and end < start:
        raise _bad(line, f"ends at {end:g} s, before it starts at {start:g} s")
    told = (_speaker(str(row.get(name, ""))) for name in ("speaker", "role"))
    speaker: Speaker = next((one for one in told if one != "unknown"), "unknown")
    return Turn(speaker, start, start if end is None else end, text) if text.strip() else None


def _time(row: Mapping[str, Any], name: str, line: int) -> float | None:
    told = row.get(name)
    if told is None:
        return None
    is_number = isinstance(told, int | float) and not isinstance(told, bool)
    if not is_number or not math.isfinite(told) or told < 0:
        raise _bad(line, f"has {name} {told!r}, which is no number of seconds")
    return float(told)


def _speaker(name: str) -> Speaker:
    plain = fold(name).strip()
    return next((one for one in SPEAKERS if one == plain), _NAMES.get(plain, "unknown"))


def _bad(line: int, what: str) -> Quarantined:
    return Quarantined("bad_transcript", f"Line {line} of the transcript {what}.")
