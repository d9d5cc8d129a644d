"""How a contact went, in numbers: who spoke how long, silence, holds, transfers, pace, waits.

Nothing here is of a mood. A number is None where it cannot be told: who spoke, in a recording
where both speak in one channel; how long, in a chat.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from nawba.domain.recordings import Item, Speaker, Transcript, Turn

VERSION = "1"
DEAD_AIR_S = 10.0
"""Nobody speaks, and it is no hold: from so many seconds on it is noted."""

_MIN_OVERLAP_S = 0.4  # a turn that begins sooner before the other ends answers, and cuts nobody off
_MIN_SPOKEN_S = 1.0  # who has spoken less than this had no turn to be cut off in
_MIN_WORDS = 3  # fewer are a sign of listening ("oui", "d'accord"), not a turn taken
_PACE_WORDS = 30
_WORD = re.compile(r"[^\W_]+")

Span = tuple[float, float]


@dataclass(frozen=True)
class Interruption:
    """``by`` began turn number ``turn`` at ``at`` while ``of`` spoke, who then stopped."""

    at: float
    by: Speaker
    of: Speaker
    turn: int


@dataclass(frozen=True)
class Measures:
    """Times are seconds; ``talk`` are shares of the time in which anybody speaks, per speaker.

    ``dead_air`` are silences of ``DEAD_AIR_S`` and more outside holds. ``first_response_s``: until
    the adviser or assistant first speaks, or first answers in a chat. ``response_s``: the waits of
    a chat's customer. ``spoken``: whether the turns last; those of a chat do not.
    """

    talk: Mapping[str, float] | None
    overlap_s: float | None
    dead_air: tuple[Span, ...]
    longest_silence_s: float | None
    holds: tuple[Span, ...]
    transfers: tuple[float, ...]
    interruptions: tuple[Interruption, ...] | None
    pace_wpm: Mapping[str, float]
    turns: Mapping[str, int]
    first_response_s: float | None
    response_s: Mapping[str, float] | None
    seconds: float
    spoken: bool

    def json(self) -> dict[str, Any]:
        cut = self.interruptions
        return {
            **vars(self),
            "talk": self.talk and dict(self.talk),
            "dead_air": [list(span) for span in self.dead_air],
            "holds": [list(span) for span in self.holds],
            "transfers": list(self.transfers),
            "interruptions": None if cut is None else [vars(one) for one in cut],
            "pace_wpm": dict(self.pace_wpm),
            "turns": dict(self.turns),
        }


def measures_from_json(document: Mapping[str, Any]) -> Measures:
    """What ``Measures.json`` made."""
    cut = document["interruptions"]
    return Measures(
        **{
            **document,
            "dead_air": tuple((start, end) for start, end in document["dead_air"]),
            "holds": tuple((start, end) for start, end in document["holds"]),
            "transfers": tuple(document["transfers"]),
            "interruptions": None if cut is None else tuple(Interruption(**one) for one in cut),
        }
    )


def measure(
    item: Item,
    transcript: Transcript,
    *,
    activity: Mapping[Speaker, Sequence[Span]] | None = None,
    music: Sequence[Span] = (),
    seconds: float | None = None,
) -> Measures:
    """The measures of a contact.

    ``activity`` is when each speaker was heard, more exact than the turns, where their channels
    are known; ``music`` when hold music was; ``seconds`` how long the recording is.
    """
    turns = transcript.turns
    end = max([seconds or 0.0, *(turn.end for turn in turns)])
    spoken = any(turn.end > turn.start for turn in turns)
    holds = _joined([*music, *_noted_holds(item)])
    known = {turn.speaker for turn in turns} - {"unknown"}
    heard = activity or _heard(turns)
    silences = _silences(heard, holds) if spoken else []
    return Measures(
        talk=_talk(heard) if spoken and known else None,
        overlap_s=_overlap(heard) if spoken and len(known) > 1 else None,
        dead_air=tuple(span for span in silences if span[1] - span[0] >= DEAD_AIR_S),
        longest_silence_s=_longest(silences) if spoken else None,
        holds=tuple(holds),
        transfers=tuple(_times(item, "transfer")),
        interruptions=tuple(_interruptions(turns)) if spoken and known else None,
        pace_wpm=_pace(turns) if spoken else {},
        turns=_counts(turns),
        first_response_s=_first_response(turns, spoken),
        response_s=None if spoken else _responses(turns),
        seconds=round(end, 2),
        spoken=spoken,
    )


def _times(item: Item, what: str) -> list[float]:
    return sorted(float(one["at"]) for one in item.events if one.get("what") == what)


def _noted_holds(item: Item) -> list[Span]:
    """Holds that a system noted; one without its end counts as the moment it began."""
    noted = [one for one in item.events if one.get("what") == "hold"]
    return [(float(one["at"]), _until(one)) for one in noted]


def _until(event: Mapping[str, Any]) -> float:
    begun = float(event["at"])
    return max(begun, float(event.get("until", begun + float(event.get("seconds", 0.0)))))


def _joined(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that touch made one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _heard(turns: Sequence[Turn]) -> dict[Speaker, list[Span]]:
    heard: dict[Speaker, list[Span]] = {}
    for turn in turns:
        if turn.end > turn.start:
            heard.setdefault(turn.speaker, []).append((turn.start, turn.end))
    return {speaker: _joined(spans) for speaker, spans in heard.items()}


def _length(spans: Iterable[Span]) -> float:
    return sum(end - start for start, end in spans)


def _talk(heard: Mapping[Speaker, Sequence[Span]]) -> dict[str, float]:
    lengths = {speaker: _length(spans) for speaker, spans in heard.items()}
    whole = sum(lengths.values())
    return {speaker: round(length / whole, 4) for speaker, length in lengths.items() if whole}


def _overlap(heard: Mapping[Speaker, Sequence[Span]]) -> float:
    """How long more than one spoke at once: what is heard less what it covers."""
    every = [span for spans in heard.values() for span in spans]
    return round(_length(every) - _length(_joined(every)), 2)


def _silences(heard: Mapping[Speaker, Sequence[Span]], holds: Sequence[Span]) -> list[Span]:
    """Where nobody speaks between the first word and the last, outside holds."""
    busy = _joined([*(span for spans in heard.values() for span in spans), *holds])
    first = min((spans[0][0] for spans in heard.values() if spans), default=0.0)
    last = max((spans[-1][1] for spans in heard.values() if spans), default=0.0)
    return [
        (round(end, 2), round(start, 2))
        for (_, end), (start, _) in pairwise(busy)
        if first <= end and start <= last
    ]


def _longest(spans: Sequence[Span]) -> float:
    return round(max((end - start for start, end in spans), default=0.0), 2)


def _interruptions(turns: Sequence[Turn]) -> Iterable[Interruption]:
    for number, turn in enumerate(turns[1:], 1):
        before = turns[number - 1]
        if (
            turn.speaker != before.speaker
            and before.end - turn.start >= _MIN_OVERLAP_S
            and turn.start - before.start >= _MIN_SPOKEN_S
            and turn.end > before.end
            and len(_WORD.findall(turn.text)) >= _MIN_WORDS
        ):
            yield Interruption(turn.start, turn.speaker, before.speaker, number)


def _pace(turns: Sequence[Turn]) -> dict[str, float]:
    """Words a minute while they speak, of who says ``_PACE_WORDS`` and more."""
    words: dict[str, int] = {}
    lasted: dict[str, float] = {}
    for turn in turns:
        words[turn.speaker] = words.get(turn.speaker, 0) + turn.text.count(" ") + 1
        lasted[turn.speaker] = lasted.get(turn.speaker, 0.0) + turn.end - turn.start
    return {
        speaker: round(60 * count / lasted[speaker], 1)
        for speaker, count in words.items()
        if count >= _PACE_WORDS and lasted[speaker] > 0
    }


def _counts(turns: Sequence[Turn]) -> dict[str, int]:
    found: dict[str, int] = {}
    for turn in turns:
        found[turn.speaker] = found.get(turn.speaker, 0) + 1
    return found


def _serves(turn: Turn) -> bool:
    return turn.speaker in ("adviser", "assistant")


def _first_response(turns: Sequence[Turn], spoken: bool) -> float | None:
    """Of a call: from its beginning. Of a chat: from the customer's first message."""
    asked = next((turn.start for turn in turns if turn.speaker == "customer"), 0.0)
    since = 0.0 if spoken else asked
    served = next((turn.start for turn in turns if _serves(turn) and turn.start >= since), None)
    return None if served is None else round(served - since, 2)


def _responses(turns: Sequence[Turn]) -> dict[str, float] | None:
    """How long the customer of a chat waited for each answer: median and longest."""
    waits: list[float] = []
    asked: float | None = None
    for turn in turns:
        if turn.speaker == "customer" and asked is None:
            asked = turn.start
        elif _serves(turn) and asked is not None:
            waits.append(turn.start - asked)
            asked = None
    return {"median": round(median(waits), 2), "longest": round(max(waits), 2)} if waits else None
