"""Commands of the operator: look after the database, see the settings."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Annotated

import typer

from nawba import __version__
from nawba.actions.repair import repair
from nawba.cli.checkup import NOTE, WELL, WRONG, Check, check_up
from nawba.cli.console import done, fail, load_settings, note, print_json, print_table, say
from nawba.cli.database import open_as_it_is, shown
from nawba.domain.words import WATCHDOG
from nawba.settings import Settings
from nawba.store import Store, head, open_store
from nawba.store.doctor import Violation, find_violations
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
    """Check what is configured, reachable and current, and that the rows agree with each other.

    Rows: hands, offers, queues and the event stream. Exits with status 1 when something is wrong.
    `--repair` requeues what is stuck; run it while the server is stopped. Nothing else is changed,
    and nothing is sent: a system counts as reachable when its port takes a connection.

    Example: `nawba doctor`, and if it finds something, `nawba doctor --repair`.
    """
    started = time.perf_counter()
    settings = load_settings(database=database)
    store = open_as_it_is(database)
    checks = check_up(settings, store)
    current = current_revision(store) == newest_revision()
    mended = repair(store, WATCHDOG) if mend and current else []
    found, events = _agreement(store) if current else ([], 0)
    store.dispose()
    if as_json:
        facts = {"checks": [asdict(one) for one in checks], "events": events, "mended": mended}
        print_json({**facts, "violations": [asdict(one) for one in found]})
    else:
        _say_checks(checks)
        _say_agreement(found, mended, f"events read: {events}", started, current)
    raise typer.Exit(1 if found or any(one.state == WRONG for one in checks) else 0)


def _agreement(store: Store) -> tuple[list[Violation], int]:
    with store.read() as connection:
        return find_violations(connection), sum(head(connection).values())


def _say_checks(checks: list[Check]) -> None:
    for one in checks:
        words = f"{one.name}: {one.what}.{one.remedy and ' '}{one.remedy}"
        {WELL: done, NOTE: note, WRONG: fail}[one.state](words)


def _say_agreement(
    found: list[Violation], mended: list[str], read: str, started: float, current: bool
) -> None:
    for line in mended:
        done(f"Mended: {line}.")
    for one in found:
        fail(f"{one.rule}: {one.subject} {one.what}. {one.remedy}")
    if not current:
        note("Whether the rows agree can be said once the tables are this version's.")
    elif not found:
        done(f"Everything agrees ({read}, {time.perf_counter() - started:.1f} s).")


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
