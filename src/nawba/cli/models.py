"""``nawba models``: which weights the house uses, whether they are here and whole."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from nawba.cli.console import done, fail, load_settings, print_json, say
from nawba.models.registry import WeightRow, list_models, pull_models, verify_models

app = typer.Typer(no_args_is_help=True, help="List, verify and copy model weights.")

Json = Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")]


@app.command("list")
def list_weights(as_json: Json = False) -> None:
    """List every weight with its role, languages, licence and where it was found.

    Sizes are compared; `nawba models verify` reads every byte.
    """
    _print(list_models(load_settings().models_folder), as_json)


@app.command("verify")
def verify_weights(as_json: Json = False) -> None:
    """Compare every weight here with its approved SHA-256; exits with status 1 if one differs.

    Example: `nawba models verify`
    """
    rows = verify_models(load_settings().models_folder)
    _print(rows, as_json)
    is_wrong = any(row.problem and not row.is_left_out for row in rows)
    if not as_json and not is_wrong:
        done("Every weight that is needed here is the approved one.")
    raise typer.Exit(1 if is_wrong else 0)


@app.command("pull")
def pull_weights(
    folder: Annotated[Path, typer.Argument(help="Folder to copy the weights to.")],
    as_json: Json = False,
) -> None:
    """Copy the packaged weights to FOLDER, verified, for a machine that keeps its own.

    Example: `nawba models pull /srv/nawba/models`, then set `models_folder`.
    """
    rows = pull_models(folder)
    _print(rows, as_json)
    if not as_json:
        done(f'Set models_folder = "{folder.resolve()}" to use them.')


def _print(rows: list[WeightRow], as_json: bool) -> None:
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    for row in rows:
        say(f"{row.id}: {row.state}")
        say(f"  role       {row.role}")
        say(f"  languages  {', '.join(row.languages)}")
        say(f"  licence    {row.licence}")
        say(f"  size       {row.size / 1e6:.1f} MB")
        say(f"  from       {row.source or 'nowhere'}")
        say(f"  place      {row.place or 'not here'}")
        if row.is_left_out:
            say(f"  needed     by {row.extra} only. {row.problem}")
        elif row.problem:
            fail(row.problem)
