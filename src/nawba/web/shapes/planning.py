"""The shapes of what planners are told."""

from __future__ import annotations

from nawba.planning.line import LEVELS
from nawba.web.shapes.parts import (
    COUNT,
    FLAG,
    MAYBE_NUMBER,
    MOMENT,
    NUMBER,
    SECONDS,
    SHARE,
    TEXT,
    TEXTS,
    WHEN,
    Answers,
    Schema,
    anything,
    listed,
    one_of,
    or_null,
    ref,
    shape,
)

_SHARE_OR_NONE = or_null(SHARE)
_SECONDS_OR_NONE = or_null(SECONDS)

_FACTS: dict[str, Schema] = {
    "advisers": COUNT,
    "on_payroll": COUNT,
    "load_erlangs": {"type": "number", "minimum": 0},
    "delayed": _SHARE_OR_NONE,
    "wait_seconds": _SECONDS_OR_NONE,
    "wait_p90_seconds": _SECONDS_OR_NONE,
    "waiting": MAYBE_NUMBER,
    "abandoned": _SHARE_OR_NONE,
    "occupancy": _SHARE_OR_NONE,
    "levels": ref("ServiceLevels"),
    "kept": FLAG,
}

_RUN: dict[str, Schema] = {
    "id": TEXT,
    "name": TEXT,
    "state": one_of("running", "done", "failed", "cancelled", "interrupted"),
    "created_at": MOMENT,
    "ended_at": WHEN,
    "alternatives": TEXTS,
    "replications": COUNT,
    "seed": COUNT,
    "progress": or_null(shape(name=TEXT, place=COUNT, places=COUNT, done=COUNT, of=COUNT)),
    "problem": or_null(shape(code=TEXT, detail=TEXT)),
}

SCHEMAS: dict[str, Schema] = {
    "ServiceLevels": shape(**dict.fromkeys(LEVELS, _SHARE_OR_NONE)),
    "StaffedInterval": shape(label=TEXT, contacts=NUMBER, handling=SECONDS, **_FACTS),
    "Staffing": shape(
        rows=listed("StaffedInterval"), peak=COUNT, adviser_hours=NUMBER, paid_hours=NUMBER
    ),
    "PlanningScenario": anything("A day and its what-ifs, as in docs/planner.md; null: unknown."),
    "PlanningSample": shape(scenario=ref("PlanningScenario"), policies=TEXTS),
    "PlanningRead": shape(scenario=ref("PlanningScenario")),
    "PlanningFromCentre": shape(
        scenario=ref("PlanningScenario"),
        basis=shape(since=MOMENT, contacts=COUNT, days=COUNT),
        missing=listed(shape(queue=TEXT, field=one_of("contacts", "handling", "patience"))),
    ),
    "PlanningFigure": shape(
        alternative=TEXT,
        kind=one_of("all", "queue", "site", "interval"),
        id=TEXT,
        figure=one_of("service_level", "mean_wait", "abandonment", "occupancy"),
        **dict.fromkeys(("mean", "low", "high"), MAYBE_NUMBER),
        **dict.fromkeys(("change", "change_low", "change_high"), MAYBE_NUMBER),
    ),
    "PlanningFile": shape(name=TEXT, text=TEXT),
    "PlanningBegun": shape(id=TEXT),
    "PlanningRunLine": shape(**_RUN),
    "PlanningRun": shape(
        **_RUN,
        scenario=ref("PlanningScenario"),
        figures=or_null(listed("PlanningFigure")),
    ),
    "StaffingPoint": shape(**_FACTS),
    "StaffingCurve": shape(
        points=listed("StaffingPoint"),
        rule=or_null(shape(spare=NUMBER, delayed=SHARE, advisers=COUNT)),
        levels=listed(one_of(*LEVELS)),
    ),
}

ANSWERS: Answers = {
    ("post", "/api/staffing"): ("The advisers of each interval.", "Staffing"),
    ("get", "/api/planning/sample"): ("A day with four what-ifs.", "PlanningSample"),
    ("get", "/api/planning/scenario/from-centre"): ("This centre's day.", "PlanningFromCentre"),
    ("post", "/api/planning/scenario"): ("The scenario of the file.", "PlanningRead"),
    ("post", "/api/planning/scenario/text"): (
        "The scenario as a file.",
        "PlanningFile",
    ),
    ("post", "/api/planning/runs"): ("It is being simulated.", "PlanningBegun"),
    ("get", "/api/planning/runs"): ("The caller's own runs.", listed("PlanningRunLine")),
    ("get", "/api/planning/runs/{run}"): ("The run.", "PlanningRun"),
    ("post", "/api/planning/runs/{run}/cancel"): ("The run.", "PlanningRun"),
    ("delete", "/api/planning/runs/{run}"): ("It is forgotten.", None),
    ("get", "/api/planning/runs/{run}/export.csv"): ("Every figure.", None),
    ("post", "/api/staffing/curve"): ("Fewer and more advisers.", "StaffingCurve"),
}
