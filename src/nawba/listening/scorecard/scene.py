"""A contact laid out in moments: when each cue of a scorecard was heard or happened, and by whom.

The turns are read once, for all cues together; conditions then only compare moments.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from nawba.domain.recordings import Item, Quote, Speaker, Transcript, Turn
from nawba.listening.measures import Measures
from nawba.listening.scorecard.document import Cue, Scorecard
from nawba.listening.spotting import Spotter

_WORD = re.compile(r"\S+")
_ALIKE = {"ar": ("ar", "ary"), "ary": ("ary", "ar")}
"""Who speaks Darija uses phrases of standard Arabic too, and transcribers call both Arabic."""

Place = tuple[float, int, int]
"""Seconds, turn, character: moments in the order in which they came."""


@dataclass(frozen=True)
class Contact:
    """What questions are answered from. The transcript is the redacted one."""

    item: Item
    transcript: Transcript
    measures: Measures


@dataclass(frozen=True)
class Moment:
    """``speaker`` is None for what nobody said; its ``turn`` is then -1 and it has no quote."""

    start: float
    end: float
    speaker: Speaker | None = None
    turn: int = -1
    quote: Quote | None = None

    @property
    def place(self) -> Place:
        return self.start, self.turn, self.quote.start if self.quote else -1


class Scene:
    """The moments of one contact for the cues of one scorecard."""

    def __init__(self, scorecard: Scorecard, contact: Contact) -> None:
        self.contact, self._cues = contact, scorecard.cue
        turns = contact.transcript.turns
        self.begins = turns[0].start if turns else 0.0
        self.ends = max((turn.end for turn in turns), default=0.0)
        self.speakers = {turn.speaker for turn in turns}
        self._numbers: dict[int, tuple[int, int]] | None = None
        self._said = _said(scorecard, turns)

    def moments(self, name: str, by: str = "") -> list[Moment]:
        """When the cue ``name`` was met, ``by`` whom it is asked for, in order."""
        cue = self._cues[name]
        if not cue.said:
            return self._noted(cue)
        wanted = by or cue.by
        found = self._said.get(name, [])
        return [one for one in found if wanted in ("anyone", one.speaker)]

    def can_tell(self, name: str, by: str = "") -> bool:
        """Whether not having met ``name`` means anything: its phrases are known in the language
        spoken, and it is known who spoke."""
        cue = self._cues[name]
        if not cue.said:
            return self._can_tell_noted(cue)
        language = self.contact.transcript.language
        has_words = any(code in cue.said for code in _ALIKE.get(language, (language,)))
        knows_who = (by or cue.by) == "anyone" or "unknown" not in self.speakers
        return has_words and knows_who

    def has(self, name: str) -> bool:
        """Whether the scorecard has a cue of this name."""
        return name in self._cues

    def knows(self, name: str) -> bool:
        """Whether it has, and not having met it means something here."""
        return self.has(name) and self.can_tell(name)

    def numbers(self, turn: int) -> tuple[int, int]:
        """Which turn of its speaker it is, from the first and from the last, counted from 1."""
        if self._numbers is None:
            self._numbers = _numbered(self.contact.transcript)
        return self._numbers[turn]

    def _can_tell_noted(self, cue: Cue) -> bool:
        if cue.event:
            return bool(self.contact.item.events)
        return cue.happened != "interruption" or self.contact.measures.interruptions is not None

    def _noted(self, cue: Cue) -> list[Moment]:
        if cue.event:
            return sorted(_events(self.contact.item, cue.event), key=lambda one: one.place)
        return list(_happened(self.contact.measures, cue.happened))


@dataclass
class _Last:
    """What a process worked with last: stages of one contact, one after the other, share it."""

    scorecard: Scorecard | None = None
    spotter: Spotter | None = None
    turns: tuple[Turn, ...] = ()
    said: dict[str, list[Moment]] = field(default_factory=dict)


_last = threading.local()


def _said(scorecard: Scorecard, turns: tuple[Turn, ...]) -> dict[str, list[Moment]]:
    """The moments of the cues that are said, from the turns or from the stage before."""
    last: _Last = getattr(_last, "of", None) or _Last()
    if last.scorecard is scorecard and last.turns == turns:
        return last.said
    spotter = last.spotter if last.scorecard is scorecard else None
    spotter = spotter or Spotter({name: cue.phrases for name, cue in scorecard.cue.items()})
    said: dict[str, list[Moment]] = {}
    for cue, moment in _heard(spotter, turns):
        said.setdefault(cue, []).append(moment)
    _last.of = _Last(scorecard, spotter, turns, said)
    return said


def _heard(spotter: Spotter, turns: Sequence[Turn]) -> Iterator[tuple[str, Moment]]:
    for number, turn in enumerate(turns):
        for hit in spotter.spot(turn.text):
            quote = Quote(number, hit.start, hit.end, turn.text[hit.start : hit.end])
            start, end = span_of(turn, hit.start, hit.end)
            yield hit.cue, Moment(start, end, turn.speaker, number, quote)


def span_of(turn: Turn, start: int, end: int) -> tuple[float, float]:
    """Seconds at which the characters from ``start`` to ``end`` of a turn were said.

    From the times of its words where they are known, else as if it was spoken evenly.
    """
    words = turn.words
    before = len(_WORD.findall(turn.text[:start]))
    inside = max(1, len(_WORD.findall(turn.text[start:end])))
    if before + inside <= len(words):
        return words[before].start, words[before + inside - 1].end
    rate = (turn.end - turn.start) / max(1, len(turn.text))
    return round(turn.start + start * rate, 2), round(turn.start + end * rate, 2)


def _numbered(transcript: Transcript) -> dict[int, tuple[int, int]]:
    of: dict[Speaker, list[int]] = {}
    for number, turn in enumerate(transcript.turns):
        of.setdefault(turn.speaker, []).append(number)
    return {
        number: (place + 1, len(own) - place)
        for own in of.values()
        for place, number in enumerate(own)
    }


def _events(item: Item, what: str) -> Iterator[Moment]:
    for event in item.events:
        if event.get("what") == what:
            at = float(event["at"])
            yield Moment(at, at)


def _happened(measures: Measures, what: str) -> Iterator[Moment]:
    if what == "interruption":
        for one in measures.interruptions or ():
            yield Moment(one.at, one.at, one.by, one.turn)
        return
    spans: Mapping[str, Any] = {
        "hold": measures.holds,
        "dead_air": measures.dead_air,
        "transfer": tuple((at, at) for at in measures.transfers),
    }
    for start, end in spans[what]:
        yield Moment(start, end)
