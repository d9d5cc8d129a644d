"""The speech model's twin without weights: it says its script, a word for each bit of sound.

For tests and benches that need words at places and not what a voice says: the same windows give
the same words on every machine, at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from nawba.domain.errors import Invalid
from nawba.domain.hearing import LONGEST_WINDOW, RATE, Heard, Phrase, Samples
from nawba.domain.recordings import Word

Script = Callable[[Samples], str]
"""What is said in a window of sound."""


class ScriptedTranscriber:
    """A ``Transcribe``: each window says what ``script`` makes of it, spread evenly over what of it
    is not silent; ``language`` is what is heard when none is forced."""

    def __init__(self, script: Script | str, language: str = "fr", confidence: float = 0.9) -> None:
        self.name = "scripted"
        self._script = (lambda _: script) if isinstance(script, str) else script
        self._language, self._confidence = language, confidence

    def __call__(self, windows: Sequence[Samples], language: str = "") -> list[Heard]:
        return [Heard(language or self._language, self._phrases(one), 0.9) for one in windows]

    def _phrases(self, window: Samples) -> tuple[Phrase, ...]:
        if len(window) > LONGEST_WINDOW * RATE:
            raise Invalid(f"A window has {len(window) / RATE:.1f} s, 30 at most.")
        loud = np.flatnonzero(np.abs(window) > 1e-3)
        words = self._script(window).split() if len(loud) else []
        if not words:
            return ()
        start, end = float(loud[0]) / RATE, float(loud[-1]) / RATE
        edges = np.linspace(start, end, len(words) + 1).round(2).tolist()
        told = tuple(
            Word(low, high, f" {word}", self._confidence)
            for low, high, word in zip(edges, edges[1:], words, strict=False)
        )
        text = "".join(word.text for word in told)
        return (Phrase(start, end, text, told, self._confidence),)
