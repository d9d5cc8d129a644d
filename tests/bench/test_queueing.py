"""Queues with known answers: all are kept, a wrong one is noticed, chance is not called a fault."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nawba.bench.queueing import Case, Check, differences, load_cases
from nawba.bench.queueing.chains import CHAINS, prefers_a, walk
from nawba.bench.queueing.measure import checked, jointly
from nawba.bench.queueing.plays import PLAYS
from nawba.cli.app import app
from nawba.domain.errors import Invalid

CASES = load_cases()
BY_ID = {case.id: case for case in CASES}
DRAWN_ONLY = {"simplemsk"}


@pytest.mark.parametrize("case", [c for c in CASES if c.id not in DRAWN_ONLY], ids=lambda c: c.id)
def test_every_figure_is_met_exactly(case: Case) -> None:
    checks = checked(case)
    assert {check.figure for check in checks} == set(case.figures)
    assert [check for check in checks if check.fault] == []


@pytest.mark.parametrize("id", ["erlangC-14-10", "chat", "staffA-50"])
def test_a_figure_that_is_off_is_named(id: str) -> None:
    case = BY_ID[id]
    name, value = next(iter(case.expected.items()))
    [wrong] = [c for c in checked(replace(case, expected={name: value * (1 + 2e-5)})) if c.fault]
    assert (wrong.case, wrong.figure) == (id, name)


SIMULATED = ["nmodel-FQR-0.8", "chat", "mmcab-8h", "retrial-mm1", "simplemsk"]


@pytest.mark.parametrize("id", SIMULATED)
def test_a_short_simulation_agrees(id: str) -> None:
    """Seeds are fixed and the numbers do not depend on threads: no chance is taken."""
    found = [check for check in checked(BY_ID[id], effort=0.05) if check.how == "simulation"]
    assert {check.figure for check in found} <= set(BY_ID[id].figures)
    assert len(found) >= 2
    assert [check for check in jointly(found, [BY_ID[id]]) if check.fault] == []


def test_a_simulation_of_something_else_is_noticed() -> None:
    case = BY_ID["nmodel-FQR-0.8"]
    other = replace(case, params={**case.params, "theta": 0.7}, by="n_model")
    drawn = [check for check in checked(other, effort=0.05) if check.how == "simulation"]
    assert any(check.fault for check in jointly(drawn, [other]))


def test_all_that_is_to_be_simulated_is() -> None:
    lacking = [case.id for case in CASES if case.by not in PLAYS and "simulated" in case.source]
    assert lacking == []
    assert {case.id for case in CASES if case.by in CHAINS} <= {
        case.id for case in CASES if case.by in PLAYS
    }


def test_what_nothing_answers_fails() -> None:
    case = replace(BY_ID["mm3"], by="magic")
    assert all(check.fault for check in checked(case))


def drawn(*chances: float, value: float = 0.0) -> list[Check]:
    return [
        Check("q", f"f{place}", "simulation", 0.0, value, 1.0, chance)
        for place, chance in enumerate(chances)
    ]


def queue(count: int, **published: Sequence[float]) -> Case:
    expected = {f"f{place}": 0.0 for place in range(count)}
    return Case("q", "-", "", {}, expected, published)


def test_chance_over_many_figures_is_no_fault() -> None:
    usual = [0.5] * 99
    [kept, *_] = jointly(drawn(0.003, *usual), [queue(100)])
    [wrong, *others] = jointly(drawn(1e-6, *usual), [queue(100)])
    assert kept.fault is None
    assert wrong.fault is not None
    assert not any(check.fault for check in others)


def test_a_figure_within_a_published_interval_stands() -> None:
    far = drawn(1e-9, value=1.0)
    assert jointly(far, [queue(1)])[0].fault
    assert jointly(far, [queue(1, f0=(0.5, 1.5))])[0].fault is None
    assert jointly(far, [queue(1, f0=(1.1, 1.5))])[0].fault


def test_an_expected_figure_may_have_an_error_of_its_own() -> None:
    served = BY_ID["simplemsk"].figures["served"]
    assert (served.value, served.published) == (4279.2, (4270.2, 4324.5))
    assert served.error == pytest.approx(6 / 1.96, rel=1e-4)


def test_a_chain_is_found_by_walking() -> None:
    def moves(state: tuple[int, ...]) -> list[tuple[tuple[int, ...], float]]:
        (n,) = state
        return [((n + 1,), 1.0)] * (n < 3) + [((n - 1,), 2.0)] * (n > 0)

    chain = walk((0,), moves)
    assert chain.steady() == pytest.approx([8 / 15, 4 / 15, 2 / 15, 1 / 15])
    assert prefers_a(2, 1, "serve A iff qA-0.5(qA+qB)>0 else B")
    assert not prefers_a(2, 1, "serve A iff qA-0.8(qA+qB)>0 else B")
    assert prefers_a(1, 9, "priority A")


def listed(path: Path, cases: Sequence[Case]) -> Path:
    rows = [{"id": c.id, "params": c.params, "expected": c.expected} for c in cases]
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


def test_a_file_of_the_same_cases_is_compared(tmp_path: Path) -> None:
    assert differences(CASES, listed(tmp_path / "same.json", CASES)) == []
    other = replace(BY_ID["mm3"], params={"n": 4}, id="mm4")
    found = differences(CASES, listed(tmp_path / "other.json", [*CASES[1:], other]))
    assert found == ["mm4 is only in the file", f"{CASES[0].id} is not in the file"]
    changed = [replace(CASES[0], expected={"B": 0.2}), *CASES[1:]]
    [fault] = differences(CASES, listed(tmp_path / "changed.json", changed))
    assert fault == f"{CASES[0].id}: expected differ"
    (tmp_path / "no.json").write_text("[{}]")
    with pytest.raises(Invalid, match=r"no\.json is no list of cases"):
        differences(CASES, tmp_path / "no.json")


def test_the_command_says_which_cases_fail(tmp_path: Path) -> None:
    run = CliRunner().invoke(app, ["bench", "queueing", "--effort", "0", "--json"])
    told = json.loads(run.stdout)
    assert (told["cases"], told["failed_count"]) == (len(CASES), len(told["failed"]))
    assert set(told["failed"]) == DRAWN_ONLY  # nothing is simulated here
    assert run.exit_code == 1
    other = listed(tmp_path / "fewer.json", CASES[1:])
    refused = CliRunner().invoke(app, ["bench", "queueing", "--reference", str(other)])
    assert refused.exit_code == 2
