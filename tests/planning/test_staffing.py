"""The fewest advisers: one less breaks the promise, and the command says what a page would."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from nawba.cli.app import app
from nawba.domain.errors import Invalid
from nawba.planning.line import Line
from nawba.planning.patience import Endless, Exponential, Lognormal, Patience
from nawba.planning.staffing import Promise, fewest, most_arrivals


def said(*words: str, status: int = 0) -> str:
    run = CliRunner().invoke(app, ["staff", *words])
    assert run.exit_code == status, run.output
    return run.output


PATIENCE = st.one_of(
    st.just(Endless()),
    st.builds(Exponential, st.floats(10, 2000)),
    st.builds(Lognormal, st.floats(10, 2000), st.floats(0.3, 2)),
)


@given(
    load=st.floats(0.05, 400),
    handling=st.floats(20, 1500),
    share=st.floats(0.3, 0.98),
    patience=PATIENCE,
)
def test_one_adviser_less_breaks_the_promise(
    load: float, handling: float, share: float, patience: Patience
) -> None:
    promise = Promise(share, 20)
    line = fewest(load / handling, handling, promise, patience)
    assert promise.is_kept(line)
    if line.servers > 1 and (line.servers - 1 > load or not isinstance(patience, Endless)):
        fewer = Line(line.servers - 1, line.arrivals, handling, patience)
        assert not promise.is_kept(fewer)


def test_known_numbers_of_advisers() -> None:
    assert [fewest(load / 300, 300, Promise()).servers for load in (10, 20, 50, 100, 5000)] == [
        14, 25, 57, 108, 5019,
    ]  # fmt: skip
    offered = Promise(definition="served_of_offered")
    found = [fewest(load / 300, 300, offered, Exponential(180)).servers for load in (10, 50, 100)]
    assert found == [13, 52, 100]


def test_every_part_of_a_promise_counts() -> None:
    arrivals, handling, patience = 50 / 300, 300.0, Exponential(180)
    plain = fewest(arrivals, handling, Promise(), patience).servers
    for stricter in (Promise(abandoned=0.01), Promise(wait=1.0), Promise(occupancy=0.7)):
        assert fewest(arrivals, handling, stricter, patience).servers > plain
    assert fewest(arrivals, handling, Promise(share=None), patience).servers == 1


@pytest.mark.parametrize("patience", [Endless(), Exponential(180)], ids=["endless", "leaves"])
def test_what_so_many_can_bear(patience: Patience) -> None:
    rate = most_arrivals(30, 300, Promise(), patience)
    assert fewest(rate * 0.999, 300, Promise(), patience).servers == 30
    assert fewest(rate * 1.001, 300, Promise(), patience).servers == 31


def test_a_promise_that_cannot_be_is_named() -> None:
    with pytest.raises(Invalid, match="share"):
        Promise(share=1.2)
    with pytest.raises(Invalid, match="One of"):
        Promise(definition="nice")


def test_the_command_marks_the_fewest_and_shows_its_neighbours() -> None:
    out = said("--contacts", "100", "--handling", "180", "--absent", "30%")
    assert "→  14" in out
    assert "14 advisers at their desks for 10.0 erlangs, 20 on the payroll." in out
    assert "They bear 109 contacts" in out


def test_the_same_facts_for_a_machine() -> None:
    facts = json.loads(
        said("--contacts", "600", "--handling", "300", "--patience", "180", "--json")
    )
    assert facts["advisers"] == 99
    assert facts["levels"]["less_short_abandons"] == pytest.approx(0.806, abs=5e-4)
    assert facts["kept"] is True
    assert facts["most_contacts"] == pytest.approx(602, abs=1)


def test_a_number_that_is_given_is_not_searched() -> None:
    facts = json.loads(said("--contacts", "100", "--handling", "180", "--advisers", "12", "--json"))
    assert (facts["advisers"], facts["kept"], facts["most_contacts"]) == (12, False, None)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--advisers", "9"), "Take 11 or more"),
        (("--target", "80"), "Write 80/20"),
        (("--target", "x/20"), "no share"),
        (("--absent", "130%"), "below 1"),
        (("--spread", "1"), "A spread needs a patience"),
        (("--definition", "nice"), "served_of_offered"),
    ],
    ids=["too_few", "no_seconds", "no_share", "too_absent", "spread_alone", "definition"],
)
def test_bad_questions_are_told_what_to_mend(words: tuple[str, ...], told: str) -> None:
    out = said("--contacts", "100", "--handling", "180", *words, status=2)
    assert told in " ".join(out.split())
