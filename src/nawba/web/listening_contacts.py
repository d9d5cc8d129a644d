"""The routes of recorded contacts: the list, one with all that was made of it, and its sound."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse

from nawba.domain.errors import NotFound
from nawba.domain.purposes import SCORING, SIGNALS
from nawba.domain.words import Actor, Json
from nawba.listening.shelf import AUDIO, PEAKS
from nawba.store.contests import contests_of
from nawba.store.listening_tables import recorded_contacts as contacts
from nawba.store.statements import Row
from nawba.store.tables import UtcTime
from nawba.web.callers import TheDoorkeeper, TheHouse, needs, saw
from nawba.web.doorkeeper import Doorkeeper
from nawba.web.house import House
from nawba.web.listening_detail import Seen, detail_of, heard_only
from nawba.web.listening_list import Wanted, choices, find_item, line, within
from nawba.web.listening_verdicts import verdict_json, verdicts_of
from nawba.web.paging import Page

router = APIRouter(prefix="/api/listening")

Reader = Annotated[Actor, needs("read_listening")]
Reviewer = Annotated[Actor, needs("answer_review")]

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # where a contact without a start stands: last
_BEGUN = sa.func.coalesce(contacts.c.started_at, sa.literal(_NEVER, UtcTime()))
_ORDER = (_BEGUN, contacts.c.taken_at, contacts.c.id)


@router.get("/contacts")
def list_recorded(
    house: TheHouse, actor: Reader, page: Page, wanted: Annotated[Wanted, Depends()]
) -> Json:
    """Recorded contacts within the caller's brands and sites, the latest first; after them those
    whose start nobody told, what came in last first."""
    conditions = [*within(actor), *wanted.conditions()]
    named = house.may_process(SCORING)
    with house.store.read() as connection:
        rows = connection.execute(page.select(sa.select(contacts).where(*conditions), *_ORDER))
        shown, following = page.cut(list(rows), _place)
        count = sa.select(sa.func.count()).select_from(contacts).where(*conditions)
        total = connection.execute(count).scalar_one()
        verdicts = verdicts_of(connection, [row.id for row in shown])
    lines = [line(row, verdicts.get(row.id), named) for row in shown]
    return {"rows": lines, "next": following, "total": total}


def _place(row: Row) -> tuple[datetime, datetime, str]:
    return row.started_at or _NEVER, row.taken_at, row.id


@router.get("/contacts/choices")
def list_choices(house: TheHouse, actor: Reader) -> Json:
    """The sites, queues, intents … that occur: what the list can be narrowed to."""
    with house.store.read() as connection:
        return choices(connection, actor)


@router.get("/contacts/{item}")
def show_recorded(house: TheHouse, doorkeeper: TheDoorkeeper, actor: Reader, item: str) -> Json:
    """One recorded contact: what was said, redacted, and everything that was made of it."""
    row = _seen(house, doorkeeper, actor, item)
    return detail_of(_seen_by(house, row))


@router.get("/reviews/contacts/{item}")
def show_for_review(house: TheHouse, doorkeeper: TheDoorkeeper, actor: Reviewer, item: str) -> Json:
    """The same without anything that a machine says of it: for who is to answer by themselves."""
    row = _seen(house, doorkeeper, actor, item)
    return heard_only(detail_of(_seen_by(house, row)))


@router.get("/contacts/{item}/audio", response_class=FileResponse)
def play(
    house: TheHouse, doorkeeper: TheDoorkeeper, actor: Reader, request: Request, item: str
) -> FileResponse:
    """The redacted recording (FLAC), whole or by ranges."""
    with house.store.read() as connection:
        row = find_item(connection, actor, item)
    return sound_of(house, doorkeeper, actor, request, row)


@router.get("/contacts/{item}/peaks")
def show_peaks(house: TheHouse, actor: Reader, item: str) -> Json:
    """The loudest of each stretch of the recording, by channel."""
    with house.store.read() as connection:
        find_item(connection, actor, item)
    path = house.listening.shelf.file(item, PEAKS)
    if path is None:
        raise NotFound("There is no recording of this contact, or not any more.")
    found: Json = json.loads(path.read_bytes())
    return found


def sound_of(
    house: House, doorkeeper: Doorkeeper, actor: Actor, request: Request, row: Row
) -> FileResponse:
    """The redacted recording of ``row``, logged as listened to. Raises NotFound without one."""
    path = house.listening.shelf.file(row.id, AUDIO) if row.audio == "kept" else None
    if path is None:
        raise NotFound("There is no recording of this contact, or not any more.")
    if request.headers.get("range", "bytes=0-").startswith("bytes=0-"):
        saw(doorkeeper, actor, "recorded_contact", row.id, row.brand or None, action="listened")
    headers = {"cache-control": "private, no-store"}
    return FileResponse(path, media_type="audio/flac", headers=headers)


def _seen(house: House, doorkeeper: Doorkeeper, actor: Actor, item: str) -> Row:
    with house.store.read() as connection:
        row = find_item(connection, actor, item)
    saw(doorkeeper, actor, "recorded_contact", item, row.brand or None)
    return row


def _seen_by(house: House, row: Row) -> Seen:
    with house.store.read() as connection:
        verdict = verdict_json(connection, row.id)
        contested = tuple(contests_of(connection, row.id))
    signals = house.settings.customer_signals and house.may_process(SIGNALS)
    scoring = house.may_process(SCORING)
    return Seen(row, house.listening.shelf, scoring, verdict, contested, signals)
