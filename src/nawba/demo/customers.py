"""One simulated customer: asks, reads the answer, perhaps wants a person, thanks and leaves."""

from __future__ import annotations

import asyncio
import random
import secrets
from dataclasses import dataclass
from typing import Any

import httpx
import structlog

from nawba.demo import phrases

log = structlog.get_logger()

_IMPATIENT_SHARE = 0.15
_OFF_TOPIC_SHARE = 0.2
_CONTENT_SHARE = 0.6
_PATIENCE_SECONDS = 120


@dataclass(frozen=True)
class Question:
    brand: str
    language: str
    text: str


class CustomerPage:
    """What a customer's page does: open, say, look, end; errors are the server's problem words."""

    def __init__(self, client: httpx.AsyncClient, token: str, view: dict[str, Any]) -> None:
        self._client = client
        self._token = token
        self._headers = {"authorization": f"Bearer {token}"}
        self.view = view

    @staticmethod
    async def open(client: httpx.AsyncClient, question: Question, name: str) -> CustomerPage:
        reply = await client.post(
            "/api/contacts",
            json={
                "brand": question.brand,
                "language": question.language,
                "client_id": secrets.token_hex(16),
                "name": name,
            },
        )
        reply.raise_for_status()
        opened = reply.json()
        return CustomerPage(client, opened["token"], opened["view"])

    async def say(self, text: str) -> None:
        body = {"client_id": secrets.token_hex(8), "text": text}
        await self._post("messages", body)

    async def look(self) -> dict[str, Any]:
        reply = await self._client.get("/api/contacts/me", headers=self._headers)
        reply.raise_for_status()
        self.view = reply.json()
        return self.view

    async def end(self) -> None:
        await self._post("end", {})

    async def rate(self, solved: bool, rating: int) -> None:
        await self._post("rating", {"solved": solved, "rating": rating})

    async def _post(self, what: str, body: dict[str, Any]) -> None:
        reply = await self._client.post(
            f"/api/contacts/me/{what}", json=body, headers=self._headers
        )
        if reply.status_code not in (409, 422):  # the contact may have closed meanwhile
            reply.raise_for_status()


async def run_customer(client: httpx.AsyncClient, asked: Question, rng: random.Random) -> None:
    """The whole visit; a server that goes away ends it quietly."""
    try:
        page = await CustomerPage.open(client, asked, rng.choice(phrases.NAMES))
        await _visit(page, asked, rng)
    except httpx.HTTPError as error:
        log.debug("customer_left", error=str(error))


async def _visit(page: CustomerPage, asked: Question, rng: random.Random) -> None:
    await asyncio.sleep(rng.uniform(1, 4))
    if rng.random() < _IMPATIENT_SHARE:
        await page.say(rng.choice(phrases.ASK_PERSON[asked.language]))
    else:
        off_topic = rng.random() < _OFF_TOPIC_SHARE
        await page.say(rng.choice(phrases.OFF_TOPIC[asked.language]) if off_topic else asked.text)
        await asyncio.sleep(rng.uniform(3, 9))
        if await _is_content(page, asked, rng):
            return
    await _talk_with_adviser(page, asked, rng)


async def _is_content(page: CustomerPage, asked: Question, rng: random.Random) -> bool:
    """True when the assistant answered and that was enough."""
    view = await page.look()
    answered = any(message["sources"] for message in view["messages"])
    if answered and rng.random() < _CONTENT_SHARE:
        await page.say(phrases.SOLVED[asked.language])
        await page.rate(True, rng.choice((4, 5)))
        return True
    if view["contact"]["state"] == "assistant":
        await page.say(rng.choice(phrases.ASK_PERSON[asked.language]))
    return False


async def _talk_with_adviser(page: CustomerPage, asked: Question, rng: random.Random) -> None:
    if not await _wait_for_adviser(page):
        await page.end()
        return
    for _ in range(rng.randint(1, 3)):
        await asyncio.sleep(rng.uniform(6, 14))
        await page.say(rng.choice(phrases.FOLLOW_UP[asked.language]))
    await asyncio.sleep(rng.uniform(4, 10))
    await page.say(phrases.THANKS[asked.language])
    await asyncio.sleep(2)
    await page.end()
    await page.rate(True, rng.choice((3, 4, 5, 5)))


async def _wait_for_adviser(page: CustomerPage) -> bool:
    for _ in range(_PATIENCE_SECONDS // 2):
        view = await page.look()
        if view["contact"]["state"] not in ("assistant", "waiting"):
            return bool(view["contact"]["state"] == "held")
        await asyncio.sleep(2)
    return False
