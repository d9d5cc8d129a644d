"""Commands on flows: are they sound, and do they do what their conversations say."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress

from nawba.assistant.fields import extract
from nawba.assistant.flows.conversations import count, read_scripts
from nawba.assistant.flows.document import OPERATIONS, read_flows
from nawba.assistant.flows.model import FlowBook
from nawba.assistant.flows.rehearsal import Outcome, Taken, rehearse, untaken
from nawba.assistant.flows.variations import VARIATIONS, Varied, rehearse_varied
from nawba.cli.console import done, err, fail, print_json, print_table, say
from nawba.domain.errors import DocumentError, Fault, Invalid

Json = Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")]
Folder = Annotated[
    Path | None,
    typer.Argument(help="A brand's flows, or a folder of such folders; else the demo company's."),
]

app = typer.Typer(no_args_is_help=True, help="Check and rehearse the procedures of a brand.")


@app.command("check")
def check(folder: Folder = None, as_json: Json = False) -> None:
    """Read every flow under FOLDER and tell every fault with its file and line.

    A brand's folder holds `operations.yaml`, a YAML file for each flow, and the folder
    `conversations`. See docs/flows.md.

    Example: `nawba flow check flows/acme`
    """
    started = time.perf_counter()
    books = _read(_folders(folder))
    facts = [_facts(path, book) for path, book in books]
    if as_json:
        print_json({"brands": facts})
        return
    took = time.perf_counter() - started
    for brand in facts:
        counted = ", ".join(f"{brand[noun]} {noun}" for noun in _COUNTED)
        done(f"{brand['brand']} is sound: {counted} ({took:.1f} s).")
    say("  Next: `nawba flow test` runs the conversations.")


_COUNTED = ("flows", "operations", "conversations")


def _facts(path: Path, book: FlowBook) -> dict[str, object]:
    scripts = read_scripts(path, book)
    return {
        "brand": book.operations.brand,
        "folder": path,
        "flows": len(book.flows),
        "operations": len(book.operations.operations),
        "conversations": count([*scripts.values()]),
    }


@app.command("test")
def rehearse_flows(
    folder: Folder = None,
    vary: Annotated[
        bool, typer.Option("--vary", help="Then type each line in other ways, with errors.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Run the conversations beside the flows, with scripted systems, and show what differs.

    Nothing is sent anywhere. Exits with status 1 when a conversation goes another way than
    written; of each, the first difference is shown. `--vary` types every line in capitals, without
    accents, with courtesies, with typing errors and so on: that may cost questions; what means the
    same and leads to another change fails.

    Example: `nawba flow test flows/acme --vary`
    """
    started = time.perf_counter()
    books = _read(_folders(folder))
    if vary:
        raise typer.Exit(_tell_varied(_rehearse_varied(books), started, as_json))
    outcomes, untaken_steps = _rehearse(books)
    failed = [one for one in outcomes if not one.passed]
    took = time.perf_counter() - started
    if as_json:
        rows = [asdict(one) | {"passed": one.passed} for one in outcomes]
        facts = {"conversations": len(outcomes), "failed": len(failed), "seconds": round(took, 2)}
        print_json(facts | {"untaken_steps": untaken_steps, "outcomes": rows})
    else:
        _tell(outcomes, failed, took)
        for flow, steps in untaken_steps.items():
            say(f"No conversation takes these steps of {flow}: {', '.join(steps)}.")
    raise typer.Exit(1 if failed else 0)


def _rehearse(
    books: Sequence[tuple[Path, FlowBook]],
) -> tuple[list[Outcome], dict[str, list[str]]]:
    """How each conversation went, and the steps that none takes."""
    scripted = [(book, read_scripts(path, book)) for path, book in books]
    total = sum(count([*scripts.values()]) for _, scripts in scripted)
    if not total:
        raise Invalid("There is no conversation. Write some in the folder `conversations`.")
    outcomes, left = list[Outcome](), dict[str, list[str]]()
    with Progress(console=err, transient=True) as progress:
        bar = progress.add_task("Rehearsing", total=total)
        for book, scripts in scripted:
            taken: Taken = set()
            for outcome in rehearse(book, scripts, extract, taken):
                outcomes.append(outcome)
                progress.advance(bar)
            left |= untaken(book, taken)
    return outcomes, left


def _rehearse_varied(books: Sequence[tuple[Path, FlowBook]]) -> list[Varied]:
    scripted = [(book, read_scripts(path, book)) for path, book in books]
    total = len(VARIATIONS) * sum(count([*scripts.values()]) for _, scripts in scripted)
    made: list[Varied] = []
    with Progress(console=err, transient=True) as progress:
        bar = progress.add_task("Rehearsing", total=total)
        for book, scripts in scripted:
            for one in rehearse_varied(book, scripts, extract):
                made.append(one)
                progress.advance(bar)
    return made


def _tell_varied(made: Sequence[Varied], started: float, as_json: bool) -> int:
    """Print how often each variation goes as written; the exit status."""
    took, failed = time.perf_counter() - started, any(one.failed for one in made)
    rows = [_row(name, [one for one in made if one.variation == name]) for name in VARIATIONS]
    changes = [one for one in made if one.change is not None]
    if as_json:
        facts = [dict(zip(_VARIED, row, strict=True)) for row in rows]
        others = [asdict(one) for one in changes]
        print_json({"seconds": round(took, 2), "variations": facts, "other_changes": others})
        return int(failed)
    print_table([name.replace("_", " ") for name in _VARIED], rows)
    for one in changes:
        tell = fail if one.failed else say
        tell(f"{one.script}, {one.name}, {one.variation}: does {one.change}")
    if not failed:
        done(f"What means the same does the same ({took:.1f} s).")
    return int(failed)


_VARIED = ("variation", "conversations", "as_written", "other_change")


def _row(name: str, ones: Sequence[Varied]) -> tuple[str, int, int, int]:
    others = sum(one.change is not None for one in ones)
    return name, len(ones), sum(one.as_written for one in ones), others


def _tell(outcomes: Sequence[Outcome], failed: Sequence[Outcome], took: float) -> None:
    rows = [(one.flow, one.name, one.turns, "ok" if one.passed else "DIFFERS") for one in outcomes]
    print_table(("flow", "conversation", "turns", ""), rows)
    for one in failed:
        fail(f"{one.script}, {one.name}: {one.difference}")
    if failed:
        fail(f"{len(failed)} of {len(outcomes)} conversations differ ({took:.1f} s).")
    else:
        done(f"All {len(outcomes)} conversations go as written ({took:.1f} s).")


def _folders(folder: Path | None) -> list[Path]:
    """The brands' folders in ``folder``: itself, or those below it that hold operations."""
    root = folder or Path(str(files("nawba.demo"))) / "company" / "flows"
    if (root / OPERATIONS).is_file():
        return [root]
    found = sorted(path.parent for path in root.glob(f"*/{OPERATIONS}"))
    if not found:
        raise Invalid(
            f"{root} holds no flows. Give a brand's folder with {OPERATIONS} and a YAML file for "
            "each flow; the demo company's is a complete model."
        )
    return found


def _read(folders: Sequence[Path]) -> list[tuple[Path, FlowBook]]:
    """Every brand's flows. Raises DocumentError with the faults of all of them."""
    books, faults = list[tuple[Path, FlowBook]](), list[Fault]()
    for path in folders:
        try:
            books.append((path, read_flows(path)))
        except DocumentError as error:
            faults += error.faults
    if faults:
        raise DocumentError(tuple(faults))
    return books
