"""``nawba listen``: recorded contacts, and why contacts failed."""

from __future__ import annotations

import typer

from nawba.cli.listen_scorecard import agreement, scorecard

app = typer.Typer(no_args_is_help=True, help="Recorded contacts: what happened in them, and why.")


@app.callback()
def listen() -> None:
    """Recorded contacts: what happened in them, and why."""


app.add_typer(scorecard, name="scorecard")
app.command("agreement")(agreement)
