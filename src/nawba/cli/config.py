"""Commands on the configuration as files: write them, compare them, make them hold."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from nawba.actions.config_files import Applied, apply_files, plan, show_files, show_plan
from nawba.cli.console import done, note, print_json, say
from nawba.cli.database import open_database
from nawba.domain.centre_diff import Difference
from nawba.domain.centre_files import write_centre, write_files
from nawba.domain.centre_kinds import EMPTY
from nawba.domain.errors import Invalid, NotFound
from nawba.domain.words import ADMINISTRATOR, Centre
from nawba.store import Store
from nawba.store.rows import read_centre

Json = Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")]
Database = Annotated[
    str | None, typer.Option(help="Database URL, e.g. sqlite:///data/nawba.db; else the setting.")
]
Files = Annotated[
    Path, typer.Argument(help="A folder of YAML files, or one file; `nawba config export` writes.")
]
Incomplete = Annotated[
    bool, typer.Option("--incomplete", help="Take it though something is missing to make it work.")
]

app = typer.Typer(no_args_is_help=True, help="The configuration as files: export, diff, apply.")


@app.command()
def export(
    folder: Annotated[
        Path | None, typer.Argument(help="Where to write one file per kind; else: print them all.")
    ] = None,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Write the configuration as YAML, one file per kind; the same bytes for the same centre.

    Files of the same names in FOLDER are replaced, others left alone.

    Example: `nawba config export config/`, then `git diff config/`.
    """
    centre = _configured(database)
    if folder is None:
        typer.echo(write_centre(centre), nl=False)
        return
    folder.mkdir(parents=True, exist_ok=True)
    files = write_files(centre)
    for name, text in files.items():
        (folder / name).write_bytes(text.encode())
    if as_json:
        print_json({"folder": folder, "files": sorted(files)})
    else:
        done(f"{len(files)} files written to {folder}.")


def _configured(database: str | None) -> Centre:
    with open_database(database, must_exist=True).read() as connection:
        return read_centre(connection)


@app.command()
def diff(
    files: Files,
    incomplete: Incomplete = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Say what `nawba config apply` would change, and end with status 1 if there is anything.

    Example: `nawba config diff config/`
    """
    texts = read_folder(files)
    store = open_database(database, must_exist=True)
    applied = _shown_by(store, texts, incomplete)
    _tell(applied, as_json, applied=False)
    if applied.differences:
        raise typer.Exit(1)


@app.command()
def apply(
    files: Files,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would change.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do it without asking.")] = False,
    retire_busy: Annotated[
        bool, typer.Option(help="Retire queues and advisers though contacts still need them.")
    ] = False,
    incomplete: Incomplete = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Make FILES the configuration, all of it or nothing; a running server follows at once.

    Every fault is told with its file, line and field, and then nothing is changed. What a file no
    longer has is retired, not deleted; kinds that no file has stay as they are. Doing it twice
    changes nothing more.

    Example: `nawba config apply config/ --dry-run`, then without it. A complete model:
    `nawba config export config/ --database sqlite:///data/demo.db`.
    """
    started = time.perf_counter()
    texts = read_folder(files)
    if dry_run:
        _tell(_shown(database, texts, incomplete), as_json, applied=False)
        return
    store = open_database(database)
    shown = _shown_by(store, texts, incomplete)
    if not shown.differences:
        _tell(shown, as_json, applied=False)
        return
    if not (yes or as_json):
        _tell(shown, as_json=False, applied=False)
        typer.confirm("Do it?", abort=True, err=True)
    options = {"incomplete": incomplete, "retire_busy": retire_busy}
    applied = apply_files(store, ADMINISTRATOR, texts, **options)
    if as_json:
        _tell(applied, as_json=True, applied=True)
        return
    counts = _counted(applied.differences)
    done(f"Configured in {time.perf_counter() - started:.1f} s: {counts}.")
    if yes:
        _tell_lacks(applied)
    say("  Next: `nawba articles import FOLDER`, then `nawba serve`.")


def _shown(database: str | None, texts: dict[str, str], incomplete: bool) -> Applied:
    """What files change; where there is no database yet, what they would begin it with."""
    try:
        store = open_database(database, must_exist=True)
    except NotFound:
        return show_plan(plan(EMPTY, texts, incomplete=incomplete))
    return _shown_by(store, texts, incomplete)


def _shown_by(store: Store, texts: dict[str, str], incomplete: bool) -> Applied:
    with store.read() as connection:
        return show_files(connection, texts, incomplete=incomplete)


def read_folder(path: Path) -> dict[str, str]:
    """The YAML files at ``path``, a folder or one file, by name.

    Raises Invalid for what cannot be read, NotFound for a folder without any.
    """
    if not path.is_dir():
        return {str(path): _read_text(path)}
    found = sorted(one for one in path.iterdir() if one.suffix in (".yaml", ".yml"))
    if not found:
        raise NotFound(f"{path} holds no YAML files. `nawba config export {path}` writes some.")
    return {str(one): _read_text(one) for one in found}


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(f"{path} is not UTF-8 text. Save it with UTF-8 encoding.") from error
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}. Check the path.") from error


def _tell(shown: Applied, as_json: bool, *, applied: bool) -> None:
    if as_json:
        print_json(
            {
                "applied": applied,
                "diff": [one.json() for one in shown.differences],
                "lacks": [lack.json() for lack in shown.lacks],
                "batch": shown.batch,
            }
        )
        return
    for one in shown.differences:
        say(str(one))
    counts = _counted(shown.differences)
    done(f"{counts[:1].upper()}{counts[1:]}." if shown.differences else "Nothing differs.")
    _tell_lacks(shown)


def _tell_lacks(shown: Applied) -> None:
    for lack in shown.lacks:
        note(lack.json()["text"])


def _counted(differences: Iterable[Difference]) -> str:
    counts: dict[str, int] = {}
    for one in differences:
        counts[one.what] = counts.get(one.what, 0) + 1
    return ", ".join(f"{number} {what}" for what, number in counts.items()) or "nothing changed"
