"""The routes of the centre's own contacts: how many there are to listen to, and begin."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from nawba.domain.errors import Conflict
from nawba.domain.purposes import LISTENING
from nawba.domain.words import Actor, Json
from nawba.listening.own_choice import Wish
from nawba.listening.own_contacts import OwnContacts
from nawba.web.callers import TheHouse, needs
from nawba.web.scope import check_whole

router = APIRouter(prefix="/api/listening")

Importer = Annotated[Actor, needs("import_recordings")]


@router.get("/own")
def show_own(house: TheHouse, actor: Importer) -> Json:
    """How many closed contacts an intake would take in, and how many not, by why."""
    check_whole(actor, "intake", writes=True)
    found = OwnContacts(house.store, Wish()).survey()
    left_out = [{"reason": why, "contacts": count} for why, count in found.left_out.items()]
    return {
        "in_force": house.may_process(LISTENING),
        "every_minutes": house.listening.every_minutes,
        "taken": found.taken,
        "settled": found.settled,
        "left_out": left_out,
    }


@router.post("/own", status_code=202)
def take_own(house: TheHouse, actor: Importer) -> Json:
    """Begin an intake of them; `GET` the list of intakes to follow it."""
    check_whole(actor, "intake", writes=True)
    intake = house.listening.take_own(actor)
    if intake is None:
        raise Conflict("There is nothing new to take in, or an intake of them is at work.")
    return {"id": intake}
