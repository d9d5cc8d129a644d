"""``nawba bench listen``: thousands of transcribed contacts, timed by stage."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from nawba.cli.console import err, load_settings, print_figures


def bench_listen(
    contacts: Annotated[int, typer.Option(min=1, help="How many contacts.")] = 10_000,
    turns: Annotated[int, typer.Option(min=5, help="How many turns each has, about.")] = 50,
    jobs: Annotated[int, typer.Option(min=1, help="How many processes listen.")] = 2,
    seed: Annotated[int, typer.Option(help="Seed of the copies.")] = 1,
    data: Annotated[
        Path | None,
        typer.Option(help="Real calls to make copies of: gzip JSON lines.", exists=True),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Listen to thousands of distinct transcribed contacts, from a file to causes.

    Figures wanted: `rules_s` at most 60 for 10,000 contacts on two cores; `rss_mb.end` no more
    than `rss_mb.tenth`, but for noise.

    Example: `nawba bench listen --contacts 10000 --json`
    """
    from nawba.bench.listen import measure_listening
    from nawba.models.embed import open_embedder

    embed = open_embedder(load_settings().models_folder, cached=0)
    with Progress(console=err, transient=True) as shown:
        bar = shown.add_task("Listening", total=contacts)
        figures = measure_listening(
            contacts,
            turns,
            jobs,
            seed,
            data,
            embed,
            lambda done, total: shown.update(bar, completed=done, total=total),
        )
    print_figures(asdict(figures), as_json)
