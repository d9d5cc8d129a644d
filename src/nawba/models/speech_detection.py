"""Where somebody speaks: Silero VAD version 6, from the file that faster-whisper ships.

Sound comes in blocks of minutes; each is judged on its own, and what touches the seam of two is
joined. 0.1 ms of one core for 32 ms of sound; a second's uncertainty at a seam costs nothing,
because what is cut off is joined again.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from nawba.domain.errors import NotFound
from nawba.domain.hearing import RATE, Samples
from nawba.models.registry import JOINED, place_of, weight

Span = tuple[float, float]
"""Seconds from the beginning, start and end."""

STEP = 512 / RATE  # seconds that one probability stands for
_SPEECH, _SILENCE = 0.5, 0.35  # hysteresis: what begins speech, what may end it
_SHORTEST, _LONGEST_GAP, _PAD = 0.1, 0.3, 0.1  # seconds


class SpeechDetector:
    """Raises NotFound or WeightRefused at the first call if the file is missing or altered."""

    def __init__(self, folder: Path | None = None, joined: Path = JOINED) -> None:
        self._folder, self._joined = folder, joined
        self._lock = threading.Lock()
        self._model: Any = None

    def __call__(self, blocks: Iterable[Samples]) -> list[Span]:
        """Where there is speech in the sound that ``blocks`` make up, in order, apart by 0.3 s.

        A word of 0.1 s counts; 0.1 s around speech belong to it.
        """
        found, seconds = list[Span](), 0.0
        for block in blocks:
            found += [(seconds + a, seconds + b) for a, b in spans_of(self._probabilities(block))]
            seconds += len(block) / RATE
        return _padded(_long_enough(_bridged(found)), seconds)

    def _probabilities(self, block: Samples) -> Samples:
        whole = np.pad(block, (0, -len(block) % 512 or 0))
        if not len(whole):
            return np.zeros(0, np.float32)
        with self._lock:
            told: Samples = np.ravel(self._loaded()(whole))
        return told

    def _loaded(self) -> Any:
        if self._model is None:
            place = place_of(_entry(), self._folder, self._joined)
            from faster_whisper.vad import SileroVADModel

            self._model = SileroVADModel(str(place / "silero_vad_v6.onnx"))
        return self._model


def _entry() -> Any:
    try:
        import faster_whisper  # noqa: F401
    except ImportError:
        raise NotFound(
            "Nothing here can tell speech from silence. Run `make listening`, or "
            '`pip install "nawba[listening]"`.'
        ) from None
    return weight("silero-vad-v6")


def spans_of(probabilities: Samples) -> Iterator[Span]:
    """Stretches that begin surely and last while there may be speech, in seconds."""
    begun: int | None = None
    for place, probability in enumerate(probabilities.tolist()):
        if begun is None and probability >= _SPEECH:
            begun = place
        elif begun is not None and probability < _SILENCE:
            yield begun * STEP, place * STEP
            begun = None
    if begun is not None:
        yield begun * STEP, len(probabilities) * STEP


def _bridged(spans: Iterable[Span]) -> Iterator[Span]:
    last: Span | None = None
    for span in spans:
        if last is not None and span[0] - last[1] <= _LONGEST_GAP:
            last = (last[0], span[1])
            continue
        if last is not None:
            yield last
        last = span
    if last is not None:
        yield last


def _long_enough(spans: Iterable[Span]) -> Iterator[Span]:
    return (span for span in spans if span[1] - span[0] >= _SHORTEST)


def _padded(spans: Iterable[Span], seconds: float) -> list[Span]:
    return [(round(max(0.0, a - _PAD), 2), round(min(seconds, b + _PAD), 2)) for a, b in spans]
