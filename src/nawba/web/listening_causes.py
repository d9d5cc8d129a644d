"""The routes of the cause explorer: the last diagnosis, the contacts behind it, a new one."""

from __future__ import annotations

from typing import Annotated, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Query

from nawba.domain.errors import Conflict
from nawba.domain.purposes import LISTENING, SCORING
from nawba.domain.words import Actor, Json
from nawba.store.diagnoses import contacts_of, latest
from nawba.store.listening_tables import recorded_contacts as contacts
from nawba.store.statements import Row
from nawba.web.callers import TheDoorkeeper, TheHouse, needs, saw
from nawba.web.house import House
from nawba.web.listening_list import within
from nawba.web.listening_verdicts import CHANCES, chances
from nawba.web.paging import Page, decode
from nawba.web.scope import check_whole, is_scoped

router = APIRouter(prefix="/api/listening")

Reader = Annotated[Actor, needs("read_listening")]
Diagnoser = Annotated[Actor, needs("diagnose")]
Language = Literal["fr", "ar", "en"]


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
    return {"diagnosis": told, "running": running, "problem": problem}


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
    house.listening.work.diagnose()
    return {"id": "latest"}


def _told(house: House, actor: Actor, row: Row, language: Language) -> Json:
    report = row.document.get(language) or next(iter(row.document.values()))
    may_name = house.may_process(SCORING) and not is_scoped(actor)
    if not may_name:
        report = {**report, "people": {**report["people"], "found": []}}
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
