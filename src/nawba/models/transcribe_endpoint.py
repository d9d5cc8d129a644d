"""A speech model behind an OpenAI-compatible endpoint: one window of sound, one answer.

What is sent is a customer's voice as it was recorded, before anything could be redacted. So the
endpoint is on this machine unless its host is named in the settings, and is then HTTPS. What comes
back is read as data: too much of it, a redirect or nonsense is an error, never words.
"""

from __future__ import annotations

import io
import math
import ssl
import time
import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

import httpx
import numpy as np
from pydantic import BaseModel, Field, ValidationError

from nawba.domain.addresses import is_loopback
from nawba.domain.errors import Invalid, Unavailable
from nawba.domain.hearing import LONGEST_WINDOW, RATE, Heard, Phrase, Samples
from nawba.domain.recordings import Word
from nawba.models.outward import Outward

_NAMES = {
    "arabic": "ar", "english": "en", "french": "fr", "spanish": "es", "portuguese": "pt",
    "german": "de", "italian": "it", "dutch": "nl", "turkish": "tr", "russian": "ru",
    "polish": "pl", "chinese": "zh", "japanese": "ja", "korean": "ko",
}  # fmt: skip


@dataclass(frozen=True)
class SpeechEndpoint:
    """``url`` is its base ("http://127.0.0.1:8000/v1"), ``key`` a bearer token, never shown.

    ``seconds`` bound the answer to one window, ``most_bytes`` its size. Raises Invalid for an
    address that may not be called.
    """

    url: str
    model: str = "whisper-1"
    key: str | None = field(default=None, repr=False)
    allowed_hosts: tuple[str, ...] = ()
    seconds: float = 120.0
    most_bytes: int = 1_048_576

    def __post_init__(self) -> None:
        parts = httpx.URL(self.url) if "://" in self.url else httpx.URL("")
        if parts.scheme not in ("http", "https") or not parts.host:
            raise _refused(self, "it is no address. Write http://127.0.0.1:8000/v1, for example")
        if parts.userinfo or parts.query or parts.fragment:
            raise _refused(self, "it carries more than an address. A key goes in its own setting")
        if not is_loopback(parts.host) and parts.host not in self.allowed_hosts:
            raise _refused(
                self,
                f"{parts.host} is outside this machine. If recorded voices may go there, name it "
                "in transcriber_hosts",
            )
        if not is_loopback(parts.host) and parts.scheme != "https":
            raise _refused(self, "outside this machine it must be https")

    @property
    def address(self) -> str:
        base = self.url.rstrip("/")
        return f"{base if base.endswith('/v1') else base + '/v1'}/audio/transcriptions"


class _Word(BaseModel):
    word: str
    start: float
    end: float


class _Segment(BaseModel):
    start: float
    end: float
    text: str
    avg_logprob: float = 0.0
    no_speech_prob: float = 0.0


class _Answer(BaseModel):
    text: str
    language: str = ""
    segments: Annotated[list[_Segment], Field(max_length=1_000)] | None = None
    words: Annotated[list[_Word], Field(max_length=5_000)] | None = None


class FarTranscriber:
    """A ``Transcribe``. Raises Unavailable when no proper answer comes in time."""

    def __init__(self, endpoint: SpeechEndpoint) -> None:
        self.name, self._endpoint = endpoint.model, endpoint
        host = httpx.URL(endpoint.url).host
        way = Outward({host}, "transcriber_hosts", verify=ssl.create_default_context())
        self._client = httpx.Client(
            transport=way,
            timeout=httpx.Timeout(endpoint.seconds, connect=min(5.0, endpoint.seconds)),
            trust_env=False,
            follow_redirects=False,
        )

    def __call__(self, windows: Sequence[Samples], language: str = "") -> list[Heard]:
        heard = list[Heard]()
        for window in windows:
            if len(window) > LONGEST_WINDOW * RATE:
                raise Invalid(f"A window has {len(window) / RATE:.1f} s, 30 at most.")
            heard.append(self._hear(window, language) if len(window) else Heard(language, ()))
            language = language or heard[-1].language
        return heard

    def _hear(self, window: Samples, language: str) -> Heard:
        form: dict[str, str | Sequence[str]] = {
            "model": self._endpoint.model,
            "response_format": "verbose_json",
            "timestamp_granularities[]": ["word", "segment"],
            "temperature": "0",
        }
        if language:
            form["language"] = language
        try:
            told = _Answer.model_validate_json(self._post(form, _wave(window)))
        except ValidationError:
            raise self._silent("its answer is no transcription") from None
        code = language or _NAMES.get(told.language.lower(), told.language.lower()[:2])
        return Heard(code, _phrases(told, len(window) / RATE), 1.0)

    def _post(self, form: Mapping[str, str | Sequence[str]], sound: bytes) -> bytes:
        key = self._endpoint.key
        headers = {"Accept-Encoding": "identity"} | (
            {"Authorization": f"Bearer {key}"} if key else {}
        )
        until = time.monotonic() + self._endpoint.seconds
        try:
            with self._client.stream(
                "POST",
                self._endpoint.address,
                data=form,
                files={"file": ("window.wav", sound, "audio/wav")},
                headers=headers,
            ) as response:
                if response.status_code != 200:
                    raise self._silent(f"it answered with status {response.status_code}")
                return self._read(response, until)
        except httpx.HTTPError as error:
            raise self._silent(type(error).__name__) from error

    def _read(self, response: httpx.Response, until: float) -> bytes:
        read = bytearray()
        for piece in response.iter_raw():
            read += piece
            if len(read) > self._endpoint.most_bytes:
                raise self._silent("its answer is too large")
            if time.monotonic() > until:
                raise self._silent("its answer took too long")
        return bytes(read)

    def _silent(self, why: str) -> Unavailable:
        return Unavailable(f"The speech model at {self._endpoint.url} did not transcribe: {why}.")


def _phrases(told: _Answer, seconds: float) -> tuple[Phrase, ...]:
    """Its segments with their words; an answer of text alone is one phrase without words."""
    if not told.segments:
        whole = [_Segment(start=0.0, end=seconds, text=told.text)] if told.text.strip() else []
    else:
        whole = told.segments
    return tuple(_phrase(one, told.words or [], last=one is whole[-1]) for one in whole)


def _phrase(segment: _Segment, words: Sequence[_Word], *, last: bool) -> Phrase:
    """``avg_logprob`` 0, from servers that do not tell it, counts as sure."""
    sure = round(math.exp(min(0.0, segment.avg_logprob)), 3)
    own = [one for one in words if segment.start <= one.start < segment.end]
    own += [one for one in words if last and one.start >= segment.end]
    spaced = tuple(Word(one.start, one.end, f" {one.word.strip()}", sure) for one in own)
    text = "".join(one.text for one in spaced) if spaced else segment.text
    quiet = min(1.0, max(0.0, segment.no_speech_prob))
    return Phrase(segment.start, segment.end, text, spaced, sure, quiet)


def _wave(window: Samples) -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((np.clip(window, -1, 1) * 32_767).astype("<i2").tobytes())
    return out.getvalue()


def _refused(endpoint: SpeechEndpoint, why: str) -> Invalid:
    shown = endpoint.url.split("?")[0].rpartition("@")[2]
    return Invalid(f"The speech model's address {shown} is refused: {why}.", field="transcriber")
