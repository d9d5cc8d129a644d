"""``nawba bench chat``: how long a customer waits for the assistant's turn, over real HTTP."""

from __future__ import annotations

import asyncio
import json
import random
import time
from dataclasses import dataclass, field
from typing import Any

import httpx

from nawba.bench.server import RunningServer
from nawba.bench.viewer import Viewer, gaps, percentile
from nawba.demo import phrases
from nawba.demo.company import demo_centre
from nawba.demo.customers import CustomerPage, Question
from nawba.demo.traffic import demo_questions

_TURN_SECONDS = 10


@dataclass(frozen=True)
class ChatFigures:
    """``turn_ms``: from sending the message to the assistant's first words on the stream."""

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
    """Open ``contacts`` at ``rate`` per second; each asks a question and then reacts to it."""
    rng, questions, tally = random.Random(seed), demo_questions(), _Tally()
    supervisor = demo_centre().supervisors[0].id
    watcher = Viewer(server.port, f"/api/stream?as=supervisor:{supervisor}&cursor=main:0")
    following = asyncio.create_task(watcher.follow())
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=server.base, timeout=30, limits=limits) as client:
        before = await _head(client)
        visits = []
        for number in range(contacts):
            visits.append(asyncio.create_task(_visit(client, rng.choice(questions), tally, number)))
            await asyncio.sleep(1 / rate)
        await asyncio.gather(*visits)
        last = await _head(client)
    for _ in range(50):
        if watcher.seqs and max(watcher.seqs) >= last:
            break
        await asyncio.sleep(0.1)
    watcher.stop()
    await asyncio.gather(following, return_exceptions=True)
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


def _spread(values: list[float]) -> dict[str, float | None]:
    return {"p50": percentile(values, 0.5), "p95": percentile(values, 0.95)}


async def _head(client: httpx.AsyncClient) -> int:
    health: dict[str, Any] = (await client.get("/api/health")).json()
    return int(health["cursor"].rpartition(":")[2] or 0)


async def _visit(client: httpx.AsyncClient, asked: Question, tally: _Tally, number: int) -> None:
    try:
        started = time.perf_counter()
        page = await CustomerPage.open(client, asked, f"Bench {number}")
        tally.opens.append((time.perf_counter() - started) * 1000)
        if page.view["contact"]["state"] == "assistant":  # not in the holdout
            await _talk(client, page, asked, tally)
    except (httpx.HTTPError, TimeoutError):
        tally.errors += 1


async def _talk(
    client: httpx.AsyncClient, page: CustomerPage, asked: Question, tally: _Tally
) -> None:
    spoken = asyncio.Event()
    listening = asyncio.create_task(_listen(client, page, spoken))
    try:
        for text in (asked.text, phrases.SOLVED[asked.language]):
            spoken.clear()
            started = time.perf_counter()
            await page.say(text)
            async with asyncio.timeout(_TURN_SECONDS):
                await spoken.wait()
            tally.turns.append((time.perf_counter() - started) * 1000)
            if (await page.look())["contact"]["state"] != "assistant":
                return
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)


async def _listen(client: httpx.AsyncClient, page: CustomerPage, spoken: asyncio.Event) -> None:
    """Set ``spoken`` each time the assistant says something on the customer's own stream."""
    url = page.stream_url(page.view["cursor"])
    async with client.stream("GET", url, timeout=None) as reply:
        kind = ""
        async for line in reply.aiter_lines():
            if line.startswith("event: "):
                kind = line.removeprefix("event: ")
            elif line.startswith("data: ") and kind == "message" and _is_assistants(line):
                spoken.set()


def _is_assistants(line: str) -> bool:
    return bool(json.loads(line.removeprefix("data: "))["author"] == "assistant")
