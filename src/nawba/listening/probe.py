"""What a recording is before anybody listens: its length, channels and faults.

A fault that makes every later claim wrong (cut off, no sound, wrong rate, hours too long) is a
verdict: ``Quarantined``. One that only narrows what can be said (one stream for two speakers, a
silent channel, clipping) is a warning, which later stages read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from nawba.domain.hearing import Samples
from nawba.domain.recordings import Item, Quarantined
from nawba.listening.channels import Block, blocks
from nawba.listening.clock import Clock, read_clock
from nawba.listening.containers import Told, look
from nawba.listening.signals import (
    PACES,
    Span,
    clipped,
    held_notes,
    pace_spectrum,
    pitches,
    quiet_frames,
)
from nawba.listening.stages import Document, Job

VERSION = "3"
SAME = 0.9
"""Correlation of two channels, at the best shift of 25 ms, from which they are one recording."""

_BLOCK = 30.0  # seconds
_SHORTEST_HOLD, _LONGEST_HOLE = 5.0, 3.0  # seconds
_CLIPPED, _SILENT = 0.001, 0.995  # shares from which there is a warning
_FRAMES = 4_096  # samples of one cross spectrum
_VOICED = 100  # frames needed to judge a rate
_JUDGED = 20  # blocks: ten minutes tell enough of the rate


def probe(job: Job) -> Document:
    """The document of stage ``probe``; ``job.item`` is what is probed.

    ``channels``, ``rate`` and ``seconds`` are those of the sound; ``warnings`` are codes
    (docs/listening.md lists them); ``silence`` and ``clipping`` shares per channel; ``hold`` where
    music plays; ``clock`` whether the item's events fit the sound, and ``events`` as they do.
    Raises Quarantined: missing, empty, not_audio, no_sound, truncated, broken, too_long, silent,
    wrong_rate, channels, pair.
    """
    item: Item = job.item
    return _of_text(item) if item.kind == "text" else probe_sound(item)


def _of_text(item: Item) -> dict[str, Any]:
    return {
        "kind": "text", "seconds": None, "channels": 0, "rate": None, "codec": None,
        "warnings": [], "fake_stereo": False, "silence": [], "clipping": [], "hold": [],
        "clock": {"state": "unknown", "offset": 0.0, "rate": 1.0},
        "events": [dict(event) for event in item.events],
    }  # fmt: skip


def probe_sound(item: Item) -> dict[str, Any]:
    """The document of ``probe`` for an item of sound."""
    told = [look(Path(file)) for file in item.files]
    _check_files(item, told)
    heard = _Heard.of(blocks(item.files, _BLOCK, rate=None), told[0].rate)
    if all(share >= _SILENT for share in heard.silence):
        raise Quarantined(
            "silent", "Nothing was recorded: every channel is silent. Look at the recorder."
        )
    _check_rate(heard)
    hold = heard.hold()
    clock = read_clock(item.events, hold, heard.pauses(), heard.seconds)
    return {
        "kind": "audio",
        "seconds": round(heard.seconds, 3),
        "channels": heard.channels,
        "rate": heard.rate,
        "codec": told[0].codec,
        "warnings": sorted({*_of_files(item, told), *_of_heard(heard), *_of_clock(clock)}),
        "fake_stereo": heard.is_fake,
        "silence": [round(share, 4) for share in heard.silence],
        "clipping": [round(share, 6) for share in heard.clipping],
        "hold": [list(span) for span in hold],
        "clock": {"state": clock.state, "offset": clock.offset, "rate": clock.rate},
        "events": [dict(event) for event in clock.events],
    }


def _check_files(item: Item, told: Sequence[Told]) -> None:
    if not told:
        raise Quarantined("missing", "The source names no file for this contact.")
    if len(told) == 1 and told[0].channels > 2 and len(item.roles) != told[0].channels:
        raise Quarantined(
            "channels",
            f"{told[0].path.name} has {told[0].channels} channels: say in the manifest's column "
            "roles who speaks on each.",
        )
    lengths = [one.seconds for one in told if one.seconds is not None]
    if len(lengths) > 1 and min(lengths) < 0.5 * max(lengths):
        raise Quarantined(
            "pair",
            f"{' and '.join(one.path.name for one in told)} are no pair: one lasts "
            f"{min(lengths):.0f} s, the other {max(lengths):.0f} s. Pair them anew.",
        )


def _of_files(item: Item, told: Sequence[Told]) -> Iterable[str]:
    if any(one.has_wrong_extension for one in told):
        yield "wrong_extension"
    if any(one.has_video for one in told):
        yield "video"
    if any(one.tracks > 1 for one in told):
        yield "several_tracks"
    channels = len(told) if len(told) > 1 else told[0].channels
    if channels > 1 and len(item.roles) != channels:
        yield "roles_assumed"


def _of_heard(heard: _Heard) -> Iterable[str]:
    if heard.is_fake:
        yield "fake_stereo"
    if any(share >= _SILENT for share in heard.silence):
        yield "silent_channel"
    if any(share >= _CLIPPED for share in heard.clipping):
        yield "clipping"


def _of_clock(clock: Clock) -> Iterable[str]:
    if clock.state in ("corrected", "refused"):
        yield f"clock_{clock.state}"


@dataclass
class _Channel:
    quiet: list[np.ndarray[Any, np.dtype[np.bool_]]] = field(default_factory=list)
    clipped: int = 0
    music: list[Span] = field(default_factory=list)
    pitches: list[Samples] = field(default_factory=list)
    paces: Any = 0.0

    def add(self, sound: Samples, rate: int, at: float, *, judged: bool) -> None:
        self.quiet.append(quiet_frames(sound, rate))
        self.clipped += clipped(sound)
        found = held_notes(sound, rate)
        self.music += [(at + start, at + end) for start, end in found]
        if judged and not found:  # music has a pace and pitches of its own
            self.pitches.append(pitches(sound, rate))
            self.paces = self.paces + pace_spectrum(sound, rate)

    @property
    def speed(self) -> float | None:
        """How much too fast it plays: 2, 0.5, 1 for as it was spoken; None if nobody can tell.

        Only a rate wrong by a factor of two is seen (8 for 16 kHz): both pitch and pace must say
        so. Measured: pitch 143-250 Hz and pace 3.6-4.0 a second where the rate is right, 276-500
        and 4.8-6.4 at twice the speed, 71-125 and 2.6-3.0 at half.
        """
        found = np.concatenate(self.pitches) if self.pitches else np.zeros(0)
        if len(found) < _VOICED:
            return None
        pitch = float(np.median(found))
        pace = float(np.sum(PACES * self.paces) / max(1e-12, float(np.sum(self.paces))))
        if pitch > 260 and pace > 4.6:
            return 2.0
        return 0.5 if pitch < 130 and pace < 3.2 else 1.0


@dataclass
class _Heard:
    """What one pass over the sound leaves: a few numbers per second at most."""

    rate: int
    samples: int = 0
    kept: list[_Channel] = field(default_factory=list)
    cross: Any = 0.0
    powers: Any = 0.0

    @classmethod
    def of(cls, pieces: Iterable[Block], rate: int) -> _Heard:
        heard = cls(rate)
        for number, block in enumerate(pieces):
            heard.kept = heard.kept or [_Channel() for _ in block]
            for channel, sound in zip(heard.kept, block, strict=True):
                channel.add(sound, rate, heard.seconds, judged=number < _JUDGED)
            heard._compare(block)
            heard.samples += block.shape[1]
        return heard

    def _compare(self, block: Block) -> None:
        if len(block) != 2 or (count := block.shape[1] // _FRAMES) == 0:
            return
        frames = block[:, : count * _FRAMES].reshape(2, count, _FRAMES)
        spectra = np.fft.rfft(frames - frames.mean(axis=2, keepdims=True), axis=2)
        self.cross = self.cross + np.sum(np.conj(spectra[0]) * spectra[1], axis=0)
        self.powers = self.powers + np.sum(np.fft.irfft(np.abs(spectra) ** 2, axis=2)[..., 0], 1)

    @property
    def seconds(self) -> float:
        return self.samples / self.rate

    @property
    def channels(self) -> int:
        return len(self.kept)

    @property
    def silence(self) -> list[float]:
        return [float(np.mean(np.concatenate(one.quiet))) for one in self.kept]

    @property
    def clipping(self) -> list[float]:
        return [one.clipped / max(1, self.samples) for one in self.kept]

    @property
    def is_fake(self) -> bool:
        """Whether both channels are one recording, perhaps louder, inverted or a little later."""
        if self.channels != 2 or np.min(self.powers) <= 0:
            return False
        shifts = np.fft.irfft(self.cross)
        reach = round(0.025 * self.rate)
        near = np.concatenate([shifts[: reach + 1], shifts[-reach:]])
        return bool(np.max(np.abs(near)) / np.sqrt(np.prod(self.powers)) >= SAME)

    def hold(self) -> list[Span]:
        """Stretches of music on any channel, of 5 s at least."""
        spans = _joined(span for channel in self.kept for span in channel.music)
        return [(round(a, 1), round(b, 1)) for a, b in spans if b - a >= _SHORTEST_HOLD]

    def pauses(self) -> list[Span]:
        """Stretches of 5 s and more in which every channel is silent."""
        rows = [np.concatenate(one.quiet) for one in self.kept]
        edges = np.flatnonzero(np.diff(np.pad(np.logical_and.reduce(rows).astype(int), 1)))
        spans = [(start / 50, end / 50) for start, end in edges.reshape(-1, 2).tolist()]
        return [span for span in spans if span[1] - span[0] >= _SHORTEST_HOLD]


def _joined(spans: Iterable[Span]) -> list[Span]:
    found = list[Span]()
    for start, end in sorted(spans):
        if found and start - found[-1][1] <= _LONGEST_HOLE:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _check_rate(heard: _Heard) -> None:
    speeds = {one.speed for one in heard.kept} - {None}
    if len(speeds) != 1 or speeds == {1.0}:
        return
    speed = float(next(iter(speeds)) or 1.0)
    is_meant = round(heard.rate / speed)
    pace = "twice" if speed > 1 else "half"
    raise Quarantined(
        "wrong_rate",
        f"The file says {heard.rate} samples a second, but its speech sounds like {is_meant}: it "
        f"plays {pace} as fast as it was said. Mend its header.",
    )
