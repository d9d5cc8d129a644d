"""The routes behind the page "What if": scenarios, and days simulated beside each other."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Annotated, Any

from fastapi import APIRouter
from fastapi.responses import StreamingResponse
from pydantic import Field

from nawba.actions.planning_runs import PlanningRun, forget_planning_run
from nawba.dispatch import KNOWN
from nawba.domain.errors import DocumentError, Fault, Invalid, NotFound
from nawba.domain.words import Actor, Json
from nawba.planning.scenario_document import Document, each
from nawba.planning.scenario_faults import BASELINE, document_of, document_of_text
from nawba.planning.scenario_toml import plain_of, toml_of
from nawba.store.planning_runs import find_run, list_runs
from nawba.store.statements import Row
from nawba.web.bodies import Body
from nawba.web.callers import TheHouse, needs
from nawba.web.history import csv_of
from nawba.web.house import House
from nawba.web.planning_centre import scenario_from_centre
from nawba.web.scope import scoped_centre

router = APIRouter(prefix="/api/planning")

Planner = Annotated[Actor, needs("plan_staffing")]

MOST_CONTACTS = 20_000_000
MOST_PARTS = 500
MOST_INTERVALS = 400
MOST_STAFF = 200_000
MOST_TEXT = 2_000_000
_COLUMNS = (
    "alternative", "kind", "id", "figure", "mean", "low", "high", "change", "change_low",
    "change_high",
)  # fmt: skip
_TOO_MUCH = (
    "That is too much at once: {} contacts in all, {} at most. Ask for fewer days or what-ifs."
)
_SAMPLE = ("demo", "company", "six-sites.toml")


class Text(Body):
    """A file as it is: TOML, or JSON."""

    name: Annotated[str, Field(max_length=200)] = "scenario"
    text: Annotated[str, Field(max_length=MOST_TEXT)]


class Scenario(Body):
    scenario: dict[str, Any]


class Wanted(Scenario):
    """``alternatives`` by name; None: all of them. ``replications`` is how many days of each."""

    alternatives: Annotated[list[str], Field(max_length=20)] | None = None
    replications: Annotated[int, Field(ge=2, le=200)] = 20
    seed: Annotated[int, Field(ge=0, le=2**31 - 1)] = 1


@router.get("/sample")
def show_sample(actor: Planner) -> Json:
    """A weekday of the demo's company with four what-ifs, and the policies there are."""
    text = files("nawba").joinpath(*_SAMPLE).read_text("utf-8")
    document = document_of_text(text, _SAMPLE[-1])
    return {"scenario": plain_of(document), "policies": sorted(KNOWN)}


@router.get("/scenario/from-centre")
def show_scenario_from_centre(house: TheHouse, actor: Planner) -> Json:
    """Queues and pools of this centre with the numbers of its last 28 days."""
    with house.store.read() as connection:
        return scenario_from_centre(
            connection,
            scoped_centre(house.centre, actor),
            house.history_centre,
            actor,
            house.store.clock(),
            house.settings.dispatch_policy,
        )


@router.post("/scenario")
def read_scenario(actor: Planner, given: Text) -> Json:
    """The scenario in a file, TOML or JSON; its faults with their lines otherwise."""
    if given.text.lstrip().startswith("{"):
        return {"scenario": plain_of(document_of(_json(given)))}
    return {"scenario": plain_of(document_of_text(given.text, given.name))}


def _json(given: Text) -> object:
    try:
        return json.loads(given.text)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        fault = Fault(given.name, line, "", f"no valid JSON: {error}", "Correct this line.")
        raise DocumentError((fault,)) from error


@router.post("/scenario/text")
def write_scenario(actor: Planner, given: Scenario) -> Json:
    """The scenario as the file that `nawba simulate` reads."""
    return {"name": "scenario.toml", "text": toml_of(document_of(given.scenario))}


@router.post("/runs", status_code=202)
def begin_run(house: TheHouse, actor: Planner, wanted: Wanted) -> Json:
    """Have the day and its alternatives simulated; `GET` the run to follow it."""
    document = document_of(wanted.scenario)
    names = _chosen(document, wanted)
    _check_policies(document)
    _check_size(document, len(names), wanted.replications)
    run = PlanningRun(document.name, plain_of(document), names, wanted.replications, wanted.seed)
    return {"id": house.planning_runs.begin(actor, run, BASELINE)}


@router.get("/runs")
def show_runs(house: TheHouse, actor: Planner) -> list[Json]:
    """The caller's own last runs, newest first."""
    with house.store.read() as connection:
        return [_line(house, row) for row in list_runs(connection, actor.id)]


@router.get("/runs/{run}")
def show_run(house: TheHouse, actor: Planner, run: str) -> Json:
    """One run: how far it is, or what came of it."""
    row = _found(house, actor, run)
    return {**_line(house, row), "scenario": row.scenario, "figures": row.figures}


@router.post("/runs/{run}/cancel")
def cancel_run(house: TheHouse, actor: Planner, run: str) -> Json:
    """Give a run up; one that is over stays as it is."""
    _found(house, actor, run)
    house.planning_runs.cancel(actor, run)
    return show_run(house, actor, run)


@router.delete("/runs/{run}", status_code=204)
def forget_run(house: TheHouse, actor: Planner, run: str) -> None:
    """Delete a run; one that is at work is given up."""
    _found(house, actor, run)
    house.planning_runs.cancel(actor, run)
    forget_planning_run(house.store, actor, run)


@router.get("/runs/{run}/export.csv")
def export_run(house: TheHouse, actor: Planner, run: str) -> StreamingResponse:
    """Every figure with its interval as CSV; the changes are against the baseline."""
    figures = _found(house, actor, run).figures
    if figures is None:
        raise NotFound("This run has no figures.")
    return csv_of(_COLUMNS, iter(figures), "what-if.csv")


def _found(house: House, actor: Actor, run: str) -> Row:
    with house.store.read() as connection:
        row = find_run(connection, actor.id, run)
    if row is None:
        raise NotFound(f"There is no run {run}.")
    return row


def _line(house: House, row: Row) -> Json:
    lost = house.planning_runs.is_lost(row)
    return {
        "id": row.id,
        "name": row.name,
        "state": "interrupted" if lost else row.state,
        "created_at": row.created_at.isoformat(),
        "ended_at": row.ended_at and row.ended_at.isoformat(),
        "alternatives": row.alternatives,
        "replications": row.replications,
        "seed": row.seed,
        "progress": house.planning_runs.progress(row),
        "problem": row.problem,
    }


def _chosen(document: Document, wanted: Wanted) -> tuple[str, ...]:
    known = [one.name for one in document.alternative]
    if wanted.alternatives is None:
        return tuple(known)
    for name in wanted.alternatives:
        if name not in known:
            raise Invalid(f"The scenario has no alternative {name}.", field="alternatives")
    return tuple(one for one in known if one in wanted.alternatives)


def _check_policies(document: Document) -> None:
    for name in (document.policy, *(one.policy for one in document.alternative)):
        if name is not None and name not in KNOWN:
            raise Invalid(f"There is no policy {name}.", field="scenario.policy")


def _check_size(document: Document, alternatives: int, replications: int) -> None:
    parts = len(document.queue) + len(document.pool) + len(document.alternative)
    if parts > MOST_PARTS or document.intervals > MOST_INTERVALS:
        raise Invalid(
            f"A scenario has {MOST_PARTS} queues, pools and alternatives at most, and "
            f"{MOST_INTERVALS} intervals.",
            field="scenario",
        )
    if sum(max(each(one.staff)) * one.places for one in document.pool) > MOST_STAFF:
        raise Invalid(f"A scenario has {MOST_STAFF} advisers at most.", field="scenario.pool")
    day = sum(_of_day(document, one.contacts) for one in document.queue)
    busiest = max((one.contacts_factor or 1 for one in document.alternative), default=1)
    in_all = day * max(1, busiest) * (1 + alternatives) * replications
    if not in_all <= MOST_CONTACTS:
        raise Invalid(_TOO_MUCH.format(f"{in_all:.0f}", MOST_CONTACTS), field="replications")


def _of_day(document: Document, contacts: float | tuple[float, ...]) -> float:
    if isinstance(contacts, tuple):
        return sum(contacts)
    return contacts * document.intervals
