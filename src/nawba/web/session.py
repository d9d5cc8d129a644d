"""The routes of the door: sign in, sign out, choose a password by a link, see one's sessions."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from nawba.actions.accounts import (
    change_password,
    choose_language,
    find_link,
    id_from,
    redeem_link,
)
from nawba.actions.sessions import begin_session, end_session, end_sessions, sign_in
from nawba.domain.addresses import is_loopback
from nawba.domain.errors import Invalid, NotFound, SignInNeeded
from nawba.domain.identity import DOOR, Account, Identity, Lives, Session, Signed
from nawba.domain.passwords import LEAST
from nawba.domain.words import Actor, Json
from nawba.store import statements
from nawba.store.identity import account_of, find_account, has_administrator, read_sessions
from nawba.store.identity_tables import accounts
from nawba.web.bodies import Body
from nawba.web.callers import (
    TheCaller,
    TheDoorkeeper,
    TheHouse,
    check_origin,
    cookie_name,
    csrf_of,
    needs,
    where_of,
)
from nawba.web.credentials import of_session, vouch
from nawba.web.doorkeeper import Doorkeeper
from nawba.web.house import House

router = APIRouter(prefix="/api")

Me = Annotated[Actor, needs("use_own_account")]


class Credentials(Body):
    login: str = ""
    password: str = ""
    demo: str | None = None


class NewPassword(Body):
    current: str
    new: str


class LinkToken(Body):
    token: str


class Redemption(Body):
    token: str
    password: str
    login: str | None = None
    name: str | None = None
    language: str | None = None


class LanguageOfPages(Body):
    language: str | None = None


@router.get("/session")
def show_session(house: TheHouse, doorkeeper: TheDoorkeeper, me: Me, caller: TheCaller) -> Json:
    """Who is signed in here, what they may do, and what each write must carry."""
    if caller.session is None or caller.token is None:
        raise SignInNeeded("An API key has no session.")
    return _session(house, doorkeeper, caller.identity, caller.session, caller.token)


@router.post("/session")
def enter(
    request: Request, house: TheHouse, doorkeeper: TheDoorkeeper, shown: Credentials
) -> JSONResponse:
    """Sign in with login and password; in a demo, as one of its people."""
    check_origin(request)
    where, lives = where_of(request), doorkeeper.lives
    if shown.demo is not None:
        account = _demo_account(house, shown.demo)
        signed = begin_session(house.store, DOOR, account, "demo", where=where, lives=lives)
    else:
        signed = sign_in(house.store, shown.login, shown.password, where=where, lives=lives)
    return _signed(request, house, doorkeeper, signed)


@router.delete("/session", status_code=204)
def leave(request: Request, house: TheHouse, me: Me, caller: TheCaller) -> Response:
    if caller.session is not None:
        end_session(house.store, me, caller.session.id)
    return _without_cookie(request)


@router.get("/sessions")
def show_sessions(house: TheHouse, doorkeeper: TheDoorkeeper, me: Me, caller: TheCaller) -> Json:
    """One's own sessions, the one used last first."""
    now, here = house.store.clock(), caller.identity.session
    with house.store.read() as connection:
        found = read_sessions(connection, me.id)
    open_ones = [one for one in found if not doorkeeper.lives.ended(one, now)]
    return {"sessions": [{**_line(one), "current": one.id == here} for one in open_ones]}


@router.delete("/sessions", status_code=204)
def leave_everywhere(
    request: Request, house: TheHouse, me: Me, caller: TheCaller, others: bool = False
) -> Response:
    """Sign out everywhere; with ``others`` everywhere else."""
    end_sessions(house.store, me, me.id, keep=caller.identity.session if others else None)
    return Response(status_code=204) if others else _without_cookie(request)


@router.delete("/sessions/{session}", status_code=204)
def leave_there(house: TheHouse, me: Me, session: str) -> None:
    end_session(house.store, me, session)


@router.post("/session/password")
def choose_password(
    request: Request, house: TheHouse, doorkeeper: TheDoorkeeper, me: Me, chosen: NewPassword
) -> JSONResponse:
    """Change one's password; every other session ends."""
    where, lives = where_of(request), doorkeeper.lives
    signed = change_password(house.store, me, chosen.current, chosen.new, where=where, lives=lives)
    return _signed(request, house, doorkeeper, signed)


@router.put("/session/language")
def set_language(
    house: TheHouse,
    doorkeeper: TheDoorkeeper,
    me: Me,
    caller: TheCaller,
    chosen: LanguageOfPages,
) -> Json:
    choose_language(house.store, me, chosen.language)
    return show_session(house, doorkeeper, me, caller)


@router.get("/session/ways")
def show_ways(house: TheHouse) -> Json:
    """How one can come in here; ``first`` while there is no administrator yet."""
    with house.store.read() as connection:
        first = not has_administrator(connection)
    people = [{"who": one.who, **asdict(one)} for one in _demo_people(house)]
    settings = house.settings
    label = (settings.oidc_label or "OpenID") if settings.oidc_issuer else None
    return {"password": True, "oidc": label, "first": first, "demo": people or None}


@router.post("/session/link")
def show_link(request: Request, house: TheHouse, shown: LinkToken) -> Json:
    """What a one-time link is for. The link goes on being good."""
    check_origin(request)
    with house.store.read() as connection:
        link = find_link(connection, shown.token, house.store.clock())
        account = find_account(connection, link.account) if link.account else None
    return {
        "kind": link.kind,
        "account": account and account.id,
        "name": account.name if account else "",
        "login": account.login if account else "",
        "expires_at": link.expires_at.isoformat(),
        "password_rules": {"least": LEAST},
    }


@router.post("/session/redeem")
def redeem(
    request: Request, house: TheHouse, doorkeeper: TheDoorkeeper, shown: Redemption
) -> JSONResponse:
    """Use a one-time link: choose the password (for the first one also who one is), and enter."""
    check_origin(request)
    signed = redeem_link(
        house.store,
        shown.token,
        shown.password,
        newcomer=_newcomer(shown),
        where=where_of(request),
        lives=doorkeeper.lives,
    )
    return _signed(request, house, doorkeeper, signed)


def _newcomer(shown: Redemption) -> Account | None:
    if not shown.login:
        return None
    name, language = shown.name or "", shown.language
    return Account(id_from(shown.login), name, shown.login, (), language=language)


def _demo_people(house: House) -> tuple[Any, ...]:
    return house.demo_people if is_loopback(house.settings.host) else ()


def _demo_account(house: House, who: str) -> str:
    found = next((one for one in _demo_people(house) if one.who == who), None)
    if found is None:
        raise NotFound("This is no demo, or it has nobody of that name.")
    return str(found.id)


def _signed(request: Request, house: House, doorkeeper: Doorkeeper, signed: Signed) -> JSONResponse:
    """The session just begun, with its cookie."""
    with house.store.read() as connection:
        account = find_account(connection, signed.session.account)
    if account is None:
        raise Invalid("This account is not here any more.")
    identity = Identity(
        account.id, account.roles, account.brands, account.sites, session=signed.session.id
    )
    body = _session(house, doorkeeper, identity, signed.session, signed.token)
    answer = JSONResponse(body, headers={"cache-control": "no-store"})
    hand_out(request, answer, signed, doorkeeper.lives)
    return answer


def hand_out(request: Request, answer: Response, signed: Signed, lives: Lives) -> None:
    """Give the browser the session just begun, in a cookie for this host and this browser's own
    requests, which no page reads."""
    vouch(request.scope, of_session(signed.token))
    name = cookie_name(request)
    answer.set_cookie(
        name,
        signed.token,
        max_age=int(lives.most.total_seconds()),
        secure=name.startswith("__Host-"),
        httponly=True,
        samesite="lax",
    )


def _without_cookie(request: Request) -> Response:
    answer, name = Response(status_code=204), cookie_name(request)
    secure = name.startswith("__Host-")
    answer.delete_cookie(name, secure=secure, httponly=True, samesite="lax")
    return answer


def _session(
    house: House, doorkeeper: Doorkeeper, identity: Identity, session: Session, token: str
) -> Json:
    with house.store.read() as connection:
        row = statements.find(connection, accounts, id=identity.id)
    if row is None:
        raise SignInNeeded("Sign in first.")
    account, can_as = account_of(row), identity.can_as()
    return {
        "account": account.id,
        "name": account.name,
        "login": account.login,
        "roles": list(account.roles),
        "brands": account.brands,
        "sites": account.sites,
        "language": account.language,
        "csrf": csrf_of(token),
        "can": sorted({action for allowed in can_as.values() for action in allowed}),
        "can_as": can_as,
        "demo": bool(house.demo_people),
        "password": row.password is not None,
        "session": session.id,
        "expires_at": session.expires_at.isoformat(),
        "idle_seconds": int(doorkeeper.lives.idle.total_seconds()),
    }


def _line(session: Session) -> Json:
    shown = asdict(session)
    del shown["account"]
    return {
        name: value if isinstance(value, str) else value.isoformat()
        for name, value in shown.items()
    }
