"""The shapes of re-dispatch: measures, suggestions, outlooks, effects."""

from __future__ import annotations

from nawba.domain.redispatch import CAUSES, HELD, KINDS
from nawba.web.shapes.parts import (
    COUNT,
    FLAG,
    MAYBE,
    MAYBE_COUNT,
    MOMENT,
    NUMBER,
    SECONDS,
    SHARE,
    TEXT,
    WHEN,
    Answers,
    Schema,
    listed,
    one_of,
    or_null,
    ref,
    shape,
)

_OUTLOOK = or_null(ref("Outlook"))
_FIGURES = {"service_level": ref("Estimate"), "mean_wait_seconds": ref("Estimate")}
_COMPARED = {
    "without": ref("Foreseen"),
    "with_": ref("Foreseen"),
    "difference": ref("Foreseen"),
}
_OCCUPIED = shape(occupancy=ref("Estimate"))

SCHEMAS: dict[str, Schema] = {
    "RedispatchChange": shape(
        kind=one_of(*KINDS),
        site=MAYBE,
        queue=MAYBE,
        to=MAYBE,
        held=one_of(*HELD),
        levels=COUNT,
        count=MAYBE_COUNT,
    ),
    "Estimate": shape(mean=or_null(NUMBER), low=or_null(NUMBER), high=or_null(NUMBER)),
    "Foreseen": shape(**_FIGURES, abandoned=ref("Estimate")),
    "Outlook": {
        "type": "object",
        "additionalProperties": True,
        "description": "What was expected when the measure was looked at: `docs/supervisor.md`.",
        "properties": {
            "queues": listed(shape(queue=TEXT, **_COMPARED)),
            "sites": listed(shape(site=TEXT, without=_OCCUPIED, with_=_OCCUPIED)),
            "all": or_null(shape(**_COMPARED)),
        },
    },
    "Measure": shape(
        id=TEXT,
        change=ref("RedispatchChange"),
        started_at=MOMENT,
        until=WHEN,
        ended_at=WHEN,
        by=TEXT,
        automatic=FLAG,
        reason=TEXT,
        moved=COUNT,
        predicted=_OUTLOOK,
    ),
    "Suggestion": shape(
        change=ref("RedispatchChange"), why=one_of(*CAUSES), queue=MAYBE, site=MAYBE
    ),
    "RedispatchLimits": shape(
        on=FLAG,
        kinds=listed(one_of(*KINDS)),
        at_once=COUNT,
        minutes=COUNT,
        level_below=SHARE,
        waited_targets=NUMBER,
    ),
    "QueuePrice": shape(queue=TEXT, contacts_per_hour=NUMBER, price=NUMBER, short=NUMBER),
    "Redispatch": shape(
        at=MOMENT,
        measures=listed("Measure"),
        suggestions=listed("Suggestion"),
        automatic=ref("RedispatchLimits"),
        prices=or_null(listed("QueuePrice")),
    ),
    "MovingContact": shape(
        contact=TEXT,
        queue=TEXT,
        to=MAYBE,
        state=one_of("held", "offered", "waiting"),
        adviser=MAYBE,
        waited_seconds=SECONDS,
        becomes=one_of("waits_again", "moves", "finishes"),
    ),
    "RedispatchPreview": shape(
        contacts=listed("MovingContact"),
        counts=shape(held=COUNT, offered=COUNT, waiting=COUNT),
        advisers=COUNT,
        outlook=_OUTLOOK,
        outlook_why=or_null(one_of("no_history", "planning_busy")),
    ),
    "MeasuredFigures": shape(
        offered=COUNT,
        answered=COUNT,
        answered_in_target=COUNT,
        abandoned=COUNT,
        counted=COUNT,
        service_level=or_null(SHARE),
        service_level_low=or_null(SHARE),
        service_level_high=or_null(SHARE),
        mean_wait_seconds=or_null(SECONDS),
    ),
    "MeasureEffect": shape(
        measure=ref("Measure"),
        minutes_passed={"type": "number", "minimum": 0},
        queues=listed(
            shape(
                queue=TEXT,
                before=ref("MeasuredFigures"),
                after=ref("MeasuredFigures"),
                predicted=or_null(shape(with_=ref("Foreseen"), without=ref("Foreseen"))),
            )
        ),
    ),
}

ANSWERS: Answers = {
    ("get", "/api/redispatch"): ("What is in force, and what may help.", "Redispatch"),
    ("post", "/api/redispatch"): ("The measure, in force.", "Measure"),
    ("post", "/api/redispatch/preview"): ("What it would move.", "RedispatchPreview"),
    ("post", "/api/redispatch/{measure}/end"): ("The measure, ended.", "Measure"),
    ("get", "/api/redispatch/{measure}/effect"): ("Before, after, predicted.", "MeasureEffect"),
    ("put", "/api/redispatch/automatic"): ("The limits that hold now.", "RedispatchLimits"),
}
