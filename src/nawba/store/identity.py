"""Reads accounts, sessions, links and keys: from rows to what the domain calls them."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.identity import Account, Key, Session
from nawba.store import statements
from nawba.store.identity_tables import accounts, api_keys, sessions

Row = sa.Row[*tuple[Any, ...]]


def hashed(secret: str) -> str:
    """What is kept of a token or key: it is long and random, so one round of SHA-256 will do."""
    return hashlib.sha256(secret.encode()).hexdigest()


def find_account(connection: Connection, account: str) -> Account | None:
    row = statements.find(connection, accounts, id=account)
    return None if row is None else account_of(row)


def find_session(connection: Connection, token_hash: str) -> Session | None:
    row = statements.find(connection, sessions, token_hash=token_hash)
    return None if row is None else session_of(row)


def find_key(connection: Connection, secret_hash: str) -> Key | None:
    row = statements.find(connection, api_keys, secret_hash=secret_hash)
    return None if row is None else key_of(row)


def live_keys(connection: Connection, now: datetime) -> list[Key]:
    """The keys that open something at ``now``, by name."""
    found = [key_of(row) for row in connection.execute(sa.select(api_keys))]
    return sorted(
        (one for one in found if not one.is_over(now)), key=lambda one: (one.name, one.id)
    )


def read_sessions(connection: Connection, account: str) -> list[Session]:
    """The account's sessions, the one seen last first; also those that ran out meanwhile."""
    rows = statements.find_all(connection, sessions, ("seen_at",), account=account)
    return [session_of(row) for row in reversed(rows)]


def has_administrator(connection: Connection) -> bool:
    """Whether somebody can sign in who may make accounts."""
    rows = connection.execute(sa.select(accounts).where(sa.not_(accounts.c.disabled)))
    return any("administrator" in row.roles for row in rows)


def account_of(row: Row) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        login=row.login,
        roles=tuple(row.roles),
        email=row.email,
        brands=scope_of(row.brands),
        sites=scope_of(row.sites),
        language=row.language,
        disabled=row.disabled,
        revision=row.revision,
    )


def scope_of(value: list[str] | None) -> tuple[str, ...] | None:
    return None if value is None else tuple(value)


def session_of(row: Row) -> Session:
    return Session(
        id=row.id,
        account=row.account,
        how=row.how,
        began_at=row.began_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        browser=row.browser,
        address=row.address,
    )


def key_of(row: Row) -> Key:
    return Key(
        id=row.id,
        name=row.name,
        prefix=row.prefix,
        roles=tuple(row.roles),
        actions=scope_of(row.actions),
        brands=scope_of(row.brands),
        sites=scope_of(row.sites),
        made_by=row.made_by,
        made_at=row.made_at,
        expires_at=row.expires_at,
        used_at=row.used_at,
        revoked_at=row.revoked_at,
    )
