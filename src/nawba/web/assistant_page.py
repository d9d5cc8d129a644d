"""The routes behind the assistant's page: why it decided so, its versions, coverage and risk."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter

from nawba.assistant.explaining import why
from nawba.domain.decisions import Decided
from nawba.domain.errors import NotFound
from nawba.domain.permissions import permit
from nawba.domain.words import Json
from nawba.store.decisions import read_decisions
from nawba.web.callers import Staff, TheHouse
from nawba.web.views import read_contact

router = APIRouter(prefix="/api")


@router.get("/contacts/{contact}/decisions")
def show_decisions(house: TheHouse, actor: Staff, contact: str) -> list[Json]:
    """What the assistant decided at each turn, with what it had found and what held."""
    permit(actor, "read_contact")
    with house.store.read() as connection:
        if read_contact(connection, contact) is None:
            raise NotFound(f"There is no contact {contact}. It may have been erased.")
        return [_decided(one) for one in read_decisions(connection, contact)]


def _decided(one: Decided) -> Json:
    decision = one.decision
    return {
        "message": one.message,
        "at": one.at.isoformat(),
        "why": why(decision),
        **asdict(decision),
    }
