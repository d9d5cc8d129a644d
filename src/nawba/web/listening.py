"""The routes of intakes: files come up in parts, a folder of the server is named, work is followed.

Routes answer at once; the work is a process of its own, and its rows say how far it is.
"""

from __future__ import annotations

from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field

from nawba.actions.listening import begin_intake
from nawba.domain.errors import Invalid, NotFound
from nawba.domain.purposes import LISTENING, SCORING
from nawba.domain.words import Actor, Json
from nawba.store.listening_tables import intakes
from nawba.store.listening_tables import recorded_contacts as contacts
from nawba.store.statements import Row
from nawba.web.bodies import Body
from nawba.web.callers import TheHouse, needs
from nawba.web.house import House
from nawba.web.listening_files import MAX_FILE, MAX_FILES, MAX_PART, SUFFIXES
from nawba.web.paging import Page
from nawba.web.scope import is_scoped

router = APIRouter(prefix="/api/listening")

Reader = Annotated[Actor, needs("read_listening")]
Importer = Annotated[Actor, needs("import_recordings")]

_SHOWN = 50


async def _raw(request: Request) -> bytes:
    return await request.body()


Raw = Annotated[bytes, Depends(_raw)]
BYTES = {"requestBody": {"required": True, "content": {"application/octet-stream": {}}}}


class Wanted(Body):
    """An upload, or a path of the server (with its manifest): one of the two."""

    upload: Annotated[str, Field(max_length=64)] | None = None
    path: Annotated[str, Field(max_length=1000)] | None = None
    manifest: Annotated[str, Field(max_length=1000)] | None = None
    language: Annotated[str, Field(pattern="^[a-z]{2,3}$")] | None = None


@router.get("/intakes")
def list_intakes(house: TheHouse, actor: Reader) -> Json:
    """The last intakes with how far they are, and what may be taken in at all."""
    wanted = sa.select(intakes).order_by(intakes.c.started_at.desc(), intakes.c.id).limit(_SHOWN)
    if is_scoped(actor):
        wanted = wanted.where(intakes.c.by == str(actor))
    with house.store.read() as connection:
        rows = list(connection.execute(wanted))
    return {"rows": [_line(house, row) for row in rows], "rules": _rules(house)}


@router.get("/intakes/{intake}/quarantine")
def list_quarantine(house: TheHouse, actor: Reader, page: Page, intake: str) -> Json:
    """What of an intake was put aside, and why."""
    _found(house, actor, intake)
    aside = (contacts.c.intake == intake, contacts.c.state == "quarantined")
    wanted = page.select(
        sa.select(contacts).where(*aside), contacts.c.updated_at, contacts.c.id, newest_first=False
    )
    with house.store.read() as connection:
        rows = list(connection.execute(wanted))
    shown, following = page.cut(rows, lambda row: (row.updated_at, row.id))
    return {"rows": [_aside(row) for row in shown], "next": following}


@router.post("/uploads", status_code=201)
def begin_upload(house: TheHouse, actor: Importer) -> Json:
    """A place for files, for a day or until an intake has taken them in."""
    return {"id": house.listening.uploads.begin(actor)}


@router.post("/uploads/{upload}/parts", status_code=204, openapi_extra=BYTES)
def add_part(
    house: TheHouse,
    actor: Importer,
    upload: str,
    name: Annotated[str, Query(min_length=1, max_length=400)],
    offset: Annotated[int, Query(ge=0)],
    body: Raw,
) -> None:
    """Bytes of the file ``name`` from ``offset`` on; the same part twice does no harm."""
    house.listening.uploads.add(actor, upload, name, offset, body)


@router.post("/intakes", status_code=202)
def begin(house: TheHouse, actor: Importer, wanted: Wanted) -> Json:
    """Begin an intake; `GET` the list to follow it."""
    _check_in_force(house)
    if (wanted.upload is None) == (wanted.path is None):
        raise Invalid("Name an upload or a path: one of the two.", field="path")
    source = house.listening.source_of(actor, wanted.upload, wanted.path, wanted.manifest)
    options = {
        "title": source.title,
        "manifest": source.manifest,
        "language": wanted.language or "",
    }
    intake = begin_intake(house.store, actor, source.path, options)
    house.listening.work.start(intake)
    return {"id": intake}


@router.post("/intakes/{intake}/stop")
def stop(house: TheHouse, actor: Importer, intake: str) -> Json:
    """Stop an intake; what is done stays done."""
    _found(house, actor, intake)
    house.listening.work.stop(intake)
    return _line(house, _found(house, actor, intake))


@router.post("/intakes/{intake}/resume")
def resume(house: TheHouse, actor: Importer, intake: str) -> Json:
    """Go on where an intake stopped."""
    _check_in_force(house)
    row = _found(house, actor, intake)
    if row.state != "done":
        house.listening.work.start(intake)
    return _line(house, row)


def _check_in_force(house: House) -> None:
    if not house.may_process(LISTENING):
        raise Invalid("The register has no entry in force for listening. Complete it first.")


def _found(house: House, actor: Actor, intake: str) -> Row:
    with house.store.read() as connection:
        row = connection.execute(sa.select(intakes).where(intakes.c.id == intake)).first()
    if row is None or (is_scoped(actor) and row.by != str(actor)):
        raise NotFound(f"There is no intake {intake}.")
    return row


def _line(house: House, row: Row) -> Json:
    state, left, problem = house.listening.work.told(row)
    return {
        "id": row.id,
        "source": row.options.get("title") or row.source,
        "started_at": row.started_at.isoformat(),
        "ended_at": row.ended_at and row.ended_at.isoformat(),
        "by": row.by,
        "state": state,
        "found": max(row.found, row.total or 0),
        "done": row.done,
        "quarantined": row.quarantined,
        "unnamed": row.options.get("unnamed", 0),
        "seconds_left": left,
        "problem": problem or row.problem or None,
    }


def _aside(row: Row) -> Json:
    plain = {name: getattr(row, name) for name in ("id", "stage", "reason", "message")}
    return {**plain, "file": row.name or row.contact, "at": row.updated_at.isoformat()}


def _rules(house: House) -> Json:
    return {
        "in_force": house.may_process(LISTENING),
        "scoring": house.may_process(SCORING),
        "server_paths": house.listening.inbox is not None,
        "max_file": MAX_FILE,
        "max_part": MAX_PART,
        "max_files": MAX_FILES,
        "suffixes": list(SUFFIXES),
    }
