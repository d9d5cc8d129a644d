"""The routes of the cause explorer: the last diagnosis, what is behind it, a new one."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Query
from fastapi.responses import Response

from nawba.domain.errors import Conflict, NotFound
from nawba.domain.purposes import LISTENING, SCORING
from nawba.domain.words import Actor, Json
from nawba.store.diagnoses import contacts_of, latest
from nawba.store.diagnosis_tables import diagnoses
from nawba.store.listening_tables import recorded_contacts as contacts
from nawba.store.statements import Row, find
from nawba.web.callers import TheDoorkeeper, TheHouse, needs, saw
from nawba.web.house import House
from nawba.web.listening import Raw
from nawba.web.listening_known import Listed
from nawba.web.listening_list import within
from nawba.web.listening_verdicts import CHANCES, chances
from nawba.web.paging import Page, decode
from nawba.web.scope import check_whole, is_scoped

router = APIRouter(prefix="/api/listening")

Reader = Annotated[Actor, needs("read_listening")]
Diagnoser = Annotated[Actor, needs("diagnose")]
Language = Literal["fr", "ar", "en"]
_TABLE = {"requestBody": {"required": True, "content": {"text/csv": {}}}}


@router.get("/causes")
def show_causes(
    house: TheHouse, doorkeeper: TheDoorkeeper, actor: Reader, language: Language = "en"
) -> Json:
    """The last diagnosis in the reader's language; whether another is being made."""
    check_whole(actor, "diagnosis")
    with house.store.read() as connection:
        row = latest(connection)
    if row is not None:
        saw(doorkeeper, actor, "diagnosis", row.id)
    running, problem = house.listening.work.diagnosing()
    told = None if row is None else _told(house, actor, row, language)
    known = house.listening.known.counts()
    return {"diagnosis": told, "running": running, "problem": problem, "known": known}


@router.get("/causes/{diagnosis}/report", response_class=Response)
def save_report(
    house: TheHouse,
    doorkeeper: TheDoorkeeper,
    actor: Reader,
    diagnosis: str,
    language: Language = "en",
    format: Literal["html", "json"] = "html",
) -> Response:
    """A diagnosis as a file: for people, without a script or anything fetched; or for machines."""
    check_whole(actor, "diagnosis")
    with house.store.read() as connection:
        row = find(connection, diagnoses, id=diagnosis)
    if row is None:
        raise NotFound(f"There is no diagnosis {diagnosis}.")
    saw(doorkeeper, actor, "diagnosis", row.id, action="exported")
    report = _told(house, actor, row, language)["report"]
    named = {"content-disposition": f'attachment; filename="causes-{language}.{format}"'}
    kind = {"html": "text/html; charset=utf-8", "json": "application/json"}[format]
    return Response(_written(report, row, language, format), media_type=kind, headers=named)


@router.get("/causes/{diagnosis}/contacts")
def list_cause_contacts(
    house: TheHouse,
    actor: Reader,
    page: Page,
    diagnosis: str,
    cohort: Annotated[str, Query(max_length=64)] = "",
    language: Language = "en",
) -> Json:
    """The contacts that failed, of one cohort, with why; those that the caller may hear."""
    check_whole(actor, "diagnosis")
    after = str(decode(page.after, [str])[0]) if page.after else ""
    with house.store.read() as connection:
        rows = contacts_of(connection, diagnosis, cohort, page.limit + 1, after)
        seen = sa.select(contacts).where(
            contacts.c.id.in_([row.item for row in rows]), *within(actor)
        )
        heard = {row.id: row for row in connection.execute(seen)}
    shown, following = page.cut(rows, lambda row: (row.item,))
    lines = [_line(row, heard[row.item], language) for row in shown if row.item in heard]
    return {"rows": lines, "next": following}


@router.post("/diagnoses", status_code=202)
def begin_diagnosis(house: TheHouse, actor: Diagnoser) -> Json:
    """Look for causes anew; `GET` the causes to follow it."""
    check_whole(actor, "diagnosis", writes=True)
    if not house.may_process(LISTENING):
        raise Conflict("The register has no entry in force for listening. Complete it first.")
    house.listening.work.diagnose(house.listening.known.options())
    return {"id": "latest"}


@router.post("/known/{listed}", openapi_extra=_TABLE)
def keep_known(house: TheHouse, actor: Diagnoser, listed: Listed, body: Raw) -> Json:
    """What other systems know: incidents or changes, as for ``nawba listen diagnose``; an empty
    table forgets them. Answers how many lines there are of each."""
    check_whole(actor, "diagnosis", writes=True)
    house.listening.known.keep(listed, body)
    return house.listening.known.counts()


def _written(report: Json, row: Row, language: str, format: str) -> str:
    if format == "json":
        return json.dumps(report, ensure_ascii=False, indent=2)
    from nawba.listening.cause.report import report_html
    from nawba.listening.cause.words import Words

    return report_html(report, Words(language, named=row.named))


def _told(house: House, actor: Actor, row: Row, language: Language) -> Json:
    report = row.document.get(language) or next(iter(row.document.values()))
    may_name = house.may_process(SCORING) and not is_scoped(actor)
    people = {**report["people"], "withheld": not may_name}
    if not may_name:
        people["found"] = []
    report = {**report, "people": people}
    return {"id": row.id, "made_at": row.made_at.isoformat(), "report": report}


def _line(row: Row, heard: Row, language: Language) -> Json:
    told = chances(row)
    words = told["evidence"]
    return {
        **{name: told[name] for name in (*CHANCES, "verdict")},
        "evidence": words.get(language) or next(iter(words.values()), ""),
        "id": row.item,
        "contact": heard.contact,
        "started_at": heard.started_at and heard.started_at.isoformat(),
    }
