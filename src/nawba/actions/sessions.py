"""Signing in and out: passwords with a growing wait after failures, sessions that end."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from nawba.actions.passwords import is_outdated, make_hash, verify
from nawba.domain import events as ev
from nawba.domain.access import Access
from nawba.domain.errors import NotFound, TooMany, WrongCredentials
from nawba.domain.identity import DOOR, Lives, Session, Signed, Where
from nawba.domain.permissions import permit
from nawba.domain.words import Actor
from nawba.store import Store, Transaction, statements
from nawba.store.access_log import add_access
from nawba.store.identity import Row, hashed
from nawba.store.identity_tables import (
    accounts,
    api_keys,
    sessions,
    sign_in_failures,
    sign_in_links,
)

_FIRST_WAIT = timedelta(seconds=5)
_BROWSER, _ADDRESS = 200, 80


@dataclass(frozen=True)
class _Limit:
    """After ``free`` failures each further one doubles the wait, up to ``longest``; they are
    forgotten after ``forgotten`` without one. Many people share an address, nobody a login."""

    subject: str
    free: int
    longest: timedelta
    forgotten: timedelta


def sign_in(store: Store, login: str, password: str, *, where: Where, lives: Lives) -> Signed:
    """A session for whoever knows ``login`` and ``password``.

    Raises WrongCredentials, which never says which of them, or what else, was wrong; TooMany when
    this login, or this address, failed too often and has to wait.
    """
    permit(DOOR, "begin_session")
    name = folded(login)
    row = attempt(store, name, where)
    if not verify(row.password if row is not None else None, password) or _is_closed(row):
        note_failure(store, row, where)
        raise WrongCredentials("Login or password are not right. Try again, or ask for a link.")
    assert row is not None, "only a row's own password is ever verified"
    renewed = make_hash(password) if is_outdated(row.password) else None
    with store.write("sign_in", f"account:{row.id}") as tx:
        if renewed is not None:
            statements.change(tx.connection, accounts, {"id": row.id}, password=renewed)
        forgive(tx, name, where)
        return begin(tx, row.id, "password", where, lives)


def begin_session(
    store: Store, actor: Actor, account: str, how: str, *, where: Where, lives: Lives
) -> Signed:
    """A session for ``account``, which proved by ``how`` (oidc, link, demo) who it is.

    Raises NotFound when there is no such account or it is disabled.
    """
    permit(actor, "begin_session")
    with store.write("begin_session", actor) as tx:
        row = statements.find(tx.connection, accounts, id=account)
        if row is None or row.disabled:
            raise NotFound(f"There is no account {account}, or it is disabled.")
        return begin(tx, account, how, where, lives)


def begin(tx: Transaction, account: str, how: str, where: Where, lives: Lives) -> Signed:
    """The session's row and its line in the log of access; those that ran out are swept away."""
    token = secrets.token_urlsafe(32)
    session = Session(
        id=f"ses_{secrets.token_hex(12)}",
        account=account,
        how=how,
        began_at=tx.now,
        seen_at=tx.now,
        expires_at=tx.now + lives.most,
        browser=where.browser[:_BROWSER],
        address=where.address[:_ADDRESS],
    )
    tx.connection.execute(sessions.delete().where(sessions.c.expires_at <= tx.now))
    statements.add(tx.connection, sessions, token_hash=hashed(token), **vars(session))
    signed_in = Access(f"account:{account}", "signed_in", "session", session.id)
    tx.tell(coming_from(where, signed_in))
    return Signed(token, session)


def end_session(store: Store, actor: Actor, session: str) -> None:
    """Sign out where ``session`` is. Raises NotFound when it is not the actor's own, or ended."""
    with store.write("end_session", actor) as tx:
        row = statements.find(tx.connection, sessions, id=session)
        if row is None or row.account != actor.id:
            raise NotFound("This session has ended already.")
        permit(actor, "end_session", own=True)
        statements.remove(tx.connection, sessions, id=session)
        tx.emit(ev.SessionsEnded(row.account))


def end_sessions(store: Store, actor: Actor, account: str, keep: str | None = None) -> int:
    """Sign ``account`` out everywhere, but for the session ``keep``; returns how many ended."""
    permit(actor, "end_session", own=actor.id == account)
    with store.write("end_sessions", actor) as tx:
        return end_all(tx, account, keep)


def end_all(tx: Transaction, account: str, keep: str | None = None) -> int:
    own = sessions.delete().where(sessions.c.account == account, sessions.c.id != (keep or ""))
    ended = int(tx.connection.execute(own).rowcount)
    tx.emit(ev.SessionsEnded(account))
    return ended


def end_every_way_in(store: Store, actor: Actor) -> tuple[int, int]:
    """End all sessions and one-time links of everybody; returns how many of each there were.

    After a restore: sessions come back that were signed out, and links that were used.
    """
    permit(actor, "end_session", own=False)
    with store.write("end_every_way_in", actor) as tx:
        people = tx.connection.execute(sa.select(sessions.c.account).distinct()).scalars().all()
        ended = tx.connection.execute(sessions.delete()).rowcount
        links = tx.connection.execute(sign_in_links.delete()).rowcount
        tx.emit(*(ev.SessionsEnded(one) for one in sorted(people)))
        return int(ended), int(links)


def keep_seen(
    store: Store, seen: Mapping[str, datetime], used: Mapping[str, datetime] | None = None
) -> None:
    """Write down when sessions and keys were last used: many at once, now and then."""
    permit(DOOR, "begin_session")
    with store.write("keep_seen", DOOR) as tx:
        for session, at in seen.items():
            statements.change(tx.connection, sessions, {"id": session}, seen_at=at)
        for key, at in (used or {}).items():
            statements.change(tx.connection, api_keys, {"id": key}, used_at=at)


def note_access(store: Store, lines: Sequence[Access]) -> None:
    """Add ``lines`` to the log of access, in their order."""
    permit(DOOR, "begin_session")
    with store.write("note_access", DOOR) as tx:
        add_access(tx.connection, lines, tx.now)


def folded(login: str) -> str:
    """A login as it is compared: the same person types it in capitals or not."""
    return login.strip().casefold()


def _is_closed(row: Row | None) -> bool:
    return row is None or row.disabled


def attempt(store: Store, login: str, where: Where) -> Row | None:
    """The account's row, once this try is counted: those at the same moment cannot slip by."""
    with store.write("attempt", DOOR) as tx:
        for limit in _limits(login, where):
            _count(tx, limit)
        return statements.find(tx.connection, accounts, login=login)


def _limits(login: str, where: Where) -> list[_Limit]:
    """What failures are counted by, hashed: people type passwords where the login belongs."""
    day, hour = timedelta(hours=24), timedelta(hours=1)
    found = [_Limit(f"login:{_short(login)}", 5, timedelta(minutes=15), day)]
    if where.address:
        address = f"address:{_short(where.address)}"
        found.append(_Limit(address, 100, timedelta(minutes=1), hour))
    return found


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:40]


def _count(tx: Transaction, limit: _Limit) -> None:
    row = statements.find(tx.connection, sign_in_failures, subject=limit.subject)
    if row is not None and row.until is not None and row.until > tx.now:
        raise _wait(row.until - tx.now)
    known = 0 if row is None or tx.now - row.last_at > limit.forgotten else row.failures
    values = {"failures": known + 1, "last_at": tx.now, "until": _until(known + 1, limit, tx.now)}
    if row is None:
        statements.add(tx.connection, sign_in_failures, subject=limit.subject, **values)
    else:
        statements.change(tx.connection, sign_in_failures, {"subject": limit.subject}, **values)


def _until(failures: int, limit: _Limit, now: datetime) -> datetime | None:
    if failures < limit.free:
        return None
    doubled: timedelta = _FIRST_WAIT * 2 ** min(failures - limit.free, 20)
    return now + min(doubled, limit.longest)


def _wait(left: timedelta) -> TooMany:
    seconds = max(1, -(-left // timedelta(seconds=1)))
    return TooMany(f"Too many attempts failed. Try again in {seconds} seconds.", seconds)


def forgive(tx: Transaction, login: str, where: Where) -> None:
    """Take back the count of a try that turned out right; the login's earlier ones with it."""
    of_login, *of_address = _limits(login, where)
    statements.remove(tx.connection, sign_in_failures, subject=of_login.subject)
    for limit in of_address:
        row = statements.find(tx.connection, sign_in_failures, subject=limit.subject)
        if row is not None:
            less = {"failures": row.failures - 1, "until": None}
            statements.change(tx.connection, sign_in_failures, {"subject": limit.subject}, **less)


def note_failure(store: Store, row: Row | None, where: Where) -> None:
    who = "account:" if row is None else f"account:{row.id}"
    with store.write("note_failure", DOOR) as tx:
        refused = Access(who, "signed_in", "session", outcome="refused")
        tx.tell(coming_from(where, refused))


def coming_from(where: Where, line: Access) -> Access:
    return replace(line, address=where.address[:_ADDRESS] or None)
