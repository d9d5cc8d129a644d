"""``nawba hire import`` and ``status``: documents of candidates taken in, with progress."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from nawba.cli.console import done, err, note, print_json, print_table, say
from nawba.cli.database import open_database
from nawba.domain.errors import Invalid, NotFound
from nawba.domain.words import ADMINISTRATOR
from nawba.store import Store, statements
from nawba.store.hiring import count_documents, documents_of, list_cv_intakes
from nawba.store.hiring_tables import cv_intakes

Json = Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")]
Database = Annotated[
    str | None, typer.Option(help="Database URL, e.g. sqlite:///data/nawba.db; else the setting.")
]


def import_candidates(
    source: Annotated[
        Path | None, typer.Argument(metavar="PATH", help="A folder, a zip archive or a document.")
    ] = None,
    job: Annotated[
        str, typer.Option(help="The job's file (JOB.toml), or the id of a job that is there.")
    ] = "",
    readers: Annotated[int, typer.Option(min=1, help="How many processes read.")] = 2,
    resume: Annotated[str, typer.Option(help="Go on with this intake instead.")] = "",
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Take in documents of candidates for a job, and score them by its declared criteria.

    What the job already has, byte for byte, is passed over. A newer document of the same person
    (the same address or number, and name) counts instead of the older one, which stays. What cannot
    be read is listed with its remedy. Ctrl-C stops; `--resume` goes on, and reads nothing twice.

    Example: `nawba hire import cvs/ --job casablanca.toml`
    """
    store = open_database(database, must_exist=True)
    intake = resume or _begin(store, source, job)
    try:
        facts = _go_on(store, intake, readers)
    except KeyboardInterrupt:
        note(f"Stopped while files came in. Go on: `nawba hire import --resume {intake}`.")
        raise typer.Exit(130) from None
    finally:
        store.dispose()
    if as_json:
        print_json(facts)
    else:
        _say(facts)
    if facts["state"] != "done":
        raise typer.Exit(130 if facts["problem"] == "interrupted" else 1)


def _begin(store: Store, source: Path | None, job: str) -> str:
    from nawba.hiring.intake import sources
    from nawba.hiring.intake.importing import begin, declare

    if source is None or not job:
        raise Invalid("Name what to take in and the job: `nawba hire import PATH --job JOB.toml`.")
    sources.check(source)
    file = Path(job)
    if file.suffix == ".toml" or file.is_file():
        if not file.is_file():
            raise NotFound(f"There is no {job}. Name the job's file, or the id of a job.")
        text = file.read_bytes().decode("utf-8", "replace")
        job, _ = declare(store, ADMINISTRATOR, text, file.name)
    return begin(store, ADMINISTRATOR, job, source)


def _go_on(store: Store, intake: str, readers: int) -> dict[str, Any]:
    from nawba.hiring.intake.importing import go_on

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=err, transient=True) as bar:
        task = bar.add_task("Receiving", total=None)

        def tell(finished: int, refused: int, of: int) -> None:
            words = f"Reading, {refused} in quarantine" if refused else "Reading"
            bar.update(task, completed=finished, total=of, description=words)

        made = go_on(store, ADMINISTRATOR, intake, readers=readers, tell=tell)
    facts = {**asdict(made.totals), "files": made.files, "duplicates": made.duplicates}
    return {**facts, "quarantine": _quarantine(store, intake)}


def _quarantine(store: Store, intake: str) -> list[dict[str, Any]]:
    with store.read() as connection:
        rows = documents_of(connection, intake=intake, state="quarantined")
    names = ("id", "name", "reason", "message")
    return [{name: getattr(row, name) for name in names} for row in rows]


def _say(facts: dict[str, Any]) -> None:
    told = f"{facts['read']} of {facts['found']} documents in {facts['seconds']} s"
    if facts["state"] == "done":
        done(f"Read {told}: {facts['people']} people for {facts['job']}.")
    else:
        resume = f"nawba hire import --resume {facts['intake']}"
        note(f"Stopped after {told}: {facts['problem'].rstrip('.')}. Go on: `{resume}`.")
    if facts["duplicates"]:
        say(f"  {facts['duplicates']} files have the bytes of another and were passed over.")
    if facts["versions"]:
        say(f"  {facts['versions']} are further documents of people known: the newest counts.")
    _say_quarantine(facts["quarantine"])
    say(f"  The list: `nawba hire list {facts['job']}`.")


def _say_quarantine(quarantine: list[dict[str, Any]]) -> None:
    if quarantine:
        say(f"  {len(quarantine)} in quarantine:")
        names = ("name", "reason", "message")
        print_table(names, [[one[name] for name in names] for one in quarantine])


def status(
    intake: Annotated[str | None, typer.Argument(help="An intake's id; else all.")] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """List the intakes, or tell of one: how far it is, and what could not be read, with remedies.

    Example: `nawba hire status`
    """
    store = open_database(database, must_exist=True)
    if intake is None:
        _print_intakes(store, as_json)
        return
    with store.read() as connection:
        row = statements.find(connection, cv_intakes, id=intake)
        if row is None:
            raise NotFound(f"There is no intake {intake}. `nawba hire status` lists them.")
        facts = dict(row._mapping) | count_documents(connection, intake)
    quarantine = _quarantine(store, intake)
    if as_json:
        print_json({**facts, "quarantine": quarantine})
        return
    print_table(("what", "value"), [*facts.items()])
    _say_quarantine(quarantine)


def _print_intakes(store: Store, as_json: bool) -> None:
    with store.read() as connection:
        found = [
            dict(row._mapping) | count_documents(connection, row.id)
            for row in list_cv_intakes(connection)
        ]
    names = ("id", "started_at", "state", "job", "found", "read", "quarantined", "source")
    if as_json:
        print_json({"intakes": found})
    elif not found:
        say("Nothing was taken in yet. `nawba hire import PATH --job JOB.toml` does.")
    else:
        print_table(names, [[one[name] for name in names] for one in found])
