"""What-ifs over HTTP: read, simulated in another process, followed, kept, exported, forgotten."""

from __future__ import annotations

import csv
import io
import json
import threading
import time
import tomllib
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from nawba.actions.planning_runs import PlanningRun, begin_planning_run
from nawba.domain.words import Actor
from nawba.planning.scenario_faults import document_of, document_of_text
from nawba.planning.scenario_toml import plain_of, toml_of
from web.conftest import Web, serving

LONG_PATIENCE_SECONDS = 300
PLANNER, ROOT = "planner:lina", "/api/planning"
DAY: dict[str, Any] = {
    "name": "Ünï \"day\"\x7f",
    "hours": 2,
    "queue": [
        {"id": "fr", "requires": {"fr": 3}, "contacts": [40, 60, 50, 30],
         "handling": {"mean": 300}, "patience": {"mean": 120}, "intents": {"bill": 0.5, "x": 0.5}},
        {"id": "pt", "requires": {"pt": 3}, "contacts": 12, "handling": {"mean": 240, "scv": 0.8},
         "patience": {"mean": 90}},
    ],
    "pool": [
        {"id": "dakar", "site": "dakar", "skills": {"fr": 4}, "staff": 9},
        {"id": "lisbonne", "site": "lisbonne", "skills": {"fr": 3, "pt": 5}, "staff": [2, 3, 3, 2]},
    ],
    "alternative": [
        {"name": "dark", "outage": {"site": "dakar", "from": "08:30", "to": "09:00"}},
        {"name": "taught", "teach": {"skill": "pt", "advisers": 3, "pool": "dakar"}},
        {"name": "left out", "close": {"site": "dakar"}},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    folder = tmp_path_factory.mktemp("planning")
    with serving(f"sqlite:///{folder}/web.db", folder) as web:
        yield web


def run(web: Web, **more: Any) -> str:
    body = {"scenario": DAY, "replications": 6, "seed": 3, "alternatives": None} | more
    reply = web.staff(PLANNER, "POST", f"{ROOT}/runs", body)
    assert reply.status_code == 202, reply.text
    return str(reply.json()["id"])


def seen(web: Web, id: str) -> dict[str, Any]:
    return dict(web.staff(PLANNER, "GET", f"{ROOT}/runs/{id}").json())


def over(web: Web, id: str) -> dict[str, Any]:
    """The run once it has ended: the first one compiles, on a loaded machine for long."""
    deadline, pause = time.monotonic() + LONG_PATIENCE_SECONDS, threading.Event()
    while (found := seen(web, id))["state"] == "running":
        assert time.monotonic() < deadline, found
        pause.wait(0.2)
    return found


def test_what_ifs_are_simulated_elsewhere_and_kept(planned: Web) -> None:
    id = run(planned, alternatives=["taught", "dark"])
    found = over(planned, id)
    assert (found["state"], found["problem"]) == ("done", None)
    assert found["alternatives"] == ["dark", "taught"]
    figures = {
        (row["alternative"], row["kind"], row["id"], row["figure"]): row for row in found["figures"]
    }
    base = figures["baseline", "all", "", "service_level"]
    assert 0 < base["low"] < base["mean"] < base["high"] <= 1
    assert base["change"] is None
    dark = figures["dark", "interval", "08:30", "abandonment"]
    assert dark["change_low"] > 0  # for sure more leave while nobody is there
    assert figures["dark", "interval", "08:00", "service_level"]["id"] == "08:00"
    assert figures["dark", "site", "dakar", "occupancy"]["mean"] is not None
    assert figures["taught", "queue", "pt", "mean_wait"]["change"] < 0
    assert not any(one[0] == "left out" for one in figures)
    exported = planned.staff(PLANNER, "GET", f"{ROOT}/runs/{id}/export.csv")
    rows = list(csv.DictReader(io.StringIO(exported.text.removeprefix("\ufeff"))))
    assert len(rows) == len(found["figures"])
    assert float(rows[0]["mean"]) == found["figures"][0]["mean"]
    assert (rows[0]["kind"], rows[0]["id"]) == ("all", "")
    again = over(planned, run(planned, alternatives=["dark", "taught"]))
    assert again["figures"] == found["figures"]  # the same seed, the same days


def test_a_run_is_its_planners_own_and_is_forgotten_on_demand(planned: Web) -> None:
    id = run(planned, alternatives=[])
    over(planned, id)
    listed = planned.staff(PLANNER, "GET", f"{ROOT}/runs").json()
    assert id in [one["id"] for one in listed]
    other = "supervisor:salma"
    assert id not in [o["id"] for o in planned.staff(other, "GET", f"{ROOT}/runs").json()]
    for method, path in (("GET", ""), ("DELETE", ""), ("POST", "/cancel"), ("GET", "/export.csv")):
        assert planned.staff(other, method, f"{ROOT}/runs/{id}{path}").status_code == 404
    assert planned.staff(PLANNER, "DELETE", f"{ROOT}/runs/{id}").status_code == 204
    assert planned.staff(PLANNER, "GET", f"{ROOT}/runs/{id}").status_code == 404


def busy(web: Web) -> str:
    """A run that takes a while, at work."""
    day = DAY | {"queue": [one | {"contacts": 1000} for one in DAY["queue"]]}
    id = run(web, scenario=day, replications=200)
    deadline, pause = time.monotonic() + LONG_PATIENCE_SECONDS, threading.Event()
    while not seen(web, id)["progress"]["done"]:
        assert time.monotonic() < deadline
        pause.wait(0.02)
    return id


def test_a_run_is_given_up_and_the_next_one_is_done(planned: Web) -> None:
    id = busy(planned)
    reply = planned.staff(PLANNER, "POST", f"{ROOT}/runs/{id}/cancel")
    assert reply.json()["state"] == "cancelled"
    assert planned.staff(PLANNER, "GET", f"{ROOT}/runs/{id}/export.csv").status_code == 404
    assert over(planned, run(planned, alternatives=[]))["state"] == "done"
    assert seen(planned, id)["figures"] is None


def test_a_run_whose_process_dies_says_so(planned: Web) -> None:
    id = busy(planned)
    [child] = [
        one for one in psutil.Process().children() if "nawba.planning.bureau_child" in one.cmdline()
    ]
    child.kill()
    told = over(planned, id)
    assert (told["state"], told["problem"]["code"]) == ("failed", "planning_stopped")


def test_a_run_that_a_stopped_server_had_is_said_to_be_interrupted(planned: Web) -> None:
    assert planned.store is not None
    wanted = PlanningRun("before", DAY, (), 5, 1)
    before = begin_planning_run(planned.store, Actor("planner", "lina"), wanted, "gone-1")
    assert seen(planned, before)["state"] == "interrupted"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"replications": 1}, "replications"),
        ({"replications": 200, "scenario": DAY | {"contacts": 1}}, "contacts"),
        ({"alternatives": ["nothing"]}, "alternatives"),
        ({"scenario": DAY | {"policy": "nonsense"}}, "scenario.policy"),
        ({"scenario": DAY | {"pool": DAY["pool"][:1]}}, "queue[1].requires"),
        ({"scenario": DAY | {"queue": [DAY["queue"][0] | {"contacts": None}]}}, "contacts"),
        ({"scenario": DAY | {"queue": [DAY["queue"][0] | {"contacts": 9e6}]}}, "replications"),
        (
            {
                "scenario": DAY
                | {
                    "hours": 9e9,
                    "queue": [DAY["queue"][1] | {"requires": {"fr": 1}}],
                    "pool": DAY["pool"][:1],
                    "alternative": [],
                }
            },
            "scenario",
        ),
    ],
    ids=["one-day", "unknown", "alternative", "policy", "nobody", "empty", "many", "long"],
)
def test_what_cannot_be_simulated_is_refused_before(
    planned: Web, change: dict[str, Any], field: str
) -> None:
    body = {"scenario": DAY, "replications": 5} | change
    reply = planned.staff(PLANNER, "POST", f"{ROOT}/runs", body)
    assert reply.status_code == 422
    told = reply.json()
    fields = [one["field"] for one in told.get("faults", [])] or [told["field"]]
    assert any(field in one for one in fields), told


def test_a_file_is_read_with_its_lines_and_written_as_the_command_reads_it(planned: Web) -> None:
    document = document_of(DAY)
    assert document_of_text(toml_of(document), "day.toml") == document
    reply = planned.staff(PLANNER, "POST", f"{ROOT}/scenario/text", {"scenario": DAY})
    written = reply.json()["text"]
    assert document_of(tomllib.loads(written)) == document
    for text in (written, json.dumps(DAY)):
        told = planned.staff(PLANNER, "POST", f"{ROOT}/scenario", {"text": text}).json()
        assert told["scenario"] == plain_of(document)
    wrong = written.replace("pt = 5", "wo = 5")
    told = planned.staff(PLANNER, "POST", f"{ROOT}/scenario", {"name": "d.toml", "text": wrong})
    [fault] = told.json()["faults"]
    line = wrong.splitlines()[fault["line"] - 1]
    assert line.startswith("requires = { pt = 3 }")
    assert fault["file"] == "d.toml"
    assert fault["remedy"]
    for text in ("{", "name = ", '{"name": 3}'):
        bad = planned.staff(PLANNER, "POST", f"{ROOT}/scenario", {"text": text})
        assert bad.json()["code"] == "document"


def test_the_sample_is_ready_and_the_centre_says_what_it_does_not_know(planned: Web) -> None:
    sample = planned.staff(PLANNER, "GET", f"{ROOT}/sample").json()
    assert len(sample["scenario"]["alternative"]) == 4
    assert sample["scenario"]["policy"] in sample["policies"]
    own = planned.staff(PLANNER, "GET", f"{ROOT}/scenario/from-centre").json()
    assert own["basis"]["contacts"] == 0
    queues = own["scenario"]["queue"]
    assert {one["queue"] for one in own["missing"]} == {one["id"] for one in queues}
    assert all(one["contacts"] is None for one in queues)
    filled = [
        one | {"contacts": 10, "handling": {"mean": 300}, "patience": {"mean": 100}}
        for one in queues
    ]
    document_of(own["scenario"] | {"queue": filled, "name": "ours"})  # else it is whole
