"""Who is calling: a customer by their contact's token, staff by name until sign-in exists.

Staff name themselves (``X-Nawba-Actor: adviser:amina``); that is safe only because the house
listens on loopback and refuses foreign hosts. A custom header cannot be sent by another site's
page without its consent, and writing routes accept nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Header, Query, Request

from nawba.actions.contacts import hash_token
from nawba.domain.errors import NotFound, NotPermitted
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


def _customer(store: Store, token: str) -> CustomerCall:
    with store.read() as connection:
        row = statements.find(connection, tables.contacts, token_hash=hash_token(token))
    if row is None:
        raise NotFound("This conversation is not here any more. Start a new one.")
    return CustomerCall(Actor("customer", row.customer), row.id)


def customer_by_header(
    house: TheHouse, authorization: Annotated[str, Header()] = ""
) -> CustomerCall:
    return _customer(house.store, authorization.removeprefix("Bearer ").strip())


def customer_by_header_or_query(
    house: TheHouse,
    authorization: Annotated[str, Header()] = "",
    token: Annotated[str, Query()] = "",
) -> CustomerCall:
    return _customer(house.store, token or authorization.removeprefix("Bearer ").strip())


def _staff(centre: Centre, named: str) -> Actor:
    kind, _, person = named.partition(":")
    known = {"adviser": set(centre.adviser), "supervisor": set(centre.supervisor)}
    if person not in known.get(kind, set()):
        raise NotPermitted("Choose who you are on the start page, then try again.")
    return Actor(kind, person)


def staff_by_header(house: TheHouse, x_nawba_actor: Annotated[str, Header()] = "") -> Actor:
    return _staff(house.centre, x_nawba_actor)


def staff_by_header_or_query(
    house: TheHouse,
    x_nawba_actor: Annotated[str, Header()] = "",
    as_: Annotated[str, Query(alias="as")] = "",
) -> Actor:
    return _staff(house.centre, as_ or x_nawba_actor)


Customer = Annotated[CustomerCall, Depends(customer_by_header)]
CustomerAnywhere = Annotated[CustomerCall, Depends(customer_by_header_or_query)]
Staff = Annotated[Actor, Depends(staff_by_header)]
StaffAnywhere = Annotated[Actor, Depends(staff_by_header_or_query)]
