"""Webhooks from the terminal: for who looks after the machine, or sets it up from files."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from nawba.actions import webhooks as verbs
from nawba.assistant.operations import allowed_hosts
from nawba.cli.console import done, load_settings, note, print_json, print_table, say
from nawba.cli.database import open_database
from nawba.domain.errors import NotFound
from nawba.domain.webhooks import Webhook
from nawba.domain.words import ADMINISTRATOR
from nawba.store import Store
from nawba.store.webhooks import count_waiting, find_webhook, read_webhooks
from nawba.web.webhooks import webhook_json

app = typer.Typer(no_args_is_help=True, help="Send events to other systems.")

Json = Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")]
Database = Annotated[
    str | None, typer.Option(help="Database URL, e.g. sqlite:///data/nawba.db; else the setting.")
]
Id = Annotated[str, typer.Argument(help="The subscription's id, see `nawba webhooks list`.")]


@app.callback()
def webhooks() -> None:
    """Send events to other systems."""


@app.command("list")
def list_webhooks(database: Database = None, as_json: Json = False) -> None:
    """List the subscriptions: where they go, whether they are on, and what waits.

    Example: `nawba webhooks list`
    """
    store = open_database(database, must_exist=True)
    with store.read() as connection:
        found, waiting = read_webhooks(connection), count_waiting(connection)
    if as_json:
        print_json({"webhooks": [webhook_json(one, waiting.get(one.id, 0)) for one in found]})
        return
    if not found:
        say("Nobody subscribes yet. `nawba webhooks add URL` does.")
        return
    rows = [
        (one.id, one.url, " ".join(one.events), _state(one), str(waiting.get(one.id, 0)))
        for one in found
    ]
    print_table(("id", "url", "events", "state", "waiting"), rows)


@app.command("add")
def add_webhook(
    url: Annotated[str, typer.Argument(help="Where to send, e.g. https://crm.example/nawba.")],
    event: Annotated[
        list[str] | None, typer.Option(help="An event to send; several times for several.")
    ] = None,
    brand: Annotated[list[str] | None, typer.Option(help="Only of this brand.")] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Subscribe URL to what happens from now on; prints the secret, this once.

    Example: `nawba webhooks add https://crm.example/nawba --event contact_closed`
    """
    store = open_database(database, must_exist=True)
    brands = tuple(brand) if brand else None
    wanted = verbs.Wanted(url, tuple(event or ("*",)), brands)
    home = allowed_hosts(load_settings(database=database).webhook_hosts)
    added, secret = verbs.add_webhook(store, ADMINISTRATOR, wanted, home)
    if as_json:
        print_json({**webhook_json(added), "secret": secret})
        return
    done(f"{added.id} sends {' '.join(added.events)} to {added.url} from now on.")
    note(f"Its secret, shown this once: {secret}")


@app.command("replay")
def replay(
    webhook: Id,
    since: Annotated[datetime, typer.Option(help="From this moment on, UTC.")],
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Send again all that a subscription wants since a moment; the running server sends it.

    Example: `nawba webhooks replay w_1f… --since 2026-03-01T00:00:00`
    """
    store = open_database(database, must_exist=True)
    moment = since.replace(tzinfo=UTC) if since.tzinfo is None else since
    count = verbs.replay(store, ADMINISTRATOR, webhook, since=moment)
    if as_json:
        print_json({"webhook": webhook, "queued": count})
    else:
        done(f"{count} messages are sent again.")


@app.command("off")
def switch_off(webhook: Id, database: Database = None, as_json: Json = False) -> None:
    """Stop sending; switched on again (in the pages) it goes on where it stopped.

    Example: `nawba webhooks off w_1f…`
    """
    store = open_database(database, must_exist=True)
    found = _find(store, webhook)
    home = allowed_hosts(load_settings(database=database).webhook_hosts)
    wanted = verbs.Wanted(found.url, found.events, found.brands, found.description, is_on=False)
    changed = verbs.change_webhook(store, ADMINISTRATOR, webhook, wanted, home)
    if as_json:
        print_json(webhook_json(changed))
    else:
        done(f"{webhook} is off.")


def _find(store: Store, webhook: str) -> Webhook:
    with store.read() as connection:
        found = find_webhook(connection, webhook)
    if found is None:
        raise NotFound(f"There is no subscription {webhook}. `nawba webhooks list` lists them.")
    return found


def _state(one: Webhook) -> str:
    return "on" if one.is_on else f"off: {one.off_reason}"
