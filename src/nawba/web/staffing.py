"""The routes behind the staffing page: how many advisers each interval of a day takes.

Nothing is read from the centre and nothing is kept: what is asked is in the request.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from nawba.domain.errors import Invalid
from nawba.domain.words import Actor, Json
from nawba.planning.answers import (
    Question,
    answer,
    curve,
    facts,
    on_payroll,
    patience_of,
    rule_beside,
)
from nawba.planning.line import LEVELS
from nawba.planning.staffing import Promise
from nawba.web.bodies import Body
from nawba.web.callers import needs

router = APIRouter(prefix="/api/staffing")

Planner = Annotated[Actor, needs("plan_staffing")]

MOST_INTERVALS = 300
_NOBODY = 1e-6  # erlangs below which nobody comes
MOST_LOAD = 20_000
"""Erlangs in one interval, and ten times as many in all of them."""

Seconds = Annotated[float, Field(ge=1, le=86_400)]
Share = Annotated[float, Field(ge=0.001, le=0.999)]
Number = Annotated[float, Field(ge=0, le=10_000_000)]


class Interval(Body):
    """``handling`` where it differs from the day's; ``advisers`` where they are given."""

    label: Annotated[str, Field(max_length=80)] = ""
    contacts: Number
    handling: Seconds | None = None
    advisers: Annotated[int, Field(ge=1, le=100_000)] | None = None


class Target(Body):
    share: Share = 0.8
    seconds: Annotated[float, Field(ge=0, le=86_400)] = 20
    definition: str = "less_short_abandons"
    most_abandoned: Share | None = None
    most_occupied: Share | None = None


class Staffing(Body):
    """Intervals of ``minutes`` each, seconds for times, shares between 0 and 1."""

    intervals: Annotated[list[Interval], Field(min_length=1, max_length=MOST_INTERVALS)]
    minutes: Annotated[float, Field(ge=1, le=1440)] = 30
    handling: Seconds
    patience: Seconds | None = None
    spread: Annotated[float, Field(ge=0.05, le=3)] | None = None
    target: Target = Target()
    absent: Annotated[float, Field(ge=0, le=0.95)] = 0.0

    def question(self, interval: Interval) -> Question:
        patience = patience_of(self.patience, self.spread)
        rate = interval.contacts / (self.minutes * 60)
        return Question(rate, interval.handling or self.handling, patience)

    @property
    def promise(self) -> Promise:
        target = self.target
        return Promise(
            target.share,
            target.seconds,
            target.definition,
            abandoned=target.most_abandoned,
            occupancy=target.most_occupied,
        )


@router.post("")
def show_staffing(actor: Planner, wanted: Staffing) -> Json:
    """The fewest advisers that keep the target in each interval, and what they come to."""
    promise = wanted.promise
    _check_load(wanted)
    rows = [_row(wanted, interval, promise) for interval in wanted.intervals]
    hours = wanted.minutes / 60
    return {
        "rows": rows,
        "peak": max(row["advisers"] for row in rows),
        "adviser_hours": sum(row["advisers"] for row in rows) * hours,
        "paid_hours": sum(row["advisers"] for row in rows) * hours / (1 - wanted.absent),
    }


@router.post("/curve")
def show_curve(actor: Planner, wanted: Staffing) -> Json:
    """What fewer and more advisers would come to in the first interval, and the rule of thumb."""
    promise, interval = wanted.promise, wanted.intervals[0]
    _check_load(wanted)
    question = wanted.question(interval)
    if question.load < _NOBODY:
        return {"points": [], "rule": None, "levels": list(LEVELS)}
    exact = answer(question, promise, _given(question, interval))
    rule = rule_beside(question, exact)
    return {
        "points": [facts(line, promise, wanted.absent) for line in curve(question, exact.servers)],
        "rule": None if rule is None else vars(rule),
        "levels": list(LEVELS),
    }


def _check_load(wanted: Staffing) -> None:
    loads = [wanted.question(one).load for one in wanted.intervals]
    if max(loads) > MOST_LOAD or sum(loads) > 10 * MOST_LOAD:
        raise Invalid(
            f"That is too much at once: {MOST_LOAD} erlangs in an interval at most, "
            f"{10 * MOST_LOAD} in all. Split it.",
            field="intervals",
        )


def _row(wanted: Staffing, interval: Interval, promise: Promise) -> Json:
    question = wanted.question(interval)
    return {
        "label": interval.label,
        "contacts": interval.contacts,
        "handling": question.handling,
        **_facts(wanted, question, interval, promise),
    }


def _facts(wanted: Staffing, question: Question, interval: Interval, promise: Promise) -> Json:
    """What is said of an interval; where nobody comes or the queue never ends, only its load."""
    given = interval.advisers
    drowns = given is not None and question.all_stay and given <= question.load
    if question.load >= _NOBODY and not drowns:
        return facts(answer(question, promise, given), promise, wanted.absent)
    advisers = given or 0
    return _bare(question) | {
        "advisers": advisers,
        "on_payroll": on_payroll(advisers, wanted.absent),
        "kept": not drowns,
    }


def _bare(question: Question) -> dict[str, Any]:
    names = ("delayed", "wait_seconds", "wait_p90_seconds", "waiting", "abandoned", "occupancy")
    return {
        "load_erlangs": question.load,
        **dict.fromkeys(names),
        "levels": dict.fromkeys(LEVELS),
    }


def _given(question: Question, interval: Interval) -> int | None:
    """The advisers given, where the queue has an end with them."""
    given = interval.advisers
    return given if given and not (question.all_stay and given <= question.load) else None
