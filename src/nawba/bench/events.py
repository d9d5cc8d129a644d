"""``nawba bench events``: how fast and how surely events reach many open pages."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from typing import Any

import httpx

from nawba.bench.server import RunningServer
from nawba.bench.viewer import Viewer, gaps, percentile
from nawba.demo.company import demo_centre
from nawba.demo.customers import CustomerPage, Question
from nawba.demo.entering import enter_with

_CONTACTS = 20
_RECONNECTIONS = 10


@dataclass(frozen=True)
class EventsFigures:
    viewers: int
    rate: float
    seconds: float
    events: int
    delivery_ms: dict[str, float | None]
    missing: int
    duplicated: int
    reconnections_each: int
    errors: int
    rss_mb: float


async def measure_events(
    server: RunningServer, viewers: int, rate: float, seconds: float
) -> EventsFigures:
    """``viewers`` supervisors follow while customers write ``rate`` messages per second.

    Every viewer's connection is cut ten times, spread over the run, and resumes at its cursor.
    """
    supervisor = demo_centre().supervisors[0].id
    async with httpx.AsyncClient(base_url=server.base, timeout=30) as client:
        mine = await enter_with(client, f"supervisor:{supervisor}")
        pages = await _held_contacts(client, mine)
        crowd = [Viewer(server.port, "/api/stream", mine) for _ in range(viewers)]
        tasks = [asyncio.create_task(viewer.follow()) for viewer in crowd]
        await _all_connected(client, crowd, pages)
        first = await _head(client) + 1
        errors, _ = await asyncio.gather(_write(pages, rate, seconds), _cut(crowd, seconds))
        last = await _head(client)
        await _until_caught_up(crowd, last)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return _figures(server, crowd, (first, last), rate, seconds, errors)


async def _held_contacts(
    client: httpx.AsyncClient, supervisor: dict[str, str]
) -> list[CustomerPage]:
    """Contacts led by a person, so that each message is exactly one event."""
    pages = []
    for _ in range(_CONTACTS):
        page = await CustomerPage.open(client, Question("sahla", "fr", ""), "Bench")
        contact = page.view["contact"]["id"]
        taken = await client.post(f"/api/contacts/{contact}/take-over", headers=supervisor)
        taken.raise_for_status()
        pages.append(page)
    return pages


async def _all_connected(
    client: httpx.AsyncClient, crowd: list[Viewer], pages: list[CustomerPage]
) -> None:
    """Write until every viewer has received something: its cursor stands before the run."""
    for _ in range(100):
        await pages[0].say(secrets.token_hex(4))
        await asyncio.sleep(0.1)
        if all(viewer.cursor for viewer in crowd):
            return


async def _head(client: httpx.AsyncClient) -> int:
    health: dict[str, Any] = (await client.get("/api/health")).json()
    return int(health["cursor"].rpartition(":")[2])


async def _write(pages: list[CustomerPage], rate: float, seconds: float) -> int:
    loop = asyncio.get_running_loop()
    start, errors = loop.time(), 0
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, start + number / rate - loop.time()))
        try:
            await pages[number % len(pages)].say(f"message {number}")
        except httpx.HTTPError:
            errors += 1
    return errors


async def _cut(crowd: list[Viewer], seconds: float) -> None:
    pause = seconds / (_RECONNECTIONS * len(crowd) + 1)
    for _ in range(_RECONNECTIONS):
        for viewer in crowd:
            await asyncio.sleep(pause)
            viewer.drop()


async def _until_caught_up(crowd: list[Viewer], last: int) -> None:
    for _ in range(100):
        if all(viewer.seqs and max(viewer.seqs) >= last for viewer in crowd):
            return
        await asyncio.sleep(0.1)


def _figures(
    server: RunningServer,
    crowd: list[Viewer],
    span: tuple[int, int],
    rate: float,
    seconds: float,
    errors: int,
) -> EventsFigures:
    counted = [gaps([s for s in viewer.seqs if s >= span[0]], *span) for viewer in crowd]
    delays = [delay for viewer in crowd for delay in viewer.delays]
    return EventsFigures(
        viewers=len(crowd),
        rate=rate,
        seconds=seconds,
        events=span[1] - span[0] + 1,
        delivery_ms={"p50": percentile(delays, 0.5), "p95": percentile(delays, 0.95)},
        missing=sum(missing for missing, _ in counted),
        duplicated=sum(twice for _, twice in counted),
        reconnections_each=min(viewer.reconnections for viewer in crowd),
        errors=errors,
        rss_mb=server.rss_mb(),
    )
