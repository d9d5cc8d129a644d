"""What passes between the house and a speech model: windows of sound, and the words heard in them.

A window is at most 30 s of one channel, most of it speech: long recordings are cut before, so that
no model ever holds more than it can hear at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nawba.domain.recordings import Word

RATE = 16_000
"""Samples per second of every window."""

LONGEST_WINDOW = 30.0
"""Seconds: what Whisper hears at once."""

Samples = NDArray[np.float32]
"""One channel at ``RATE``, in [-1, 1]."""


@dataclass(frozen=True)
class Phrase:
    """A stretch of a window that was heard as one. Times are seconds from the window's beginning.

    ``words`` are as the model wrote them, with the blanks before them: joined they are ``text``.
    ``confidence`` and ``no_speech`` (that there is none) lie in [0, 1].
    """

    start: float
    end: float
    text: str
    words: tuple[Word, ...] = ()
    confidence: float = 1.0
    no_speech: float = 0.0


@dataclass(frozen=True)
class Heard:
    """What was heard in one window, in which language (ISO 639-1) and how surely that one."""

    language: str
    phrases: tuple[Phrase, ...]
    certainty: float = 1.0
