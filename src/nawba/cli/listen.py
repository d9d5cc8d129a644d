"""``nawba listen``: recorded contacts, why customers came, and why contacts failed."""

from __future__ import annotations

import typer

from nawba.cli import listen_intake, listen_items
from nawba.cli.console import ManyFiles
from nawba.cli.listen_diagnose import diagnose
from nawba.cli.listen_reasons import gaps, reasons, trends
from nawba.cli.listen_scorecard import agreement, ask, scorecard
from nawba.cli.listen_signals import signals

app = typer.Typer(no_args_is_help=True, help="Recorded contacts: what happened in them, and why.")


@app.callback()
def listen() -> None:
    """Recorded contacts: what happened in them, and why."""


app.command("import")(listen_intake.import_recordings)
app.command("resume")(listen_intake.resume)
app.command("status")(listen_items.status)
app.command("quarantine")(listen_items.quarantine)
app.command("show")(listen_items.show)
app.command("erase")(listen_items.erase)
app.add_typer(scorecard, name="scorecard")
app.command("ask")(ask)
app.command("agreement")(agreement)
app.command("reasons", cls=ManyFiles)(reasons)
app.command("trends", cls=ManyFiles)(trends)
app.command("gaps")(gaps)
app.command("signals")(signals)
app.command("diagnose")(diagnose)
