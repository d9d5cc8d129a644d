"""The API, described for tools: ``nawba api describe``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from nawba.cli.console import done, load_settings

app = typer.Typer(no_args_is_help=True, help="Describe the HTTP API for tools.")


@app.callback()
def api() -> None:
    """Describe the HTTP API for tools."""


@app.command("describe")
def describe(
    out: Annotated[Path | None, typer.Option(help="Write it to this file instead.")] = None,
) -> None:
    """Print the description of the API (OpenAPI 3.1), as a running server gives it.

    Example: `nawba api describe --out nawba.openapi.json`, then generate a client from it.
    """
    from nawba.web import create_app

    described = create_app(load_settings()).openapi()
    text = json.dumps(described, indent=2, ensure_ascii=False)
    if out is None:
        print(text)
        return
    out.write_text(text + "\n", encoding="utf-8")
    done(f"{len(described['paths'])} paths described in {out}.")
