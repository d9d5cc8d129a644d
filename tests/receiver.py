"""A real receiver of webhooks on loopback: it keeps what came and answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Came:
    """One request as it came: ``body`` as bytes, header names in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]

    @property
    def told(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


@dataclass
class Receiver:
    """``answer`` gives status and headers to each request; replace it to misbehave."""

    url: str = ""
    came: list[Came] = field(default_factory=list)
    answer: Callable[[Came], tuple[int, dict[str, str]]] = lambda came: (204, {})

    def types(self) -> list[str]:
        return [one.told["type"] for one in list(self.came)]

    def ids(self) -> list[str]:
        return [one.id for one in list(self.came)]


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            headers = {name.lower(): value for name, value in self.headers.items()}
            came = Came(self.path, headers, self.rfile.read(length))
            receiver.came.append(came)
            status, more = receiver.answer(came)
            self.send_response(status)
            for name, value in {"content-length": "0", **more}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    yield receiver
    server.shutdown()
    server.server_close()
