"""The simulated advisers: come on shift, accept, answer, wrap up, now and then pause."""

from __future__ import annotations

import asyncio
import json
import random
import secrets
from collections.abc import AsyncIterator, Coroutine
from typing import Any

import httpx
import structlog

from nawba.demo import phrases
from nawba.demo.entering import enter_with
from nawba.domain.words import Centre

log = structlog.get_logger()

_HEARTBEAT_SECONDS = 10
_REFUSAL_SHARE = 0.04
_PAUSE_SHARE = 0.05


class AdviserCrowd:
    """All simulated advisers, driven by one supervisor's event stream."""

    def __init__(self, client: httpx.AsyncClient, centre: Centre, rng: random.Random) -> None:
        self._client, self._rng = client, rng
        self._supervisor = centre.supervisors[0].id
        self._advisers = simulated(centre)
        self._languages: dict[str, str] = {}
        self._sessions: dict[str, dict[str, str]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Work until the server goes away."""
        for adviser in self._advisers:
            await self._post(adviser, "/api/desk/presence", {"state": "available"})
        await asyncio.gather(self._beat(), self._follow())

    async def _beat(self) -> None:
        while True:
            for adviser in self._advisers:
                await self._post(adviser, "/api/desk/heartbeat", {})
            if self._rng.random() < _PAUSE_SHARE:
                self._spawn(self._pause(self._rng.choice(self._advisers)))
            await asyncio.sleep(_HEARTBEAT_SECONDS)

    async def _pause(self, adviser: str) -> None:
        pause = {"state": "paused", "reason": "break"}
        await self._post(adviser, "/api/desk/presence", pause)
        await asyncio.sleep(self._rng.uniform(15, 60))
        await self._post(adviser, "/api/desk/presence", {"state": "available"})

    async def _follow(self) -> None:
        while True:  # until the server goes away; a session ends after some hours
            async for event in self._events():
                self._react(event)
            self._sessions.clear()
            await asyncio.sleep(1)

    async def _events(self) -> AsyncIterator[dict[str, Any]]:
        mine = await self._headers(f"supervisor:{self._supervisor}")
        async with self._client.stream("GET", "/api/stream", headers=mine, timeout=None) as reply:
            kind = ""
            async for line in reply.aiter_lines():
                if line.startswith("event: "):
                    kind = line.removeprefix("event: ")
                elif line.startswith("data: ") and kind == "event":
                    yield json.loads(line.removeprefix("data: "))

    def _react(self, event: dict[str, Any]) -> None:
        data, kind = event["data"], event["type"]
        if kind in ("contact_opened", "language_changed"):
            self._languages[data["contact"]] = data["language"]
        elif kind == "offer_made" and data["adviser"] in self._advisers:
            self._spawn(self._answer(data))
        elif kind == "wrap_up_started" and data["party_id"] in self._advisers:
            self._spawn(self._wrap_up(data))
        elif kind == "contact_closed":
            self._languages.pop(data["contact"], None)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(_until_closed(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _answer(self, offer: dict[str, Any]) -> None:
        await asyncio.sleep(self._rng.uniform(0.5, 5))
        adviser, path = offer["adviser"], f"/api/offers/{offer['offer']}"
        answer = {"epoch": offer["epoch"]}
        if self._rng.random() < _REFUSAL_SHARE:
            await self._post(adviser, f"{path}/refuse", answer)
        elif await self._post(adviser, f"{path}/accept", answer):
            await self._talk(adviser, offer["contact"])

    async def _talk(self, adviser: str, contact: str) -> None:
        language = self._languages.get(contact, "fr")
        lines = (phrases.HELLO[language], *phrases.REPLIES[language])
        for line in lines:
            await asyncio.sleep(self._rng.uniform(3, 11))
            body = {"client_id": secrets.token_hex(8), "text": line}
            if not await self._post(adviser, f"/api/contacts/{contact}/messages", body):
                return

    async def _wrap_up(self, data: dict[str, Any]) -> None:
        await asyncio.sleep(self._rng.uniform(3, 15))
        codes = await self._client.get(
            "/api/centre", headers=await self._headers(f"adviser:{data['party_id']}")
        )
        code = self._rng.choice(codes.json()["wrap_up_codes"])["id"]
        body = {"code": code, "summary": "", "follow_ups": ""}
        await self._post(data["party_id"], f"/api/contacts/{data['contact']}/wrap-up", body)

    async def _post(self, adviser: str, path: str, body: dict[str, Any]) -> bool:
        """True when the house agreed; that it does not is part of life (contact gone, closed)."""
        headers = await self._headers(f"adviser:{adviser}")
        reply = await self._client.post(path, json=body, headers=headers)
        if reply.status_code == 401:
            self._sessions.pop(f"adviser:{adviser}", None)
        return reply.is_success

    async def _headers(self, who: str) -> dict[str, str]:
        """Those of a session of ``who``, begun when it is first needed."""
        if who not in self._sessions:
            self._sessions[who] = await enter_with(self._client, who)
        return self._sessions[who]


async def _until_closed(work: Coroutine[Any, Any, None]) -> None:
    """Do ``work``; a server that goes away in the middle of it ends it quietly."""
    try:
        await work
    except httpx.HTTPError as error:
        log.debug("adviser_left", error=str(error))


def simulated(centre: Centre) -> list[str]:
    """Every adviser but the first of each site."""
    firsts = {adviser.site: adviser.id for adviser in reversed(centre.advisers)}
    return [adviser.id for adviser in centre.advisers if adviser.id != firsts[adviser.site]]
