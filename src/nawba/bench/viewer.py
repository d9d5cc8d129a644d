"""A page that follows an event stream, kept thin so that it does not cost what it measures."""

from __future__ import annotations

import asyncio
import json
import math
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass
class Viewer:
    """Reads one stream, remembers every sequence number and how late each frame came.

    ``path`` is the stream's path, ``headers`` a session's; ``cursor`` resumes. ``delays`` are
    milliseconds from the event's own time to its arrival here, on the same machine's clock.
    """

    port: int
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    seqs: list[int] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)
    reconnections: int = 0
    cursor: str = ""
    _writer: asyncio.StreamWriter | None = None

    async def follow(self) -> None:
        """Follow until cancelled; a connection that drops is opened again at the cursor."""
        while True:
            await self._once()

    def drop(self) -> None:
        """Cut the connection as a network would."""
        if self._writer is not None:
            self.reconnections += 1
            self._writer.transport.abort()

    async def _once(self) -> None:
        try:
            reader, self._writer = await asyncio.open_connection("127.0.0.1", self.port)
            resume = f"?cursor={self.cursor}" if self.cursor else ""
            named = {"Host": f"127.0.0.1:{self.port}", **self.headers}
            lines = (f"{name}: {value}\r\n" for name, value in named.items())
            request = f"GET {self.path}{resume} HTTP/1.1\r\n{''.join(lines)}\r\n"
            self._writer.write(request.encode())
            await self._read(reader)
        except (OSError, asyncio.IncompleteReadError):
            await asyncio.sleep(0.02)
        finally:
            if self._writer is not None:
                self._writer.transport.abort()

    async def _read(self, reader: asyncio.StreamReader) -> None:
        """A frame counts once its blank line has come, as in a browser's EventSource."""
        cursor, data = "", b""
        while line := await reader.readline():
            if line.startswith(b"id: "):
                cursor = line[4:].decode().strip()
            elif line.startswith(b'data: {"cell"'):
                data = line[6:]
            elif line == b"\n":
                self.cursor = cursor or self.cursor
                if data:
                    self._take(json.loads(data))
                cursor, data = "", b""

    def _take(self, event: dict[str, Any]) -> None:
        late = datetime.now(UTC) - datetime.fromisoformat(event["at"])
        self.delays.append(late.total_seconds() * 1000)
        self.seqs.append(event["seq"])


def gaps(seqs: list[int], first: int, last: int) -> tuple[int, int]:
    """How many of ``first``..``last`` are missing from ``seqs``, and how many came twice."""
    seen = set(seqs)
    missing = sum(seq not in seen for seq in range(first, last + 1))
    return missing, len(seqs) - len(seen)


def percentile(values: list[float], share: float) -> float | None:
    """The least of ``values`` that ``share`` of them do not exceed (nearest rank); else None."""
    rank = math.ceil(share * len(values) - 1e-9)
    return sorted(values)[max(rank, 1) - 1] if values else None
