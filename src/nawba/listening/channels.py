"""Sound files as streams of blocks, whatever they came in: one row per channel, never a whole file.

What lacks or cannot be decoded is known at the end only; then the file is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nawba.domain.hearing import RATE, Samples
from nawba.domain.recordings import Quarantined
from nawba.listening.containers import (
    LONGEST,
    Told,
    ends_in_a_page,
    look,
    opened,
    too_long,
    track,
)

Block = NDArray[np.float32]
"""Shape (channels, samples), in [-1, 1]."""

_MOST_DAMAGED = 0.05  # of the packets


def blocks(
    files: Sequence[str | Path], seconds: float = 10.0, rate: int | None = RATE
) -> Iterator[Block]:
    """The sound of ``files`` at ``rate`` (None: the first file's own), ``seconds`` at a time.

    One file: its channels. Several: one channel of each, the shorter ones with silence at the end.
    Raises Quarantined (as ``look``; also truncated, broken) when the end is reached at the latest.
    """
    told = [look(Path(file)) for file in files]
    wanted = rate or told[0].rate
    size = round(seconds * wanted)
    if len(told) == 1:
        yield from _cut(_decoded(told[0], wanted, mono=False), size)
        return
    yield from _abreast([_cut(_decoded(one, wanted, mono=True), size) for one in told])


def one_channel(
    files: Sequence[str | Path], channel: int, seconds: float, rate: int = RATE
) -> Iterator[Samples]:
    """The same for a single channel, counted from 0."""
    for block in blocks(files, seconds, rate):
        yield np.ascontiguousarray(block[channel])


def _abreast(streams: Sequence[Iterator[Block]]) -> Iterator[Block]:
    """The blocks of each stream as rows of one; a stream that has ended is silent."""
    while pieces := [next(stream, None) for stream in streams]:
        if all(piece is None for piece in pieces):
            return
        longest = max(piece.shape[1] for piece in pieces if piece is not None)
        rows = np.zeros((len(pieces), longest), np.float32)
        for row, piece in zip(rows, pieces, strict=True):
            if piece is not None:
                row[: piece.shape[1]] = piece[0]
        yield rows


def _cut(pieces: Iterator[Block], size: int) -> Iterator[Block]:
    """Pieces of any length as blocks of ``size`` samples, the last one shorter."""
    kept, held = list[Block](), 0
    for piece in pieces:
        kept.append(piece)
        held += piece.shape[1]
        if held >= size:
            whole = np.concatenate(kept, axis=1)
            full = held - held % size
            for start in range(0, full, size):
                yield whole[:, start : start + size]
            kept, held = [whole[:, full:]], held - full
    if held:
        yield np.concatenate(kept, axis=1)


def _decoded(told: Told, rate: int, *, mono: bool) -> Iterator[Block]:
    """The file's sound as it is decoded. Raises Quarantined at its end if some of it lacks."""
    import av

    layout = "mono" if mono or told.channels == 1 else None
    resampler = av.AudioResampler("fltp", layout, rate)
    tally, samples = _Tally(), 0
    with opened(told.path) as container:
        for frame in _frames(container, track(container, told.path), tally):
            for one in resampler.resample(frame):
                samples += one.samples
                if samples > LONGEST * rate:
                    raise too_long(told.path)
                yield _bounded(one.to_ndarray())
        if samples:
            for one in resampler.resample(None):
                samples += one.samples
                yield _bounded(one.to_ndarray())
    _check_whole(told, samples / rate, tally)


def _bounded(sound: NDArray[Any]) -> Block:
    """Within full scale: a file of floats may hold more, and what is no number at all."""
    whole = np.nan_to_num(sound, nan=0.0, posinf=1.0, neginf=-1.0)
    return np.asarray(np.clip(whole, -1.0, 1.0), np.float32)


@dataclass
class _Tally:
    packets: int = 0
    damaged: int = 0


def _frames(container: Any, stream: Any, tally: _Tally) -> Iterator[Any]:
    """What can be decoded; what cannot is counted."""
    import av

    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets, None)
        except av.error.FFmpegError:
            tally.damaged += 1
            return
        if packet is None:
            return
        tally.packets += 1
        try:
            yield from packet.decode()
        except av.error.EOFError:
            return
        except av.error.FFmpegError:
            tally.damaged += 1


def _check_whole(told: Told, seconds: float, tally: _Tally) -> None:
    name = told.path.name
    if not seconds:
        code = "not_audio" if tally.damaged else "empty"
        raise Quarantined(code, f"{name} holds no sound that can be decoded. Copy it again.")
    if tally.damaged > max(1, _MOST_DAMAGED * tally.packets):
        share = f"{tally.damaged} of its {tally.packets} packets cannot be decoded"
        raise Quarantined("broken", f"{name} is damaged: {share}. Copy it again.")
    if told.seconds is not None and told.seconds - seconds > max(0.25, 0.01 * told.seconds):
        raise Quarantined(
            "truncated",
            f"{name} is not whole: it promises {told.seconds:.1f} s and holds {seconds:.1f} s. "
            "Copy it again from its recorder.",
        )
    if told.format == "ogg" and ends_in_a_page(told.path):
        raise Quarantined("truncated", f"{name}: its last page is cut off. Copy it again.")
