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
from nawba.assistant.flows.rehearsal import Outcome, rehearse
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
def rehearse_flows(folder: Folder = None, as_json: Json = False) -> None:
    """Run the conversations beside the flows, with scripted systems, and show what differs.

    Nothing is sent anywhere. Exits with status 1 when a conversation goes another way than
    written; of each, the first difference is shown.

    Example: `nawba flow test flows/acme`
    """
    started = time.perf_counter()
    outcomes = _rehearse(_read(_folders(folder)))
    failed = [one for one in outcomes if not one.passed]
    took = time.perf_counter() - started
    if as_json:
        rows = [asdict(one) | {"passed": one.passed} for one in outcomes]
        facts = {"conversations": len(outcomes), "failed": len(failed), "seconds": round(took, 2)}
        print_json(facts | {"outcomes": rows})
    else:
        _tell(outcomes, failed, took)
    raise typer.Exit(1 if failed else 0)


def _rehearse(books: Sequence[tuple[Path, FlowBook]]) -> list[Outcome]:
    scripted = [(book, read_scripts(path, book)) for path, book in books]
    total = sum(count([*scripts.values()]) for _, scripts in scripted)
    if not total:
        raise Invalid("There is no conversation. Write some in the folder `conversations`.")
    outcomes: list[Outcome] = []
    with Progress(console=err, transient=True) as progress:
        bar = progress.add_task("Rehearsing", total=total)
        for book, scripts in scripted:
            for outcome in rehearse(book, scripts, extract):
                outcomes.append(outcome)
                progress.advance(bar)
    return outcomes


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
