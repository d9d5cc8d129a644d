"""Staffing over HTTP: what the command answers, for whole days, within bounds, for planners."""

from __future__ import annotations

from typing import Any

import pytest

from nawba.planning.line import Line
from nawba.planning.patience import Exponential
from web.conftest import Web

PLANNER = "planner:salma"
HOUR = {"minutes": 30, "handling": 300, "patience": 180, "absent": 0.3}


def ask(web: Web, path: str = "", actor: str = PLANNER, **body: Any) -> Any:
    return web.staff(actor, "POST", f"/api/staffing{path}", HOUR | body)


def interval(contacts: float, **more: Any) -> dict[str, Any]:
    return {"label": "09:00", "contacts": contacts, **more}


def test_a_day_is_answered_interval_by_interval(web: Web) -> None:
    day = [interval(600), interval(0), interval(600, handling=150), interval(600, advisers=90)]
    told = ask(web, intervals=day).json()
    full, nobody, shorter, given = told["rows"]
    line = Line(99, 600 / 1800, 300, Exponential(180))
    assert (full["advisers"], full["on_payroll"], full["kept"]) == (99, 142, True)
    assert full["levels"]["served_of_served"] == pytest.approx(line.level(20, "served_of_served"))
    assert full["abandoned"] == pytest.approx(line.abandoned)
    assert (nobody["advisers"], nobody["on_payroll"], nobody["abandoned"]) == (0, 0, None)
    assert shorter["advisers"] < 60
    assert (given["advisers"], given["kept"]) == (90, False)
    assert told["peak"] == 99
    assert told["adviser_hours"] == pytest.approx((99 + shorter["advisers"] + 90) / 2)
    assert told["paid_hours"] == pytest.approx(told["adviser_hours"] / 0.7)


def test_the_curve_goes_through_the_answer(web: Web) -> None:
    told = ask(web, "/curve", intervals=[interval(600)]).json()
    kept = [point["advisers"] for point in told["points"] if point["kept"]]
    assert min(kept) == 99
    assert len(told["points"]) > len(kept)
    assert told["rule"]["advisers"] == pytest.approx(99, abs=1)
    empty = ask(web, "/curve", intervals=[interval(0)]).json()
    assert (empty["points"], empty["rule"]) == ([], None)


def test_a_queue_without_end_is_said_to_be_one(web: Web) -> None:
    [row] = ask(web, intervals=[interval(600, advisers=90)], patience=None).json()["rows"]
    assert (row["advisers"], row["kept"], row["wait_seconds"]) == (90, False, None)
    told = ask(web, "/curve", intervals=[interval(600, advisers=90)], patience=None).json()
    assert min(point["advisers"] for point in told["points"]) > 100


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"intervals": []}, "intervals"),
        ({"intervals": [interval(-1)]}, "contacts"),
        ({"intervals": [interval(9_000_000)]}, "intervals"),
        ({"intervals": [interval(1)] * 301}, "intervals"),
        ({"intervals": [interval(1)], "handling": 0}, "handling"),
        ({"intervals": [interval(1)], "target": {"share": 1.2}}, "share"),
        ({"intervals": [interval(1)], "patience": None, "spread": 1}, "spread"),
    ],
    ids=["none", "negative", "too-much", "too-many", "no-time", "share", "spread"],
)
def test_what_cannot_be_is_refused_by_its_name(web: Web, body: dict[str, Any], field: str) -> None:
    reply = ask(web, **body)
    assert reply.status_code == 422, reply.text
    assert field in reply.json()["field"]


def test_an_unknown_reading_of_the_target_is_refused(web: Web) -> None:
    reply = ask(web, intervals=[interval(1)], target={"definition": "the best of them"})
    assert reply.status_code == 422
    assert "served_of_offered" in reply.json()["detail"]


@pytest.mark.parametrize("actor", ["planner:salma", "supervisor:salma", "administrator:salma"])
def test_those_who_plan_may_ask(web: Web, actor: str) -> None:
    assert ask(web, actor=actor, intervals=[interval(1)]).status_code == 200


@pytest.mark.parametrize("actor", ["adviser:amina", "editor:salma", "quality:salma"])
def test_others_may_not(web: Web, actor: str) -> None:
    assert ask(web, actor=actor, intervals=[interval(1)]).status_code == 403
