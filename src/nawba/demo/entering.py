"""Come in by the demo's doors over HTTP, as simulated people and benches do."""

from __future__ import annotations

import httpx


def entry(who: str) -> dict[str, str]:
    return {"demo": who}


def headers_of(reply: httpx.Response) -> dict[str, str]:
    """What each further request carries, from the answer to ``POST /api/session``."""
    token = reply.raise_for_status().cookies["nawba"]
    csrf = str(reply.json()["csrf"])
    return {"cookie": f"nawba={token}", "x-csrf-token": csrf}


def enter(base: str, who: str) -> dict[str, str]:
    """The headers of a session of ``who`` (``adviser:amal``) in the demo at ``base``."""
    with httpx.Client(base_url=base, timeout=30) as client:
        return headers_of(client.post("/api/session", json=entry(who)))


async def enter_with(client: httpx.AsyncClient, who: str) -> dict[str, str]:
    """The same with a client that many share: its own cookies stay empty."""
    reply = await client.post("/api/session", json=entry(who))
    headers = headers_of(reply)
    client.cookies.clear()
    return headers
