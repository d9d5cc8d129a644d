"""Speech to words with Whisper on CTranslate2: the packaged model, or a larger one by its folder.

Windows go through in batches, each on its own (nothing heard before is a prompt): a loop in one
window cannot spread into the next, and the same window gives the same words in any company.
Word times come from the attention between sound and text (dynamic time warping, as Whisper's
authors do); they are good to about a fifth of a second.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np

from nawba.domain.errors import Invalid, NotFound
from nawba.domain.hearing import LONGEST_WINDOW, RATE, Heard, Phrase, Samples
from nawba.domain.ports import Transcribe
from nawba.domain.recordings import Word
from nawba.models.registry import JOINED, Weight, place_of, weight

DEFAULT = "whisper-base"
BATCH = 4  # windows at once: more is hardly faster on two cores and takes more memory
BEAM = 5
_HEARD_FOR_LANGUAGE = 3  # windows that are asked which language they are
_PARTS = ("model.bin", "config.json")


def open_transcriber(
    model: str = DEFAULT, folder: Path | None = None, *, joined: Path = JOINED, threads: int = 1
) -> Transcribe:
    """The speech model called ``model``: a weight of the registry, or a folder of one's own.

    A folder holds a Whisper model converted for CTranslate2 (``model.bin``, ``config.json`` …).
    Nothing is read before the first call, which verifies the packaged weights (0.2 s) and loads
    them (0.5 s, 300 MB). Raises NotFound for a folder without a model, or without the packages.
    """
    if find_spec("faster_whisper") is None:
        raise NotFound(
            "Nothing here can hear recordings. Run `make listening`, or "
            '`pip install "nawba[listening]"`; or name an endpoint in transcriber_url.'
        )
    if "/" not in model and not Path(model).is_dir():
        return WhisperTranscriber(weight(model), folder, joined=joined, threads=threads)
    place = Path(model)
    if missing := [name for name in _PARTS if not (place / name).is_file()]:
        raise NotFound(
            f"{place} holds no speech model: {', '.join(missing)} is missing. It takes a Whisper "
            "model converted with ct2-transformers-converter.",
            field="transcriber_model",
        )
    return WhisperTranscriber(place, threads=threads)


class WhisperTranscriber:
    """A ``Transcribe``; safe to call from many threads, which take turns."""

    def __init__(
        self,
        model: Weight | Path,
        folder: Path | None = None,
        *,
        joined: Path = JOINED,
        threads: int = 1,
    ) -> None:
        self.name = model.id if isinstance(model, Weight) else model.name
        self._model, self._folder, self._joined = model, folder, joined
        self._threads, self._lock = threads, threading.Lock()
        self._whisper: Any = None

    def __call__(self, windows: Sequence[Samples], language: str = "") -> list[Heard]:
        batches = [windows[start : start + BATCH] for start in range(0, len(windows), BATCH)]
        with self._lock:
            code, certainty = self._language(windows, language)
            with ThreadPoolExecutor(self._threads) as pool:  # a thread hears a batch by itself
                told = list(pool.map(self._batch, batches, repeat(code)))
        return [Heard(code, tuple(one), certainty) for phrases in told for one in phrases]

    def _language(self, windows: Sequence[Samples], forced: str) -> tuple[str, float]:
        """``forced`` if the model knows it, else what most of the first windows sound like."""
        model = self._loaded()
        if forced in model.supported_languages:
            return forced, 1.0
        sums = dict[str, float]()
        asked = [window for window in windows if len(window)][:_HEARD_FOR_LANGUAGE]
        for window in asked:
            for code, probability in model.detect_language(window)[2]:
                sums[code] = sums.get(code, 0.0) + probability / len(asked)
        return max(sums.items(), key=lambda one: one[1], default=("", 0.0))

    def _batch(self, windows: Sequence[Samples], language: str) -> list[list[Phrase]]:
        """Each window at a whole second of one long sound, so that a phrase tells its window."""
        offsets, sound = _joined(windows)
        clips = [
            {"start": float(at), "end": at + len(window) / RATE}
            for at, window in zip(offsets, windows, strict=True)
        ]
        found: list[list[Phrase]] = [[] for _ in windows]
        told = [place for place, window in enumerate(windows) if len(window)]
        if not told:
            return found
        from faster_whisper import BatchedInferencePipeline

        segments, _ = BatchedInferencePipeline(self._loaded()).transcribe(
            sound,
            language=language,
            clip_timestamps=[clips[place] for place in told],
            batch_size=BATCH,
            beam_size=BEAM,
            without_timestamps=False,
            word_timestamps=True,
            temperature=0.0,
        )
        of_offset = {offsets[place]: place for place in told}
        for segment in segments:
            at = round(segment.seek / 100)
            found[of_offset[at]].append(_phrase(segment, at))
        return found

    def _loaded(self) -> Any:
        if self._whisper is None:
            from faster_whisper import WhisperModel

            place = self._model
            if isinstance(place, Weight):
                place = place_of(place, self._folder, self._joined)
            alone = {"cpu_threads": 1, "num_workers": self._threads}
            self._whisper = WhisperModel(str(place), device="auto", compute_type="int8", **alone)
        return self._whisper


def _joined(windows: Sequence[Samples]) -> tuple[list[int], Samples]:
    """The windows one after the other, each beginning at a whole second."""
    offsets, pieces, at = list[int](), [np.zeros(0, np.float32)], 0
    for window in windows:
        if len(window) > LONGEST_WINDOW * RATE:
            raise Invalid(f"A window has {len(window) / RATE:.1f} s, {LONGEST_WINDOW:.0f} at most.")
        whole = math.ceil(len(window) / RATE)
        offsets.append(at)
        pieces.append(np.pad(window, (0, whole * RATE - len(window))))
        at += whole
    return offsets, np.concatenate(pieces)


def _phrase(segment: Any, at: int) -> Phrase:
    words = tuple(
        Word(
            _round(one.start - at, 2), _round(one.end - at, 2), one.word, _round(one.probability, 3)
        )
        for one in segment.words or ()
    )
    return Phrase(
        start=_round(segment.start - at, 2),
        end=_round(segment.end - at, 2),
        text=segment.text,
        words=words,
        confidence=_round(math.exp(min(0.0, segment.avg_logprob)), 3),
        no_speech=_round(segment.no_speech_prob, 3),
    )


def _round(number: Any, digits: int) -> float:
    """A plain float: some of the model's are NumPy's, which JSON does not take."""
    return round(float(number), digits)
