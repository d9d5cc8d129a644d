"""Where somebody speaks on each channel; music while on hold is nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from nawba.domain.recordings import Item
from nawba.listening.channels import one_channel
from nawba.listening.signals import Span
from nawba.listening.stages import Document, Job
from nawba.models.speech_detection import SpeechDetector

VERSION = "1"

_BLOCK = 300.0  # seconds judged at once: 19 MB


def detect_speech(job: Job) -> Document:
    """The document of stage ``speech``: ``channels``, each a list of [start, end] in seconds.

    Reads the document of ``probe``. Fake stereo has one channel. Text has none: its turns tell.
    """
    item, probe = job.item, job.given["probe"]
    if item.kind == "text":
        return {"channels": []}
    detect = detector(job.options.models_folder)
    hold = [(start, end) for start, end in probe["hold"]]
    found = [
        list(without(detect(one_channel(item.files, channel, _BLOCK)), hold))
        for channel in range(heard_channels(probe))
    ]
    return {"channels": [[list(span) for span in spans] for spans in found]}


def heard_channels(probe: dict[str, Any]) -> int:
    """How many channels are listened to: one where the others say the same."""
    return 1 if probe["fake_stereo"] else int(probe["channels"])


def speakers_of(item: Item, channels: int) -> tuple[str, ...]:
    """Who speaks on each of the channels that are listened to.

    Two without roles: the adviser first, as the manifest's order is (and a warning says so). One
    alone is ``unknown`` unless its role was told: two people may speak on it.
    """
    if len(item.roles) == channels and (channels > 1 or len(item.files) == 1):
        return tuple(item.roles)
    return ("adviser", "customer") if channels == 2 else ("unknown",) * channels


def without(spans: Iterable[Span], cut: Iterable[Span]) -> Iterator[Span]:
    """The spans less what lies in ``cut``; both in order."""
    taken = sorted(cut)
    for start, end in spans:
        at = start
        for hole_start, hole_end in taken:
            if hole_end <= at or hole_start >= end:
                continue
            if hole_start > at:
                yield at, hole_start
            at = hole_end
        if at < end:
            yield at, end


@cache
def detector(folder: Path | None) -> SpeechDetector:
    """One per process: it loads once."""
    return SpeechDetector(folder)
