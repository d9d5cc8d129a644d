"""``nawba bench dispatch``: what a decision costs in a big centre."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from nawba.cli.console import err, print_figures, print_table

Json = Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")]


def dispatch(
    advisers: Annotated[int, typer.Option(min=10, help="How many advisers.")] = 40_000,
    skills: Annotated[int, typer.Option(min=12, help="How many skills, languages too.")] = 200,
    rate: Annotated[float, typer.Option(min=0.1, help="Contacts that come per second.")] = 1000,
    seconds: Annotated[
        float, typer.Option(min=0.1, help="How much traffic, in its own time.")
    ] = 20,
    pools: Annotated[int, typer.Option(min=6, help="How many pools of advisers alike.")] = 1200,
    policy: Annotated[str, typer.Option(help="Which policy decides.")] = "longest_wait_first",
    seed: Annotated[int, typer.Option(help="Seed of centre and traffic.")] = 1,
    as_json: Json = False,
) -> None:
    """Time decisions in a big centre, and how little they grow with it.

    An event changes lines and benches, the policy chooses, the choice is explained: that is a
    decision. The database is not in it (`nawba bench offers` has it). Then the same with a tenth
    and ten times the advisers, with 20,000 pools, in overload, with refusals, by another policy.

    Example: `nawba bench dispatch --advisers 40000 --skills 200 --rate 1000 --seconds 20`

    Figures wanted: `decisions_per_s` at least 50,000, `decision_ms.p99` at most 1.
    """
    from nawba.bench.dispatch import measure_dispatch
    from nawba.bench.dispatch_load import Load

    load = Load(advisers, skills, rate, seconds, pools, policy=policy, seed=seed)
    with err.status("Measuring decisions…") as status:
        figures = asdict(measure_dispatch(load, status.update))
    if as_json:
        print_figures(figures, as_json)
        return
    grown = figures.pop("growth")
    print_figures(figures, as_json)
    rows = [
        (one["what"], one["decisions_per_s"], one["decision_ms"]["p50"], one["decision_ms"]["p99"])
        for one in grown
    ]
    print_table(("the same with", "decisions per s", "p50 ms", "p99 ms"), rows)
