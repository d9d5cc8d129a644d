"""``nawba listen diagnose``: why contacts failed, from three files and nothing else."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from nawba.cli.console import done, err, note, print_json, print_table, say
from nawba.cli.content import Database
from nawba.domain.errors import Invalid
from nawba.domain.words import ADMINISTRATOR

Json = Annotated[bool, typer.Option("--json", help="Print the report's document as JSON.")]


def diagnose(
    contacts: Annotated[Path | None, typer.Option(help="Contacts, CSV or Parquet.")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results; made if needed.")
    ] = None,
    centre: Annotated[
        bool, typer.Option("--centre", help="The centre's recorded contacts, kept for its pages.")
    ] = False,
    incidents: Annotated[Path | None, typer.Option(help="Incidents, CSV.")] = None,
    versions: Annotated[Path | None, typer.Option(help="Changes, CSV.")] = None,
    language: Annotated[str, typer.Option(help="Of the report: fr, ar or en.")] = "en",
    names: Annotated[
        bool, typer.Option("--names", help="Name advisers; without it they are numbers.")
    ] = False,
    seed: Annotated[int, typer.Option(min=0, help="Of what is drawn at random.")] = 0,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Tell why contacts failed: people, technology, process, nothing in particular, or unknown.

    Example: `nawba listen diagnose --contacts contacts.csv --incidents incidents.csv
    --versions versions.csv --out report --language fr`

    `contacts` has the columns contact_id, adviser, site, queue, intent, started_at (UTC), failed
    (0 or 1), and perhaps more, such as team or product; an empty cell is not known. `incidents` has
    system, started_at, ended_at, intents; `versions` has what, intents, changed_at. Intents are
    separated by `;`, and none stands for all. Both lists may be incomplete or wrong.

    In the folder: `report.html` for people, `report.json` for machines, `contacts.csv` with the
    probabilities, verdict and evidence of every contact, `cohorts.csv` with what failed more.

    With `--centre` instead of `--contacts` and `--out`: recorded contacts whose manifest says
    whether they failed; what the centre's own stream knows is added to the two lists. Advisers are
    looked at only where the register lets them be scored.
    """
    if centre:
        _diagnose_centre(database, incidents, versions, names=names, seed=seed, as_json=as_json)
        return
    if contacts is None or out is None:
        raise Invalid("Name a file of --contacts and a folder for --out, or --centre.")
    from nawba.listening.cause.account import account_of
    from nawba.listening.cause.files import read_given
    from nawba.listening.cause.results import write_results
    from nawba.listening.cause.words import Words

    began = time.perf_counter()
    words = Words(language, named=names)
    with err.status("Reading…") as status:
        given = read_given(contacts, incidents, versions)
        status.update(f"Weighing {len(given.contacts)} contacts…")
        account = account_of(given, words, seed=seed)
        status.update("Writing…")
        document = write_results(account, out)
    if as_json:
        print_json(document)
        return
    _tell(document)
    took = time.perf_counter() - began
    done(f"{document['contacts']} contacts in {took:.1f} s; the report is {out / 'report.html'}")


def _diagnose_centre(
    database: str | None,
    incidents: Path | None,
    versions: Path | None,
    *,
    names: bool,
    seed: int,
    as_json: bool,
) -> None:
    from nawba.cli.database import open_database
    from nawba.listening.cause.files import read_lists
    from nawba.listening.centre import diagnose_centre
    from nawba.store.diagnoses import latest

    listed, changed = read_lists(incidents, versions)
    store = open_database(database, must_exist=True)
    with err.status("Weighing the centre's recorded contacts…"):
        made = diagnose_centre(store, ADMINISTRATOR, listed, changed, named=names, seed=seed)
    with store.read() as connection:
        kept = latest(connection)
    store.dispose()
    assert kept is not None  # it was kept just now
    document = kept.document["en"]
    if as_json:
        print_json({"diagnosis": made, **document})
        return
    _tell(document)
    done(f"Kept as {made}: the page of causes shows it.")


def _tell(document: dict[str, Any]) -> None:
    rows = [
        (one["cause"], one["verdicts"], f"{100 * one['share']:.1f} %", f"{one['expected']:.0f}")
        for one in document["causes"]
    ]
    say(f"{document['failed']} of {document['contacts']} contacts failed.\n")
    print_table(("cause", "failures", "share", "expected"), rows)
    found = [one for one in document["cohorts"] if one["found"]]
    if found:
        say()
        columns = ("what failed more", "", "cause", "effect", "interval", "q", "contacts")
        print_table(columns, [_row(one) for one in found])
    say()
    for one in document["notes"]:
        note(one["text"])


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    low, high, effect = (f"{100 * one[name]:+.1f}" for name in ("low", "high", "effect"))
    return (one["what"], one["when"], one["cause"], effect, f"{low} to {high}",
            f"{one['q_value']:.2g}", str(one["n"]))  # fmt: skip
