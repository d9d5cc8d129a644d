"""A local OpenAI-compatible server with a personality: real HTTP on loopback, for tests and gates.

It can be honest or lie (the models of ``scripted_write``), and it can misbehave on the wire in the
ways that servers do: stall, drip, die in the middle, answer garbage, send too much, be overloaded.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from nawba.domain.words import Json
from nawba.models.scripted_write import Model, completion, read_data

Personality = Callable[["Visit"], None]
"""What a server does with one request."""

_BETWEEN_DRIPS = 0.02


class Visit:
    """One request under way: what was asked, and the ways to answer."""

    def __init__(self, handler: Any, endpoint: ScriptedEndpoint, asked: Json) -> None:
        self._handler, self._endpoint, self.asked = handler, endpoint, asked
        self.number = len(endpoint.asked)  # from 1

    @property
    def data(self) -> Json:
        return read_data(self.asked["messages"])

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.begin(len(body), status, **headers)
        self.write(body)

    def begin(self, length: int, status: int = 200, **headers: str) -> None:
        """Status and headers that promise ``length`` bytes."""
        self._handler.send_response(status)
        told = {"Content-Type": "application/json", "Content-Length": str(length)}
        for name, value in (told | {k.replace("_", "-"): v for k, v in headers.items()}).items():
            self._handler.send_header(name, value)
        self._handler.end_headers()

    def write(self, piece: bytes) -> None:
        """Send bytes as they are. Ends the visit when the other side is gone."""
        self._handler.wfile.write(piece)

    def hang_up(self) -> None:
        self._handler.connection.shutdown(socket.SHUT_RDWR)

    def wait(self, seconds: float | None = None) -> bool:
        """Do nothing until the server stops, or for ``seconds``; whether it stopped."""
        return self._endpoint.stopping.wait(seconds)


class ScriptedEndpoint:
    """The server; ``asked`` holds the bodies and ``headers`` the headers of what reached it."""

    def __init__(self, personality: Personality) -> None:
        self.personality = personality
        self.asked: list[Json] = []
        self.headers: list[dict[str, str]] = []
        self.stopping = threading.Event()
        self._server = _Server(("127.0.0.1", 0), _handler(self))

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @contextmanager
    def running(self) -> Iterator[ScriptedEndpoint]:
        thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self.stopping.set()
            self._server.shutdown()
            self._server.server_close()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away in the middle is what some personalities are for."""


def _handler(endpoint: ScriptedEndpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            endpoint.asked.append(json.loads(body))
            endpoint.headers.append({name.lower(): value for name, value in self.headers.items()})
            endpoint.personality(Visit(self, endpoint, endpoint.asked[-1]))

        def log_message(self, format: str, *args: Any) -> None:
            """Silent: tests read what was asked."""

    return Handler


def model(written: Model) -> Personality:
    """A well-behaved server of a scripted model."""
    return lambda visit: visit.send(completion(written(visit.data)))


def stall(visit: Visit) -> None:
    """Takes the request and never answers."""
    visit.wait()


def drip_headers(visit: Visit) -> None:
    """Sends a byte of an endless header now and then: no single read ever times out."""
    visit.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not visit.wait(_BETWEEN_DRIPS):
        visit.write(b"x")


def drip_body(visit: Visit) -> None:
    """Sends a byte of an endless body now and then."""
    visit.begin(100_000)
    while not visit.wait(_BETWEEN_DRIPS):
        visit.write(b" ")


def die_in_the_middle(visit: Visit) -> None:
    """Promises a whole answer, sends half of it, hangs up."""
    body = completion('{"command": {"kind": "word", "sentences": [{"text": "Vous avez 60 jo')
    visit.begin(len(body) * 2)
    visit.write(body)
    visit.hang_up()


def hang_up(visit: Visit) -> None:
    visit.hang_up()


def huge(visit: Visit) -> None:
    """Promises and sends more than anybody should read."""
    visit.begin(1 << 34)
    piece = b" " * 65_536
    while not visit.wait(0):
        visit.write(piece)


def bytes_of(body: bytes, status: int = 200, **headers: str) -> Personality:
    """Always the same bytes."""
    return lambda visit: visit.send(body, status, **headers)


def in_turn(*personalities: Personality) -> Personality:
    """One personality per request, the last one for all that follow."""
    return lambda visit: personalities[min(visit.number, len(personalities)) - 1](visit)
