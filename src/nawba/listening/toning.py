"""The file that a player may play: the recording with tones where personal data was said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from nawba.listening.channels import Block, blocks
from nawba.listening.containers import look
from nawba.listening.signals import Span

MOST_PEAKS = 4_000
_FINEST = 0.05  # seconds of a peak at least
_HIGHEST = 16_000  # samples a second: enough for speech, and half the room
_TONE, _LEVEL = 400.0, 0.03  # Hz, and its height: heard, and not loud
_BLOCK = 30.0  # seconds


def write_redacted(files: Sequence[str], tones: Sequence[Span], target: Path) -> dict[str, Any]:
    """Write the sound of ``files`` to ``target`` as FLAC, with its channels, ``tones`` replaced.

    Returns its outline: ``seconds``, ``step`` (seconds of a peak) and ``channels``, for each the
    highest level of every step in [0, 1]. At most 16 kHz; no more than a block is held.
    """
    rate = min(_HIGHEST, look(Path(files[0])).rate)
    outline = _Outline(rate)
    _write(_toned(blocks(files, _BLOCK, rate), tones, rate, outline), rate, target)
    return outline.document()


def _toned(
    pieces: Iterable[Block], tones: Sequence[Span], rate: int, outline: _Outline
) -> Iterator[Block]:
    at = 0
    for piece in pieces:
        block = piece.copy()
        for start, end in tones:
            low = max(0, int(start * rate) - at)
            high = min(block.shape[1], int(np.ceil(end * rate)) - at)
            if low < high:
                time = np.arange(at + low, at + high) / rate
                block[:, low:high] = _LEVEL * np.sin(2 * np.pi * _TONE * time)
        outline.add(block)
        yield block
        at += block.shape[1]


def _write(pieces: Iterable[Block], rate: int, target: Path) -> None:
    import av

    with av.open(str(target), "w", format="flac") as container:
        stream: Any = None
        for block in pieces:
            if stream is None:
                stream = container.add_stream("flac", rate=rate, layout=_layout(block))
            frame = av.AudioFrame.from_ndarray(
                _integers(block), format="s16", layout=_layout(block)
            )
            frame.sample_rate = rate
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode(None) if stream else ():
            container.mux(packet)


def _layout(block: Block) -> str:
    return {1: "mono", 2: "stereo"}.get(len(block), f"{len(block)}c")


def _integers(block: Block) -> Any:
    """As FLAC takes it: 16 bits, the channels' samples in turn."""
    whole = np.clip(np.rint(block.T * 32_767), -32_768, 32_767).astype(np.int16)
    return np.ascontiguousarray(whole.reshape(1, -1))


class _Outline:
    """The highest level of each 50 ms while it goes by, then of as long as 4,000 peaks allow."""

    def __init__(self, rate: int) -> None:
        self._rate, self._size, self._samples = rate, round(rate * _FINEST), 0
        self._left: Any = None
        self._peaks: list[Any] = []

    def add(self, block: Block) -> None:
        self._samples += block.shape[1]
        whole = block if self._left is None else np.concatenate([self._left, block], axis=1)
        full = whole.shape[1] // self._size * self._size
        steps = np.abs(whole[:, :full]).reshape(len(whole), -1, self._size)
        self._peaks.append(steps.max(axis=2))
        self._left = whole[:, full:]

    def document(self) -> dict[str, Any]:
        if self._left is not None and self._left.shape[1]:
            self._peaks.append(np.abs(self._left).max(axis=1, keepdims=True))
        peaks = np.concatenate(self._peaks, axis=1) if self._peaks else np.zeros((0, 0))
        times = max(1, -(-peaks.shape[1] // MOST_PEAKS))
        padded = np.pad(peaks, ((0, 0), (0, -peaks.shape[1] % times)))
        coarse = padded.reshape(len(peaks), -1, times).max(axis=2)
        return {
            "seconds": round(self._samples / self._rate, 3),
            "step": round(_FINEST * times, 3),
            "channels": [[round(float(peak), 3) for peak in row] for row in coarse],
        }
