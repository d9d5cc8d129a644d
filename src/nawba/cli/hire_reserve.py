"""``nawba hire reserve`` and ``pack``: who could be called, and the pack for whoever audits."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from nawba.cli.console import done, print_json, print_table, say
from nawba.cli.database import open_database
from nawba.cli.hire_intake import Database, Json
from nawba.cli.hire_jobs import Job

Several = list[str] | None


def reserve(
    language: Annotated[
        Several, typer.Option(help="With its level: es:B2; more than once.")
    ] = None,
    site: Annotated[Several, typer.Option(help="A city they can work in.")] = None,
    shift: Annotated[Several, typer.Option(help="night, weekend, early …")] = None,
    within: Annotated[str, typer.Option(help="Begins in that time at most: 10d, 6w, 2m.")] = "",
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Say who could be called: people who agreed to it, by these criteria and nothing else.

    What nobody stated is open: a question for the call, no zero.

    Example: `nawba hire reserve --language es:B2 --site Tangier --within 6w`
    """
    from nawba.hiring.intake.reserve import Wanted, days_of, job_of
    from nawba.hiring.intake.reserve import reserve as look

    store = open_database(database, must_exist=True)
    languages, sites, shifts = (tuple(one or ()) for one in (language, site, shift))
    wanted = Wanted(languages, sites, shifts, days_of(within) if within else None)
    job = job_of(wanted, store.clock().date())
    with store.read() as connection:
        found = look(connection, job)
    whole = sum(not one.not_met and not one.open for one in found)
    facts: dict[str, Any] = {"people": len(found), "meet_all": whole}
    facts |= {"miss_none": sum(not one.not_met for one in found)}
    if as_json:
        print_json({**facts, "reserve": [asdict(one) for one in found]})
        return
    rows = [
        (one.candidate, *(", ".join(part) or "–" for part in (one.met, one.not_met, one.open)))
        for one in found
    ]
    print_table(("candidate", "met", "not met", "open"), rows)
    say(f"{len(found)} in the reserve; {facts['miss_none']} miss nothing, {whole} meet all.")


def pack(
    job: Job,
    out: Annotated[Path, typer.Option(help="A new folder.")],
    database: Database = None,
    as_json: Json = False,
) -> None:
    """Write the audit pack of a job: criteria, scores, decisions, groups as counts, checksums.

    A page in French, English and Arabic says what each file is. No name of a candidate is in it.

    Example: `nawba hire pack casablanca --out audit/`
    """
    from nawba.hiring.intake.pack import write_pack

    files = write_pack(open_database(database, must_exist=True), job, out)
    if as_json:
        print_json({"folder": str(out), "files": [one.name for one in files]})
    else:
        done(f"{out}: {len(files)} files. Begin with README.en.md.")
