"""``nawba hire jobs``, ``close``, ``again``, ``list``, ``show``, ``explain``: who applied."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import Progress

from nawba.cli.console import done, err, load_settings, print_json, print_table, say
from nawba.cli.database import open_database
from nawba.cli.hire_intake import Database, Json
from nawba.domain.words import ADMINISTRATOR
from nawba.store import Store
from nawba.store.hiring import count_stages, list_jobs

if TYPE_CHECKING:
    from nawba.hiring.intake.shortlist import Place

Job = Annotated[str, typer.Argument(metavar="JOB", help="A job's id.")]
Application = Annotated[str, typer.Argument(metavar="APPLICATION", help="Its id: ap_….")]
Language = Annotated[str, typer.Option(help="fr, ar or en.")]


def jobs(database: Database = None, as_json: Json = False) -> None:
    """List the jobs: version of the criteria, state, how many applications stand where.

    Example: `nawba hire jobs`
    """
    store = open_database(database, must_exist=True)
    with store.read() as connection:
        found = [
            dict(row._mapping) | {"applications": count_stages(connection, row.id)}
            for row in list_jobs(connection)
        ]
    names = ("id", "version", "state", "positions", "deadline")
    if as_json:
        print_json({"jobs": found})
    elif not found:
        say("There is no job yet. `nawba hire import PATH --job JOB.toml` makes one.")
    else:
        rows = [[*(one[name] for name in names), _stages(one["applications"])] for one in found]
        print_table((*names, "applications"), rows)


def _stages(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {stage}" for stage, count in counts.items()) or "none"


def close(job: Job, database: Database = None) -> None:
    """Take nobody in for a job any more. To import for it with its file opens it again.

    Example: `nawba hire close casablanca`
    """
    from nawba.actions.jobs import close_job

    close_job(open_database(database, must_exist=True), ADMINISTRATOR, job)
    done(f"{job} is closed. Its applications stay.")


def again(job: Job, database: Database = None, as_json: Json = False) -> None:
    """Score all applications for a job anew: its criteria, what was stated or the rules changed.

    Example: `nawba hire again casablanca`
    """
    from nawba.hiring.intake.scoring import score_again

    store = open_database(database, must_exist=True)
    began = time.monotonic()
    with Progress(console=err, transient=True) as bar:
        task = bar.add_task("Scoring", total=None)
        changed = score_again(
            store, ADMINISTRATOR, job, lambda at, of: bar.update(task, completed=at, total=of)
        )
    seconds = round(time.monotonic() - began, 1)
    if as_json:
        print_json({"job": job, "changed": changed, "seconds": seconds})
    else:
        done(f"{changed} scores say something else now ({seconds} s). `nawba hire list {job}`.")


def list_applications(
    job: Job,
    names: Annotated[bool, typer.Option("--names", help="With the names of people.")] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """List who applied, in order of the declared criteria; whoever misses a must comes last.

    Example: `nawba hire list casablanca`
    """
    from nawba.hiring.intake.shortlist import places

    store = open_database(database, must_exist=True)
    found = places(store, job, names=names)
    if names:
        _note_seen(store, "job", job)
    if as_json:
        print_json({"job": job, "applications": [one.document() for one in found]})
        return
    columns = ("place", "application", "points", "met", "not met", "open", "stage")
    print_table((*columns, "name") if names else columns, [_row(one, names) for one in found])


def _row(one: Place, names: bool) -> list[Any]:
    met, not_met, open_ = (", ".join(part) or "–" for part in (one.met, one.not_met, one.open))
    points = f"{one.points:g} of {one.total:g}"
    row = [one.place, one.application, points, met, not_met, open_, one.stage]
    return [*row, one.name] if names else row


def show(
    application: Application,
    language: Language = "en",
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Show why an application stands where it does: each criterion, its lines, what to ask.

    Who looked is in the log of access. Example: `nawba hire show ap_… --language fr`
    """
    from nawba.hiring.intake.explaining import explain

    store = open_database(database, must_exist=True)
    with store.read() as connection:
        facts = explain(connection, application, language)
    _note_seen(store, "application", application)
    if as_json:
        print_json(facts)
        return
    say(f"{facts['title']}, {facts['points']:g} points of {facts['total']:g}; {facts['stage']}")
    print_table(("criterion", "need", "weight", "answer", "lines"), _criteria(facts))
    for one in facts["questions"]:
        say(f"Ask: {one}")


def _criteria(facts: dict[str, Any]) -> list[list[Any]]:
    return [
        [one["text"], one["need"], f"{one['weight']:g}", one["met"].replace("_", " "), _lines(one)]
        for one in facts["criteria"]
    ]


def _lines(criterion: dict[str, Any]) -> str:
    return " | ".join(f"{one['number']}: {one['text']}" for one in criterion["lines"])


def erase(
    candidate: Annotated[str, typer.Argument(metavar="CANDIDATE", help="Their id: ca_….")],
    withdrawn: Annotated[
        bool, typer.Option("--withdrawn", help="They withdraw from all they applied for.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; else only say what.")] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Erase a candidate: documents, facts, what they stated and declared; a restore does it anew.

    Which criteria were met and who decided when stays, without a word of theirs: the law wants it.

    Example: `nawba hire erase ca_… --yes`
    """
    from nawba.actions.candidates import WITHDRAWN, erase_candidate
    from nawba.actions.erasure_files import erasure_files

    store, settings = open_database(database, must_exist=True), load_settings(database=database)
    if yes:
        files = erasure_files(settings.database, settings.backup_folder)
        reason = WITHDRAWN if withdrawn else "request"
        erase_candidate(store, ADMINISTRATOR, candidate, files=files, reason=reason)
    if as_json:
        print_json({"candidate": candidate, "erased": yes})
    elif yes:
        done(f"{candidate} is erased.")
    else:
        say(f"{candidate} would be erased for good. Add --yes.")


def _note_seen(store: Store, kind: str, thing: str) -> None:
    from nawba.actions.sessions import note_access
    from nawba.domain.access import Access

    note_access(store, [Access(str(ADMINISTRATOR), "saw", kind, thing)])


def explain_application(
    application: Application,
    language: Annotated[
        str | None, typer.Option(help="fr, ar or en; without it the candidate's own.")
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Write what a candidate may be given: by what they were scored, and what they can do.

    That it was given is logged. Example: `nawba hire explain ap_… --language ar > letter.txt`
    """
    from nawba.actions.applications import note_explained
    from nawba.hiring.intake.explaining import explain, language_of, letter

    store = open_database(database, must_exist=True)
    with store.read() as connection:
        language = language or language_of(connection, application)
        facts = explain(connection, application, language)
    note_explained(store, ADMINISTRATOR, application, language)
    if as_json:
        print_json({**facts, "letter": letter(facts, language)})
    else:
        say(letter(facts, language))
