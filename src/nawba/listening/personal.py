"""Which characters of which turns are personal, read as a conversation is: across its turns.

A number is dictated in pieces, with the other's "yes" between; the digits after "and the code on
the back?" are a card's although their turn does not say so. What one speaker says in a row is
therefore read as one text, and the privacy room's reading of a conversation is asked on top.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from nawba.domain.recordings import Turn
from nawba.domain.words import CustomerDetails
from nawba.privacy.characters import visible
from nawba.privacy.masking import Before, mask_codes, may_be_masked, may_go_on
from nawba.privacy.personal.reading import readings_shared
from nawba.privacy.redaction import mark

_FEW = 4  # words of the other that do not end what is dictated ("yes, go on")
_LONGEST = 1_500  # characters read as one text
_BEFORE = 4  # turns that may hold the beginning of a card's number


@dataclass(frozen=True)
class Mark:
    """``placeholder`` stands for the characters of turn ``turn`` from ``start`` to ``end``."""

    turn: int
    start: int
    end: int
    placeholder: str

    @property
    def kind(self) -> str:
        return self.placeholder.strip("[]").rpartition("_")[0]


@dataclass
class _Group:
    """Turns of one speaker that are read as one text, and where each begins in it."""

    speaker: str
    places: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    text: str = ""

    def add(self, place: int, text: str) -> None:
        self.text = f"{self.text} " if self.text else ""
        self.places.append(place)
        self.starts.append(len(self.text))
        self.text += text


def cleaned(turns: Sequence[Turn]) -> list[Turn]:
    """The turns in one encoding, without characters that hide others: offsets are of these."""
    return [_cleaned(turn) for turn in turns]


def _cleaned(turn: Turn) -> Turn:
    text = visible(turn.text)
    if text == turn.text and not turn.words:
        return turn
    words = tuple(replace(word, text=visible(word.text)) for word in turn.words)
    return replace(turn, text=text, words=words)


def marks_of(turns: Sequence[Turn], details: CustomerDetails | None = None) -> list[Mark]:
    """What is personal in ``turns`` (as ``cleaned`` gives them), in order, never overlapping.

    The same value has the same placeholder in the whole conversation. ``details`` are what the
    house knows of the customer.
    """
    with readings_shared():
        return _marks_of(turns, details)


def _marks_of(turns: Sequence[Turn], details: CustomerDetails | None) -> list[Mark]:
    groups = list(_groups(turns))
    found = [
        mark
        for group, read in zip(groups, mark([one.text for one in groups], details), strict=True)
        for mark in _of_turns(group, read.marks, turns)
    ]
    whole = _codes(turns, {mark.turn for mark in found if mark.kind in ("CARD", "CVV")})
    kept = [mark for mark in found if mark.turn not in whole]
    kept += [Mark(turn, 0, len(turns[turn].text), kind) for turn, kind in whole.items()]
    return sorted(kept, key=lambda mark: (mark.turn, mark.start))


def _groups(turns: Sequence[Turn]) -> Iterator[_Group]:
    open_groups = dict[str, _Group]()
    for place, turn in enumerate(turns):
        for speaker in [one for one in open_groups if one != turn.speaker]:
            if len(turn.text.split()) > _FEW:
                yield open_groups.pop(speaker)
        group = open_groups.setdefault(turn.speaker, _Group(turn.speaker))
        if len(group.text) + len(turn.text) > _LONGEST and group.places:
            yield open_groups.pop(turn.speaker)
            group = open_groups.setdefault(turn.speaker, _Group(turn.speaker))
        group.add(place, turn.text)
    yield from open_groups.values()


def _of_turns(
    group: _Group, marks: Sequence[tuple[int, int, str]], turns: Sequence[Turn]
) -> Iterator[Mark]:
    """What was marked in a group's text, in the turns that it touches."""
    for start, end, placeholder in marks:
        for place, at in zip(group.places, group.starts, strict=True):
            low, high = max(start - at, 0), min(end - at, len(turns[place].text))
            if low < high:
                yield Mark(place, low, high, placeholder)


def _codes(turns: Sequence[Turn], known: set[int]) -> dict[int, str]:
    """Turns that hold (part of) a card's number or code only as an answer: masked whole."""
    found = dict[int, str]()
    for place in may_be_masked([turn.text for turn in turns]):
        turn = turns[place]
        if place in known or not may_go_on(turn.text):
            continue
        earlier = range(max(0, place - _BEFORE), place)
        before = [Before(turns[one].text, turns[one].speaker == turn.speaker) for one in earlier]
        masked = mask_codes(turn.text, before)
        if masked.kinds:
            kind = f"[{masked.kinds[0]}_0]"
            found |= {place: kind} | {earlier[one]: kind for one in masked.earlier}
    return found
