"""``nawba accounts``: who may sign in, for whoever sits at the machine itself."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Annotated

import sqlalchemy as sa
import typer

from nawba.actions.accounts import (
    add_account,
    change_account,
    id_from,
    make_first_link,
    make_link,
)
from nawba.actions.api_keys import make_key, revoke_key
from nawba.cli.console import done, load_settings, print_json, print_table, say
from nawba.cli.database import open_database
from nawba.domain.errors import Conflict, NotFound
from nawba.domain.identity import CONSOLE, Account, Link
from nawba.settings import Settings
from nawba.store import Store
from nawba.store.identity import account_of, find_account, key_of
from nawba.store.identity_tables import accounts, api_keys

Database = Annotated[
    str | None, typer.Option(help="Database URL, e.g. sqlite:///data/nawba.db; else the setting.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")]
Id = Annotated[str, typer.Argument(help="The account's id, as `nawba accounts list` shows it.")]

app = typer.Typer(
    help="Who may sign in: list, add, let in again, shut out.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
)


@app.command("list")
def list_accounts(database: Database = None, as_json: Json = False) -> None:
    """List the accounts, with roles and scope.

    Example: `nawba accounts list`
    """
    store = open_database(database, must_exist=True)
    with store.read() as connection:
        found = [account_of(row) for row in connection.execute(sa.select(accounts))]
    found.sort(key=lambda one: one.name.casefold())
    if as_json:
        print_json([asdict(one) for one in found])
        return
    print_table(
        ("id", "name", "login", "roles", "brands", "sites", "state"), [_row(one) for one in found]
    )
    if not found:
        say("Nobody yet. `nawba accounts link` prints the link that makes the first administrator.")


def _row(one: Account) -> tuple[str, ...]:
    scopes = ("all" if scope is None else ", ".join(scope) for scope in (one.brands, one.sites))
    state = "disabled" if one.disabled else "open"
    return (one.id, one.name, one.login, ", ".join(one.roles), *scopes, state)


@app.command("add")
def add(
    login: Annotated[str, typer.Argument(help="What they sign in with, e.g. an e-mail address.")],
    name: Annotated[str, typer.Option(help="Their name.")],
    role: Annotated[list[str], typer.Option(help="A role; repeat it for several.")],
    id: Annotated[str | None, typer.Option(help="An adviser's or supervisor's id.")] = None,
    brand: Annotated[list[str] | None, typer.Option(help="Only this brand; repeatable.")] = None,
    site: Annotated[list[str] | None, typer.Option(help="Only this site; repeatable.")] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Make an account and print the one-time link by which its password is chosen.

    Example: `nawba accounts add salma@nawba.example --name "Salma Idrissi" --role supervisor
    --id salma`
    """
    store, settings = open_database(database, must_exist=True), load_settings(database=database)
    brands, sites = (tuple(one) if one else None for one in (brand, site))
    made = Account(id or id_from(login), name, login, tuple(role), brands=brands, sites=sites)
    account = add_account(store, CONSOLE, made)
    _say_link(settings, account, make_link(store, CONSOLE, account.id), as_json)


@app.command("link")
def link(
    id: Annotated[
        str | None, typer.Argument(help="Whose; left out: the first administrator's.")
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Print a new one-time link: an invitation, or for who has a password a reset.

    Without an id: the link that makes the first administrator, as `nawba serve` prints at its
    first start.

    Example: `nawba accounts link salma`
    """
    store, settings = open_database(database, must_exist=True), load_settings(database=database)
    if id is None:
        _say_link(settings, None, _first_link(store), as_json)
    else:
        _say_link(settings, _find(store, id), make_link(store, CONSOLE, id), as_json)


def _first_link(store: Store) -> Link:
    link = make_first_link(store, CONSOLE)
    if link is None:
        remedy = "Say whose link it is to be: `nawba accounts list` shows the ids."
        raise Conflict(f"There is an administrator already. {remedy}")
    return link


@app.command("disable")
def disable(
    id: Id,
    undo: Annotated[bool, typer.Option("--undo", help="Let them in again.")] = False,
    database: Database = None,
) -> None:
    """Shut an account out at once, wherever it is signed in; `--undo` lets it in again.

    Example: `nawba accounts disable salma`
    """
    store = open_database(database, must_exist=True)
    account = change_account(store, CONSOLE, replace(_find(store, id), disabled=not undo))
    done(f"{account.name} may sign in again." if undo else f"{account.name} is shut out.")


@app.command("keys")
def keys(
    add: Annotated[str | None, typer.Option(help="Make a key of this name.")] = None,
    role: Annotated[list[str] | None, typer.Option(help="A role of the new key.")] = None,
    revoke: Annotated[str | None, typer.Option(help="Revoke the key of this id.")] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """List the API keys, make one, or revoke one.

    Example: `nawba accounts keys --add "wall screen" --role supervisor`
    """
    store = open_database(database, must_exist=True)
    if revoke is not None:
        revoke_key(store, CONSOLE, revoke)
        done(f"{revoke} opens nothing any more.")
    elif add is not None:
        key, secret = make_key(store, CONSOLE, add, tuple(role or ()))
        if as_json:
            print_json({"key": asdict(key), "secret": secret})
        else:
            done(f"{key.id} is made. Its secret is shown this once:")
            say(secret)
    else:
        _list_keys(store, as_json)


def _list_keys(store: Store, as_json: bool) -> None:
    with store.read() as connection:
        found = [key_of(row) for row in connection.execute(sa.select(api_keys))]
    if as_json:
        print_json([asdict(one) for one in found])
        return
    rows = [
        (one.id, one.name, ", ".join(one.roles), one.used_at or "never", _state(one.revoked_at))
        for one in found
    ]
    print_table(("id", "name", "roles", "last use", "state"), rows)


def _state(revoked_at: object) -> str:
    return "open" if revoked_at is None else "revoked"


def _find(store: Store, id: str) -> Account:
    with store.read() as connection:
        found = find_account(connection, id)
    if found is None:
        raise NotFound(f"There is no account {id}. `nawba accounts list` shows them.")
    return found


def _say_link(settings: Settings, account: Account | None, link: Link, as_json: bool) -> None:
    base = settings.public_url or f"http://{settings.host}:{settings.port}"
    address = f"{base}/welcome?token={link.token}"
    if as_json:
        whose = asdict(account) if account else None
        print_json({"account": whose, "link": address, "expires_at": link.expires_at})
        return
    who = account.name if account else "The first administrator"
    done(f"{who} chooses a password at this address, once, until {link.expires_at:%c} UTC")
    say(address)
