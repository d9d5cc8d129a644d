"""Who is calling: a customer by their contact's token, staff by their session or an API key.

A session travels in a cookie that pages cannot read. So that no other site can make a browser use
it, every write by cookie also carries the session's own token in a header, and says truly where it
comes from. Customers' tokens and API keys are sent on purpose and need neither.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, Header, Query, Request

from nawba.actions.api_keys import PREFIX
from nawba.actions.contacts import hash_token
from nawba.domain.access import Access
from nawba.domain.errors import ForeignOrigin, ForgedRequest, NotFound, NotPermitted, SignInNeeded
from nawba.domain.identity import Identity, Session, Where
from nawba.domain.words import Actor
from nawba.store import Store, statements, tables
from nawba.web.credentials import bearer_of, of_session, of_token, vouch
from nawba.web.doorkeeper import Doorkeeper
from nawba.web.house import House
from nawba.web.scope import check_path

_READING = ("GET", "HEAD", "OPTIONS")


async def house_of(request: Request) -> House:
    # async, though nothing waits: a plain function would cost a hop to a worker thread
    house: House = request.app.state.house
    return house


TheHouse = Annotated[House, Depends(house_of)]


@dataclass(frozen=True)
class CustomerCall:
    """A customer's request: the actor is the customer, ``contact`` the one the token opens."""

    actor: Actor
    contact: str


class Callers:
    """The customers seen lately, by the hash of their token: a contact's customer never changes.

    Only found ones are kept, and no more than ``most``; the oldest found make room.
    """

    def __init__(self, store: Store, most: int = 50_000) -> None:
        self._store, self._most = store, most
        self._known: dict[str, CustomerCall] = {}

    async def find(self, token: str) -> CustomerCall:
        """Raises NotFound for a token that opens no contact."""
        hashed = hash_token(token)
        known = self._known.get(hashed)
        if known is None:
            known = await asyncio.to_thread(self.look_up, token)
            self._keep(hashed, known)
        return known

    def look_up(self, token: str) -> CustomerCall:
        """The same from the database, for whoever is in a thread of their own."""
        with self._store.read() as connection:
            row = statements.find(connection, tables.contacts, token_hash=hash_token(token))
        if row is None:
            raise NotFound("This conversation is not here any more. Start a new one.")
        return CustomerCall(Actor("customer", row.customer), row.id)

    def _keep(self, hashed: str, call: CustomerCall) -> None:
        self._known[hashed] = call
        while len(self._known) > self._most:
            del self._known[next(iter(self._known))]


async def callers_of(request: Request) -> Callers:
    callers: Callers = request.app.state.callers
    return callers


TheCallers = Annotated[Callers, Depends(callers_of)]


async def customer_of(request: Request, callers: Callers, token: str) -> CustomerCall:
    """Whose ``token`` came with ``request``. Raises NotFound for one that opens no contact."""
    call = await callers.find(token)
    vouch(request.scope, of_token(token))
    return call


async def customer_by_header(
    request: Request, callers: TheCallers, authorization: Annotated[str, Header()] = ""
) -> CustomerCall:
    return await customer_of(request, callers, bearer_of(authorization))


async def customer_by_header_or_query(
    request: Request,
    callers: TheCallers,
    authorization: Annotated[str, Header()] = "",
    token: Annotated[str, Query()] = "",
) -> CustomerCall:
    return await customer_of(request, callers, token or bearer_of(authorization))


Customer = Annotated[CustomerCall, Depends(customer_by_header)]
CustomerAnywhere = Annotated[CustomerCall, Depends(customer_by_header_or_query)]


async def doorkeeper_of(request: Request) -> Doorkeeper:
    doorkeeper: Doorkeeper = request.app.state.doorkeeper
    return doorkeeper


TheDoorkeeper = Annotated[Doorkeeper, Depends(doorkeeper_of)]


@dataclass(frozen=True)
class Caller:
    """Somebody who works here, for one request: in the role ``wanted``, if they said which.

    ``token`` is their session's, ``key`` their API key: one of them.
    """

    identity: Identity
    wanted: str | None = None
    session: Session | None = None
    token: str | None = None
    key: str | None = None

    def acting(self, action: str) -> Actor:
        return self.identity.acting(action, self.wanted)


async def caller_of(request: Request, doorkeeper: TheDoorkeeper) -> Caller:
    """Raises SignInNeeded without session or key; ForgedRequest or ForeignOrigin for a write that
    no page of the session made."""
    wanted = request.headers.get("x-nawba-role") or request.query_params.get("acting")
    shown = bearer_of(request.headers.get("authorization", ""))
    if shown.startswith(PREFIX):
        identity = await doorkeeper.key(shown)
        vouch(request.scope, of_token(shown))
        return Caller(identity, wanted, key=shown)
    token = request.cookies.get(cookie_name(request))
    if not token:
        raise SignInNeeded("Sign in first.")
    identity, session = await doorkeeper.session(token, touch=not is_by_itself(request))
    vouch(request.scope, of_session(token))
    if request.method not in _READING:
        check_origin(request)
        _check_own_page(request, token)
    return Caller(identity, wanted, session, token)


TheCaller = Annotated[Caller, Depends(caller_of)]


def is_by_itself(request: Request) -> bool:
    """Whether a page asks without anybody at it: it says so, or follows a stream, or shows a
    picture that came in. Such requests keep no session open."""
    headers = request.headers
    follows = headers.get("accept", "").startswith("text/event-stream")
    shows = headers.get("sec-fetch-dest") == "image"
    return follows or shows or headers.get("x-nawba-background") == "1"


def cookie_name(request: Request) -> str:
    """Over https the name makes browsers promise that this very host has set it, and only over
    https (RFC 6265bis, 4.1.3.2)."""
    return "__Host-nawba" if _is_https(request) else "nawba"


def _is_https(request: Request) -> bool:
    """Whether the browser came over https, as far as a trusted proxy, or the settings, tell."""
    public = urlsplit(request.app.state.house.settings.public_url or "")
    asked = public.netloc == request.headers["host"].lower()
    return request.url.scheme == "https" or (asked and public.scheme == "https")


def csrf_of(token: str) -> str:
    """What a page of the session sends along with each write; it does not tell the token."""
    return hashlib.sha256(f"csrf:{token}".encode()).hexdigest()


def check_origin(request: Request) -> None:
    """Raise ForeignOrigin when the browser says that another site made it send this."""
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin")
    same = origin is None or urlsplit(origin).netloc.lower() == request.headers["host"].lower()
    if not same or site not in ("same-origin", "none"):
        raise ForeignOrigin("Another site sent this. Open Nawba itself and do it there.")


def _check_own_page(request: Request, token: str) -> None:
    sent = request.headers.get("x-csrf-token", "")
    if not secrets.compare_digest(sent.encode(), csrf_of(token).encode()):
        raise ForgedRequest("Load the page again, then repeat what you did.")


def where_of(request: Request) -> Where:
    """From where a request came: to be recognised in the list of one's own sessions."""
    address = request.client.host if request.client else ""
    return Where(request.headers.get("user-agent", ""), address)


class Needs:
    """A route's dependency: the caller, once the permissions table lets them do ``action``.

    What the path names (a contact, a brand, a site …) lies within their brands and sites, or is
    not found.
    """

    def __init__(self, action: str) -> None:
        self.action = action

    async def __call__(self, request: Request, house: TheHouse, caller: TheCaller) -> Actor:
        actor = caller.acting(self.action)
        await check_path(house, actor, request.path_params)
        return actor


def needs(action: str) -> Any:
    """``actor: Annotated[Actor, needs("configure")]``: who calls, if they may do that at all.

    Whether they may do it to *this* thing (own; a brand or site that the path does not name) is
    for ``permit`` to say.
    """
    return Depends(Needs(action))


class Perhaps(Needs):
    """The same, and None for a caller who may not: for routes whose body says what is done."""

    async def __call__(  # type: ignore[override]
        self, request: Request, house: TheHouse, caller: TheCaller
    ) -> Actor | None:
        try:
            return await super().__call__(request, house, caller)
        except (NotPermitted, NotFound):
            return None


def perhaps(action: str) -> Any:
    """``Annotated[Actor | None, perhaps("publish_assistant")]``: beside a route's ``needs``."""
    return Depends(Perhaps(action))


async def centre_reader(
    request: Request, house: TheHouse, doorkeeper: TheDoorkeeper
) -> Actor | None:
    """Who asks for the centre; None for somebody at the doors of a demo, who must choose first."""
    if house.demo_people and not request.cookies.get(cookie_name(request)):
        return None
    return (await caller_of(request, doorkeeper)).acting("read_centre")


CentreReader = Annotated[Actor | None, Depends(centre_reader)]


def saw(
    doorkeeper: Doorkeeper,
    actor: Actor,
    kind: str,
    resource: str,
    brand: str | None = None,
    action: str = "saw",
) -> None:
    """Note in the log of access that ``actor`` was shown a thing: it is written soon after."""
    doorkeeper.note(Access(str(actor), action, kind, resource, brand))
