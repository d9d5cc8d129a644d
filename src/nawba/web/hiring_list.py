"""The list of a job's applications in the order of their places, and how groups of people fared.

No name is in it: whoever reads it sees criteria. What a person says of themselves for fairness
leaves its table as counts alone.
"""

from __future__ import annotations

import io
import zipfile
from collections import defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from fastapi import APIRouter, Response

from nawba.actions.candidates import ATTRIBUTES
from nawba.domain.candidates import TAKEN
from nawba.domain.words import Json
from nawba.store.hiring_tables import application_log, applications, candidates, declared_groups
from nawba.store.statements import Row
from nawba.web.callers import TheDoorkeeper, TheHouse, saw
from nawba.web.hiring import Reader, found_job

router = APIRouter(prefix="/api/hiring")

_FEWEST = 20
"""People who declared an attribute; of fewer, a table would tell who they are."""

_MARK = {"met": "met", "not_met": "not_met", "not_stated": "open"}


@router.get("/jobs/{job}/applications")
def list_applications(house: TheHouse, actor: Reader, job: str) -> Json:
    """Everybody who applied and was not erased, in the order of their places, without names."""
    from nawba.hiring.matching.score import order

    columns = (*applications.c, candidates.c.language, candidates.c.human_asked_at)
    wanted = (
        sa.select(*columns)
        .join(candidates, candidates.c.id == applications.c.candidate)
        .where(applications.c.job == job, applications.c.document.is_not(None))
    )
    with house.store.read() as connection:
        found_job(connection, job)
        rows = list(connection.execute(wanted))
        opened = _opened(connection, job)
    ordered = sorted(rows, key=lambda row: order(job, row.candidate, row))
    seen = {application for application, by in opened if by == str(actor)}
    by_anybody = {application for application, _ in opened}
    return {
        "rows": [_line(at, row, seen, by_anybody) for at, row in enumerate(ordered, 1)],
    }


def _opened(connection: sa.Connection, job: str) -> set[tuple[str, str]]:
    log = application_log.c
    wanted = (
        sa.select(log.application, log.by)
        .join(applications, applications.c.id == log.application)
        .where(applications.c.job == job, log.what == "opened")
    )
    return {(row.application, row.by) for row in connection.execute(wanted)}


def _line(at: int, row: Row, seen: set[str], by_anybody: set[str]) -> Json:
    return {
        "place": at,
        "id": row.id,
        "language": row.language,
        "stage": row.stage,
        "points": row.points,
        "open": row.open,
        "total": row.score["total"],
        "missed": row.missed,
        "marks": {one["criterion"]: _MARK[one["met"]] for one in row.score["answers"]},
        "opened": row.id in by_anybody,
        "opened_by_me": row.id in seen,
        "human_asked": row.human_asked_at is not None,
        "received_at": row.received_at.isoformat(),
    }


@router.get("/jobs/{job}/fairness")
def fairness(house: TheHouse, actor: Reader, job: str) -> Json:
    """Who was taken further, by what people declared of themselves; counts alone."""
    from nawba.hiring.fairness.audit import Outcome, compare
    from nawba.hiring.fairness.told import document_of

    with house.store.read() as connection:
        found_job(connection, job)
        people, told = _declared(connection, job)
    outcomes = [Outcome(told.get(who, {}), stage in TAKEN) for who, stage in people.items()]
    count = {name: sum(name in one.groups for one in outcomes) for name in ATTRIBUTES}
    enough = [name for name in ATTRIBUTES if count[name] >= _FEWEST]
    return {
        "people": len(people),
        "taken": sum(one.taken for one in outcomes),
        "declared": count,
        "fewest": _FEWEST,
        "comparisons": document_of(compare(outcomes, enough))["comparisons"],
    }


@router.get("/jobs/{job}/pack")
def pack(house: TheHouse, doorkeeper: TheDoorkeeper, actor: Reader, job: str) -> Response:
    """The audit pack of a job as a zip archive; that it was taken stands in the log of access."""
    from nawba.hiring.intake.pack import write_pack

    with TemporaryDirectory() as folder:
        written = write_pack(house.store, job, Path(folder) / "pack")
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in written:
                archive.write(path, path.name)
    saw(doorkeeper, actor, "job", job, action="exported")
    headers = {
        "content-disposition": f'attachment; filename="audit-{job}.zip"',
        "cache-control": "no-store",
    }
    return Response(packed.getvalue(), media_type="application/zip", headers=headers)


def _declared(
    connection: sa.Connection, job: str
) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """The stage of each person who applied, and what they declared."""
    of_job = applications.c.job == job
    stages = sa.select(applications.c.candidate, applications.c.stage).where(of_job)
    people = {row.candidate: row.stage for row in connection.execute(stages)}
    said = sa.select(declared_groups).join(
        applications, applications.c.candidate == declared_groups.c.candidate
    )
    told: dict[str, dict[str, str]] = defaultdict(dict)
    for row in connection.execute(said.where(of_job)):
        told[row.candidate][row.attribute] = row.value
    return people, told
