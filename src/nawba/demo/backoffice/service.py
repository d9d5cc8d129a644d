"""The back office on a loopback port: threads of the standard library, so that it starts at once.

It answers its own address only, and the API only to who has its token: the demo gives that to
Nawba as a secret, and nobody else needs it.
"""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from nawba.demo.backoffice.books import Books, Json
from nawba.demo.backoffice.faults import INJECTION, Fault, Faults
from nawba.demo.backoffice.page import render
from nawba.demo.backoffice.routes import Answer, Request, answer
from nawba.demo.backoffice.seed import fill, renew_visits, seed

ZONE = ZoneInfo("Africa/Casablanca")
MAX_BODY = 64_000
_HUGE = 2_000_000


@dataclass(frozen=True)
class Handle:
    """A running back office; ``stop`` it, or leave it to the end of the process."""

    address: str
    token: str
    books: Books
    faults: Faults
    _server: _Server

    def reset(self) -> None:
        """Everything as on the first day; no fault is left waiting."""
        self.faults.clear()
        self.books.clear()
        fill(self.books, self.books.clock().date())

    def stop(self) -> None:
        """Stop listening and close the books; requests that wait in a fault end at once."""
        self._server.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self.books.close()


def start(
    folder: Path,
    port: int = 0,
    *,
    token: str | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(ZONE),
) -> Handle:
    """Run the back office of ``folder`` (its file is ``backoffice.db``) on 127.0.0.1 and ``port``.

    Port 0 takes any free one. ``token`` is made anew by default. Seeds the books the first time,
    as of the clock's day. Raises OSError when the port is taken.
    """
    folder.mkdir(parents=True, exist_ok=True)
    given = token or secrets.token_urlsafe(24)
    books, faults = Books(folder / "backoffice.db", clock), Faults()
    today = clock().date()
    if books.is_new:
        seed(books, today)
    renew_visits(books, today)
    server = _Server(("127.0.0.1", port), books, faults, given)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return Handle(f"http://127.0.0.1:{server.server_port}", given, books, faults, server)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, where: tuple[str, int], books: Books, faults: Faults, token: str) -> None:
        super().__init__(where, _Handler)
        self.books, self.faults, self.token = books, faults, token
        self.stopping = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that hung up is no news for the console."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    wbufsize = -1  # head and body in one packet: apart, each answer waits 40 ms for the other
    disable_nagle_algorithm = True
    server: _Server

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        parts = urlsplit(self.path)
        asked = self._asked(parts.query)
        if not self._is_for_us():
            self._send(Answer(421, {"code": "wrong-host"}))
        elif (self.command, parts.path) == ("GET", "/"):
            self._reply(200, "text/html; charset=utf-8", render(self.server.books).encode())
        elif self.headers.get("Authorization") != f"Bearer {self.server.token}":
            self._send(Answer(401, {"code": "no-access"}))
        elif asked is None:
            self._send(Answer(400, {"code": "bad-body"}))
        else:
            key = self.headers.get("Idempotency-Key")
            self._meet(Request(self.command, parts.path, asked, key))

    def _is_for_us(self) -> bool:
        """Pages of other sites cannot reach a loopback port under a name of their own."""
        port = self.server.server_port
        return self.headers.get("Host") in (f"127.0.0.1:{port}", f"localhost:{port}")

    def _asked(self, query: str) -> Json | None:
        size = self.headers.get("Content-Length", "0")
        if not size.isdigit() or int(size) > MAX_BODY:
            self.close_connection = True
            return None
        body = self.rfile.read(int(size))
        if self.command == "GET":
            return dict(parse_qsl(query))
        try:
            value = json.loads(body or b"{}")
        except ValueError:
            return None
        return value if isinstance(value, dict) else None

    def _meet(self, request: Request) -> None:
        """Answer ``request``, unless a fault comes between."""
        fault = self.server.faults.take(request.path)
        if fault is None:
            self._send(answer(self.server.books, request))
            return
        if fault.kind in _BEFORE:
            _BEFORE[fault.kind](self, fault)
            return
        if fault.kind == "slow":
            self.server.stopping.wait(fault.seconds)
        if fault.kind == "duplicate":
            answer(self.server.books, request)
        _AFTER[fault.kind](self, answer(self.server.books, request))

    def _cut(self, *_: object) -> None:
        self.close_connection = True

    def _drip(self, given: Answer) -> None:
        """One byte at a time until the caller hangs up."""
        self.send_response(given.status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(_HUGE))
        self.end_headers()
        self.close_connection = True
        while not self.server.stopping.wait(0.02):
            self.wfile.write(b" ")
            self.wfile.flush()

    def _send(self, given: Answer) -> None:
        self._reply(given.status, "application/json", json.dumps(given.body).encode())

    def _reply(self, status: int, media_type: str, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": media_type, **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _garbage(self, given: Answer) -> None:
        self._reply(200, "text/html", b"<html>Please log in to the portal</html>")

    def _huge(self, given: Answer) -> None:
        padded = {**given.body, "padding": "x" * _HUGE}
        self._reply(given.status, "application/json", json.dumps(padded).encode())

    def _inject(self, given: Answer) -> None:
        self._send(Answer(given.status, {**given.body, "note": INJECTION, "status": INJECTION}))

    def _error(self, _: Fault) -> None:
        self._send(Answer(500, {"code": "internal"}))

    def _redirect(self, _: Fault) -> None:
        self._reply(307, "text/plain", b"", Location="http://127.0.0.1:9/elsewhere")

    def log_message(self, *_: object) -> None:
        """Nothing: addresses hold names and numbers of customers."""


_BEFORE: dict[str, Callable[[_Handler, Fault], None]] = {
    "down": _Handler._cut,
    "error": _Handler._error,
    "redirect": _Handler._redirect,
}
_AFTER: dict[str, Callable[[_Handler, Answer], None]] = {
    "slow": _Handler._send,
    "duplicate": _Handler._send,
    "lost": _Handler._cut,
    "garbage": _Handler._garbage,
    "huge": _Handler._huge,
    "drip": _Handler._drip,
    "inject": _Handler._inject,
}
