"""``nawba bench redact``: how much personal data is found in made-up texts."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.progress import Progress

from nawba.bench.redact import measure_redact
from nawba.cli.console import err, print_json, print_table, say
from nawba.privacy.personal import find_personal

_FORMS = ("written", "spoken", "fr", "ar", "en")


def redact(
    each: Annotated[
        int, typer.Option(min=1, help="Texts for each language, type, form and noise.")
    ] = 50,
    seed: Annotated[int, typer.Option(help="Seed of what is made up.")] = 1,
    part: Annotated[
        str, typer.Option(help="Templates: `held` apart; `open`, `seen` for mending.")
    ] = "held",
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Measure how much personal data is found, and how much else is taken with it.

    Figures wanted: recall of CARD, IBAN, EMAIL and PHONE at least .99 written and .95 spoken, of
    PERSON at least .90; precision at least .90. On texts that a generator in the project makes up,
    not on traffic.

    Example: `nawba bench redact --json`
    """
    with Progress(console=err, transient=True) as shown:
        bar = shown.add_task("Redacting", total=None)
        figures = measure_redact(
            find_personal, each, seed, part, lambda done: shown.update(bar, completed=done)
        )
    if as_json:
        print_json(figures)
        return
    print_table(("type", "precision", "recall", *_FORMS), _rows(figures))
    say(f"{figures['texts']} made-up texts, {figures['characters_per_second']:,} characters/s.")
    for one in figures["missed"]:
        say(f"{one['why']} {one['type']} '{one['value']}' in: {one['text']}")


def _rows(figures: dict[str, Any]) -> list[tuple[str, ...]]:
    return [
        (
            kind,
            _shown(all_of["precision"]),
            _shown(all_of["recall"]),
            *(_shown(figures[form].get(kind, {}).get("recall")) for form in _FORMS),
        )
        for kind, all_of in figures["all"].items()
    ]


def _shown(share: float | None) -> str:
    return "none" if share is None else f"{share:.3f}"
