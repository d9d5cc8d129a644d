"""What a stretch of sound is like, from its numbers alone: loud, clipped, held notes, how fast.

Everything here is measured, not learned; where each fails is said at each.
"""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from nawba.domain.hearing import Samples

Span = tuple[float, float]
"""Seconds, start and end."""

Rows = NDArray[np.float32]

QUIET = 10 ** (-55 / 20)
"""Root mean square of a frame that counts as silence: -55 dB of full scale."""

_FULL = 0.97  # of full scale: G.711 ends at 0.98
_HELD = 0.25  # music 0.28-0.68, speech up to 0.18, babble 0.04 (docs/decisions/034)
_WINDOW, _LOUD = 3.0, -50.0  # seconds; dB
_FRAME, _HOP, _LATER = 0.064, 0.032, 4  # seconds, seconds, hops


def quiet_frames(sound: Samples, rate: int) -> NDArray[np.bool_]:
    """For each 20 ms whether it is silent; a constant (an offset of the recorder) is no sound."""
    size = rate // 50
    frames = sound[: len(sound) // size * size].reshape(-1, size)
    return np.asarray(np.std(frames, axis=1) < QUIET)


def clipped(sound: Samples) -> int:
    """Samples that stand flat at full scale. Clipping that was turned down later is not seen."""
    flat = np.abs(np.diff(sound)) < 1e-4
    return int(np.count_nonzero(flat & (np.abs(sound[1:]) >= _FULL)))


def held_notes(sound: Samples, rate: int) -> list[Span]:
    """Where music plays: the fine structure of the spectrum lasts.

    A held note keeps its partials, a voice moves its own all the time: the spectrum's logarithm
    less its envelope is compared with that of 128 ms later, over windows of 3 s. It fails on music
    without notes (drums alone), on a singer alone, and it takes a ringing tone for music; a voice
    over music is music where the music is as loud.
    """
    spectra, energy = _fine_structure(sound, rate)
    wide, step = round(_WINDOW / _HOP), round(1.0 / _HOP)
    if len(energy) < wide + _LATER:
        return []
    same, last = _alike(spectra), len(energy) - _LATER - wide + 1
    found = list[Span]()
    for at in range(0, last, step):
        power = energy[at : at + wide]
        level = 10 * np.log10(float(np.mean(power)) + 1e-12)
        loud = np.sqrt(power) > 0.5 * np.mean(np.sqrt(power))
        if level > _LOUD and np.mean(same[at : at + wide][loud]) >= _HELD:
            found.append((at * _HOP, at * _HOP + _WINDOW))
    return found


def _fine_structure(sound: Samples, rate: int) -> tuple[Rows, Rows]:
    """Log spectra of 150-3600 Hz less their envelope, and each frame's mean square."""
    size, hop = round(_FRAME * rate), round(_HOP * rate)
    if len(sound) < size:
        return np.zeros((0, 1), np.float32), np.zeros(0, np.float32)
    frames = sliding_window_view(sound, size)[::hop]
    place = np.fft.rfftfreq(size, 1 / rate)
    told = np.abs(np.fft.rfft(frames * np.hanning(size), axis=1))[:, (place > 150) & (place < 3600)]
    power = np.log(told**2 + 1e-8 * float(np.max(told, initial=0.0)) ** 2 + 1e-12)
    power -= power.mean(axis=1, keepdims=True)
    envelope = _smoothed(power, 9)
    return (power - envelope).astype(np.float32), np.mean(frames**2, axis=1)


def _smoothed(rows: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    padded = np.pad(rows, ((0, 0), (width // 2, width // 2)))
    return np.asarray(sliding_window_view(padded, width, axis=1).mean(axis=-1))


def _alike(rows: Rows) -> Rows:
    now, later = rows[:-_LATER], rows[_LATER:]
    norms = np.sum(now**2, axis=1) * np.sum(later**2, axis=1)
    return np.asarray(np.sum(now * later, axis=1) / np.sqrt(norms + 1e-9))


def pitches(sound: Samples, rate: int) -> Samples:
    """The pitch in Hz of the voiced among loud frames of 80 ms: the first strong peak of the
    autocorrelation between 40 and 700 Hz."""
    size = round(0.08 * rate)
    frames = sound[: len(sound) // size * size].reshape(-1, size)
    level = np.sqrt(np.mean(frames**2, axis=1))
    frames = frames[level > max(QUIET, 0.3 * float(np.percentile(level, 95, axis=0)))]
    window = np.hanning(size)
    low, high = int(rate / 700), min(size, int(rate / 40))
    shape = _autocorrelation(frames * window) / (_autocorrelation(window[None]) + 1e-3)
    found = [_first_peak(row, low, high) for row in shape]
    return np.array([rate / place for place in found if place], np.float32)


def _autocorrelation(frames: NDArray[np.float64]) -> NDArray[np.float64]:
    size = frames.shape[1]
    power = np.abs(np.fft.rfft(frames, 2 * size, axis=1)) ** 2
    raw = np.fft.irfft(power, axis=1)[:, :size]
    return np.asarray(raw / (raw[:, :1] + 1e-12))


def _first_peak(row: NDArray[np.float64], low: int, high: int) -> int:
    top = float(row[low:high].max(initial=0.0))
    if top < 0.6:
        return 0
    place = low + int(np.argmax(row[low:high] >= 0.9 * top))
    while place + 1 < high and row[place + 1] > row[place]:
        place += 1
    return place


def pace_spectrum(sound: Samples, rate: int) -> NDArray[np.float64]:
    """How the loudness rises and falls, as power at each of ``PACES``: speech does so with its
    syllables, 3-5 times a second (Houtgast and Steeneken, 1985)."""
    size = rate // 100
    level = np.sqrt(np.mean(sound[: len(sound) // size * size].reshape(-1, size) ** 2, axis=1))
    if len(level) < _LEVELS or not level.any():
        return np.zeros(len(PACES))
    told = np.log(level + 0.02 * level.max())
    rows = sliding_window_view(told, _LEVELS)[:: _LEVELS // 2]
    rows = (rows - rows.mean(axis=1, keepdims=True)) * np.hanning(_LEVELS)
    power = np.abs(np.fft.rfft(rows, axis=1)) ** 2
    return np.asarray(power.sum(axis=0)[_AT])


_LEVELS = 400
_HERTZ = np.fft.rfftfreq(_LEVELS, 0.01)
_AT = (_HERTZ >= 1) & (_HERTZ <= 20)
PACES = _HERTZ[_AT]
"""Times a second, from 1 to 20."""
