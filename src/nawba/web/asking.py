"""Who sends a request, checked as its route will check it: what was answered once under an
idempotency key may be answered again only to the same caller."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from nawba.actions.api_keys import PREFIX
from nawba.domain.errors import NawbaError
from nawba.web.callers import caller_of, customer_of
from nawba.web.credentials import Scope, bearer_of, header


@dataclass(frozen=True)
class Asker:
    """``name`` is ``anonymous`` for whoever proves nothing; ``contact`` is a customer's."""

    name: str
    contact: str | None = None


async def asker_of(scope: Scope) -> Asker:
    """Who sends the request, as far as they prove it."""
    state, request = scope["app"].state, Request(scope)
    token = bearer_of(header(scope, b"authorization"))
    try:
        if token and not token.startswith(PREFIX):
            call = await customer_of(request, state.callers, token)
            return Asker(str(call.actor), call.contact)
        caller = await caller_of(request, state.doorkeeper)
        return Asker(f"account:{caller.identity.id}")
    except NawbaError:
        return Asker("anonymous")  # the route will say why, in words
