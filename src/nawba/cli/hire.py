"""``nawba hire``: candidates' documents read, and whether people are treated alike."""

from __future__ import annotations

import typer

from nawba.cli.console import ManyFiles
from nawba.cli.hire_audit import audit
from nawba.cli.hire_read import read

app = typer.Typer(no_args_is_help=True, help="Candidates: what their documents say, and fairness.")


@app.callback()
def hire() -> None:
    """Candidates: what their documents say, and fairness."""


app.command("audit", cls=ManyFiles)(audit)
app.command("read")(read)
