"""What a file without an extension is, by its first bytes: recorders often name none."""

from __future__ import annotations

import re
from typing import Literal

Kind = Literal["audio", "text"]

LENGTH = 16
_TEXT = re.compile(rb"(\xef\xbb\xbf)?\s*\{")
_SOUND = re.compile(
    rb"RIFF....(WAVE|AVI )|riff\x2e\x91\xcf\x11|fLaC|OggS|ID3|#!AMR|FORM....AIF[FC]|\.snd|caff"
    rb"|....ftyp|\x1a\x45\xdf\xa3|\x30\x26\xb2\x75"  # MP4, Matroska, ASF
    rb"|\xff[\xe2-\xfd]",  # a frame of MPEG or AAC; \xff\xfe begins UTF-16
    re.DOTALL,
)


def kind_of(first: bytes) -> Kind | None:
    """``first`` are the first ``LENGTH`` bytes; None: neither a known sound nor JSON lines."""
    if _TEXT.match(first):
        return "text"
    return "audio" if _SOUND.match(first) else None
