"""Sound for tests, made here: voices that are no words, music, and files of every kind."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float64]
"""Shape (channels, samples) or (samples,)."""


def write_sound(
    path: Path, sound: Sound, rate: int = 8000, codec: str = "pcm_s16le", form: str | None = None
) -> Path:
    """``sound`` encoded; MP3, Opus and AAC want 16 kHz and more."""
    import av

    rows = np.atleast_2d(sound)
    layout = {1: "mono", 2: "stereo", 3: "3c"}[len(rows)]
    whole = np.ascontiguousarray((rows.T.reshape(1, -1) * 32_767).astype(np.int16))
    with av.open(str(path), "w", format=form) as container:
        stream = container.add_stream(codec, rate=rate, layout=layout)
        frame = av.AudioFrame.from_ndarray(whole, format="s16", layout=layout)
        frame.sample_rate = rate
        context = stream.codec_context
        as_wanted = av.AudioResampler(
            context.format.name, layout, stream.rate, frame_size=context.frame_size or 1024
        )
        for piece in [*as_wanted.resample(frame), *as_wanted.resample(None)]:
            container.mux(stream.encode(piece))
        container.mux(stream.encode(None))
    return path


def read_sound(path: Path) -> tuple[Sound, int]:
    import av

    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        planar = av.AudioResampler("fltp", None, stream.codec_context.sample_rate)
        pieces = [
            one.to_ndarray() for frame in container.decode(stream) for one in planar.resample(frame)
        ]
        return np.concatenate(pieces, axis=1).astype(float), stream.codec_context.sample_rate


def voice(
    seconds: float, rate: int = 8000, pitch: float = 140.0, pace: float = 4.0, seed: int = 1
) -> Sound:
    """What has the pitch and the pace of speech and says nothing: a buzz that glides, in syllables
    of changing colour."""
    generator = np.random.default_rng(seed)
    time = np.arange(round(seconds * rate)) / rate
    marks = np.arange(0, seconds + 1, 1 / pace)
    glide = np.interp(time, marks, pitch * generator.uniform(0.8, 1.25, len(marks)))
    phase = 2 * np.pi * np.cumsum(glide) / rate
    sound = np.zeros_like(time)
    for number in range(1, int(3400 / pitch)):
        colour = np.interp(time, marks, generator.uniform(0, 1, len(marks)))
        sound += colour * np.sin(number * phase) / number
    syllables = np.interp(time, marks, generator.uniform(0.5, 1.0, len(marks)))
    beat = np.clip(np.sin(2 * np.pi * pace * time), 0, 1) * syllables
    return 0.3 * sound / np.abs(sound).max() * beat + 1e-4 * generator.standard_normal(len(time))


def music(seconds: float, rate: int = 8000, seed: int = 2) -> Sound:
    """Chords of one second each."""
    generator = np.random.default_rng(seed)
    time = np.arange(round(seconds * rate)) / rate
    sound = np.zeros_like(time)
    for start in np.arange(0, seconds, 1.0):
        inside = (time >= start) & (time < start + 1.0)
        for note in generator.choice(np.arange(48, 76), 3, replace=False):
            tone = 440 * 2 ** ((note - 69) / 12) * 2 * np.pi * time[inside]
            sound[inside] += sum(np.sin(k * tone) / k for k in range(1, 5))
    return 0.1 * sound / np.abs(sound).max()
