"""The route of the reserve: who agreed to be called, and could be, by criteria of the occasion."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query

from nawba.domain.words import Json
from nawba.store.hiring_tables import applications, candidates
from nawba.web.callers import TheHouse
from nawba.web.hiring import Language, Reader, criterion_of

if TYPE_CHECKING:
    from nawba.hiring.intake.reserve import InReserve
    from nawba.hiring.matching.job import Job

router = APIRouter(prefix="/api/hiring")

MOST = 200
"""Rows that are told; the counts are of all."""

Word = Annotated[str, Query(max_length=80)]
Words = Annotated[list[Word] | None, Query(max_length=12)]


@dataclass(frozen=True)
class Asked:
    """``speaks`` as ``es:B2`` or ``es``; ``days`` until when they must be able to begin."""

    speaks: Words = None
    site: Words = None
    shift: Words = None
    days: Annotated[int | None, Query(ge=0, le=730)] = None


@router.get("/reserve")
def look(
    house: TheHouse, actor: Reader, asked: Annotated[Asked, Depends()], language: Language = "fr"
) -> Json:
    """Who of the reserve meets what is asked, best first and without names.

    Where nothing is asked it says how many people are in the reserve, and lists nobody.
    """
    from nawba.hiring.intake.reserve import Wanted, count_reserve, job_of, reserve

    speaks, site, shift = (tuple(one or ()) for one in (asked.speaks, asked.site, asked.shift))
    wanted = Wanted(speaks, site, shift, asked.days)
    if wanted == Wanted():
        with house.store.read() as connection:
            return {**_told((), language), "people": count_reserve(connection)}
    job = job_of(wanted, house.store.clock().date())
    with house.store.read() as connection:
        found = reserve(connection, job)
        rows = list(_rows(connection, job, found[:MOST]))
    return {**_told(job.criterion, language), **_counts(found), "rows": rows}


def _told(criteria: Iterable[object], language: str) -> Json:
    told = [criterion_of(one, language) for one in criteria]
    return {"people": 0, "meet_all": 0, "miss_none": 0, "criteria": told, "rows": []}


def _counts(found: Sequence[InReserve]) -> Json:
    missing = [one for one in found if not one.not_met]
    return {
        "people": len(found),
        "meet_all": sum(not one.open for one in missing),
        "miss_none": len(missing),
    }


def _rows(connection: sa.Connection, job: Job, found: Sequence[InReserve]) -> Iterable[Json]:
    """Each with their newest application: there stand the document and the ways to reach them."""
    musts = {one.id for one in job.criterion if one.need == "must"}
    told = sa.select(candidates.c.id, candidates.c.language, applications.c.id.label("application"))
    told = told.outerjoin(applications, applications.c.candidate == candidates.c.id)
    told = told.where(candidates.c.id.in_([one.candidate for one in found]))
    by_age = connection.execute(told.order_by(applications.c.received_at, applications.c.id))
    known = {row.id: row for row in by_age}
    for one in found:
        yield {
            "candidate": one.candidate,
            "application": known[one.candidate].application,
            "language": known[one.candidate].language,
            "marks": _marks(one),
            "missed": bool(musts & set(one.not_met)),
        }


def _marks(one: InReserve) -> dict[str, str]:
    parts = {"met": one.met, "not_met": one.not_met, "open": one.open}
    return {criterion: mark for mark, criteria in parts.items() for criterion in criteria}
