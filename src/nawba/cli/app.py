"""The commands, put together: each module adds its own to ``app``."""

from __future__ import annotations

import typer

from nawba import __version__
from nawba.cli import bench, content, flow, house, models, serve
from nawba.cli.console import PlainGroup, say

app = typer.Typer(
    name="nawba",
    cls=PlainGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help=(
        "A contact centre on your own machine: a machine answers what it can be trusted with, "
        "people answer the rest.\n\nStart with `nawba demo`. Your own centre: `nawba import`, "
        "`nawba articles import`, `nawba serve`."
    ),
)


def _version(wanted: bool) -> None:
    if wanted:
        say(f"nawba {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and stop."
    ),
) -> None:
    """Options that stand before every command."""


app.command("demo")(serve.demo)
app.command("serve")(serve.serve)
app.command("import")(content.import_centre)
app.command("export")(content.export_centre)
app.command("doctor")(house.doctor)
app.command("migrate")(house.migrate_database)
app.command("settings")(house.show_settings)
app.add_typer(content.articles, name="articles")
app.add_typer(content.assistant, name="assistant")
app.add_typer(flow.app, name="flow")
app.add_typer(models.app, name="models")
app.add_typer(bench.app, name="bench")


def main() -> None:
    """Run the command line; errors of the house end it with status 2 and their remedy."""
    app()
