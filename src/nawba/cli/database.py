"""How commands open the database: made on demand by those that write, expected by the others."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from nawba import __version__
from nawba.cli.console import load_settings
from nawba.domain.errors import NotFound
from nawba.store import Store, open_store
from nawba.store.upgrading import migrate_with_copy

DEMO = "sqlite:///data/demo.db"
"""Where `nawba demo` keeps its contacts."""


def open_database(database: str | None, *, must_exist: bool = False) -> Store:
    """The store that ``database``, else the settings, names, with this version's tables.

    Raises NotFound when it ``must_exist`` and does not: a typing error makes no new database.
    """
    store = open_as_it_is(database, must_exist=must_exist)
    migrate_with_copy(store, load_settings().backup_folder, __version__)
    return store


def open_as_it_is(database: str | None, *, must_exist: bool = True) -> Store:
    """The same store with the tables that it has."""
    url = load_settings(database=database).database
    if must_exist:
        _check_exists(url)
    return open_store(url)


def _check_exists(url: str) -> None:
    path = sa.make_url(url).database
    if url.startswith("sqlite") and path and not Path(path).is_file():
        demo = sa.make_url(DEMO).database or ""
        example = f", such as the demo's: --database {DEMO}" if Path(demo).is_file() else ""
        raise NotFound(
            f"There is no database at {path} yet. Name another with --database{example}; or make "
            "this one: `nawba config apply config/`."
        )


def shown(url: str) -> str:
    """``url`` without what it says of user and password."""
    if "@" not in url and "password" not in url:
        return url
    parsed = sa.make_url(url)
    hidden = parsed.set(username="…" if parsed.username else None, password=None)
    return hidden.difference_update_query(["password", "user", "passfile"]).render_as_string()
