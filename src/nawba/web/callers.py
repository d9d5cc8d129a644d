"""Who is calling: a customer by their contact's token, staff by name until sign-in exists.

Staff name themselves (``X-Nawba-Actor: adviser:amina``); that is safe only because the house
listens on loopback and refuses foreign hosts. A custom header cannot be sent by another site's
page without its consent, and writing routes accept nothing else.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Query, Request

from nawba.actions.contacts import hash_token
from nawba.domain.errors import NotFound, NotPermitted
from nawba.domain.permissions import permit
from nawba.domain.words import Actor, Centre
from nawba.store import Store, statements, tables
from nawba.web.house import House


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


def bearer(authorization: str) -> str:
    return authorization.removeprefix("Bearer ").strip()


async def customer_by_header(
    callers: TheCallers, authorization: Annotated[str, Header()] = ""
) -> CustomerCall:
    return await callers.find(bearer(authorization))


async def customer_by_header_or_query(
    callers: TheCallers,
    authorization: Annotated[str, Header()] = "",
    token: Annotated[str, Query()] = "",
) -> CustomerCall:
    return await callers.find(token or bearer(authorization))


STAFF = (
    "adviser", "supervisor", "quality", "editor", "recruiter", "planner", "client", "administrator"
)  # fmt: skip


def staff_named(centre: Centre, named: str) -> Actor:
    """Raises NotPermitted when nobody of that kind and name works here."""
    kind, _, person = named.partition(":")
    people = centre.adviser if kind == "adviser" else centre.supervisor
    if kind not in STAFF or person not in people:
        raise NotPermitted("Choose who you are on the start page, then try again.")
    return Actor(kind, person)


async def staff_by_header(house: TheHouse, x_nawba_actor: Annotated[str, Header()] = "") -> Actor:
    return staff_named(house.centre, x_nawba_actor)


async def staff_by_header_or_query(
    house: TheHouse,
    x_nawba_actor: Annotated[str, Header()] = "",
    as_: Annotated[str, Query(alias="as")] = "",
) -> Actor:
    return staff_named(house.centre, as_ or x_nawba_actor)


Customer = Annotated[CustomerCall, Depends(customer_by_header)]
CustomerAnywhere = Annotated[CustomerCall, Depends(customer_by_header_or_query)]
Staff = Annotated[Actor, Depends(staff_by_header)]
StaffAnywhere = Annotated[Actor, Depends(staff_by_header_or_query)]


class Needs:
    """A route's dependency: the caller, once the permissions table lets them do ``action``."""

    def __init__(self, action: str) -> None:
        self.action = action

    async def __call__(
        self, house: TheHouse, x_nawba_actor: Annotated[str, Header()] = ""
    ) -> Actor:
        actor = staff_named(house.centre, x_nawba_actor)
        permit(actor, self.action)
        return actor


def needs(action: str) -> Any:
    """``actor: Annotated[Actor, needs("configure")]``: who calls, if they may do that at all.

    Whether they may do it to *this* thing (own, brand, site) is for ``permit`` to say.
    """
    return Depends(Needs(action))
