"""``nawba backup`` and ``nawba restore``: everything in one file, and back."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from nawba import __version__
from nawba.actions.candidate_erasure import erase_candidates_again
from nawba.actions.erasure import Erased, erase_again
from nawba.actions.erasure_files import erasure_files, read_erasure_hashes
from nawba.actions.sessions import end_every_way_in
from nawba.cli.console import done, err, fail, load_settings, print_json, say
from nawba.cli.database import open_as_it_is, shown
from nawba.cli.house import Database, Json
from nawba.domain.errors import NotFound
from nawba.domain.identity import DOOR
from nawba.domain.words import ADMINISTRATOR
from nawba.store import open_store
from nawba.store.archive import Manifest, open_archive
from nawba.store.backup import back_up
from nawba.store.doctor import Violation, find_violations
from nawba.store.identity import live_keys
from nawba.store.restore import Restored, restore

_MEGABYTE = 1_000_000


def backup(
    file: Annotated[
        Path | None,
        typer.Argument(help="The new file. [default: a name with the time, in backup_folder]"),
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Write everything of one moment to a file, while the server runs.

    The file is read back before the command says that it is done. It holds all that customers
    said, so only you may read it: keep it so, on another machine. SQLite and PostgreSQL make the
    same kind of file.

    Example: `nawba backup /mnt/elsewhere/monday.zip`
    """
    settings = load_settings(database=database)
    started = time.perf_counter()
    store = open_as_it_is(database)
    path = file or settings.backup_folder / new_name(store.clock())
    with _progress("Backing up") as tell:
        manifest = back_up(store, path, __version__, tell)
    store.dispose()
    seconds, size = time.perf_counter() - started, path.stat().st_size
    if as_json:
        print_json({"file": str(path), "bytes": size, "seconds": seconds, **_facts(manifest)})
    else:
        done(
            f"{path}: {manifest.rows} rows of {len(manifest.tables)} tables, "
            f"{size / _MEGABYTE:.1f} MB, {seconds:.1f} s; read back and found whole."
        )


def restore_backup(
    file: Annotated[Path, typer.Argument(help="A file that `nawba backup` made.")],
    force: Annotated[
        bool, typer.Option("--force", help="Put what the database holds aside first.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only read the file, and compare.")
    ] = False,
    erasures: Annotated[
        list[Path] | None,
        typer.Option(help="Another file of erasures to do again; may be given more than once."),
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Make the database what a back-up says, compared row by row; the server must be stopped.

    A database that is not empty is left alone, unless `--force` puts it aside under another name.
    Whatever goes wrong, nothing has changed then. Customers erased since the back-up are erased
    again: `erasures.jsonl`, beside the back-ups, knows of them. Sessions and one-time links that it
    brings back end; API keys are as they were then, and are listed. Example: `nawba restore
    monday.zip --check`, then `nawba restore monday.zip`.
    """
    settings = load_settings(database=database)
    url = settings.database
    started = time.perf_counter()
    if not file.is_file():
        raise NotFound(f"There is no file {file}. `nawba backup {file}` makes one.")
    if check:
        _check(file, as_json)
        return
    with _progress("Restoring") as tell:
        told = restore(url, file, force=force, tell=tell)
    files = [*erasure_files(url, settings.backup_folder), *(erasures or ())]
    erased, candidates = _erase_again(url, files)
    doors = _close_doors(url)
    found = _doctor(url)
    seconds = time.perf_counter() - started
    if as_json:
        facts = {"differences": 0, "violations": [asdict(one) for one in found]}
        again = {"erased_again": len(erased.ids), "candidates_erased_again": candidates}
        base = {"database": shown(url), "seconds": seconds, **asdict(told)}
        print_json({**base, **facts, **again, **asdict(doors)})
    else:
        _say_restored(shown(url), told, found, seconds)
        _say_erased(erased, candidates)
        _say_doors(doors)
    raise typer.Exit(1 if found else 0)


def new_name(now: datetime) -> str:
    """``nawba-20260302-090000.zip``: names sort by time."""
    return f"nawba-{now:%Y%m%d-%H%M%S}.zip"


def _check(file: Path, as_json: bool) -> None:
    with open_archive(file) as archive:
        archive.verify()
    if as_json:
        print_json({"file": str(file), **_facts(archive.manifest)})
        return
    facts = archive.manifest
    done(
        f"{file} is whole: {facts.rows} rows of {len(facts.tables)} tables, made {facts.at} by "
        f"Nawba {facts.program} (tables {facts.revision}, {facts.database})."
    )


def _say_restored(database: str, told: Restored, found: list[Violation], seconds: float) -> None:
    done(
        f"{database} is restored ({seconds:.1f} s): {told.compared} rows compared with the "
        f"back-up, 0 differences; tables {told.revision}."
    )
    if told.aside:
        say(f"What was there is kept as {told.aside}. Delete it when all is well.")
    for one in found:
        fail(f"{one.rule}: {one.subject} {one.what}. {one.remedy}")
    if not found:
        done("Hands, offers, queues and the event stream agree. Start the server.")


def _erase_again(url: str, files: Sequence[Path]) -> tuple[Erased, int]:
    """Erase anew who was erased since the back-up was made; how many of them were candidates."""
    hashes = read_erasure_hashes(files)
    if not hashes:
        return Erased((), 0), 0
    store = open_store(url)
    try:
        people = erase_candidates_again(store, ADMINISTRATOR, hashes)
        return erase_again(store, ADMINISTRATOR, hashes), people
    finally:
        store.dispose()


def _say_erased(erased: Erased, candidates: int) -> None:
    if erased.counts:
        count = f"{len(erased.ids)} customers, {erased.contacts} contacts"
        done(f"Erased again, because they were erased after this back-up: {count}.")
    if candidates:
        done(f"Erased again, because they were erased after this back-up: {candidates} candidates.")


@dataclass(frozen=True)
class _Doors:
    """What became of the ways in that the back-up holds."""

    sessions_ended: int
    links_ended: int
    live_keys: tuple[dict[str, str], ...]


def _close_doors(url: str) -> _Doors:
    """End what may have ended since the back-up was made. Keys stay: to end them all would cut off
    systems that nobody can give their secret again, so they are listed for somebody to look at."""
    store = open_store(url)
    try:
        ended, links = end_every_way_in(store, DOOR)
        with store.read() as connection:
            keys = live_keys(connection, store.clock())
    finally:
        store.dispose()
    lines = ({"id": one.id, "name": one.name, "prefix": one.prefix} for one in keys)
    return _Doors(ended, links, tuple(lines))


def _say_doors(doors: _Doors) -> None:
    done(
        f"{doors.sessions_ended} sessions and {doors.links_ended} one-time links of the back-up "
        "are ended: everybody signs in again. Accounts, roles and passwords are as they were then."
    )
    if not doors.live_keys:
        return
    keys = doors.live_keys
    say(f"{len(keys)} API keys open again what they opened when the back-up was made:")
    for one in keys:
        say(f"  {one['id']}  {one['prefix']}…  {one['name']}")
    say("One that was revoked since then is among them: `nawba accounts keys --revoke ID`.")


def _doctor(url: str) -> list[Violation]:
    store = open_store(url)
    with store.read() as connection:
        found = find_violations(connection)
    store.dispose()
    return found


def _facts(manifest: Manifest) -> dict[str, Any]:
    tables = {name: one.rows for name, one in manifest.tables.items()}
    return {**asdict(manifest), "tables": tables, "rows": manifest.rows}


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None]]:
    with Progress(console=err, transient=True) as progress:
        bar = progress.add_task(what, total=None)
        yield lambda rows, of: progress.update(bar, completed=rows, total=of)
