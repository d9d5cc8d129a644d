"""The routes of contact reasons: what was found last, and a new search."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter

from nawba.domain.errors import Conflict
from nawba.domain.purposes import LISTENING
from nawba.domain.words import Actor, Json
from nawba.listening.reasons.handing import hand_over
from nawba.listening.reasons.keeping import FOLDER, read_insight
from nawba.web.callers import TheDoorkeeper, TheHouse, needs, saw
from nawba.web.scope import check_whole

router = APIRouter(prefix="/api/listening")

Reader = Annotated[Actor, needs("read_listening")]
Editor = Annotated[Actor, needs("group_gaps")]
Searcher = Annotated[Actor, needs("diagnose")]


@router.get("/reasons")
def show_reasons(house: TheHouse, doorkeeper: TheDoorkeeper, actor: Reader) -> Json:
    """Why customers came, as found last; whether it is being looked for anew."""
    check_whole(actor, "reasons")
    found = read_insight(house.listening.shelf.root / FOLDER)
    if found is not None:
        saw(doorkeeper, actor, "reasons", str(found["version"]))
    running, problem = house.listening.work.searching()
    return {"insight": _shown(found), "running": running, "problem": problem}


def _shown(found: dict[str, Any] | None) -> Json | None:
    if found is None:
        return None
    names = ("made_at", "version", "contacts", "since", "until", "reasons", "changes", "gaps")
    return {name: found[name] for name in names}


@router.post("/reasons", status_code=202)
def look_for_reasons(house: TheHouse, actor: Searcher) -> Json:
    """Look for reasons in all that was listened to; `GET` them to follow it."""
    check_whole(actor, "reasons", writes=True)
    if not house.may_process(LISTENING):
        raise Conflict("The register has no entry in force for listening. Complete it first.")
    house.listening.work.search()
    return {"id": "latest"}


@router.post("/reasons/gaps")
def hand_over_gaps(house: TheHouse, actor: Editor) -> Json:
    """Put the reasons that no article covers into the editor's list; again does no harm."""
    check_whole(actor, "reasons", writes=True)
    new, handed = hand_over(house.store, actor, house.listening.shelf.root / FOLDER)
    return {"new": new, "handed": handed}
