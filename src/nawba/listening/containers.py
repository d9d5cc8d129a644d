"""What a sound file says of itself, and its opening: nothing else is opened because a file says so.

FFmpeg decodes (through PyAV) only the formats named here and follows no address or file that a
file points to: a playlist named ``call.wav`` is refused. Raw G.711 has no header: its extension
tells the law, and it is 8 kHz mono.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from nawba.domain.errors import NotFound
from nawba.domain.recordings import Quarantined

LONGEST = 6 * 3600.0
"""Seconds: a longer recording is no contact."""

_RAW = {
    **dict.fromkeys((".ulaw", ".ul", ".mulaw", ".pcmu"), "mulaw"),
    **dict.fromkeys((".alaw", ".al", ".pcma"), "alaw"),
}
_FORMATS = "wav,w64,flac,mp3,ogg,aac,amr,aiff,au,caf,mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,asf"
_EXTENSIONS = {
    "wav": (".wav", ".wave"), "flac": (".flac",), "mp3": (".mp3",), "aac": (".aac",),
    "ogg": (".ogg", ".opus", ".oga"), "w64": (".w64",), "amr": (".amr",), "gsm": (".gsm",),
    "aiff": (".aiff", ".aif"), "au": (".au", ".snd"), "caf": (".caf",), "avi": (".avi",),
    "mov": (".mp4", ".m4a", ".mov", ".3gp", ".3g2", ".m4b"), "matroska": (".mkv", ".mka", ".webm"),
    "asf": (".wma", ".wmv", ".asf"), "mulaw": tuple(_RAW), "alaw": tuple(_RAW),
}  # fmt: skip
_BARE = {**_RAW, ".gsm": "gsm"}
"""Without a header: only the name tells. Silence in raw A-law passes for GSM."""

_RATES = range(4_000, 192_001)
_TELLS_LENGTH = frozenset({"wav", "w64", "flac", "aiff", "au", "mov", "matroska", "caf"})
_UNKNOWN_FROM = 0x7FFFF000  # what recorders write that do not know the length yet


@dataclass(frozen=True)
class Told:
    """What a file says of itself. ``seconds`` is None where its format does not tell the length."""

    path: Path
    format: str
    codec: str
    channels: int
    rate: int
    seconds: float | None
    has_video: bool
    tracks: int

    @property
    def has_wrong_extension(self) -> bool:
        extension = self.path.suffix.lower()
        return bool(extension) and extension not in _EXTENSIONS.get(self.format, ())


def look(path: Path) -> Told:
    """What ``path`` is. Raises Quarantined: empty, not_audio, no_sound, too_long, missing."""
    with opened(path) as container:
        stream = track(container, path)
        told = Told(
            path=path,
            format=container.format.name.split(",")[0],
            codec=stream.codec_context.name,
            channels=stream.codec_context.layout.nb_channels,
            rate=stream.codec_context.sample_rate,
            seconds=_length(container, stream, path),
            has_video=any(_is_film(one) for one in container.streams.video),
            tracks=len(container.streams.audio),
        )
    if not told.channels or not told.rate:
        raise Quarantined("not_audio", f"{path.name} tells no channels or no rate. Copy it again.")
    if told.rate not in _RATES:
        raise Quarantined(
            "wrong_rate",
            f"{path.name} says {told.rate} samples a second; {_RATES[0]} to {_RATES[-1]} are "
            "heard. Mend its header.",
        )
    if told.seconds is not None and told.seconds > LONGEST:
        raise too_long(path)
    return told


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    needs_av()
    import av

    if not path.is_file():
        told = f"{path} is not there any more. Import again from where it is."
        raise Quarantined("missing", told)
    if path.stat().st_size == 0:
        raise Quarantined("empty", f"{path.name} is empty: 0 bytes. Copy it again.")
    bare = _BARE.get(path.suffix.lower())
    options = {"protocol_whitelist": "file", "format_whitelist": bare or _FORMATS}
    raw = {"sample_rate": "8000", "ch_layout": "mono"} if bare in _RAW.values() else {}
    try:
        container = av.open(f"file:{path.resolve()}", format=bare, options={**options, **raw})
    except (av.error.FFmpegError, ValueError) as error:
        told = f"{path.name} is no sound that is known here. Is it the right file? Copy it again; "
        told += "raw G.711 must be called .alaw or .ulaw."
        raise Quarantined("not_audio", told) from error
    with container:
        yield container


def needs_av() -> None:
    """Raises NotFound with the remedy where recordings cannot be decoded."""
    if find_spec("av") is None:
        raise NotFound(
            "Nothing here can decode recordings. Run `make listening`, or "
            '`pip install "nawba[listening]"`.'
        )


def track(container: Any, path: Path) -> Any:
    if not container.streams.audio:
        what = "a film without sound" if container.streams.video else "a file without sound"
        raise Quarantined("no_sound", f"{path.name} is {what}. Look for its sound elsewhere.")
    return container.streams.audio[0]


def _is_film(stream: Any) -> bool:
    """Whether it moves: the picture of an album does not."""
    return "attached_pic" not in str(stream.disposition).lower()


def _length(container: Any, stream: Any, path: Path) -> float | None:
    """Seconds that the file promises, where that can be believed."""
    known = container.format.name.split(",")[0]
    if known == "wav" and (size := _data_of_wave(path)) and stream.codec_context.bit_rate:
        return size * 8 / float(stream.codec_context.bit_rate)
    if known not in _TELLS_LENGTH and not (known == "mp3" and _counts_frames(path)):
        return None
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return None if container.duration is None else float(container.duration / 1_000_000)


def _data_of_wave(path: Path) -> int:
    """Bytes of sound that a WAVE file promises; 0 where it was written without knowing."""
    with path.open("rb") as stream:
        head = stream.read(65_536)
    at = 12
    while at + 8 <= len(head):
        name, size = struct.unpack_from("<4sI", head, at)
        if name == b"data":
            return 0 if size >= _UNKNOWN_FROM else int(size)
        at += 8 + size + size % 2
    return 0


def _counts_frames(path: Path) -> bool:
    """Whether an MP3 has the header in which encoders count its frames."""
    with path.open("rb") as stream:
        head = stream.read(16_384)
    return b"Xing" in head or b"Info" in head


def ends_in_a_page(path: Path) -> bool:
    """Whether an Ogg file's last page (RFC 3533, section 6) promises more than there is."""
    with path.open("rb") as stream:
        with suppress(OSError):
            stream.seek(-131_072, 2)
        tail = stream.read()
    at = tail.rfind(b"OggS")
    if at < 0 or len(tail) < at + 27:
        return at >= 0
    count = tail[at + 26]
    sizes = tail[at + 27 : at + 27 + count]
    return len(sizes) < count or at + 27 + count + sum(sizes) > len(tail)


def too_long(path: Path) -> Quarantined:
    return Quarantined(
        "too_long",
        f"{path.name} lasts more than {LONGEST / 3600:.0f} hours: no contact does. "
        "Cut it into its contacts.",
    )
