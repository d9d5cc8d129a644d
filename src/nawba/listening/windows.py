"""Speech of one channel in windows that a speech model hears at once, and the way back in time.

A channel of a call is silent half of the time. Its stretches of speech are put side by side with
short pauses between, so that a window of 15 s holds nearly that much speech; a stretch that is
longer is cut where it is quietest. Not 30 s, which Whisper hears at once: of fuller windows it
leaves whole sentences out (docs/decisions/034).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from nawba.domain.hearing import RATE, Samples
from nawba.listening.signals import Span

FULL = 15.0
"""Seconds of a window at most, pauses included."""

_PAUSE = 0.4  # seconds between two stretches
_LOOK_BACK, _FRAME = 6.0, 0.1  # where the quietest place to cut is looked for, and how finely


@dataclass(frozen=True)
class Piece:
    """``seconds`` of the recording from ``source`` stand in the window from ``at``."""

    at: float
    source: float
    seconds: float


@dataclass
class Window:
    pieces: list[Piece] = field(default_factory=list)
    sounds: list[Samples] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def sound(self) -> Samples:
        return np.concatenate(self.sounds)

    def add(self, source: float, sound: Samples) -> None:
        if self.pieces:
            self.sounds.append(np.zeros(round(_PAUSE * RATE), np.float32))
            self.seconds += _PAUSE
        self.pieces.append(Piece(self.seconds, source, len(sound) / RATE))
        self.sounds.append(sound)
        self.seconds += len(sound) / RATE

    def has_room_for(self, seconds: float) -> bool:
        return not self.pieces or self.seconds + _PAUSE + seconds <= FULL

    def place(self, start: float, end: float) -> Span:
        """A stretch of the window in seconds of the recording, within the piece it is in most."""
        middle = (start + end) / 2
        behind = [piece for piece in self.pieces if piece.at <= middle]
        piece = behind[-1] if behind else self.pieces[0]
        low, high = piece.source, piece.source + piece.seconds
        first = min(max(start - piece.at + piece.source, low), high)
        return first, min(max(end - piece.at + piece.source, first), high)


def windows_of(blocks: Iterable[Samples], spans: Sequence[Span]) -> Iterator[Window]:
    """Windows with the speech of ``spans``, from the channel whose sound ``blocks`` are.

    No more than a window and a block are held at a time.
    """
    window = Window()
    for source, sound in _stretches(_Reader(iter(blocks)), spans):
        if not window.has_room_for(len(sound) / RATE):
            yield window
            window = Window()
        window.add(source, sound)
    if window.pieces:
        yield window


def _stretches(reader: _Reader, spans: Sequence[Span]) -> Iterator[tuple[float, Samples]]:
    for start, end in spans:
        at = start
        while end - at > FULL:
            sound = reader.take(at, at + FULL)
            length = _quietest(sound)
            yield at, sound[:length]
            at += length / RATE
        rest = reader.take(at, end)
        if len(rest):
            yield at, rest


def _quietest(sound: Samples) -> int:
    """Where to cut: the middle of the quietest tenth of a second near the end, in samples."""
    size, first = round(_FRAME * RATE), round((FULL - _LOOK_BACK) * RATE)
    tail = sound[first : first + (len(sound) - first) // size * size].reshape(-1, size)
    if not len(tail):
        return len(sound)
    return first + int(np.argmin(np.mean(tail**2, axis=1))) * size + size // 2


class _Reader:
    """Stretches of a stream of blocks, each beginning not before the one taken last."""

    def __init__(self, blocks: Iterator[Samples]) -> None:
        self._blocks, self._held, self._from = blocks, np.zeros(0, np.float32), 0

    def take(self, start: float, end: float) -> Samples:
        first, last = round(start * RATE), round(end * RATE)
        while (
            self._from + len(self._held) < last and (block := next(self._blocks, None)) is not None
        ):
            self._drop(first)
            self._held = np.concatenate([self._held, block])
        self._drop(first)
        return self._held[: max(0, last - self._from)].copy()

    def _drop(self, before: int) -> None:
        gone = min(max(0, before - self._from), len(self._held))
        self._held, self._from = self._held[gone:], self._from + gone
