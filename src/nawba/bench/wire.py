"""A cable between a process and its database that can be cut: bytes stop, nothing is closed.

That is what a broken network looks like from both ends, and the hardest case: whoever is cut off
does not know it, and what it had sent may arrive when the cable is mended.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress

import sqlalchemy as sa

Ends = tuple[asyncio.StreamReader, asyncio.StreamWriter]
Connect = Callable[[], Awaitable[Ends]]

_CHUNK = 65_536


class Wire:
    """Passes bytes between a port of this machine and the PostgreSQL at ``url``; see ``wired``."""

    def __init__(self, url: str) -> None:
        self._target = sa.make_url(url)
        self._loop = asyncio.new_event_loop()
        self._whole = asyncio.Event()
        self._whole.set()
        self._fatal = b""
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        started = asyncio.run_coroutine_threadsafe(self._start(), self._loop)
        self._server = started.result(timeout=10)

    @property
    def url(self) -> str:
        """The database as reached through the wire."""
        port: int = self._server.sockets[0].getsockname()[1]
        through = self._target.set(host="127.0.0.1", port=port)
        return through.difference_update_query(["host", "port"]).render_as_string(False)

    def cut(self) -> None:
        """From now on no byte arrives at either end."""
        self._loop.call_soon_threadsafe(self._whole.clear)

    def cut_before(self, words: bytes) -> None:
        """Cut it as soon as ``words`` come by: they do not arrive."""
        self._fatal = words

    @property
    def is_cut(self) -> bool:
        return not self._whole.is_set()

    def mend(self) -> None:
        """What was held back arrives, and what follows."""
        self._fatal = b""
        self._loop.call_soon_threadsafe(self._whole.set)

    def close(self) -> None:
        ended = asyncio.run_coroutine_threadsafe(self._end(), self._loop)
        with suppress(TimeoutError):
            ended.result(timeout=10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)

    async def _start(self) -> asyncio.Server:
        return await asyncio.start_server(self._join, "127.0.0.1", 0)

    async def _end(self) -> None:
        self._server.close()
        mine = asyncio.current_task()
        others = [task for task in asyncio.all_tasks() if task is not mine]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            await self._whole.wait()
            there, back = await self._reach()
            await asyncio.gather(self._pass(reader, back), self._pass(there, writer))
        writer.close()

    async def _reach(self) -> Ends:
        host = str(self._target.query.get("host") or self._target.host or "127.0.0.1")
        port = self._target.port or 5432
        if host.startswith("/"):
            return await asyncio.open_unix_connection(f"{host}/.s.PGSQL.{port}")
        return await asyncio.open_connection(host, port)

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(_CHUNK):
                if self._fatal and self._fatal in data:
                    self._whole.clear()
                await self._whole.wait()
                sink.write(data)
                await sink.drain()
        sink.close()


@contextmanager
def wired(url: str) -> Iterator[Wire]:
    """A wire to ``url`` until the block ends."""
    wire = Wire(url)
    try:
        yield wire
    finally:
        wire.close()
