"""The routes of one application: its document beside facts and criteria, and what people decide.

Name, photograph, age, gender and address are covered until somebody asks to see them. That an
application was shown stands in the log of access.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

import sqlalchemy as sa
from fastapi import APIRouter, Path, Query, Response
from pydantic import Field

from nawba.actions.applications import (
    move_application,
    note_application,
    note_explained,
    open_application,
)
from nawba.actions.candidates import Statement, invite_candidate, state_fact
from nawba.domain.candidates import FactKind, Profile, Stage
from nawba.domain.errors import NotFound
from nawba.domain.words import Actor, Json
from nawba.store import Store, statements
from nawba.store.hiring import documents_of, log_of, read_document
from nawba.store.hiring_tables import applications, candidates, cv_documents
from nawba.store.hiring_tables import statements as stated
from nawba.store.statements import Row
from nawba.web.bodies import Body
from nawba.web.callers import TheDoorkeeper, TheHouse, needs, saw
from nawba.web.hiring import Language, Reader
from nawba.web.hiring_house import SCORER

router = APIRouter(prefix="/api/hiring")

Decider = Annotated[Actor, needs("decide_candidate")]
Stater = Annotated[Actor, needs("state_fact")]
Inviter = Annotated[Actor, needs("invite_candidate")]
Explainer = Annotated[Actor, needs("explain_application")]
Words = Annotated[str, Field(max_length=4_000)]
Masked = Annotated[bool, Query()]


class Move(Body):
    stage: Stage
    reason: Words


class Note(Body):
    words: Words


class Said(Body):
    """What a candidate said: see ``Statement``."""

    kind: FactKind
    words: Words
    value: dict[str, Any] = Field(default_factory=dict)
    instead_of: Annotated[str, Field(max_length=40)] = ""


@router.get("/applications/{application}")
def show(
    house: TheHouse,
    doorkeeper: TheDoorkeeper,
    actor: Reader,
    application: str,
    language: Language = "fr",
    masked: Masked = True,
) -> Json:
    """One application whole: document, facts, criteria, questions, and what happened to it."""
    from nawba.hiring.intake.explaining import explain

    with house.store.read() as connection:
        row = _found(connection, application)
        person = statements.find(connection, candidates, id=row.candidate)
        document = read_document(connection, row.document)
        said = statements.find_all(connection, stated, ("number",), candidate=row.candidate)
        explained = explain(connection, application, language)
        told: Json = {
            "id": row.id,
            "job": row.job,
            "stage": row.stage,
            "masked": masked,
            "points": row.points,
            "open": row.open,
            "total": row.score["total"],
            "versions": explained["versions"],
            "scored_at": row.updated_at.isoformat(),
            "candidate": _person(person),
            "document": None,
            "criteria": [_criterion(one) for one in explained["criteria"]],
            "log": [_entry(one) for one in log_of(connection, application=application)],
            "documents": _versions(connection, row, masked=masked),
        }
    if document is not None:
        told["document"] = _document(document, said, masked=masked)
    saw(doorkeeper, actor, "application", application)
    return told


def _found(connection: sa.Connection, application: str) -> Row:
    row = statements.find(connection, applications, id=application)
    if row is None or row.document is None:
        raise NotFound(f"There is no application {application}, or it was erased.")
    return row


def _person(row: Row | None) -> Json:
    assert row is not None, "an application has its candidate"
    return {
        "id": row.id,
        "language": row.language,
        "since": row.since.isoformat(),
        "reserve": row.reserve,
        "human_asked_at": row.human_asked_at and row.human_asked_at.isoformat(),
        "link_ends_at": row.link_ends_at and row.link_ends_at.isoformat(),
    }


def _criterion(one: Json) -> Json:
    lines = [line["number"] for line in one["lines"]]
    return {**{name: one[name] for name in _OF_CRITERION}, "lines": lines}


_OF_CRITERION = ("criterion", "text", "need", "weight", "met", "found", "ask")


def _entry(row: Row) -> Json:
    return {
        "id": row.id,
        "at": row.at.isoformat(),
        "by": row.by,
        "what": row.what,
        "words": row.words,
        "stage": row.document.get("to"),
        "points": row.document.get("points"),
        "total": row.document.get("total"),
        "version": row.document.get("version"),
    }


def _versions(connection: sa.Connection, row: Row, *, masked: bool) -> list[Json]:
    return [
        {
            "id": one.id,
            "name": None if masked else one.name,
            "kind": one.kind,
            "received_at": one.received_at.isoformat(),
            "current": one.id == row.document,
        }
        for one in documents_of(connection, candidate=row.candidate)
    ]


def _document(row: Row, said: list[Row], *, masked: bool) -> Json:
    """Lines, pages and facts as they may be shown; statements stand below the document's lines."""
    from nawba.hiring.intake.masking import mask
    from nawba.hiring.intake.profiles import (
        facts_with_statements,
        lines_of_statements,
        read_profile,
    )

    profile = read_profile(row.profile)
    reading = profile.reading
    lines = (*reading.lines, *lines_of_statements(said))
    facts = facts_with_statements(profile.facts, said)
    if masked:
        shown = mask(reading, lines, facts)
        lines, facts = shown.lines, shown.facts
    return {
        "id": row.id,
        "kind": row.kind,
        "language": reading.language,
        "reader": row.reader,
        "order_confidence": reading.order_confidence,
        "notes": [asdict(one) for one in reading.notes],
        "pages": _pages(profile),
        "lines": [
            {
                "number": one.number,
                "text": one.text,
                "source": one.source,
                "bold": one.bold,
                "block": one.block,
                "box": None if one.box is None else asdict(one.box),
            }
            for one in lines
        ],
        "facts": [
            {**asdict(one), "value": dict(one.value), "lines": list(one.lines)} for one in facts
        ],
        "replaced": [
            {**asdict(one), "value": dict(one.value), "lines": list(one.lines)}
            for one in profile.facts
            if one.id in {entry.instead_of for entry in said} and not masked
        ],
    }


def _pages(profile: Profile) -> list[Json]:
    return [
        {"number": one.number, "width": one.width, "height": one.height}
        for one in profile.reading.pages
    ]


@router.get("/documents/{document}/pages/{number}")
def show_page(
    house: TheHouse,
    actor: Reader,
    document: str,
    number: Annotated[int, Path(ge=1, le=1_000)],
    masked: Masked = True,
) -> Response:
    """A page of a document as a picture (WebP); covered in it is what is masked."""
    from nawba.hiring.documents.picture import draw_page
    from nawba.hiring.intake.masking import mask
    from nawba.hiring.intake.profiles import read_profile

    with house.store.read() as connection:
        row = statements.find(connection, cv_documents, id=document)
    profile = None if row is None or row.profile is None else read_profile(row.profile)
    if row is None or profile is None:
        raise NotFound(f"There is no document {document}, or it was erased.")
    if number not in {page.number for page in profile.reading.pages}:
        raise NotFound(f"There is no page {number}.")
    covered = mask(profile.reading, profile.reading.lines, profile.facts).boxes if masked else ()
    drawn = draw_page(bytes(row.content), row.kind, number, covered)
    return Response(drawn, media_type="image/webp", headers={"cache-control": "no-store"})


@router.post("/applications/{application}/open", status_code=204)
def open_one(house: TheHouse, actor: Decider, application: str) -> None:
    """Note that the caller looked at it: nobody is decided on unseen."""
    open_application(house.store, actor, application)


@router.post("/applications/{application}/stage", status_code=204)
def move(house: TheHouse, actor: Decider, application: str, wanted: Move) -> None:
    """Decide where an application stands, and why."""
    move_application(house.store, actor, application, wanted.stage, wanted.reason)


@router.post("/applications/{application}/notes", status_code=204)
def note(house: TheHouse, actor: Decider, application: str, wanted: Note) -> None:
    """Write a note, which the candidate may ask to see."""
    note_application(house.store, actor, application, wanted.words)


@router.post("/applications/{application}/statements", status_code=204)
def state(house: TheHouse, actor: Stater, application: str, said: Said) -> None:
    """Write down what the candidate said, beside what was read; scores are made anew."""
    with house.store.read() as connection:
        candidate = str(_found(connection, application).candidate)
    keep_said(house.store, actor, candidate, said)


def keep_said(store: Store, actor: Actor, candidate: str, said: Said) -> None:
    """Keep what was said and score the candidate's applications anew."""
    from nawba.hiring.intake.scoring import score_one_again

    statement = Statement(said.kind, said.words, said.value, said.instead_of)
    state_fact(store, actor, candidate, statement)
    with store.read() as connection:
        rows = statements.find_all(connection, applications, candidate=candidate)
    for row in rows:
        score_one_again(store, SCORER, row.id)


@router.post("/applications/{application}/link")
def invite(house: TheHouse, actor: Inviter, application: str) -> Json:
    """A new address for the candidate's own page; the one before ends."""
    with house.store.read() as connection:
        candidate = str(_found(connection, application).candidate)
    return {"secret": invite_candidate(house.store, actor, candidate)}


@router.post("/applications/{application}/letter")
def explain_to(
    house: TheHouse, actor: Explainer, application: str, language: Language = "fr"
) -> Json:
    """The explanation as a text for the candidate; that it was given is logged."""
    from nawba.hiring.intake.explaining import explain, letter

    with house.store.read() as connection:
        _found(connection, application)
        text = letter(explain(connection, application, language), language)
    note_explained(house.store, actor, application, language)
    return {"text": text}


@router.get("/applications/{application}/drafts/{kind}")
def draft(
    house: TheHouse,
    actor: Reader,
    application: str,
    kind: Literal["invitation", "question", "refusal"],
) -> Json:
    """A message to the candidate, in their language where there is one; nothing is sent."""
    from nawba.hiring.intake.drafts import write_draft

    with house.store.read() as connection:
        _found(connection, application)
        text, language = write_draft(connection, application, kind)
    return {"text": text, "language": language}
