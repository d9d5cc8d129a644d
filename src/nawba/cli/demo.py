"""``nawba demo`` opens the demo company; ``nawba demo month`` writes a month of its contacts."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress as Bar

from nawba.cli.console import done, err, say
from nawba.cli.serve import demo

app = typer.Typer(invoke_without_command=True)
app.callback(invoke_without_command=True)(demo)


@app.command("month")
def month(
    out: Annotated[Path, typer.Option(help="A new folder for the files.")],
    seed: Annotated[int, typer.Option(min=0, help="Seed of everything that is drawn.")] = 1,
    contacts: Annotated[
        int | None, typer.Option(min=1, help="How many come by themselves. [default: 2600]")
    ] = None,
) -> None:
    """Write a month of the demo company's contacts, with three causes of failure hidden in it.

    An outage, a change of policy and a site that was never trained; beside them an incident and a
    change that did nothing, and hard work that newcomers get more of. Transcripts and a manifest
    are for `nawba listen import`, the tables for `nawba listen diagnose` and `nawba listen
    reasons`. What made each contact fail stands in `truth/`, for judging only.

    Example: `nawba demo month --out month`
    """
    from nawba.demo.month_files import write_month

    began = time.perf_counter()
    with Bar(console=err, transient=True) as bar:
        task = bar.add_task("Writing transcripts", total=None)
        number = write_month(
            out,
            seed=seed,
            contacts=contacts,
            progress=lambda n, total: bar.update(task, completed=n, total=total),
        )
    done(f"{number} contacts in {time.perf_counter() - began:.1f} s; they are in {out}.")
    say(f"nawba listen import {out}")
    say(
        f"nawba listen diagnose --contacts {out}/contacts.csv --incidents {out}/incidents.csv "
        f"--versions {out}/versions.csv --out report"
    )
