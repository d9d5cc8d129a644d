"""The routes of jobs and intakes: criteria are declared, documents come up, reading is followed.

Routes answer at once; the work goes on behind them, and its rows say how far it is.
"""

from __future__ import annotations

from typing import Annotated, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Query
from pydantic import Field

from nawba.actions.cv_intake import begin_cv_intake
from nawba.actions.jobs import close_job
from nawba.domain.errors import Invalid, NotFound
from nawba.domain.purposes import SCREENING
from nawba.domain.words import Actor, Json
from nawba.store import statements
from nawba.store.hiring import count_documents, count_stages, list_jobs
from nawba.store.hiring_tables import (
    application_log,
    applications,
    cv_documents,
    cv_intakes,
    job_versions,
    jobs,
)
from nawba.store.statements import Row
from nawba.web.bodies import Body
from nawba.web.callers import TheHouse, needs
from nawba.web.house import House
from nawba.web.listening import BYTES, Raw
from nawba.web.listening_files import MAX_FILES, MAX_PART
from nawba.web.paging import Page

router = APIRouter(prefix="/api/hiring")

Reader = Annotated[Actor, needs("read_candidates")]
Keeper = Annotated[Actor, needs("keep_job")]
Importer = Annotated[Actor, needs("import_candidates")]
Language = Annotated[Literal["fr", "ar", "en"], Query()]

MOST_TEXT = 60_000


class JobText(Body):
    """``text`` is that of a ``JOB.toml``."""

    text: Annotated[str, Field(max_length=MOST_TEXT)]


class JobState(Body):
    closed: bool


class Wanted(Body):
    upload: Annotated[str, Field(max_length=64)]


@router.get("/jobs")
def list_all(house: TheHouse, actor: Reader, language: Language = "fr") -> Json:
    """Every job with how far it is, and what may be taken in at all."""
    with house.store.read() as connection:
        rows = list_jobs(connection)
        told = [_line(connection, row, language) for row in rows]
    return {"rows": told, "rules": _rules(house)}


@router.post("/jobs")
def keep(house: TheHouse, actor: Keeper, wanted: JobText) -> Json:
    """Keep a job as its text declares it; who applied already is scored anew."""
    from nawba.hiring.intake.importing import declare

    job, version = declare(house.store, actor, wanted.text, "JOB.toml")
    house.hiring.work.score(job)
    return {"id": job, "version": version}


@router.get("/jobs/{job}")
def show(house: TheHouse, actor: Reader, job: str, language: Language = "fr") -> Json:
    """A job with its criteria, its text, and the intakes for it."""
    from nawba.hiring.intake.scoring import job_of_version

    with house.store.read() as connection:
        row = found_job(connection, job)
        declared = job_of_version(connection, job, row.version)
        newest = cv_intakes.c.started_at.desc(), cv_intakes.c.id
        wanted = sa.select(cv_intakes).where(cv_intakes.c.job == job).order_by(*newest).limit(20)
        begun = list(connection.execute(wanted))
        intakes = [_intake(house, one, count_documents(connection, one.id)) for one in begun]
        text = statements.find(connection, job_versions, job=job, version=row.version)
        return {
            **_line(connection, row, language),
            "text": text.document if text else "",
            "sites": list(declared.sites),
            "criteria": [criterion_of(one, language) for one in declared.criterion],
            "intakes": intakes,
            "scoring": house.hiring.work.scoring(job),
            "rules": _rules(house),
        }


@router.post("/jobs/{job}/state", status_code=204)
def set_state(house: TheHouse, actor: Keeper, job: str, wanted: JobState) -> None:
    """Close a job, or open it again."""
    close_job(house.store, actor, job, closed=wanted.closed)


@router.post("/jobs/{job}/scores", status_code=202)
def score(house: TheHouse, actor: Importer, job: str) -> Json:
    """Score all applications for a job anew, as it is declared now."""
    with house.store.read() as connection:
        found_job(connection, job)
    house.hiring.work.score(job)
    return {"id": job}


@router.post("/uploads", status_code=201)
def begin_upload(house: TheHouse, actor: Importer) -> Json:
    """A place for documents, for a day or until an intake has taken them in."""
    return {"id": house.hiring.uploads.begin(actor)}


@router.post("/uploads/{upload}/parts", status_code=204, openapi_extra=BYTES)
def add_part(
    house: TheHouse,
    actor: Importer,
    upload: str,
    name: Annotated[str, Query(min_length=1, max_length=400)],
    offset: Annotated[int, Query(ge=0)],
    body: Raw,
) -> None:
    """Bytes of the document ``name`` from ``offset`` on; the same part twice does no harm."""
    house.hiring.uploads.add(actor, upload, name, offset, body)


@router.post("/jobs/{job}/intakes", status_code=202)
def begin(house: TheHouse, actor: Importer, job: str, wanted: Wanted) -> Json:
    """Begin to read the documents of an upload for a job; `GET` the job to follow it."""
    files = house.hiring.uploads.files(actor, wanted.upload)
    house.hiring.uploads.title(files)
    intake = begin_cv_intake(house.store, actor, job, str(files.absolute()))
    house.hiring.work.read(actor, intake)
    return {"id": intake}


@router.post("/intakes/{intake}/stop")
def stop(house: TheHouse, actor: Importer, intake: str) -> Json:
    """Stop an intake; what was read stays read."""
    _intake_row(house, intake)
    house.hiring.work.stop(intake)
    return _told(house, intake)


@router.post("/intakes/{intake}/resume")
def resume(house: TheHouse, actor: Importer, intake: str) -> Json:
    """Go on where an intake stopped."""
    if not house.may_process(SCREENING):
        raise Invalid("The register has no entry in force for screening. Complete it first.")
    if _intake_row(house, intake).state != "done":
        house.hiring.work.read(actor, intake)
    return _told(house, intake)


@router.get("/intakes/{intake}/quarantine")
def list_quarantine(house: TheHouse, actor: Reader, page: Page, intake: str) -> Json:
    """The documents of an intake that could not be read, each with why and what to do."""
    _intake_row(house, intake)
    columns = [cv_documents.c[name] for name in _ASIDE]
    aside = cv_documents.c.intake == intake, cv_documents.c.state == "quarantined"
    wanted = page.select(
        sa.select(*columns).where(*aside),
        cv_documents.c.received_at,
        cv_documents.c.id,
        newest_first=False,
    )
    with house.store.read() as connection:
        rows = list(connection.execute(wanted))
    shown, following = page.cut(rows, lambda row: (row.received_at, row.id))
    told = [{**{name: getattr(row, name) for name in _ASIDE[:4]}, "at": _iso(row)} for row in shown]
    return {"rows": told, "next": following}


_ASIDE = ("id", "name", "reason", "message", "received_at")


def _iso(row: Row) -> str:
    return str(row.received_at.isoformat())


def found_job(connection: sa.Connection, job: str) -> Row:
    """The row of a job. Raises NotFound."""
    row = statements.find(connection, jobs, id=job)
    if row is None:
        raise NotFound(f"There is no job {job}.")
    return row


def _line(connection: sa.Connection, row: Row, language: str) -> Json:
    from nawba.hiring.matching.told import own_words

    of_job = applications.c.job == row.id
    opened = (
        sa.select(sa.func.count(application_log.c.application.distinct()))
        .join(applications, applications.c.id == application_log.c.application)
        .where(of_job, application_log.c.what == "opened", applications.c.document.is_not(None))
    )
    behind = sa.select(sa.func.count()).where(
        of_job, applications.c.document.is_not(None), applications.c.version != row.version
    )
    there = sa.select(sa.func.count()).where(of_job, applications.c.document.is_not(None))
    return {
        "id": row.id,
        "version": row.version,
        "title": own_words(row.title, language) or row.id,
        "positions": row.positions,
        "deadline": row.deadline and row.deadline.isoformat(),
        "state": row.state,
        "stages": count_stages(connection, row.id),
        "applications": connection.execute(there).scalar_one(),
        "opened": connection.execute(opened).scalar_one(),
        "behind": connection.execute(behind).scalar_one(),
        "updated_at": row.updated_at.isoformat(),
    }


def criterion_of(one: object, language: str) -> Json:
    """A criterion as it is told to who reads in ``language``."""
    from nawba.hiring.matching.job import Criterion
    from nawba.hiring.matching.told import told

    assert isinstance(one, Criterion)
    return {
        "id": one.id,
        "kind": one.kind,
        "need": one.need,
        "weight": one.counts,
        "text": told(one, language),
    }


def _intake_row(house: House, intake: str) -> Row:
    with house.store.read() as connection:
        row = statements.find(connection, cv_intakes, id=intake)
    if row is None:
        raise NotFound(f"There is no intake {intake}.")
    return row


def _told(house: House, intake: str) -> Json:
    row = _intake_row(house, intake)
    with house.store.read() as connection:
        return _intake(house, row, count_documents(connection, intake))


def _intake(house: House, row: Row, counts: dict[str, int]) -> Json:
    return {
        "id": row.id,
        "job": row.job,
        "by": row.by,
        "started_at": row.started_at.isoformat(),
        "ended_at": row.ended_at and row.ended_at.isoformat(),
        "state": house.hiring.work.told(row),
        "problem": row.problem or None,
        **counts,
    }


def _rules(house: House) -> Json:
    from nawba.hiring.documents.limits import LIMITS

    return {
        "in_force": house.may_process(SCREENING),
        "max_file": LIMITS.bytes_,
        "max_part": MAX_PART,
        "max_files": MAX_FILES,
    }
