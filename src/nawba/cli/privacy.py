"""Commands on personal data: what names somebody is found and replaced."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from nawba.cli.console import done, err, print_json, print_table
from nawba.privacy.personal.files import redact_file

app = typer.Typer(no_args_is_help=True, help="Find and replace what names somebody.")


@app.callback()
def privacy() -> None:
    """Find and replace what names somebody."""


@app.command("redact")
def redact(
    source: Annotated[Path, typer.Option("--in", help="JSONL: `id`, `text`, `language`.")],
    target: Annotated[Path, typer.Option("--out", help="Where to write; may be the same file.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")] = False,
) -> None:
    """Replace personal data in the texts of a file by its type in brackets.

    Found, written in digits or said in words, in French, Arabic, Darija and English: CARD, CVV,
    IBAN (RIB too), PHONE, EMAIL, NATIONAL_ID, PERSON, ADDRESS. Each line of the result has the
    redacted `text` and its `entities`: `type`, `start` and `end`, in characters of the text as it
    was. Other keys stay. No text leaves this machine.

    Example: `nawba privacy redact --in calls.jsonl --out redacted.jsonl`
    """
    began = time.monotonic()
    with Progress(console=err, transient=True) as shown:
        bar = shown.add_task("Redacting", total=None)
        counted = redact_file(
            source, target, progress=lambda read, of: shown.update(bar, completed=read, total=of)
        )
    seconds = time.monotonic() - began
    if as_json:
        facts = {"texts": counted.texts, "entities": counted.entities}
        print_json({**facts, "seconds": round(seconds, 2), "out": str(target)})
        return
    if counted.entities:
        print_table(("type", "replaced"), [(k, str(n)) for k, n in counted.entities.items()])
    done(f"{counted.texts} texts redacted in {seconds:.1f} s: {target}")
