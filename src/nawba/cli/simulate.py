"""``nawba simulate``: a day as it is, beside days that might be."""

from __future__ import annotations

import csv
import sys
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from nawba.cli.console import done, err, print_json, print_table, say
from nawba.cli.content import Json
from nawba.cli.simulate_prices import tell_prices
from nawba.domain.errors import Invalid


def simulate(
    scenario: Annotated[
        Path | None, typer.Argument(help="The scenario's file; --sample writes one.")
    ] = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="Print the demo company's scenario and stop.")
    ] = False,
    replications: Annotated[
        int, typer.Option(min=2, help="Days simulated of each; more make intervals narrower.")
    ] = 20,
    seed: Annotated[int, typer.Option(min=0, help="Another seed: other days.")] = 1,
    policy: Annotated[
        str | None, typer.Option(help="This policy instead of the file's, in the baseline too.")
    ] = None,
    policies: Annotated[
        bool,
        typer.Option("--policies", help="Every policy on the day, and on its first outage."),
    ] = False,
    prices: Annotated[
        bool,
        typer.Option("--prices", help="No simulation: what one contact or place more is worth."),
    ] = False,
    as_json: Json = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print every figure as CSV.")] = False,
) -> None:
    """Simulate a day and what-ifs beside it: service level, waits, who leaves, occupancy.

    The policy that runs live decides here too. Alternatives meet the same contacts as the day
    as it is, so that a difference is the alternative's own; every figure has its 95 % interval,
    and a change that may be chance is marked with ~.

    Example: `nawba simulate --sample > six-sites.toml`, then `nawba simulate six-sites.toml`

    In the file: `[[queue]]` with what it requires and its contacts per interval, `[[pool]]` with
    its skills and staff, `[[alternative]]` with one or more of `outage`, `assistant`, `teach`,
    `close`, `policy`, `contacts_factor`.

    `--prices` plans each interval of the day by itself, without chance, and says of the busiest
    what one contact more of a queue would push out, and what one contact more at once of a pool
    would serve.
    """
    if sample:
        say(_sample().read_text("utf-8"))
        return
    if scenario is None:
        raise Invalid("Name a scenario's file, or write one: nawba simulate --sample > day.toml")
    if prices:
        tell_prices(scenario, as_json)
        return
    if policies:
        _tell_policies(scenario, replications, seed, as_json)
        return
    began = time.perf_counter()
    figures = _compared(scenario, replications, seed, policy)
    if as_json:
        print_json({"replications": replications, "seed": seed,
                    "figures": [one.row() for one in figures]})  # fmt: skip
    elif as_csv:
        _print_csv(figures)
    else:
        _tell(figures)
        took = time.perf_counter() - began
        done(f"{replications} days of each in {took:.1f} s, 95 % intervals, changes day by day.")


def _sample() -> Path:
    from nawba import demo

    return Path(demo.__file__).parent / "company" / "six-sites.toml"


def _compared(path: Path, replications: int, seed: int, policy: str | None) -> list[Any]:
    from dataclasses import replace

    from nawba.planning.simulation.compared import compare
    from nawba.planning.simulation.what_if import read_scenarios

    scenarios = read_scenarios(path)
    if policy:
        scenarios = {name: replace(one, policy=policy) for name, one in scenarios.items()}
    with Progress(console=err, transient=True) as bar:
        task = bar.add_task("Preparing", total=None)
        return compare(
            scenarios,
            replications=replications,
            seed=seed,
            progress=lambda name, n, of: bar.update(task, description=name, completed=n, total=of),
        )


def _tell_policies(path: Path, replications: int, seed: int, as_json: bool) -> None:
    """A Markdown table, for people and for documents."""
    from nawba.planning.scenario_faults import BASELINE
    from nawba.planning.simulation.policy_table import policy_table
    from nawba.planning.simulation.what_if import read_scenarios

    found = read_scenarios(path)
    days = [BASELINE, *(name for name, one in found.items() if one.outages)][:2]
    with Progress(console=err, transient=True) as bar:
        task = bar.add_task("Preparing", total=None)
        rows = list(
            policy_table(
                {name: found[name] for name in days},
                replications=replications,
                seed=seed,
                progress=lambda name, n, of: bar.update(
                    task, description=name, completed=n, total=of
                ),
            )
        )
    if as_json:
        print_json([_policy_facts(row) for row in rows])
        return
    say("| policy | day | service level | worst queue | | leave |")
    say("| --- | --- | --- | --- | --- | --- |")
    for row in rows:
        figures = [_interval(one) for one in (row.service_level, row.worst, row.abandonment)]
        say(f"| `{row.policy}` | {row.day} | {figures[0]} | {figures[1]} | {row.queue} | "
            f"{figures[2]} |")  # fmt: skip


def _policy_facts(row: Any) -> dict[str, Any]:
    return {
        name: one._asdict() if hasattr(one, "_asdict") else one
        for name, one in row._asdict().items()
    }


def _interval(estimate: Any) -> str:
    half = (estimate.high - estimate.low) / 2
    return f"{100 * estimate.mean:.1f} ± {100 * half:.1f} %"


def _print_csv(figures: list[Any]) -> None:
    rows = [one.row() for one in figures]
    writer = csv.DictWriter(sys.stdout, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)


def _tell(figures: list[Any]) -> None:
    for kind, title in (("all", "The whole day"), ("queue", "By queue"), ("site", "By site")):
        of_kind = [one for one in figures if one.kind == kind]
        shown = list(dict.fromkeys(one.name for one in of_kind))
        rows = [
            (place, name, *(_cell(found.get(one)) for one in shown))
            for place, name, found in _rows(of_kind)
        ]
        say(f"\n{title}")
        print_table((kind, "", *(one.replace("_", " ") for one in shown)), rows)


def _rows(figures: list[Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Place, alternative, figures by name: place by place; of queues and sites only what changed
    for sure is shown beside the baseline."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for one in sorted(figures, key=lambda one: one.id):
        found.setdefault((one.id, one.alternative), {})[one.name] = one
    return [
        (place, name, named)
        for (place, name), named in found.items()
        if not place or any(one.change is None or _is_sure(one.change) for one in named.values())
    ]


def _is_sure(change: Any) -> bool:
    return bool(change.low > 0 or change.high < 0)


def _cell(figure: Any) -> str:
    if figure is None or figure.value.n == 0:
        return "–"
    value, change = figure.value, figure.change
    half = (value.high - value.low) / 2
    text = _number(figure.name, value.mean) + f" ±{_number(figure.name, half)}"
    if change is None or change.n == 0:
        return text
    sure = "" if _is_sure(change) else "~"
    sign = "+" if change.mean >= 0 else "−"
    return f"{text} ({sure}{sign}{_number(figure.name, abs(change.mean))})"


def _number(name: str, value: float) -> str:
    return f"{value:.1f} s" if name == "mean_wait" else f"{100 * value:.1f} %"
