"""``nawba models``: which weights the house uses, whether they are here and whole."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nawba.cli.console import done, load_settings, print_json, print_table
from nawba.models.registry import WeightRow, list_models, pull_models, verify_models

app = typer.Typer(no_args_is_help=True, help="List, verify and copy model weights.")

Json = Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")]


@app.command("list")
def list_weights(as_json: Json = False) -> None:
    """List every weight with its role, languages, licence and where it was found."""
    _print(list_models(load_settings().models_folder), as_json)


@app.command("verify")
def verify_weights(as_json: Json = False) -> None:
    """Compare every weight here with its approved SHA-256; exits with status 1 if one differs."""
    rows = verify_models(load_settings().models_folder)
    _print(rows, as_json)
    raise typer.Exit(1 if any(row.problem for row in rows) else 0)


@app.command("pull")
def pull_weights(
    folder: Annotated[Path, typer.Argument(help="Folder to copy the weights to.")],
    as_json: Json = False,
) -> None:
    """Copy the packaged weights to FOLDER, verified, for a machine that keeps its own."""
    rows = pull_models(folder)
    _print(rows, as_json)
    if not as_json:
        done(f'Set models_folder = "{folder}" to use them.')


def _print(rows: list[WeightRow], as_json: bool) -> None:
    if as_json:
        print_json([row.__dict__ for row in rows])
        return
    columns = list(rows[0].__dict__) if rows else ["weight"]
    print_table(columns, [list(row.__dict__.values()) for row in rows])
