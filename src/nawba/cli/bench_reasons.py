"""``nawba bench reasons``: contact reasons found without labels, judged by labels."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress as Bar

from nawba.cli.console import err, print_json, print_table, say


def reasons(
    utterances: Annotated[
        list[Path], typer.Option(help="JSON lines of utterance, utterance_id, intent; gzip too.")
    ],
    seeds: Annotated[int, typer.Option(min=1, help="How many seeds.")] = 5,
    k: Annotated[
        int | None, typer.Option(min=2, help="Also with this number of groups given.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option(help="Published clusters by utterance id, JSON.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Group utterances by what they ask for, and compare with their labelled intents.

    The number of groups is found, not given; `--k` reports it given, apart. Each domain (the id
    before its last underscore) is grouped alone, and all together where there are several. `ari`,
    `nmi` and `acc` at the top are means over domains; beside them stand k-means on the same vectors
    with the number of groups by silhouette, and published clusters, if any.

    Example: `nawba bench reasons --utterances development_utterances.jsonl.gz --json`

    Figures wanted: above k-means on every set; `spread` near 0.
    """
    from nawba.bench.reasons import measure_reasons  # takes a second to import
    from nawba.models.embed import open_embedder

    with Bar(console=err, transient=True) as bar:
        task = bar.add_task("Reading the utterances", total=None)
        figures = measure_reasons(
            utterances,
            open_embedder(cached=0),
            seeds=seeds,
            number=k,
            baseline=baseline,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    if as_json:
        print_json(figures)
        return
    print_table(
        ("set", "way", "groups", "ARI", "NMI", "accuracy", "spread of ARI"), list(_rows(figures))
    )
    say(f"Means over {seeds} seeds. The intents were read only to judge.")


def _rows(figures: dict[str, Any]) -> Any:
    sets = {**figures["domains"], **({"joined": figures["joined"]} if "joined" in figures else {})}
    for name, one in sets.items():
        yield _row(name, f"Nawba (of {one['intents']} intents)", one)
        yield _row("", "k-means by silhouette", one["k_means"])
        if given := one.get("number_given"):
            yield _row("", "Nawba, number given", given)
            yield _row("", "k-means, number given", given["k_means"])
        if "published" in one:
            yield _row("", "published", one["published"])


def _row(name: str, way: str, one: dict[str, Any]) -> tuple[str, ...]:
    numbers = (f"{one[key]:.3f}" for key in ("ari", "nmi", "acc"))
    spread = one.get("spread", {}).get("ari")
    shown = f"{spread['low']:.3f} to {spread['high']:.3f}" if spread else "–"
    return (name, way, f"{one['groups']:.0f}", *numbers, shown)
