"""What holds for any speech model behind the port: scripted, at an endpoint, or the packaged one.

The endpoint is a real server on loopback. The packaged Whisper hears a sentence of a real call; it
is skipped aloud where its weights are not installed, which in CI is a failure.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import numpy as np
import pytest

from nawba.domain.errors import Invalid, NotFound, Unavailable
from nawba.domain.hearing import RATE, Heard, Samples
from nawba.domain.ports import Transcribe
from nawba.models.registry import place_of, weight
from nawba.models.scripted_transcribe import ScriptedTranscriber
from nawba.models.transcribe import open_transcriber
from nawba.models.transcribe_endpoint import FarTranscriber, SpeechEndpoint

Answer = Callable[[bytes], tuple[int, bytes]]

SAID = "thank you for calling platinum motors"
CALL = Path(__file__).parent.parent / "data" / "acted-call" / "call.flac"


def loud(seconds: float) -> Samples:
    return (0.3 * np.sin(np.arange(round(seconds * RATE)) / 5)).astype(np.float32)


def verbose(text: str, *, words: bool = True, **more: Any) -> Answer:
    """What a server that knows word times answers: the words one after the other, 0.2 s each."""
    told: list[dict[str, Any]] = [
        {"word": word, "start": 0.1 + 0.2 * place, "end": 0.3 + 0.2 * place}
        for place, word in enumerate(text.split())
    ]
    end = 0.1 + 0.2 * len(told)
    segment = {"start": 0.1, "end": end, "text": f" {text}", "avg_logprob": -0.2}
    body = {"text": text, "language": "english", "segments": [segment], **more}
    return lambda _: (200, json.dumps(body | ({"words": told} if words else {})).encode())


@contextmanager
def serving(answer: Answer, asked: list[bytes] | None = None) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if asked is not None:
                asked.append(str(self.headers).encode() + body)
            status, told = answer(body)
            self.send_response(status)
            if status // 100 == 3:
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, format: str, *args: Any) -> None:
            """Silent: tests read what was asked."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="session")
def adviser() -> Samples:
    """The adviser's first sentence of a real recording, at 8 kHz."""
    from nawba.listening.channels import one_channel

    return np.concatenate(list(one_channel([CALL], 0, 10.0)))


def whisper() -> Transcribe:
    try:
        place_of(weight("whisper-base"))
        return open_transcriber(threads=2)
    except NotFound as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"!! NO SPEECH MODEL HERE: {error}")


@pytest.fixture(params=["scripted", "endpoint", "whisper"])
def model(request: pytest.FixtureRequest) -> Iterator[tuple[Transcribe, Samples]]:
    """A model, and a window in which it hears ``SAID``."""
    if request.param == "scripted":
        yield ScriptedTranscriber(SAID, "en"), loud(2)
    elif request.param == "endpoint":
        with serving(verbose(SAID)) as url:
            yield FarTranscriber(SpeechEndpoint(url)), loud(2)
    else:
        yield whisper(), request.getfixturevalue("adviser")


def test_words_are_heard_with_their_times_in_each_window(model: tuple[Transcribe, Samples]):
    transcribe, window = model
    assert transcribe.name
    empty = np.zeros(0, np.float32)
    heard = transcribe([window, empty, window], "en")
    assert [one.language for one in heard] == ["en"] * 3
    assert heard[1].phrases == ()
    for one in (heard[0], heard[2]):
        _check(one, len(window) / RATE)
    assert text_of(heard[0]) == text_of(heard[2])
    assert transcribe([window])[0].language == "en"
    with pytest.raises(Invalid, match="30"):
        transcribe([np.zeros(31 * RATE, np.float32)], "en")


def _check(heard: Heard, seconds: float) -> None:
    assert "thank you for calling" in text_of(heard)
    words = [word for phrase in heard.phrases for word in phrase.words]
    assert len(words) >= 5
    assert all(0 <= word.start <= word.end <= seconds + 0.5 for word in words)
    assert [word.start for word in words] == sorted(word.start for word in words)
    assert all(0 <= word.confidence <= 1 for word in words)
    for phrase in heard.phrases:
        assert "".join(word.text for word in phrase.words).strip() == phrase.text.strip()


def text_of(heard: Heard) -> str:
    return "".join(phrase.text for phrase in heard.phrases).strip().lower()


def test_an_endpoint_is_sent_the_window_its_language_and_its_key():
    asked: list[bytes] = []
    with serving(verbose(SAID), asked) as url:
        FarTranscriber(SpeechEndpoint(url, "my-model", "k-123"))([loud(1)], "fr")
    for part in (b"Bearer k-123", b'name="language"\r\n\r\nfr', b"my-model", b"verbose_json",
                 b"RIFF"):  # fmt: skip
        assert part in asked[0]
    assert "k-123" not in repr(SpeechEndpoint(url, "m", "k-123"))


def test_an_endpoint_that_tells_text_alone_gives_one_phrase_without_words():
    with serving(lambda _: (200, b'{"text": "Bonjour."}')) as url:
        heard = FarTranscriber(SpeechEndpoint(url))([loud(1)], "fr")[0]
    (phrase,) = heard.phrases
    assert (phrase.text, phrase.words, phrase.end) == ("Bonjour.", (), 1.0)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(lambda _: (500, b"no"), id="failed"),
        pytest.param(lambda _: (302, b""), id="redirect"),
        pytest.param(lambda _: (200, b"<html>"), id="garbage"),
        pytest.param(lambda _: (200, b'{"text": "' + b"a" * 2_000_000 + b'"}'), id="huge"),
    ],
)
def test_an_endpoint_that_fails_is_unavailable_and_says_nothing(answer: Answer):
    with serving(answer) as url, pytest.raises(Unavailable, match="did not transcribe"):
        FarTranscriber(SpeechEndpoint(url, seconds=20))([loud(0.5)], "fr")


@pytest.mark.parametrize(
    "url", ["ftp://127.0.0.1/v1", "http://speech.example/v1", "https://speech.example/v1",
            "https://user:key@127.0.0.1/v1", "speech"]
)  # fmt: skip
def test_voices_leave_this_machine_only_to_a_named_host(url: str):
    with pytest.raises(Invalid, match="refused"):
        SpeechEndpoint(url)
    with pytest.raises(Invalid, match="https"):
        SpeechEndpoint("http://speech.example/v1", allowed_hosts=("speech.example",))
    SpeechEndpoint("https://speech.example/v1", allowed_hosts=("speech.example",))


def test_a_folder_without_a_model_says_what_it_lacks(tmp_path: Path):
    pytest.importorskip("faster_whisper", reason="the extra 'listening' is not installed")
    with pytest.raises(NotFound, match=r"model\.bin"):
        open_transcriber(str(tmp_path))
    with pytest.raises(NotFound, match="whisper-base"):
        open_transcriber("whisper-huge")
