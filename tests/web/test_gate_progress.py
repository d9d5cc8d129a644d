"""How far a version is in the gate, as a page that waits for it is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from nawba.assistant.gate.run import CHECKS
from nawba.web.gate_progress import READING, GateProgress
from web.conftest import Web, serving

REST = {"running": False, "step": "", "place": 0, "steps": 7, "done": 0, "of": 0}


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """A server whose gate no other test uses."""
    folder = tmp_path_factory.mktemp("gate")
    with serving(f"sqlite:///{folder}/own.db", folder) as web:
        yield web


def test_steps_follow_each_other_and_end() -> None:
    progress = GateProgress()
    assert progress.view() == REST
    progress.begin(READING)
    progress.count(340, 1331)
    assert progress.view() == REST | {
        "running": True, "step": "reading_cases", "place": 1, "done": 340, "of": 1331,
    }  # fmt: skip
    for place, (name, _) in enumerate(CHECKS, start=2):
        progress.begin(name)
        seen = progress.view()
        assert (seen["place"], seen["done"], seen["of"]) == (place, 0, 0)
        assert seen["place"] <= seen["steps"]
    progress.begin("")
    assert progress.view() == REST


def test_a_step_that_nobody_listed_is_still_told() -> None:
    progress = GateProgress()
    progress.begin("another thing")
    assert (progress.view()["running"], progress.view()["step"]) == (True, "another_thing")


def test_the_gate_rests_again_when_it_stopped_a_version(own: Web) -> None:
    outcome = own.staff("supervisor:salma", "POST", "/api/assistant/publish", {}).json()
    assert (outcome["published"], outcome["version"]) == (False, None)
    failed = [check["name"] for check in outcome["report"]["checks"] if not check["passed"]]
    assert "calibration" in failed  # there is no case
    assert own.staff("supervisor:salma", "GET", "/api/assistant/gate").json() == REST


def test_the_gate_is_for_those_who_answer_for_the_assistant(own: Web) -> None:
    assert own.staff("adviser:amina", "GET", "/api/assistant/gate").status_code == 403


def test_a_risk_cannot_be_moved_before_there_is_a_version(own: Web) -> None:
    wanted = {"brand": "atlas", "risk": 0.01}
    reply = own.staff("supervisor:salma", "POST", "/api/assistant/risk", wanted)
    assert reply.status_code == 409
    assert "Publish one first" in reply.json()["detail"]
