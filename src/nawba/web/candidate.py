"""The routes of a candidate's own page, opened by the secret of a link that a recruiter gave.

What was read of the person, by line, is theirs to see and to mend; the document's bytes stay here.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from pydantic import Field

from nawba.actions.api_keys import PREFIX
from nawba.actions.applications import note_explained
from nawba.actions.candidates import (
    ATTRIBUTES,
    WITHDRAWN,
    ask_for_human,
    declare_groups,
    erase_candidate,
    set_reserve,
)
from nawba.actions.erasure_files import erasure_files
from nawba.domain.candidates import Fact
from nawba.domain.errors import Invalid, SignInNeeded
from nawba.domain.words import Actor, Json
from nawba.store import statements
from nawba.store.hiring import candidate_of_link, read_document
from nawba.store.hiring_tables import applications, candidates, declared_groups
from nawba.store.hiring_tables import statements as stated
from nawba.store.statements import Row
from nawba.web.bodies import Body
from nawba.web.callers import TheHouse
from nawba.web.credentials import bearer_of, of_token, vouch
from nawba.web.hiring import Language
from nawba.web.hiring_view import Said, keep_said

router = APIRouter(prefix="/api/candidate")


def candidate_by_link(
    request: Request, house: TheHouse, authorization: Annotated[str, Header()] = ""
) -> Actor:
    """Who comes with the secret of a link. Raises LinkEnded for one that does not open any more."""
    secret = bearer_of(authorization)
    if not secret or secret.startswith(PREFIX):
        raise SignInNeeded("Open the link that the recruiter gave you.")
    with house.store.read() as connection:
        actor = candidate_of_link(connection, secret, house.store.clock())
    vouch(request.scope, of_token(secret))
    return actor


Candidate = Annotated[Actor, Depends(candidate_by_link)]


class Reserve(Body):
    agreed: bool


class Groups(Body):
    """An empty value takes a declaration back."""

    groups: dict[str, Annotated[str, Field(max_length=80)]]


class Going(Body):
    """``sure`` has to be said: there is no way back."""

    sure: bool


@router.get("")
def show(house: TheHouse, actor: Candidate, language: Language = "fr") -> Json:
    """All that is known of the caller, what it was used for, and what they said themselves."""
    with house.store.read() as connection:
        person = statements.find(connection, candidates, id=actor.id)
        assert person is not None, "the link was of somebody"
        rows = statements.find_all(connection, applications, ("received_at",), candidate=actor.id)
        said = statements.find_all(connection, stated, ("number",), candidate=actor.id)
        groups = statements.find_all(connection, declared_groups, candidate=actor.id)
        kept = [row for row in rows if row.document is not None]
        document = read_document(connection, kept[-1].document) if kept else None
        told = [_application(house, row, language) for row in kept]
    return {
        "language": person.language,
        "reserve": person.reserve,
        "human_asked": person.human_asked_at is not None,
        "retention_months": house.retention.candidates_months,
        "applications": told,
        "groups": {one.attribute: one.value for one in groups},
        "attributes": list(ATTRIBUTES),
        **_read(document, said),
    }


def _application(house: TheHouse, row: Row, language: str) -> Json:
    from nawba.hiring.intake.explaining import explain

    with house.store.read() as connection:
        explained = explain(connection, row.id, language)
    criteria = [
        {name: one[name] for name in ("criterion", "text", "need", "weight", "met", "ask")}
        | {"lines": [line["number"] for line in one["lines"]]}
        for one in explained["criteria"]
    ]
    return {
        "id": row.id,
        "title": explained["title"],
        "received_at": row.received_at.isoformat(),
        "points": row.points,
        "open": row.open,
        "total": row.score["total"],
        "criteria": criteria,
    }


def _read(document: Row | None, said: list[Row]) -> Json:
    """The newest document's lines and facts, with what was said since."""
    from nawba.hiring.intake.profiles import (
        facts_with_statements,
        lines_of_statements,
        read_profile,
    )

    if document is None:
        return {"lines": [], "facts": [], "replaced": []}
    profile = read_profile(document.profile)
    lines = (*profile.reading.seen(), *lines_of_statements(said))
    gone = {one.instead_of for one in said}
    return {
        "lines": [{"number": one.number, "text": one.text, "source": one.source} for one in lines],
        "facts": [_fact(one) for one in facts_with_statements(profile.facts, said)],
        "replaced": [_fact(one) for one in profile.facts if one.id in gone],
    }


def _fact(fact: Fact) -> Json:
    return {**asdict(fact), "value": dict(fact.value), "lines": list(fact.lines)}


@router.post("/statements", status_code=204)
def state(house: TheHouse, actor: Candidate, said: Said) -> None:
    """Mend a fact, add one, or take one back; applications are scored anew."""
    keep_said(house.store, actor, actor.id, said)


@router.post("/human", status_code=204)
def ask_human(house: TheHouse, actor: Candidate) -> None:
    """Ask that a person looks at what was read."""
    ask_for_human(house.store, actor, actor.id)


@router.post("/reserve", status_code=204)
def agree(house: TheHouse, actor: Candidate, wanted: Reserve) -> None:
    """Agree to be called for other jobs, or not any more."""
    set_reserve(house.store, actor, actor.id, reserve=wanted.agreed)


@router.post("/groups", status_code=204)
def declare(house: TheHouse, actor: Candidate, wanted: Groups) -> None:
    """Say which groups one belongs to, for the audit of fairness alone."""
    declare_groups(house.store, actor, actor.id, wanted.groups)


@router.post("/letter/{application}")
def explain_to_me(
    house: TheHouse, actor: Candidate, application: str, language: Language = "fr"
) -> Json:
    """By what the application was placed, as a text; that it was given is logged."""
    from nawba.hiring.intake.explaining import explain, letter

    note_explained(house.store, actor, application, language)
    with house.store.read() as connection:
        return {"text": letter(explain(connection, application, language), language)}


@router.post("/withdrawal", status_code=204)
def withdraw(house: TheHouse, actor: Candidate, going: Going) -> None:
    """Withdraw from everything: all words of the person are erased, and the link ends."""
    if not going.sure:
        raise Invalid("Say that you are sure: there is no way back.", field="sure")
    files = erasure_files(house.settings.database, house.settings.backup_folder)
    erase_candidate(house.store, actor, actor.id, files=files, reason=WITHDRAWN)
