"""``nawba bench chat``: how long a customer waits for the assistant's turn, over real HTTP."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from nawba.bench.page import BenchPage, Refused
from nawba.bench.server import RunningServer
from nawba.bench.viewer import Viewer, gaps, percentile
from nawba.demo import phrases
from nawba.demo.company import demo_centre
from nawba.demo.customers import Question
from nawba.demo.entering import enter
from nawba.demo.traffic import demo_questions

_TURN_SECONDS = 10
_OPENING_AT_ONCE = 5
_FAULTS = (OSError, EOFError, Refused, TimeoutError)


@dataclass(frozen=True)
class ChatFigures:
    """``turn_ms``: from sending the message to the assistant's first words on the stream.

    ``rate`` is customers' messages per second over all open contacts; ``open_ms`` is the time to
    open a contact, greeting included.
    """

    contacts: int
    rate: float
    turns: int
    turn_ms: dict[str, float | None]
    open_ms: dict[str, float | None]
    errors: int
    rss_mb: float
    events: int
    events_missing: int


@dataclass
class _Tally:
    turns: list[float] = field(default_factory=list)
    opens: list[float] = field(default_factory=list)
    errors: int = 0


async def measure_chat(server: RunningServer, contacts: int, rate: float, seed: int) -> ChatFigures:
    """Keep ``contacts`` open with their streams; their customers write ``rate`` messages a second.

    Each asks a question and then reacts to the answer. A supervisor's stream runs beside them and
    every event is looked for on it.
    """
    rng, questions, tally = random.Random(seed), demo_questions(), _Tally()
    supervisor = demo_centre().supervisors[0].id
    mine = await asyncio.to_thread(enter, server.base, f"supervisor:{supervisor}")
    watcher = Viewer(server.port, "/api/stream", mine)
    following = asyncio.create_task(watcher.follow())
    async with httpx.AsyncClient(base_url=server.base, timeout=30) as client:
        await _until(lambda: bool(watcher.cursor))
        before = await _head(client)
        asked = [rng.choice(questions) for _ in range(contacts)]
        pages, streams = await _open_all(server.port, asked, tally)
        await _converse(pages, rate, tally)
        last = await _head(client)
    await _until(lambda: bool(watcher.seqs) and max(watcher.seqs) >= last)
    for stream in (following, *streams):
        stream.cancel()
    for page, _ in pages:
        page.close()
    await asyncio.gather(following, *streams, return_exceptions=True)
    missing, _ = gaps(watcher.seqs, before + 1, last)
    return ChatFigures(
        contacts=contacts,
        rate=rate,
        turns=len(tally.turns),
        turn_ms=_spread(tally.turns),
        open_ms=_spread(tally.opens),
        errors=tally.errors,
        rss_mb=server.rss_mb(),
        events=last - before,
        events_missing=missing,
    )


Pages = list[tuple[BenchPage, Question]]
Streams = list[asyncio.Task[None]]


async def _open_all(port: int, asked: list[Question], tally: _Tally) -> tuple[Pages, Streams]:
    """Open a contact for each question, a few at once, and follow it at once, as a browser does.

    Those in the holdout are left aside.
    """
    turnstile = asyncio.Semaphore(_OPENING_AT_ONCE)
    pages, streams = [BenchPage(port) for _ in asked], Streams()

    async def enter(page: BenchPage, question: Question) -> None:
        async with turnstile:
            started = time.perf_counter()
            try:
                await page.open(question, "Bench")
                streams.append(asyncio.create_task(page.follow()))
            except _FAULTS:
                tally.errors += 1
            tally.opens.append((time.perf_counter() - started) * 1000)

    await asyncio.gather(*map(enter, pages, asked))
    together = zip(pages, asked, strict=True)
    return [(page, question) for page, question in together if page.state == "assistant"], streams


async def _converse(pages: Pages, rate: float, tally: _Tally) -> None:
    """Two rounds over all pages: a message every ``1 / rate`` s, whatever the server does."""
    loop = asyncio.get_running_loop()
    start, turns = loop.time(), []
    lines = [(page, question.text) for page, question in pages]
    lines += [(page, phrases.SOLVED[question.language]) for page, question in pages]
    for number, (page, text) in enumerate(lines):
        await asyncio.sleep(max(0.0, start + number / rate - loop.time()))
        if page.state == "assistant":
            turns.append(asyncio.create_task(_turn(page, text, tally)))
    await asyncio.gather(*turns)


async def _turn(page: BenchPage, text: str, tally: _Tally) -> None:
    page.heard.clear()
    started = time.perf_counter()
    try:
        await page.say(text)
        async with asyncio.timeout(_TURN_SECONDS):
            await page.heard.wait()
    except _FAULTS:
        tally.errors += 1
    else:
        tally.turns.append((time.perf_counter() - started) * 1000)


async def _until(look: Callable[[], bool]) -> None:
    for _ in range(100):
        if look():
            return
        await asyncio.sleep(0.1)


def _spread(values: list[float]) -> dict[str, float | None]:
    return {"p50": percentile(values, 0.5), "p95": percentile(values, 0.95)}


async def _head(client: httpx.AsyncClient) -> int:
    health: dict[str, Any] = (await client.get("/api/health")).json()
    return int(health["cursor"].rpartition(":")[2] or 0)
