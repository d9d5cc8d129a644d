"""Commands on personal data: redact files, find, export, erase a customer, retention, register."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from nawba.actions.disclosure import export_customers
from nawba.actions.erasure import ON_REQUEST, erase_customers
from nawba.actions.erasure_files import erasure_files
from nawba.actions.holds import hold_contact, release_contact
from nawba.actions.register import set_purpose
from nawba.actions.retention import KEEPER, delete_due, find_due
from nawba.cli.console import done, err, load_settings, note, print_json, print_table, say
from nawba.cli.database import open_database
from nawba.cli.house import Database, Json
from nawba.domain.errors import Conflict, Invalid, NotFound
from nawba.domain.purposes import BASES, PURPOSES, Purpose
from nawba.domain.retention import Retention
from nawba.domain.words import ADMINISTRATOR
from nawba.listening.keeping import sweep
from nawba.listening.shelf import Shelf
from nawba.privacy.personal.files import redact_file
from nawba.store import Store, statements, tables
from nawba.store.personal import (
    contacts_of,
    find_customers,
    held_among,
    read_register,
    same_person,
)
from nawba.store.personal_map import find_held
from nawba.store.rows import read_centre

app = typer.Typer(
    no_args_is_help=True, help="Redact files; find, export, erase a customer; retention; register."
)
register = typer.Typer(no_args_is_help=True, help="What personal data may be used for.")
app.add_typer(register, name="register")

Customer = Annotated[str, typer.Argument(help="The customer's id: `nawba privacy find` tells it.")]
Same = Annotated[
    bool,
    typer.Option("--same-person", help="Also who told the same e-mail, telephone or reference."),
]


@app.callback()
def privacy() -> None:
    """Redact files; find, export, erase a customer; retention; register."""


@app.command("redact")
def redact(
    source: Annotated[Path, typer.Option("--in", help="JSONL: `id`, `text`, `language`.")],
    target: Annotated[Path, typer.Option("--out", help="Where to write; may be the same file.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print the facts as JSON.")] = False,
) -> None:
    """Replace personal data in the texts of a file by its type in brackets.

    Found, written in digits or said in words, in French, Arabic, Darija and English: CARD, CVV,
    IBAN (RIB too), PHONE, EMAIL, NATIONAL_ID, PERSON, ADDRESS. Each line of the result has the
    redacted `text` and its `entities`: `type`, `start` and `end`, in characters of the text as it
    was. Other keys stay. No text leaves this machine.

    Example: `nawba privacy redact --in calls.jsonl --out redacted.jsonl`
    """
    began = time.monotonic()
    with Progress(console=err, transient=True) as shown:
        bar = shown.add_task("Redacting", total=None)
        counted = redact_file(
            source, target, progress=lambda read, of: shown.update(bar, completed=read, total=of)
        )
    seconds = time.monotonic() - began
    if as_json:
        facts = {"texts": counted.texts, "entities": counted.entities}
        print_json({**facts, "seconds": round(seconds, 2), "out": str(target)})
        return
    if counted.entities:
        print_table(("type", "replaced"), [(k, str(n)) for k, n in counted.entities.items()])
    done(f"{counted.texts} texts redacted in {seconds:.1f} s: {target}")


@app.command("find")
def find(
    words: Annotated[str, typer.Argument(help="Name, e-mail, telephone, reference, id or words.")],
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Look for a customer by what they told of themselves, then by words of their contacts.

    Example: `nawba privacy find "samira alaoui"`
    """
    store = open_database(database, must_exist=True)
    with store.read() as connection:
        found = [
            (one, contacts_of(connection, [one.row.id]))
            for one in find_customers(connection, words)
        ]
    store.dispose()
    if as_json:
        print_json({"customers": [_found(one.row, one.where, rows) for one, rows in found]})
    elif not found:
        say("Nobody was found. Try fewer words, or a telephone number.")
    else:
        columns = ("customer", "brand", "name", "e-mail", "telephone", "contacts", "found by")
        print_table(columns, [_line(one.row, one.where, rows) for one, rows in found])


def _found(row: Any, where: str, contacts: Sequence[Any]) -> dict[str, Any]:
    told = {name: getattr(row, name) for name in ("id", "brand", "name", "email", "phone")}
    return {**told, "reference": row.reference, "contacts": [c.id for c in contacts],
            "found_by": where}  # fmt: skip


def _line(row: Any, where: str, contacts: Sequence[Any]) -> tuple[Any, ...]:
    told = (row.name or "–", row.email or "–", row.phone or "–")
    return (row.id, row.brand, *told, len(contacts), where)


@app.command("export")
def export(
    customer: Customer,
    out: Annotated[Path, typer.Option("--out", help="The ZIP to write; must not exist.")],
    same: Same = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Write everything held of a customer to a ZIP: a page in fr, ar and en, JSON, the files.

    That it was taken is told in the event stream. Only you may read the file.

    Example: `nawba privacy export u_4f… --out samira.zip`
    """
    if out.exists():
        raise Conflict(f"{out} is there already. Name another file; an export replaces nothing.")
    store = open_database(database, must_exist=True)
    customers = _person(store, customer, same)
    made = export_customers(store, ADMINISTRATOR, customers, _retention(store))
    store.dispose()
    out.parent.mkdir(parents=True, exist_ok=True)
    out.touch(mode=0o600)
    out.write_bytes(made.content)
    if as_json:
        print_json({"file": str(out), "contacts": made.contacts, "rows": dict(made.rows)})
    else:
        done(f"{out}: {made.contacts} contacts, {sum(made.rows.values())} rows.")


@app.command("erase")
def erase(
    customer: Customer,
    reason: Annotated[str, typer.Option(help="Why, as a code: `request`, a file number.")] = (
        ON_REQUEST
    ),
    same: Same = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; else only what would go.")] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Erase every word of a customer, for good. Without `--yes` it only says what would go.

    Contacts must be over and under no legal hold. Ids, times and codes stay; the proof of the
    erasure names nobody. It is noted beside the back-ups too, and done again after a restore.

    Example: `nawba privacy erase u_4f…`, then `nawba privacy erase u_4f… --yes`
    """
    store = open_database(database, must_exist=True)
    customers = _person(store, customer, same)
    if not yes:
        _say_plan(store, customers, as_json)
        return
    settings = load_settings(database=database)
    files = erasure_files(settings.database, settings.backup_folder)
    gone = erase_customers(store, ADMINISTRATOR, customers, files=files, reason=reason)
    sweep(store, KEEPER, Shelf(settings.listening_folder))
    store.dispose()
    if as_json:
        print_json({"erased": True, **asdict(gone)})
        return
    print_table(("table", "rows"), list(gone.counts.items()))
    done(f"{len(customers)} customers, {gone.contacts} contacts erased; proof: {gone.ids or '–'}.")
    if not gone.bytes_gone:
        note("Somebody is reading the database: its log is cut at the next round of retention.")


def _say_plan(store: Store, customers: Sequence[str], as_json: bool) -> None:
    with store.read() as connection:
        held = find_held(connection, customers)
        rows = contacts_of(connection, customers)
        under = held_among(connection, held.contacts)
    store.dispose()
    still = [row.id for row in rows if row.state != "closed"]
    facts = {"erased": False, "customers": list(customers), "contacts": list(held.contacts),
             "counts": dict(held.counts), "open": still, "held": under}  # fmt: skip
    if as_json:
        print_json(facts)
        return
    print_table(("table", "rows"), list(held.counts.items()))
    say(f"Nothing was erased: {len(customers)} customers, {len(rows)} contacts. --yes erases them.")
    for ids, why in ((still, "still open: end them first"), (under, "under a legal hold")):
        if ids:
            note(f"{', '.join(ids)}: {why}.")


@app.command("hold")
def hold(
    contact: Annotated[str, typer.Argument(help="The contact's id.")],
    reason: Annotated[str, typer.Option(help="Why, as a code: a file number.")] = "",
    release: Annotated[bool, typer.Option("--release", help="End the hold.")] = False,
    database: Database = None,
) -> None:
    """Keep a contact whatever its time, for a court or an authority; or let it go.

    Example: `nawba privacy hold c_1a… --reason tc-2026-117`
    """
    if not release and not reason:
        raise Invalid("Say why: --reason with a code, such as a file number.", field="reason")
    store = open_database(database, must_exist=True)
    if release:
        release_contact(store, ADMINISTRATOR, contact)
    else:
        hold_contact(store, ADMINISTRATOR, contact, reason)
    store.dispose()
    done(f"{contact} is {'released' if release else 'held'}.")


@app.command("retention")
def retention(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what is due.")] = False,
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Delete the words whose time is over; a running server does it once a day by itself.

    The times are the centre's (`retention`). In small batches, beside a running server too; what
    was broken off is gone on with. Example: `nawba privacy retention --dry-run`
    """
    store = open_database(database, must_exist=True)
    kept = _retention(store)
    if dry_run:
        with store.read() as connection:
            due = find_due(connection, kept, store.clock())
        store.dispose()
        facts = {"months": asdict(kept), "contacts": due.contacts, "rows": due.rows}
        print_json(facts) if as_json else say(f"Due now: {due.contacts} contacts, {due.rows}.")
        return
    with Progress(console=err, transient=True) as shown:
        bar = shown.add_task("Deleting", total=None)
        run = delete_due(
            store, KEEPER, kept, tell=lambda n, of: shown.update(bar, completed=n, total=of)
        )
    sweep(store, KEEPER, Shelf(load_settings().listening_folder))
    store.dispose()
    if as_json:
        print_json(asdict(run))
        return
    if run.counts:
        print_table(("table", "rows"), list(run.counts.items()))
    done("What was due is deleted." if run.counts else "Nothing was due.")


@register.command("list")
def list_register(database: Database = None, as_json: Json = False) -> None:
    """Every purpose: whether it is on, and what its entry lacks.

    Example: `nawba privacy register list`
    """
    store = open_database(database, must_exist=True)
    with store.read() as connection:
        entries = read_register(connection)
    today = store.clock().date()
    store.dispose()
    if as_json:
        print_json({"purposes": [{**asdict(one), "lacks": one.lacks(today)} for one in entries]})
        return
    rows = [
        (one.id, "on" if one.is_in_force(today) else "off", one.basis or "–",
         one.authorisation or "–", ", ".join(one.lacks(today)))
        for one in entries
    ]  # fmt: skip
    print_table(("purpose", "is", "basis", "authorisation", "lacks"), rows)


@register.command("show")
def show_register(
    purpose: Annotated[str, typer.Argument(help=f"One of: {', '.join(PURPOSES)}.")],
    database: Database = None,
    as_json: Json = False,
) -> None:
    """One entry in full. Example: `nawba privacy register show training`"""
    store = open_database(database, must_exist=True)
    entry = _entry(store, purpose)
    today = store.clock().date()
    store.dispose()
    facts = {**asdict(entry), "in_force": entry.is_in_force(today), "lacks": entry.lacks(today)}
    if as_json:
        print_json(facts)
    else:
        print_table(("field", "value"), [(name, value or "–") for name, value in facts.items()])


@register.command("set")
def set_register(
    purpose: Annotated[str, typer.Argument(help=f"One of: {', '.join(PURPOSES)}.")],
    basis: Annotated[str | None, typer.Option(help=f"One of: {', '.join(BASES)}.")] = None,
    authorisation: Annotated[
        str | None, typer.Option(help="Reference of the authorisation, declaration or assessment.")
    ] = None,
    kept: Annotated[str | None, typer.Option("--retention", help="How long, in words.")] = None,
    recipient: Annotated[list[str] | None, typer.Option(help="Who else gets it; again.")] = None,
    since: Annotated[str | None, typer.Option(help="First day in force: 2026-11-01.")] = None,
    until: Annotated[str | None, typer.Option(help="Last day in force; `-` for none.")] = None,
    notice: Annotated[str | None, typer.Option(help="Day from which people were told.")] = None,
    database: Database = None,
) -> None:
    """Write the entry of a purpose; what is not named stays. It takes effect at once.

    Example: `nawba privacy register set training --basis legitimate_interest
    --authorisation "CNDP D-1/2026" --retention "24 months" --since 2026-11-01 --notice 2026-11-01`
    """
    store = open_database(database, must_exist=True)
    days = {"since": since, "until": until, "notice": notice}
    words = {"basis": basis, "authorisation": authorisation, "retention": kept}
    changes: dict[str, Any] = {name: value for name, value in words.items() if value is not None}
    changes |= {name: _day(name, day) for name, day in days.items() if day is not None}
    if recipient is not None:
        changes["recipients"] = tuple(recipient)
    entry = set_purpose(store, ADMINISTRATOR, replace(_entry(store, purpose), **changes))
    lacks = entry.lacks(store.clock().date())
    store.dispose()
    if lacks:
        note(f"{purpose} is kept, and off: its entry lacks {', '.join(lacks)}.")
    else:
        done(f"{purpose} is on.")


def _day(name: str, told: str) -> date | None:
    if told == "-":
        return None
    try:
        return date.fromisoformat(told)
    except ValueError as error:
        raise Invalid(f"--{name}: write a day as 2026-11-01, or -.", field=name) from error


def _entry(store: Store, purpose: str) -> Purpose:
    with store.read() as connection:
        known = {one.id: one for one in read_register(connection)}
    if purpose not in known:
        raise NotFound(f"There is no purpose '{purpose}': {', '.join(PURPOSES)}.")
    return known[purpose]


def _person(store: Store, customer: str, same: bool) -> list[str]:
    with store.read() as connection:
        if statements.find(connection, tables.customers, id=customer) is None:
            raise NotFound(f"There is no customer {customer}. `nawba privacy find` looks for them.")
        return same_person(connection, customer) if same else [customer]


def _retention(store: Store) -> Retention:
    with store.read() as connection:
        return read_centre(connection).retention
