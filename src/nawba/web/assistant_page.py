"""The routes behind the assistant's page: why it decided so, its versions, coverage and risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field
from sqlalchemy.engine import Connection

from nawba.actions.assistant_versions import rollback_assistant
from nawba.assistant.calibration import Read
from nawba.assistant.explaining import why, why_asked
from nawba.assistant.gate import (
    Point,
    Prepared,
    coverage_points,
    prepare,
    prepare_risk,
    publish,
    version_reads,
)
from nawba.assistant.gate.thresholds import Wish, wish_of
from nawba.domain.decisions import Decided
from nawba.domain.errors import Conflict, NotFound
from nawba.domain.gate_report import report_json
from nawba.domain.permissions import permit
from nawba.domain.version_diff import diff
from nawba.domain.versions import AssistantVersion, Threshold
from nawba.domain.words import Actor, Json
from nawba.store.assistant_versions import (
    current_number,
    current_version,
    find_version,
    read_versions,
)
from nawba.store.decisions import read_decisions
from nawba.web.bodies import Body, Count
from nawba.web.callers import TheHouse, needs, perhaps
from nawba.web.house import House
from nawba.web.scope import check_whole, check_within
from nawba.web.views import read_contact

router = APIRouter(prefix="/api")

Risk = Annotated[float, Field(gt=0, lt=0.5)]
"""A share of wrong answers: 0.05 is 5 %."""


class Publication(Body):
    risk: Risk | None = None


class Rollback(Body):
    version: Count | None = None


class RiskWish(Body):
    brand: str
    language: str | None = None
    risk: Risk
    apply: bool = False


@router.get("/contacts/{contact}/decisions")
def show_decisions(
    house: TheHouse, actor: Annotated[Actor, needs("read_contact")], contact: str
) -> list[Json]:
    """What the assistant decided at each turn, with what it had found and what held."""
    with house.store.read() as connection:
        if read_contact(connection, contact) is None:
            raise NotFound(f"There is no contact {contact}. It may have been erased.")
        return [decided_json(one) for one in read_decisions(connection, contact)]


def decided_json(one: Decided) -> Json:
    """A decision with its reasons in words."""
    decision = one.decision
    return {
        "message": one.message,
        "at": one.at.isoformat(),
        "why": why(decision),
        "why_asked": None if decision.asked is None else why_asked(decision.asked),
        **asdict(decision),
    }


@router.get("/assistant/versions")
def show_versions(house: TheHouse, actor: Annotated[Actor, needs("read_assistant")]) -> Json:
    """Every version, the latest first, and which one answers; none to who sees some brands only."""
    if actor.brands is not None:
        return {"current": None, "versions": []}
    with house.store.read() as connection:
        current = current_number(connection)
        lines = [_line(one, current) for one in read_versions(connection)]
    return {"current": current, "versions": lines}


def _line(version: AssistantVersion, current: int | None) -> Json:
    document = version.document
    return {
        "number": version.number,
        "id": version.id,
        "published_at": version.published_at.isoformat(),
        "published_by": version.published_by,
        "is_current": version.number == current,
        "articles": len(document.articles),
        "flows": len(document.flows),
        "answering": sum(row.threshold is not None for row in document.thresholds),
        "thresholds": len(document.thresholds),
    }


@router.get("/assistant/versions/{number}")
def show_version(
    house: TheHouse, actor: Annotated[Actor, needs("read_assistant")], number: Count
) -> Json:
    """One version: its report, its thresholds, and what it changed from the one before."""
    check_whole(actor, f"version {number} of the assistant")
    with house.store.read() as connection:
        version = _version(connection, number)
        before = find_version(connection, number - 1)
        current = current_number(connection)
    changes = [] if before is None else diff(before.document, version.document)
    return {
        **_line(version, current),
        "report": version.report,
        "rows": [_row(row) for row in version.document.thresholds],
        "changes": [asdict(change) for change in changes],
    }


def _version(connection: Connection, number: int) -> AssistantVersion:
    found = find_version(connection, number)
    if found is None:
        raise NotFound(f"There is no version {number} of the assistant.")
    return found


def _row(row: Threshold) -> Json:
    return {**asdict(row), "coverage": row.coverage}


@router.get("/assistant/diff")
def show_difference(
    house: TheHouse, actor: Annotated[Actor, needs("read_assistant")], was: Count, now: Count
) -> list[Json]:
    """What changes from version ``was`` to version ``now``."""
    check_whole(actor, f"version {was} of the assistant")
    with house.store.read() as connection:
        one, other = _version(connection, was), _version(connection, now)
    return [asdict(change) for change in diff(one.document, other.document)]


@router.get("/assistant/gate")
def show_gate(house: TheHouse, actor: Annotated[Actor, needs("read_assistant")]) -> Json:
    """Which check a version is in now, if one is being tried by this process."""
    return house.gate_progress.view()


@router.post("/assistant/publish")
def publish_version(
    house: TheHouse, actor: Annotated[Actor, needs("publish_assistant")], wanted: Publication
) -> Json:
    """Put today's articles, flows and cases through the gate, and publish what passes it."""
    check_whole(actor, "assistant of your own to publish", writes=True)
    wish = None if wanted.risk is None else _everywhere(house, wanted.risk)
    with house.gate() as told:
        prepared = prepare(house.store, house.material(), house.reading, wish, told.count)
        return _publish(house, actor, prepared)


def _everywhere(house: House, risk: float) -> Wish:
    """``risk`` in all places, and what else was declared as it stands."""
    with house.store.read() as connection:
        base = current_version(connection)
    known = Wish() if base is None else wish_of(base.document)
    return Wish(risk, known.oos_share, known.budget)


def _publish(house: House, actor: Actor, prepared: Prepared) -> Json:
    report, version = publish(house.store, actor, prepared, house.gate_progress.begin)
    if version is not None:
        house.known.await_version(version.number)
    return {
        "published": version is not None,
        "version": None if version is None else version.number,
        "report": report_json(report),
    }


@router.post("/assistant/rollback")
def roll_back(
    house: TheHouse, actor: Annotated[Actor, needs("rollback_assistant")], wanted: Rollback
) -> Json:
    """Let an earlier version answer again: ``version``, else the one before the current."""
    check_whole(actor, "assistant of your own to roll back", writes=True)
    version = rollback_assistant(house.store, actor, wanted.version)
    house.known.await_version(version.number)
    return _line(version, version.number)


@router.get("/assistant/coverage")
def show_coverage(
    house: TheHouse, actor: Annotated[Actor, needs("read_assistant")], brand: str, language: str
) -> Json:
    """What each risk would cost in answers, on the cases of the version that answers."""
    check_within(actor, brand)
    base, reads = _current(house)
    wish = wish_of(base.document)
    points = coverage_points(reads, base.document.groups, wish, (brand, language))
    return {
        "version": base.number,
        "brand": brand,
        "language": language,
        "risk": wish.promise(brand, language).risk,
        "oos_share": wish.oos_share,
        "points": [_point(point) for point in points],
    }


def _current(house: House) -> tuple[AssistantVersion, Sequence[Read]]:
    with house.store.read() as connection:
        base = current_version(connection)
        if base is None:
            raise Conflict("No version of the assistant was published yet. Publish one first.")
        return base, version_reads(connection, base)


def _point(point: Point) -> Json:
    return {
        "risk": point.risk,
        "coverage": point.coverage,
        "wrong_upper": point.wrong_upper,
        "missing": point.missing,
        "groups": [_row(row) for row in point.rows],
    }


@router.post("/assistant/risk")
def move_risk(
    house: TheHouse,
    actor: Annotated[Actor, needs("read_assistant")],
    publisher: Annotated[Actor | None, perhaps("publish_assistant")],
    wanted: RiskWish,
) -> Json:
    """Show what another risk changes; with ``apply``, publish it as a version through the gate."""
    check_within(actor, wanted.brand)
    if wanted.apply and publisher is None:
        permit(actor, "publish_assistant")
    if wanted.apply:
        check_whole(actor, "assistant of your own to publish", writes=True)
    brand = house.centre.brand.get(wanted.brand)
    if brand is None:
        raise NotFound(f"There is no brand {wanted.brand}.", field="brand")
    languages = (wanted.language,) if wanted.language is not None else brand.languages
    places = [(brand.id, language) for language in languages]
    preview = _preview(house, wanted.risk, places)
    if not wanted.apply:
        return {"preview": preview, "published": False, "version": None, "report": None}
    with house.gate():
        prepared = prepare_risk(house.store, house.material(), house.reading, wanted.risk, places)
        return {"preview": preview, **_publish(house, publisher or actor, prepared)}


def _preview(house: House, risk: float, places: Sequence[tuple[str, str]]) -> list[Json]:
    """At each place, what holds now and what would."""
    base, reads = _current(house)
    groups, wish = base.document.groups, wish_of(base.document)
    previews = []
    for place in places:
        risks = (wish.promise(*place).risk, risk)
        points = coverage_points(reads, groups, wish, place, risks)
        if points:
            now, then = (_point(point) for point in points)
            previews.append({"language": place[1], "now": now, "then": then})
    return previews
