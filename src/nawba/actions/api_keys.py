"""API keys: made once, shown once, kept as a hash, narrowed and revoked."""

from __future__ import annotations

import secrets
from datetime import datetime

from nawba.actions.accounts import reaches
from nawba.domain import events as ev
from nawba.domain.errors import Invalid, NotFound
from nawba.domain.identity import Account, Key, Scope, in_order
from nawba.domain.permissions import PERMISSIONS, ROLES, permit
from nawba.domain.text import clean_required
from nawba.domain.words import Actor
from nawba.store import Store, statements
from nawba.store.identity import hashed, key_of
from nawba.store.identity_tables import api_keys

PREFIX = "nawba_"


def make_key(
    store: Store,
    actor: Actor,
    name: str,
    roles: tuple[str, ...],
    *,
    actions: tuple[str, ...] | None = None,
    brands: Scope = None,
    sites: Scope = None,
    expires_at: datetime | None = None,
) -> tuple[Key, str]:
    """A key and its secret, which is kept nowhere. ``actions`` narrows what its roles may do.

    Raises Invalid for a role or an action that there is none, or a time gone by; NotFound beyond
    the actor's own brands and sites.
    """
    permit(actor, "manage_keys")
    _check(roles, actions)
    secret = PREFIX + secrets.token_urlsafe(32)
    key = Key(
        id=f"key_{secrets.token_hex(8)}",
        name=clean_required(name, field="name", limit=200),
        prefix=secret[: len(PREFIX) + 4],
        roles=in_order(roles),
        actions=None if actions is None else tuple(sorted(set(actions))),
        brands=brands,
        sites=sites,
        made_by=str(actor),
        made_at=store.clock(),
        expires_at=expires_at,
    )
    if not reaches(actor, as_account(key)):
        raise NotFound("You make keys within your own brands and sites only.", field="brands")
    with store.write("make_key", actor) as tx:
        if expires_at is not None and expires_at <= tx.now:
            raise Invalid("Choose a time that is still to come.", field="expires_at")
        statements.add(tx.connection, api_keys, secret_hash=hashed(secret), **vars(key))
        tx.emit(ev.KeyMade(key.id))
    return key, secret


def revoke_key(store: Store, actor: Actor, key: str) -> None:
    """Let the key open nothing any more. Raises NotFound, also beyond the actor's scope."""
    permit(actor, "manage_keys")
    with store.write("revoke_key", actor) as tx:
        row = statements.find(tx.connection, api_keys, id=key)
        known = None if row is None else key_of(row)
        if known is None or not reaches(actor, as_account(known)):
            raise NotFound(f"There is no key {key}.")
        if known.revoked_at is None:
            statements.change(tx.connection, api_keys, {"id": key}, revoked_at=tx.now)
            tx.emit(ev.KeyRevoked(key))


def as_account(key: Key) -> Account:
    """The key as somebody with a scope, to ask who may manage it."""
    return Account(key.id, key.name, key.id, key.roles, None, key.brands, key.sites)


def _check(roles: tuple[str, ...], actions: tuple[str, ...] | None) -> None:
    if not roles or set(roles) - set(ROLES):
        raise Invalid(f"Choose roles among {', '.join(ROLES)}.", field="roles")
    unknown = sorted(set(actions or ()) - set(PERMISSIONS))
    if unknown:
        raise Invalid(f"There is no action {unknown[0]}.", field="actions")
    useless = [one for one in actions or () if not set(roles) & set(PERMISSIONS[one])]
    if useless:
        raise Invalid(f"None of these roles may {useless[0]}.", field="actions")
