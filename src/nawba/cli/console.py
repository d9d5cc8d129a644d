"""How commands speak: plain facts on standard output, errors with their remedy on the other."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from pydantic import ValidationError
from pydantic_core import ErrorDetails
from rich.console import Console
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table
from typer.core import TyperCommand, TyperGroup

from nawba.domain.building import suggest
from nawba.domain.errors import Invalid, NawbaError
from nawba.settings import Settings

out = Console(highlight=False, emoji=False)
err = Console(stderr=True, highlight=False, emoji=False)

# Of the crash tests, and of the pages' builder.
_NO_SETTINGS = {"NAWBA_FAILPOINTS", "NAWBA_CLOCK_DRIFT_SECONDS", "NAWBA_URL"}
_UNBROKEN = 1000  # columns of a table that goes to a file or another program


class PlainGroup(TyperGroup):
    """The commands; whatever goes wrong in one ends it with its remedy instead of a traceback."""

    def invoke(self, ctx: Any) -> Any:
        with plain_errors():
            return super().invoke(ctx)


class ManyFiles(TyperCommand):
    """A command whose file options take several values each: ``--train a.csv b.csv``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        many = {name for one in self.params if _repeats(one) for name in one.opts}
        return super().parse_args(ctx, list(_repeated(args, many)))


def _repeats(parameter: Any) -> bool:
    return bool(getattr(parameter, "multiple", False))


def _repeated(args: Sequence[str], many: set[str]) -> Iterator[str]:
    """``args`` with the option named again before its second and later values."""
    name, fresh = "", False
    for arg in args:
        option = arg.startswith("--")
        if option:
            name = arg if arg in many else ""
        elif name and not fresh:
            yield name
        fresh = option
        yield arg


@contextmanager
def plain_errors() -> Iterator[None]:
    """End the command with the error's own words: status 2, or 130 after Ctrl-C."""
    try:
        yield
    except NawbaError as error:
        fail(error.message)
        raise typer.Exit(2) from error
    except BrokenPipeError:
        raise  # `nawba … | head`: whoever read has seen enough, typer ends quietly
    except OSError as error:
        fail(f"{error.filename or 'The system'}: {error.strerror}. {_mend(error)}")
        raise typer.Exit(2) from error
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def _mend(error: OSError) -> str:
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    return "Free some space, and try again." if full else "Check the path and its rights."


def load_settings(**changes: Any) -> Settings:
    """Settings from file and environment, with what the command line said on top.

    Raises Invalid naming every setting at fault.
    """
    given = {key: value for key, value in changes.items() if value is not None}
    faults = _unknown_in_environment()
    try:
        settings = Settings(**given)
    except ValidationError as error:
        faults += [_fault(detail) for detail in error.errors(include_url=False)]
    except ValueError as error:
        faults.append(f"nawba.toml cannot be read: {error}. Correct it, or delete it.")
    if faults:
        raise Invalid("\n".join(faults))
    return settings


def _unknown_in_environment() -> list[str]:
    known = {f"NAWBA_{name.upper()}" for name in Settings.model_fields} | _NO_SETTINGS
    unknown = sorted(name for name in os.environ if name.startswith("NAWBA_"))
    return [
        f"{name} in the environment is not a setting. {suggest(name, known - _NO_SETTINGS)}"
        for name in unknown
        if name not in known
    ]


def _fault(detail: ErrorDetails) -> str:
    name = ".".join(str(part) for part in detail["loc"])
    if detail["type"] == "extra_forbidden":
        return f"nawba.toml: '{name}' is not a setting. {suggest(name, Settings.model_fields)}"
    problem = detail["msg"].removeprefix("Value error, ").rstrip(".")
    where = f"in nawba.toml, NAWBA_{name.upper()} or --{name.replace('_', '-')}"
    return f"Setting {name}: {problem}. Correct it {where}."


def fail(message: str) -> None:
    err.print(f"[bold red]✗[/] {escape(message)}", soft_wrap=True)


def done(message: str) -> None:
    out.print(f"[green]✓[/] {escape(message)}", soft_wrap=True)


def note(message: str) -> None:
    """Something that works, and that its reader should know of."""
    out.print(f"[yellow]![/] {escape(message)}", soft_wrap=True)


def say(message: str = "") -> None:
    out.print(escape(message), soft_wrap=True)


def print_json(value: Any) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


def print_figures(figures: dict[str, Any], as_json: bool) -> None:
    """What was measured: one object for machines, a table for people."""
    if as_json:
        print_json(figures)
        return
    print_table(("figure", "value"), [(name, _figure(value)) for name, value in figures.items()])


def _figure(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_figure(one)}" for name, one in value.items())
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:.1f}" if abs(value) >= 10 else f"{value:.3f}"
    return str(value)


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Columns side by side; whole lines when another program reads them."""
    table = Table(*columns, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    wide = out if out.is_terminal else Console(width=_UNBROKEN, highlight=False, emoji=False)
    wide.print(table)


@contextmanager
def gate_progress() -> Iterator[tuple[Any, Any]]:
    """Two ways to show how far a version is: counting what is read, naming the check that runs."""
    with Progress(console=err, transient=True) as progress:
        bar = progress.add_task("Learning and reading cases", total=None)
        yield (
            lambda n, of: progress.update(bar, completed=n, total=of),
            lambda name: progress.update(bar, description=f"Gate: {name}"),
        )
