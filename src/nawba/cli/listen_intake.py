"""``nawba listen import`` and ``resume``: recorded contacts taken in, with progress."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from nawba.actions.listening import begin_intake
from nawba.assistant.operations.folder import allowed_hosts
from nawba.assistant.operations.secrets import Secrets
from nawba.cli.console import done, err, load_settings, note, print_json, say
from nawba.cli.database import open_database
from nawba.cli.listen_settings import judge_of, shares_of
from nawba.domain.addresses import is_loopback
from nawba.domain.errors import Conflict, Invalid, NotFound
from nawba.domain.purposes import OUTSIDE_MODEL
from nawba.domain.words import ADMINISTRATOR
from nawba.settings import Settings
from nawba.store import Store
from nawba.store.listening import list_intakes, read_intake
from nawba.store.personal import may_process

if TYPE_CHECKING:
    from nawba.listening.stages import Options

CENTRE = "centre"
"""What stands for the centre's own closed contacts where a path could."""

Json = Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")]
Database = Annotated[
    str | None, typer.Option(help="Database URL, e.g. sqlite:///data/nawba.db; else the setting.")
]


def import_recordings(
    source: Annotated[
        str,
        typer.Argument(
            metavar="PATH|URL|centre",
            help="A folder, a file, a URL such as s3://…, or `centre`: its own closed contacts.",
        ),
    ],
    manifest: Annotated[
        str | None, typer.Option(help="CSV, JSON or JSON lines; else manifest.* in the folder.")
    ] = None,
    language: Annotated[
        str, typer.Option(help="Of contacts that tell none; else it is detected.")
    ] = "",
    scorecard: Annotated[
        Path | None, typer.Option(help="A scorecard of your own, TOML.", exists=True)
    ] = None,
    learned: Annotated[
        Path | None,
        typer.Option(help="What `nawba listen scorecard learn` wrote for it.", exists=True),
    ] = None,
    jobs: Annotated[int, typer.Option(min=1, help="How many processes listen.")] = 2,
    since: Annotated[str, typer.Option(help="centre: closed from this day on (UTC).")] = "",
    queue: Annotated[str, typer.Option(help="centre: contacts of this queue only.")] = "",
    share: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="centre: of queues without a sampling rule."),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="centre: those taken in before, too.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="centre: only say how many, and why not others.")
    ] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Listen to recorded contacts: recordings, pairs of channels, transcripts and chats.

    A contact is known by its bytes: to import it twice changes nothing. What is broken is listed
    by `nawba listen quarantine`, the others go on. Ctrl-C stops; `nawba listen resume` goes on.
    `centre` stands for the centre's own closed contacts, by its sampling rules and by consent.

    Example: `nawba listen import calls/ --manifest calls/manifest.csv --language fr`

    Example: `nawba listen import centre --since 2026-11-01 --share 0.2 --check`
    """
    from nawba.cli import listen_own

    store = open_database(database, must_exist=True)
    told = {"manifest": _whole(manifest), "language": language, "jobs": jobs}
    told["scorecard"] = str(scorecard.resolve()) if scorecard else None
    told["learned"] = str(learned.resolve()) if learned else None
    place = source if source == CENTRE else _whole(source)
    if source == CENTRE:
        wanted = listen_own.wish(store, since, queue, share, again=again)
        if check:
            return listen_own.check(store, wanted, as_json=as_json)
        told |= wanted.options()
    elif since or queue or share is not None or again or check:
        raise Invalid("--since, --queue, --share, --again and --check go with `centre` only.")
    if _count(store, place, told) == 0:
        return listen_own.nothing(as_json)
    intake = begin_intake(store, ADMINISTRATOR, place, told)
    return _listen(store, intake, as_json)


def _count(store: Store, place: str, told: dict[str, Any]) -> int | None:
    """Opens the source, so that what is wrong with it is told before anything is begun; how many
    of the centre's own contacts it has."""
    from nawba.listening.intake import open_source

    source = open_source(store, place, told)
    return source.count() if place == CENTRE else None


def _whole(place: str | None) -> Any:
    """A path that holds wherever the intake is resumed."""
    return place if place is None or "://" in place else str(Path(place).resolve())


def resume(
    intake: Annotated[
        str | None, typer.Argument(help="Else the newest that is not finished.")
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Go on with an intake that was stopped, or was begun on the page.

    Example: `nawba listen resume`
    """
    store = open_database(database, must_exist=True)
    _listen(store, intake or _unfinished(store), as_json)


def _unfinished(store: Store) -> str:
    with store.read() as connection:
        for row in list_intakes(connection):
            if row.state != "done":
                return str(row.id)
    raise NotFound("Every intake is finished. `nawba listen status` lists them.")


def _listen(store: Store, intake: str, as_json: bool) -> None:
    from nawba.listening.intake import listen_to
    from nawba.listening.shelf import Shelf

    settings = load_settings()
    base, shares = _options(settings), shares_of(settings)
    _check_outside(store, base)
    began = time.monotonic()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeRemainingColumn(), console=err, transient=True) as bar:
        task = bar.add_task("Listening", total=None)

        def tell(finished: int, refused: int) -> None:
            words = f"Listening, {refused} in quarantine" if refused else "Listening"
            bar.update(task, completed=finished, total=_total(store, intake), description=words)

        shelf = Shelf(settings.listening_folder)
        totals = listen_to(store, ADMINISTRATOR, shelf, intake, base, tell, shares)
    facts = asdict(totals) | {"seconds": round(time.monotonic() - began, 1)}
    facts["unnamed"] = _unnamed(store, intake)
    store.dispose()
    if as_json:
        print_json(facts)
    else:
        _say(facts)
    if totals.state != "done":
        raise typer.Exit(130 if totals.problem == "interrupted" else 1)


def _options(settings: Settings) -> Options:
    """What this machine listens with."""
    from nawba.listening.stages import Options

    secret = settings.transcriber_secret
    return Options(
        models_folder=settings.models_folder,
        transcriber=settings.transcriber,
        transcriber_model=settings.transcriber_model,
        transcriber_hosts=allowed_hosts(settings.transcriber_hosts),
        transcriber_key=Secrets(settings.secrets_folder).find(secret) if secret else None,
        judge=judge_of(settings),
        judge_requests=settings.judge_requests_per_run,
    )


def _check_outside(store: Store, options: Options) -> None:
    """Raises Conflict where voices would go to another machine and the register is silent on it."""
    host = urlsplit(options.transcriber).hostname
    if host is None or is_loopback(host):
        return
    with store.read() as connection:
        if not may_process(connection, OUTSIDE_MODEL, store.clock().date()):
            raise Conflict(
                f"The register does not let voices be sent to {host}. Complete `outside_model` "
                "with `nawba privacy register set`, or set transcriber to a model of this machine."
            )


def _total(store: Store, intake: str) -> int | None:
    with store.read() as connection:
        row = read_intake(connection, intake)
    return None if row is None else row.total


def _unnamed(store: Store, intake: str) -> int:
    with store.read() as connection:
        row = read_intake(connection, intake)
    return int(row.options.get("unnamed", 0)) if row else 0


def _say(facts: dict[str, object]) -> None:
    told = f"{facts['done']} of {facts['found']} contacts in {facts['seconds']} s"
    if facts["state"] == "done":
        done(f"Listened to {told}.")
    else:
        why = str(facts["problem"]).rstrip(".")
        note(f"Stopped after {told}: {why}. Go on: `nawba listen resume`.")
    if facts["unnamed"]:
        say(f"  Left out, as the manifest does not name them: {facts['unnamed']} of its files.")
    if facts["quarantined"]:
        name = facts["intake"]
        say(f"  {facts['quarantined']} in quarantine: `nawba listen quarantine {name}` says why.")
