"""How commands speak: plain facts on standard output, errors with their remedy on the other."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from nawba.domain.errors import NawbaError
from nawba.settings import Settings

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def load_settings(**changes: Any) -> Settings:
    """Settings from file and environment, with what the command line said on top.

    Exits with status 2 naming the setting at fault.
    """
    try:
        return Settings(**{key: value for key, value in changes.items() if value is not None})
    except ValidationError as error:
        for fault in error.errors():
            name = ".".join(str(part) for part in fault["loc"])
            fail(f"Setting {name}: {fault['msg'].removeprefix('Value error, ')}")
        raise SystemExit(2) from error
    except ValueError as error:
        fail(f"nawba.toml: {error}. Correct the file.")
        raise SystemExit(2) from error


@contextmanager
def plain_errors() -> Iterator[None]:
    """End the command with status 2 and the error's own words instead of a traceback."""
    try:
        yield
    except NawbaError as error:
        fail(error.message)
        raise SystemExit(2) from error
    except KeyboardInterrupt:
        raise SystemExit(130) from None


def fail(message: str) -> None:
    err.print(f"[bold red]✗[/] {escape(message)}", soft_wrap=True)


def done(message: str) -> None:
    out.print(f"[green]✓[/] {escape(message)}", soft_wrap=True)


def say(message: str = "") -> None:
    out.print(escape(message), soft_wrap=True)


def print_json(value: Any) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


def print_table(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    table = Table(*columns, box=None, header_style="bold", pad_edge=False)
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    out.print(table)
