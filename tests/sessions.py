"""Sessions for tests: whoever a test names is let in through the real verbs, and says who they are
as a page would, with a cookie and the session's token.

``web.staff("editor:salma", …)`` and its like use it; a test that wants the headers themselves calls
``headers(store, "editor:salma")``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from weakref import WeakKeyDictionary

from nawba.actions.accounts import add_account, change_account
from nawba.actions.sessions import begin_session
from nawba.domain.errors import NawbaError
from nawba.domain.identity import CONSOLE, DOOR, Account, Lives, Where
from nawba.store import Store, open_store
from nawba.store.identity import find_account
from nawba.web.callers import csrf_of

LIVES = Lives(timedelta(days=30), timedelta(days=30))
NOBODY = "nobody-knows-this-token"

_TOKENS: WeakKeyDictionary[Store, dict[tuple[object, ...], str]] = WeakKeyDictionary()


def headers(
    store: Store,
    who: str,
    *,
    brands: Iterable[str] | None = None,
    sites: Iterable[str] | None = None,
    fresh: bool = False,
) -> dict[str, str]:
    """What a page of ``who`` (``role:id``) sends along; a stranger's when nobody is of that name.

    With ``brands`` or ``sites`` the account sees those only, from then on. A ``fresh`` session is
    for a test that ends it.
    """
    role, _, _ = who.partition(":")
    if fresh:
        _TOKENS.get(store, {}).clear()
    token = token_of(store, who, brands=brands, sites=sites)
    return {"cookie": f"nawba={token}", "x-csrf-token": csrf_of(token), "x-nawba-role": role}


def token_of(
    store: Store,
    who: str,
    *,
    brands: Iterable[str] | None = None,
    sites: Iterable[str] | None = None,
) -> str:
    """The cookie of a session of ``who``; of nobody's when there is nobody of that name."""
    role, _, person = who.partition(":")
    scope = tuple(None if one is None else tuple(sorted(one)) for one in (brands, sites))
    known = _TOKENS.setdefault(store, {})
    key = (role, person, scope)
    if key not in known:
        try:
            account = _account(store, role, person, scope)
        except NawbaError:
            return NOBODY
        known[key] = begin_session(
            store, DOOR, account, "link", where=Where("test", "127.0.0.1"), lives=LIVES
        ).token
    return known[key]


def _account(
    store: Store, role: str, person: str, scope: tuple[tuple[str, ...] | None, ...]
) -> str:
    """The account of ``person``, with ``role`` among its roles."""
    with store.read() as connection:
        found = find_account(connection, person)
    if found is None:
        made = Account(person, person, f"{person}@test", (role,), None, *scope)
        return add_account(store, CONSOLE, made).id
    if role not in found.roles or (found.brands, found.sites) != scope:
        wanted = replace(found, roles=(*found.roles, role), brands=scope[0], sites=scope[1])
        change_account(store, CONSOLE, wanted)
    return found.id


@cache
def store_at(url: str) -> Store:
    """The database of a server that runs in another process."""
    return open_store(url)
