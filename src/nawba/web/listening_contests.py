"""The routes by which advisers see and contest what is said of them, and people decide."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import FileResponse
from pydantic import Field

from nawba.actions.contests import contest_answer, decide_contest
from nawba.domain.errors import Conflict, NotFound
from nawba.domain.purposes import SCORING
from nawba.domain.words import Actor, Json
from nawba.listening.scorecard.contesting import score_of
from nawba.store.contests import contests_of, list_contests
from nawba.store.listening_tables import recorded_contacts as contacts
from nawba.store.personal import read_register
from nawba.store.statements import Row
from nawba.web.bodies import Body
from nawba.web.callers import TheDoorkeeper, TheHouse, needs, saw
from nawba.web.house import House
from nawba.web.listening_contacts import sound_of
from nawba.web.listening_detail import Seen, detail_of
from nawba.web.listening_list import find_item, line

router = APIRouter(prefix="/api/listening")

Own = Annotated[Actor, needs("read_own_scores")]
Contester = Annotated[Actor, needs("contest_answer")]
Decider = Annotated[Actor, needs("decide_contest")]
_MOST = 100
_PLAIN = (
    "id", "item", "contact", "question", "scorecard", "version", "words", "machine", "answer",
    "reason",
)  # fmt: skip
_OF_OWN = ("row", "roles", "transcript", "redactions", "measures", "scorecard", "audio")


class Contested(Body):
    question: Annotated[str, Field(max_length=64)]
    words: Annotated[str, Field(max_length=1000)] = ""


class Decided(Body):
    answer: Literal["yes", "no", "not_applicable", "unknown"]
    reason: Annotated[str, Field(min_length=1, max_length=1000)]


@router.get("/mine")
def list_own(house: TheHouse, actor: Own) -> Json:
    """Whether advisers are scored, since when they were told, and the caller's last contacts."""
    scoring = house.may_process(SCORING)
    mine = sa.select(contacts).where(contacts.c.adviser == actor.id, contacts.c.state == "done")
    with house.store.read() as connection:
        entries = {one.id: one for one in read_register(connection)}
        rows = list(connection.execute(mine.order_by(contacts.c.taken_at.desc()).limit(_MOST)))
    entry = entries.get(SCORING)
    notice = entry.notice.isoformat() if scoring and entry and entry.notice else None
    return {
        "scoring": scoring, "notice": notice,
        "rows": [line(row, None, True) for row in rows] if scoring else [],
    }  # fmt: skip


@router.get("/mine/{item}")
def explain_own(house: TheHouse, doorkeeper: TheDoorkeeper, actor: Own, item: str) -> Json:
    """One of the caller's own contacts: each answer with the words that show it, and what they
    contested."""
    row = _own(house, actor, item)
    saw(doorkeeper, actor, "recorded_contact", item, row.brand or None)
    with house.store.read() as connection:
        kept = contests_of(connection, item)
    detail = detail_of(Seen(row, house.listening.shelf, True, None, tuple(kept)))
    told = {name: detail[name] for name in _OF_OWN}
    return {**told, "contests": [_told(house, one) for one in kept]}


@router.get("/mine/{item}/audio", response_class=FileResponse)
def play_own(
    house: TheHouse, doorkeeper: TheDoorkeeper, actor: Own, request: Request, item: str
) -> FileResponse:
    """The redacted recording (FLAC) of one of the caller's own contacts, whole or by ranges."""
    return sound_of(house, doorkeeper, actor, request, _own(house, actor, item))


@router.post("/mine/{item}/contests")
def contest(house: TheHouse, actor: Contester, item: str, given: Contested) -> Json:
    """The caller does not agree with an answer about them: it counts no more until decided."""
    _own(house, actor, item)
    document = _document(house, item)
    rescore = partial(score_of, document)
    made = contest_answer(house.store, actor, item, document, given.question, given.words, rescore)
    return _shown(house, item, made)


@router.get("/contests")
def list_all(house: TheHouse, actor: Decider) -> list[Json]:
    """What advisers contest: what waits for a decision first."""
    with house.store.read() as connection:
        rows = list_contests(connection, actor)
    return [_told(house, row) for row in rows]


@router.post("/contests/{contest}")
def decide(house: TheHouse, actor: Decider, contest: str, given: Decided) -> Json:
    """A person answers what is contested, and says why: that answer stands."""
    with house.store.read() as connection:
        rows = [one for one in list_contests(connection, actor) if one.id == contest]
    if not rows:
        raise NotFound(f"There is no contest {contest}. It may have been erased.")
    item = rows[0].item
    rescore = partial(score_of, _document(house, item))
    decide_contest(house.store, actor, contest, given.answer, given.reason, rescore)
    return _shown(house, item, contest)


def _own(house: House, actor: Actor, item: str) -> Row:
    """Raises Conflict while advisers are not scored, NotFound for somebody else's contact."""
    if not house.may_process(SCORING):
        raise Conflict("Advisers are not scored here: the purpose `scoring` is not in force.")
    with house.store.read() as connection:
        row = find_item(connection, actor, item)
    if row.adviser != actor.id:
        raise NotFound(f"There is no recorded contact {item}.")
    return row


def _document(house: House, item: str) -> Any:
    document = house.listening.shelf.document(item, "scorecard")
    if document is None:
        raise NotFound(f"No scorecard was answered about {item}.")
    return document


def _asked(house: House, row: Row) -> Json:
    """The question's words by language; none where its scorecard is gone or asks it no more."""
    document = house.listening.shelf.document(row.item, "scorecard") or {"questions": []}
    asked = (one for one in document["questions"] if one["id"] == row.question)
    return next((dict(one["texts"]) for one in asked), {})


def _shown(house: House, item: str, contest: str) -> Json:
    with house.store.read() as connection:
        return next(_told(house, one) for one in contests_of(connection, item) if one.id == contest)


def _told(house: House, row: Row) -> Json:
    told: Json = {name: getattr(row, name) for name in _PLAIN} | {"texts": _asked(house, row)}
    decided = row.decided_at and row.decided_at.isoformat()
    return {**told, "contested_at": row.contested_at.isoformat(), "decided_at": decided}
