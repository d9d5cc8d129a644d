"""The routes of re-dispatch: what is in force or suggested, preview, apply, end, effect, limits."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter
from sqlalchemy.engine import Connection

from nawba.actions.redispatch import (
    apply_measure,
    check_change,
    end_measure,
    permit_change,
    set_limits,
)
from nawba.dispatch.suggestions import Look, look_at
from nawba.domain.errors import NotFound, NotPermitted, Unavailable
from nawba.domain.redispatch import Change, Limits, Measure
from nawba.domain.words import Actor, Json
from nawba.store import redispatch as found
from nawba.store import snapshot
from nawba.web import redispatch_view as view
from nawba.web.callers import TheHouse, needs
from nawba.web.house import House
from nawba.web.redispatch_bodies import LimitsBody, Wanted, Wish
from nawba.web.scope import scoped_centre

router = APIRouter(prefix="/api/redispatch")

Watcher = Annotated[Actor, needs("read_wallboard")]
Supervisor = Annotated[Actor, needs("redispatch")]

_SHOWN = timedelta(hours=24)


@router.get("")
def show_redispatch(house: TheHouse, actor: Watcher) -> Json:
    """What is in force and what ended in the last 24 hours, what may help now, and the limits."""
    now, centre = house.store.clock(), house.history_centre
    with house.store.read() as connection:
        measures = found.measures_since(connection, now - _SHOWN)
        running = tuple(one.id for one in measures if one.ended_at is None)
        look = house.redispatch_looks.of(running, now, lambda: _look(house, connection))
        limits = found.read_limits(connection)
    return {
        "at": now.isoformat(),
        "measures": [
            view.measure_json(one, actor, centre)
            for one in measures
            if view.sees(actor, centre, one.change)
        ],
        "suggestions": [
            told for one, told in view.suggestions_json(look) if _may(actor, house, one.change)
        ],
        "automatic": view.limits_json(limits),
        "prices": _prices(house, actor),
    }


def _look(house: House, connection: Connection) -> Look:
    centre, now = house.centre, house.store.clock()
    tables = house.redispatch_tables.of(centre)
    return look_at(connection, centre, tables, snapshot(connection), now)


def _may(actor: Actor, house: House, change: Change) -> bool:
    try:
        permit_change(actor, house.centre, change)
    except NotPermitted:
        return False
    return True


def _prices(house: House, actor: Actor) -> list[Json] | None:
    known = house.foresight.prices()
    if known is None:
        return None
    seen = {queue.id for queue in scoped_centre(house.centre, actor).queues}
    return [one for one in known if one["queue"] in seen]


@router.post("/preview")
def preview(house: TheHouse, actor: Supervisor, wanted: Wanted) -> Json:
    """Which contacts a measure would move, how many people it is about, and what to expect."""
    change = wanted.change.change
    check_change(house.centre, change, wanted.minutes)
    permit_change(actor, house.centre, change)
    with house.store.read() as connection:
        look = _look(house, connection)
        told = view.preview(connection, look, change, actor, house.history_centre)
    outlook, why = _outlook(house, change, wanted) if wanted.outlook else (None, None)
    shown = view.outlook_json(outlook, actor, house.history_centre)
    return {**told, "outlook": shown, "outlook_why": why}


def _outlook(house: House, change: Change, wanted: Wanted) -> tuple[Json | None, str | None]:
    """What to expect, or the reason why that cannot be said."""
    try:
        outlook = house.foresight.outlook(change, wanted.minutes)
    except Unavailable:
        return None, "planning_busy"
    return outlook, None if outlook is not None else "no_history"


@router.post("", status_code=201)
def apply(house: TheHouse, actor: Supervisor, wish: Wish) -> Json:
    """Put a measure in force, with all that it moves."""
    measure = apply_measure(
        house.store,
        actor,
        house.centre,
        wish.change.change,
        wish.minutes,
        wish.reason,
        wish.client_id,
        outlook=wish.foreseen,
    )
    return view.measure_json(measure, actor, house.history_centre)


@router.post("/{measure}/end")
def end(house: TheHouse, actor: Supervisor, measure: str) -> Json:
    """End a measure before its time; what it moved stays where it is."""
    _find(house, actor, measure)
    ended = end_measure(house.store, actor, house.history_centre, measure)
    return view.measure_json(ended, actor, house.history_centre)


@router.get("/{measure}/effect")
def show_effect(house: TheHouse, actor: Watcher, measure: str) -> Json:
    """Each queue as long before a measure as it has lasted, since, and as it was predicted."""
    known, now = _find(house, actor, measure), house.store.clock()
    queues = scoped_centre(house.history_centre, actor).queues
    with house.store.read() as connection:
        minutes, lines = view.effect(connection, known, queues, now)
    told = view.measure_json(known, actor, house.history_centre)
    return {"measure": told, "minutes_passed": minutes, "queues": lines}


def _find(house: House, actor: Actor, measure: str) -> Measure:
    with house.store.read() as connection:
        known = found.find_measure(connection, id=measure)
    if known is None or not view.sees(actor, house.history_centre, known.change):
        raise NotFound(f"There is no measure {measure}.")
    return known


@router.put("/automatic")
def change_limits(house: TheHouse, actor: Supervisor, wanted: LimitsBody) -> Json:
    """Say what the centre may do by itself."""
    limits = Limits(**{**wanted.model_dump(), "kinds": tuple(wanted.kinds)})
    return view.limits_json(set_limits(house.store, actor, limits))
