"""The shapes of what planners are told."""

from __future__ import annotations

from nawba.planning.line import LEVELS
from nawba.web.shapes.parts import (
    COUNT,
    FLAG,
    MAYBE_NUMBER,
    NUMBER,
    SECONDS,
    SHARE,
    TEXT,
    Answers,
    Schema,
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

SCHEMAS: dict[str, Schema] = {
    "ServiceLevels": shape(**dict.fromkeys(LEVELS, _SHARE_OR_NONE)),
    "StaffedInterval": shape(label=TEXT, contacts=NUMBER, handling=SECONDS, **_FACTS),
    "Staffing": shape(
        rows=listed("StaffedInterval"), peak=COUNT, adviser_hours=NUMBER, paid_hours=NUMBER
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
    ("post", "/api/staffing/curve"): ("Fewer and more advisers.", "StaffingCurve"),
}
