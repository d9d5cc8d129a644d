"""The commands, put together: each is loaded when it is called, so that help comes at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand

from nawba import __version__
from nawba.cli.console import PlainGroup, say

# Name: where it is, and the first line of its help (a test compares it).
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": (
        "demo:app",
        "Open the demo company: two brands, six sites, forty advisers, articles in fr, ar and en.",
    ),
    "serve": (
        "serve:serve",
        "Run the contact centre of the configured database.",
    ),
    "config": ("config:app", "The configuration as files: export, diff, apply."),
    "accounts": ("accounts:app", "Who may sign in: list, add, let in again, shut out."),
    "doctor": (
        "house:doctor",
        "Check what is configured, reachable and current, and that the rows agree with each other.",
    ),
    "migrate": (
        "house:migrate_database",
        "Bring the database to this version's tables; `nawba serve` does it by itself too.",
    ),
    "backup": (
        "backup:backup",
        "Write everything of one moment to a file, while the server runs.",
    ),
    "restore": (
        "backup:restore_backup",
        "Make the database what a back-up says, compared row by row; the server must be stopped.",
    ),
    "settings": ("house:show_settings", "List every setting with its value, and how to set it."),
    "articles": ("content:articles", "Import, list and search approved articles."),
    "knowledge": ("knowledge:app", "Find what customers asked and no article answered."),
    "assistant": ("assistant_commands:assistant", "Publish, roll back and question the assistant."),
    "flow": ("flow:app", "Check and rehearse the procedures of a brand."),
    "staff": (
        "staff:staff",
        "Find the fewest advisers that keep a target, exactly, and what their neighbours come to.",
    ),
    "simulate": (
        "simulate:simulate",
        "Simulate a day and what-ifs beside it: service level, waits, who leaves, occupancy.",
    ),
    "listen": ("listen:app", "Recorded contacts: what happened in them, and why."),
    "hire": ("hire:app", "Candidates: what their documents say, and fairness."),
    "dispatch": ("dispatch:app", "See and try who would take which contact."),
    "privacy": (
        "privacy:app",
        "Redact files; find, export, erase a customer; retention; register.",
    ),
    "api": ("api:app", "Describe the HTTP API for tools."),
    "webhooks": ("webhooks:app", "Send events to other systems."),
    "models": ("models:app", "List, verify and copy model weights."),
    "bench": ("bench:app", "Measure a real server over real HTTP."),
}


class LazyGroup(PlainGroup):
    """Knows each command's name and first line; the rest is imported for the one that runs."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, (_, help_line) in COMMANDS.items():
            self.add_command(TyperCommand(name, help=help_line, rich_markup_mode="markdown"))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        name, command, rest = super().resolve_command(ctx, args)
        return name, command and load(command.name or ""), rest


def load(name: str) -> Any:
    """The command ``name``, as click runs it."""
    module, _, attribute = COMMANDS[name][0].partition(":")
    with _uncollected():
        found = getattr(import_module(f"nawba.cli.{module}"), attribute)
    holder = typer.Typer(rich_markup_mode="markdown", add_completion=False)
    holder.callback()(lambda: None)  # with it one command stays a group of one
    if isinstance(found, typer.Typer):
        holder.add_typer(found, name=name)
    else:
        holder.command(name)(found)
    group: Any = typer.main.get_command(holder)
    return group.commands[name]


@contextmanager
def _uncollected() -> Iterator[None]:
    """Modules make many objects and little garbage: looking for it is a tenth of importing them."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


app = typer.Typer(
    name="nawba",
    cls=LazyGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    help=(
        "A contact centre on your own machine: a machine answers what it can be trusted with, "
        "people answer the rest.\n\nStart with `nawba demo`. Your own centre: "
        "`nawba config apply`, `nawba articles import`, `nawba serve`."
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


def main() -> None:
    """Run the command line; errors of the house end it with status 2 and their remedy."""
    app()
