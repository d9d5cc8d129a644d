"""A customer's page on bare sockets: it must not cost the two cores what it measures on them."""

from __future__ import annotations

import asyncio
import json
import secrets
from typing import Any

from nawba.demo.customers import Question


class Refused(Exception):
    """The server answered with a status that is not a success."""


class BenchPage:
    """One connection to ask on, one that follows the stream, as a browser has.

    ``state`` is the contact's as last told; ``heard`` is set whenever the assistant speaks.
    """

    def __init__(self, port: int) -> None:
        self._port = port
        self._token = self._cursor = self.state = ""
        self.heard = asyncio.Event()
        self._writers: list[asyncio.StreamWriter] = []

    async def open(self, asked: Question, name: str) -> None:
        self._reader, self._writer = await self._connect()
        body = {
            "brand": asked.brand,
            "language": asked.language,
            "client_id": secrets.token_hex(16),
            "name": name,
        }
        opened = await self._post("/api/contacts", body)
        self._token, self._cursor = opened["token"], opened["view"]["cursor"]
        self.state = opened["view"]["contact"]["state"]

    async def say(self, text: str) -> None:
        body = {"client_id": secrets.token_hex(8), "text": text}
        await self._post("/api/contacts/me/messages", body)

    async def follow(self) -> None:
        """Read the stream until the page is closed."""
        reader, writer = await self._connect()
        path = f"/api/contacts/me/stream?token={self._token}&cursor={self._cursor}"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n\r\n".encode())
        name = b""
        while line := await reader.readline():
            if line.startswith(b"event: "):
                name = line[7:].strip()
            elif line.startswith(b"data: "):
                self._take(name, line[6:])

    def close(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    def _take(self, name: bytes, data: bytes) -> None:
        if name == b"contact":
            self.state = json.loads(data)["state"]
        elif name == b"message" and b'"author":"assistant"' in data:
            self.heard.set()

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port, limit=2**20)
        self._writers.append(writer)
        return reader, writer

    async def _post(self, path: str, body: dict[str, Any]) -> Any:
        content = json.dumps(body).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n"
            f"Authorization: Bearer {self._token}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(content)}\r\n\r\n"
        )
        self._writer.write(head.encode() + content)
        status, reply = await self._read_reply()
        if status >= 300:
            raise Refused(f"{path}: {status}")
        return json.loads(reply)

    async def _read_reply(self) -> tuple[int, bytes]:
        head = await self._reader.readuntil(b"\r\n\r\n")
        lines = head.decode("latin-1").lower().split("\r\n")
        length = next(
            int(line.partition(":")[2]) for line in lines if line.startswith("content-length:")
        )
        return int(lines[0].split()[1]), await self._reader.readexactly(length)
