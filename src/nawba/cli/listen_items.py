"""``nawba listen status``, ``quarantine``, ``show`` and ``erase``: what was heard, and what not."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from nawba.actions.erasure_files import erasure_files
from nawba.actions.listening_erasure import erase_item
from nawba.cli.console import done, load_settings, print_json, print_table, say
from nawba.cli.database import open_database
from nawba.cli.listen_intake import Database, Json
from nawba.domain.errors import NotFound
from nawba.domain.words import ADMINISTRATOR
from nawba.store.listening import (
    ItemFilter,
    count_reasons,
    every_item,
    list_intakes,
    read_intake,
    read_item,
    read_work,
    seconds_by_stage,
)
from nawba.store.statements import Row

Intake = Annotated[str | None, typer.Argument(help="An intake's id; else all.")]
Recorded = Annotated[str, typer.Argument(metavar="ITEM", help="A recorded contact: rc-….")]
_LISTED = ("id", "started_at", "state", "found", "done", "quarantined", "source")


def status(intake: Intake = None, database: Database = None, as_json: Json = False) -> None:
    """List the intakes, or tell of one: how far it is, what each stage took, why not all.

    Example: `nawba listen status in_3f…`
    """
    store = open_database(database, must_exist=True)
    with store.read() as connection:
        if intake is None:
            found = [_facts(row) for row in list_intakes(connection)]
            _print_intakes(found, as_json)
            return
        row = read_intake(connection, intake)
        if row is None:
            raise NotFound(f"There is no intake {intake}. `nawba listen status` lists them.")
        facts = _facts(row) | {
            "stage_seconds": seconds_by_stage(connection, intake),
            "reasons": [dict(one._mapping) for one in count_reasons(connection, intake)],
        }
    if as_json:
        print_json(facts)
        return
    print_table(("what", "value"), [(name, facts[name]) for name in (*_LISTED, "problem")])
    print_table(("stage", "seconds of work"), [*facts["stage_seconds"].items()])
    _print_reasons(facts["reasons"])


def _facts(row: Row) -> dict[str, Any]:
    """A run that lost its process stands as running in its row: it is stopped."""
    from nawba.listening.alone import is_worked_on

    facts = dict(row._mapping)
    folder = load_settings().listening_folder
    if row.state == "running" and not is_worked_on(folder, row.id):
        facts |= {"state": "stopped", "problem": row.problem or "its process ended"}
    return facts


def _print_intakes(found: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json({"intakes": found})
    elif not found:
        say("Nothing was taken in yet. `nawba listen import PATH` does.")
    else:
        print_table(_LISTED, [[one[name] for name in _LISTED] for one in found])


def _print_reasons(reasons: list[dict[str, Any]]) -> None:
    if reasons:
        print_table(("stage", "reason", "items"), [tuple(one.values()) for one in reasons])


def quarantine(intake: Intake = None, database: Database = None, as_json: Json = False) -> None:
    """List what could not be listened to, each with its stage, reason and what to do.

    Example: `nawba listen quarantine --json`
    """
    store = open_database(database, must_exist=True)
    names = ("id", "name", "stage", "reason", "message")
    with store.read() as connection:
        wanted = ItemFilter(intake=intake, state="quarantined")
        rows = [[row._mapping[one] for one in names] for row in every_item(connection, wanted)]
    if as_json:
        print_json({"quarantined": [dict(zip(names, row, strict=True)) for row in rows]})
    elif rows:
        print_table(names, rows)
    else:
        done("Nothing is in quarantine.")


def show(item: Recorded, database: Database = None, as_json: Json = False) -> None:
    """Show a recorded contact: its facts, its redacted words, and what was made of them.

    Example: `nawba listen show rc-0123456789abcdef01234567`
    """
    from nawba.listening.shelf import Shelf

    store = open_database(database, must_exist=True)
    with store.read() as connection:
        row, work = read_item(connection, item), read_work(connection, item)
    if row is None:
        raise NotFound(f"There is no recorded contact {item}.")
    shelf = Shelf(load_settings().listening_folder)
    documents = {one.stage: shelf.document(item, one.stage) for one in work}
    facts = {name: value for name, value in row._mapping.items() if value not in (None, "", [], {})}
    if as_json:
        print_json(facts | {"documents": documents})
        return
    print_table(("what", "value"), [*facts.items()])
    for turn in (documents.get("redact") or {}).get("turns", []):
        say(f"{turn['start']:8.1f}  {turn['speaker']:<9}  {turn['text']}")


def erase(
    item: Recorded,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; else only say what.")] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Erase a recorded contact: its recording, its words and what was made of them.

    It is not taken in again, and a restored back-up erases it anew.

    Example: `nawba listen erase rc-0123456789abcdef01234567 --yes`
    """
    from nawba.listening.keeping import sweep
    from nawba.listening.shelf import Shelf

    store = open_database(database, must_exist=True)
    settings = load_settings(database=database)
    if yes:
        files = erasure_files(settings.database, settings.backup_folder)
        erase_item(store, ADMINISTRATOR, item, files=files)
        sweep(store, ADMINISTRATOR, Shelf(settings.listening_folder))
    if as_json:
        print_json({"item": item, "erased": yes})
    elif yes:
        done(f"{item} is erased.")
    else:
        say(f"{item} would be erased for good. Add --yes.")
