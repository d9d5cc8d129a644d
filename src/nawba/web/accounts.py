"""The administrator's routes on accounts, their links and sessions, and on API keys."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Query, Request
from pydantic import AwareDatetime, Field
from sqlalchemy.engine import Connection

from nawba.actions.accounts import (
    add_account,
    change_account,
    id_from,
    make_link,
    reaches,
)
from nawba.actions.api_keys import as_account, make_key, revoke_key
from nawba.actions.sessions import end_sessions, folded
from nawba.domain.errors import NotFound
from nawba.domain.identity import Account, Key, Link
from nawba.domain.permissions import PERMISSIONS, ROLES
from nawba.domain.words import Actor, Json
from nawba.store.identity import Row, account_of, find_account, key_of
from nawba.store.identity_tables import (
    accounts,
    api_keys,
    outside_subjects,
    sessions,
    sign_in_links,
)
from nawba.web.bodies import Body, Count
from nawba.web.callers import TheHouse, needs
from nawba.web.guard import public_address
from nawba.web.house import House
from nawba.web.views import iso

router = APIRouter(prefix="/api")

Manager = Annotated[Actor, needs("manage_accounts")]
KeyManager = Annotated[Actor, needs("manage_keys")]
Names = Annotated[list[str], Field(max_length=200)]


class AccountBody(Body):
    name: str
    login: str
    roles: Names
    email: str | None = None
    brands: Names | None = None
    sites: Names | None = None
    language: str | None = None


class NewAccount(AccountBody):
    id: str | None = None


class ChangedAccount(AccountBody):
    disabled: bool = False
    revision: Count


class NewKey(Body):
    name: str
    roles: Names
    actions: Names | None = None
    brands: Names | None = None
    sites: Names | None = None
    expires_at: AwareDatetime | None = None


@router.get("/roles")
def show_roles(me: Annotated[Actor, needs("use_own_account")]) -> Json:
    """What each role may do, on anything or on one's own."""
    roles = [
        {"role": role, "can": sorted(one for one in PERMISSIONS if role in PERMISSIONS[one])}
        for role in ROLES
    ]
    return {"roles": roles, "actions": sorted(PERMISSIONS)}


@router.get("/accounts")
def show_accounts(
    house: TheHouse,
    manager: Manager,
    q: str = "",
    role: str | None = None,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Json:
    """Who may sign in, by name; those within the manager's own brands and sites."""
    with house.store.read() as connection:
        found = _found(connection, manager, folded(q), role)
        page = [one for one in found if after is None or _place(one) > after][: limit + 1]
        shown = page[:limit]
        return {
            "accounts": _lines(connection, house.store.clock(), [one.id for one in shown]),
            "next": _place(shown[-1]) if len(page) > limit else None,
            "total": len(found),
        }


def _found(connection: Connection, manager: Actor, text: str, role: str | None) -> list[Account]:
    statement = sa.select(accounts)
    if text:
        columns = (accounts.c.id, accounts.c.name, accounts.c.login, accounts.c.email)
        statement = statement.where(
            sa.or_(*(sa.func.lower(one).contains(text, autoescape=True) for one in columns))
        )
    everybody = (account_of(row) for row in connection.execute(statement))
    wanted = [one for one in everybody if reaches(manager, one) and (not role or role in one.roles)]
    return sorted(wanted, key=_place)


def _place(account: Account) -> str:
    """Where the account stands in the list; also the cursor behind it."""
    return f"{account.name.casefold()}~{account.id}"


def _lines(connection: Connection, now: datetime, ids: list[str]) -> list[Json]:
    rows = {
        row.id: row for row in connection.execute(sa.select(accounts).where(accounts.c.id.in_(ids)))
    }
    live = (
        sa.select(sessions.c.account, sa.func.count().label("n"), sa.func.max(sessions.c.seen_at))
        .where(sessions.c.account.in_(ids), sessions.c.expires_at > now)
        .group_by(sessions.c.account)
    )
    inside = {account: (count, seen) for account, count, seen in connection.execute(live)}
    links = sa.select(sign_in_links).where(
        sign_in_links.c.account.in_(ids), sign_in_links.c.expires_at > now
    )
    invited = {row.account: row.expires_at for row in connection.execute(links)}
    outside = sa.select(outside_subjects.c.account).where(outside_subjects.c.account.in_(ids))
    linked = set(connection.execute(outside).scalars())
    return [
        _line(rows[one], inside.get(one, (0, None)), invited.get(one), one in linked) for one in ids
    ]


def _line(
    row: Row, inside: tuple[int, datetime | None], invited: datetime | None, linked: bool
) -> Json:
    account = account_of(row)
    return {
        **vars(account),
        "has_password": row.password is not None,
        "oidc": linked,
        "invited": invited and {"expires_at": iso(invited)},
        "sessions": inside[0],
        "seen_at": iso(inside[1]),
        "made_at": iso(row.made_at),
    }


@router.post("/accounts", status_code=201)
def make_account(request: Request, house: TheHouse, manager: Manager, wanted: NewAccount) -> Json:
    """Let somebody in: the answer has the link by which they choose their password."""
    account = _account(wanted, wanted.id or id_from(wanted.login))
    made = add_account(house.store, manager, account)
    link = make_link(house.store, manager, made.id)
    return {"account": _one(house, manager, made.id), "link": _link(request, house, link)}


def _account(body: AccountBody, account: str) -> Account:
    brands, sites = (None if one is None else tuple(one) for one in (body.brands, body.sites))
    return Account(
        account,
        body.name,
        body.login,
        tuple(body.roles),
        body.email,
        brands,
        sites,
        body.language,
    )


@router.get("/accounts/{account}")
def show_account(house: TheHouse, manager: Manager, account: str) -> Json:
    return _one(house, manager, account)


def _one(house: House, manager: Actor, account: str) -> Json:
    with house.store.read() as connection:
        found = find_account(connection, account)
        if found is None or not reaches(manager, found):
            raise NotFound(f"There is no account {account}.")
        return _lines(connection, house.store.clock(), [account])[0]


@router.put("/accounts/{account}")
def put_account(house: TheHouse, manager: Manager, account: str, wanted: ChangedAccount) -> Json:
    """Make the account what the body says; ``revision`` is the one that was looked at."""
    made = _account(wanted, account)
    fresh = Account(**{**vars(made), "disabled": wanted.disabled, "revision": wanted.revision})
    change_account(house.store, manager, fresh)
    return _one(house, manager, account)


@router.post("/accounts/{account}/link", status_code=201)
def invite(request: Request, house: TheHouse, manager: Manager, account: str) -> Json:
    """A one-time link to choose a password by; earlier ones of the account end."""
    return _link(request, house, make_link(house.store, manager, account))


def _link(request: Request, house: House, link: Link) -> Json:
    path = f"/welcome?token={link.token}"
    return {
        "kind": link.kind,
        "path": path,
        "url": public_address(request, house.settings) + path,
        "expires_at": iso(link.expires_at),
    }


@router.post("/accounts/{account}/sign-out", status_code=204)
def sign_out(house: TheHouse, manager: Manager, account: str) -> None:
    """End all sessions of the account."""
    _one(house, manager, account)
    end_sessions(house.store, manager, account)


@router.get("/keys")
def show_keys(house: TheHouse, manager: KeyManager) -> Json:
    """API keys, the newest first; revoked ones too. Their secrets are not kept."""
    statement = sa.select(api_keys).order_by(api_keys.c.made_at.desc(), api_keys.c.id)
    with house.store.read() as connection:
        found = [key_of(row) for row in connection.execute(statement)]
    return {"keys": [_key(one) for one in found if reaches(manager, as_account(one))]}


@router.post("/keys", status_code=201)
def add_key(house: TheHouse, manager: KeyManager, wanted: NewKey) -> Json:
    """A key; its ``secret`` is in this answer and nowhere else."""
    narrowed, brands, sites = (
        None if one is None else tuple(one) for one in (wanted.actions, wanted.brands, wanted.sites)
    )
    key, secret = make_key(
        house.store,
        manager,
        wanted.name,
        tuple(wanted.roles),
        actions=narrowed,
        brands=brands,
        sites=sites,
        expires_at=wanted.expires_at,
    )
    return {"key": _key(key), "secret": secret}


@router.delete("/keys/{key}", status_code=204)
def end_key(house: TheHouse, manager: KeyManager, key: str) -> None:
    revoke_key(house.store, manager, key)


def _key(key: Key) -> Json:
    moments = ("made_at", "expires_at", "used_at", "revoked_at")
    return {**vars(key), **{name: iso(getattr(key, name)) for name in moments}}
