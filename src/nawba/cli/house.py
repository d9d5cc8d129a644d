"""Commands of the operator: look after the database, see the settings."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Annotated

import typer

from nawba import __version__
from nawba.actions.repair import repair
from nawba.cli.console import done, fail, load_settings, print_json, print_table, say
from nawba.cli.database import open_database, shown
from nawba.domain.words import WATCHDOG
from nawba.settings import Settings
from nawba.store import head, open_store
from nawba.store.doctor import find_violations
from nawba.store.migrate import current_revision, newest_revision
from nawba.store.upgrading import migrate_with_copy

Json = Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")]
Database = Annotated[
    str | None, typer.Option(help="Database URL, e.g. sqlite:///data/nawba.db; else the setting.")
]


def doctor(
    mend: Annotated[bool, typer.Option("--repair", help="Mend what can be mended.")] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Check that hands, offers, queues and the event stream agree with each other.

    Exits with status 1 when they do not. `--repair` requeues what is stuck; run it while the
    server is stopped.

    Example: `nawba doctor`, and if it finds something, `nawba doctor --repair`.
    """
    started = time.perf_counter()
    store = open_database(database, must_exist=True)
    mended = repair(store, WATCHDOG) if mend else []
    with store.read() as connection:
        found, events = find_violations(connection), sum(head(connection).values())
    if as_json:
        violations = [asdict(one) for one in found]
        print_json({"events": events, "mended": mended, "violations": violations})
    else:
        for line in mended:
            done(f"Mended: {line}.")
        for one in found:
            fail(f"{one.rule}: {one.subject} {one.what}. {one.remedy}")
        if not found:
            took = time.perf_counter() - started
            done(f"Everything agrees (events read: {events}, {took:.1f} s).")
    raise typer.Exit(1 if found else 0)


def migrate_database(database: Database = None, as_json: Json = False) -> None:
    """Bring the database to this version's tables; `nawba serve` does it by itself too.

    A copy of what is there is made in backup_folder first: `nawba restore` with the older program
    is the only way back. Example: `nawba migrate --database sqlite:///data/nawba.db`
    """
    settings = load_settings(database=database)
    url = settings.database
    store = open_store(url)
    before = current_revision(store)
    copy = migrate_with_copy(store, settings.backup_folder, __version__)
    after = newest_revision()
    if as_json:
        print_json({"database": shown(url), "before": before, "after": after, "copy": copy})
    elif before == after:
        done(f"{shown(url)} is at {after} already; nothing to do.")
    else:
        done(f"{shown(url)} was {before or 'empty'} and is at {after} now.")
    if copy and not as_json:
        say(f"What it was before is kept in {copy}.")


def show_settings(as_json: Json = False) -> None:
    """List every setting with its value, and how to set it.

    Example: `NAWBA_PORT=8701 nawba settings`
    """
    values = load_settings().model_dump(mode="json")
    values["database"] = shown(values["database"])
    if as_json:
        print_json(values)
        return
    fields = Settings.model_fields
    print_table(
        ("setting", "value", "meaning"),
        [
            (name, "not set" if value is None else value, fields[name].description)
            for name, value in values.items()
        ],
    )
    say("Set them in nawba.toml (port = 8701) or in the environment (NAWBA_PORT=8701).")
