"""Commands of the operator: look after the database, see the settings."""

from __future__ import annotations

from typing import Annotated

import typer

from nawba.cli.console import done, fail, load_settings, print_json, print_table, say
from nawba.domain.words import WATCHDOG
from nawba.settings import Settings
from nawba.store import open_store
from nawba.store.migrate import current_revision, migrate

Json = Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")]
Database = Annotated[str | None, typer.Option(help="Database URL; else the setting.")]


def doctor(
    mend: Annotated[bool, typer.Option("--repair", help="Mend what can be mended.")] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Check that hands, offers, queues and the event stream agree with each other.

    Exits with status 1 when they do not. `--repair` requeues what is stuck; run it while the
    server is stopped.
    """
    from nawba.actions.repair import repair
    from nawba.store.doctor import find_violations

    store = open_store(load_settings(database=database).database)
    migrate(store)
    mended = repair(store, WATCHDOG) if mend else []
    with store.read() as connection:
        found = find_violations(connection)
    if as_json:
        print_json({"mended": mended, "violations": [one.__dict__ for one in found]})
    else:
        for line in mended:
            done(line)
        for one in found:
            fail(f"{one.rule}: {one.subject}: {one.what}. {one.remedy}")
        if not found:
            done("Everything agrees.")
    raise typer.Exit(1 if found else 0)


def migrate_database(database: Database = None) -> None:
    """Bring the database to this version's tables; `nawba serve` does it by itself too."""
    store = open_store(load_settings(database=database).database)
    before = current_revision(store)
    after = migrate(store)
    done(f"Already at {after}." if before == after else f"Migrated from {before} to {after}.")


def show_settings(as_json: Json = False) -> None:
    """List every setting with its value, and how to set it."""
    settings = load_settings()
    values = settings.model_dump(mode="json")
    if as_json:
        print_json(values)
        return
    fields = Settings.model_fields
    print_table(
        ("setting", "value", "meaning"),
        [(name, _hidden(name, value), fields[name].description) for name, value in values.items()],
    )
    say("Set them in nawba.toml (port = 8701) or in the environment (NAWBA_PORT=8701).")


def _hidden(name: str, value: object) -> object:
    """A database URL may hold a password: it is never printed."""
    text = str(value)
    if name != "database" or "@" not in text:
        return value
    scheme, _, rest = text.partition("://")
    return f"{scheme}://…@{rest.rpartition('@')[2]}"
