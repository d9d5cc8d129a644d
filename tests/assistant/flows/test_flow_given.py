"""Words that somebody else found are read by the flow, or not at all."""

from __future__ import annotations

import pytest

from flow_scene import TODAY, Player, book, done
from nawba.assistant import flows
from nawba.assistant.fields import extract

SETTING = flows.Setting(book(), "en", TODAY, extract, "en")


def read(**given: str) -> dict[str, object] | None:
    held = flows.read_given(SETTING, "lend", given)
    return None if held is None else {name: one.value for name, one in held.items()}


def test_only_fields_that_may_be_told_before_they_are_asked_can_be_given() -> None:
    assert set(flows.givable(book().flow["lend"])) == {"count", "day"}


def test_values_are_read_as_the_flow_reads_answers() -> None:
    assert read() == {}
    assert read(count="3") == {"count": 3}
    assert read(count="three") == {"count": 3}


@pytest.mark.parametrize(
    "given",
    [
        {"count": "some"},
        {"count": "3 or 4"},
        {"count": "0"},  # at least one
        {"count": "3", "day": "blue"},  # one that does not fit makes all void
        {"note": "please hurry"},
        {"iban": "3"},
    ],
)
def test_what_is_not_one_value_that_fits_voids_all(given: dict[str, str]) -> None:
    assert flows.read_given(SETTING, "lend", given) is None


def test_what_is_given_is_shown_with_the_name_of_its_field() -> None:
    held = flows.read_given(SETTING, "lend", {"count": "3"})
    assert held is not None
    assert flows.show_given(SETTING, "lend", held) == [("Count", "3")]


def test_a_flow_begins_with_what_is_given_rather_than_what_was_guessed() -> None:
    player = Player()
    player.begin("lend", "5 routers", given={"count": "3"})
    assert player.held()["count"] == 3
    void = Player()
    void.begin("lend", given={"count": "many"})
    assert "count" not in void.held()


def test_a_given_value_is_judged_again_once_its_limit_is_known() -> None:
    player = Player()
    player.results["stock"] = done("stock", left=2)
    told = player.begin("lend", given={"count": "3"})
    assert "2" in told
    assert "count" not in player.held()
