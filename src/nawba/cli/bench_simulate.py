"""``nawba bench simulate``: how many contacts a second are simulated, and beside what."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from nawba.cli.console import err, fail, print_figures
from nawba.cli.content import Json


def bench_simulate(
    scale: Annotated[float, typer.Option(min=0.01, max=1, help="Below 1: a quick look.")] = 1.0,
    as_json: Json = False,
) -> None:
    """Simulate M/M/50+M, six sites and a day of two million contacts, SimPy beside the first two.

    SimPy runs the same rules on one core, and the ratio is one core against one core. Without SimPy
    the ratios are null, and a line says so.

    Example: `nawba bench simulate --json`

    Figures wanted: `contacts_per_s` at least 1,000,000 and `ratio_simpy` at least 20;
    `six_site.contacts_per_s` at least 200,000 and its ratio at least 20; `large_day.seconds` at
    most 15.
    """
    from nawba.bench.simulate import measure_simulation  # numba takes a second to import

    with err.status("Measuring…") as status:
        figures = measure_simulation(lambda what: status.update(f"{what}…"), scale)
    if figures.ratio_simpy is None:
        fail("SimPy is not installed: nothing was compared with it. Run `pip install simpy`.")
    print_figures(asdict(figures), as_json)
