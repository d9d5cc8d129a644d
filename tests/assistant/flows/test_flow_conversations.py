"""Scripted conversations tell the first difference, whatever it is in; the demo's all hold."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from flow_scene import book
from nawba.assistant.fields import extract
from nawba.assistant.flows.conversations import read_script, read_scripts
from nawba.assistant.flows.document import read_flows
from nawba.assistant.flows.rehearsal import Outcome, Taken, rehearse, untaken
from nawba.assistant.flows.variations import ERROR, VARIATIONS, rehearse_varied
from nawba.demo.company import COMPANY
from nawba.domain.errors import DocumentError
from nawba.knowledge import read_folder

SCRIPT = """
flow: lend
language: en
today: 2026-11-22
operations:
  stock: [{done: {left: 9, fee: "12.50", note: x}}]
  recognise: [{done: {customer: C-1}}]
  order: [{done: {order: O-7}}]
conversations:
  - name: the whole way
    turns:
      - {customer: I need a router, says: [How many], calls: [{stock: {}}], choices: []}
      - {customer: "3", says: [On which day], not_says: [cancel]}
      - {customer: how long?, article: duration, digresses: duration}
      - {customer: tomorrow}
      - {customer: skip, says: ["Which line?"]}
      - {time_out: true}
      - {customer: hello}
      - {customer: "0661234567", says: ["Count: 3"]}
      - {customer: "yes", says: [O-7], calls: [{order: {count: 3, day: 2026-11-23}}]}
    ends: done
    fields: {count: 3, note: null}
    commitments: [order]
"""


def run(*changes: tuple[str, str]) -> Outcome:
    text = SCRIPT.lstrip()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    brand = book()
    (outcome,) = rehearse(brand, {"lend.yaml": read_script(text, "lend.yaml", brand)}, extract)
    return outcome


def test_a_conversation_that_goes_as_written_passes() -> None:
    outcome = run()
    assert outcome == Outcome("lend.yaml", "lend", "the whole way", 9, None)
    assert outcome.passed


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("says: [How many]", "says: [How much]", "turn 1 (I need a router): does not say “How"),
        ("not_says: [cancel]", "not_says: [which]", "turn 2 (3): says “which”"),
        ("says: [\"Count: 3\"]", "says: [\"Count: 3\", \"I will\"]", "does not say “I will”"),
        ("choices: []", "choices: [One]", "choices: [\"One\"] was expected, [] found"),
        ("calls: [{stock: {}}]", "calls: []", "calls: [] was expected, [\"stock\"] found"),
        ("count: 3, day", "count: 4, day", "order count: 4 was expected, 3 found"),
        ("digresses: duration", "digresses: price", "digresses: [\"price\"] was expected"),
        ("ends: done", "ends: cancelled", "at the end: ends: \"cancelled\" was expected"),
        ("fields: {count: 3", "fields: {count: 2", "field count: 2 was expected, 3 found"),
        ("commitments: [order]", "commitments: []", "commitments: [] was expected"),
        ("commitments: [order]", "commitments: [order]\n    approves: burn", "approves: \"burn\""),
        ("ends: done", "ends: done\n    reason: rule", "reason: \"rule\" was expected, \"\" found"),
        ("  order: [{done: {order: O-7}}]\n", "", "calls order"),
        ("order: [{done: {order: O-7}}]", "order: [{failed: true}]", "does not say “O-7”"),
        ("order: [{done: {order: O-7}}]", "order: [{unknown: true}]", "does not say “O-7”"),
        ("order: [{done: {order: O-7}}]", "order: [{refused: none-left}]", "None is left"),
        ("order: [{done: {order: O-7}}]", "order: [{given: {count: 9}, done: {order: O-7}}]",
         "which is not scripted"),
        ("- {customer: tomorrow}", "- {customer: tomorrow, language: fr}", "turn 8"),
    ],
)  # fmt: skip
def test_the_first_difference_is_told(old: str, new: str, told: str) -> None:
    assert told in (run((old, new)).difference or "")


def test_steps_that_no_conversation_takes_are_known() -> None:
    brand, taken = book(), set[tuple[str, str]]()
    scripts = {"lend.yaml": read_script(SCRIPT.lstrip(), "lend.yaml", brand)}
    assert all(one.passed for one in rehearse(brand, scripts, extract, taken))
    assert untaken(brand, taken) == {
        "recognise": ["nobody", "again"],
        "lend": ["none-left"],
        "burn": ["ask-count", "sure", "approve"],
    }


def test_answers_of_a_system_follow_each_other_and_the_last_one_stays() -> None:
    answers = "order: [{refused: none-left}, {done: {order: O-7}}]"
    outcome = run(("order: [{done: {order: O-7}}]", answers))
    assert "None is left" in (outcome.difference or "")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("flow: lend", "flow: land", "lend.yaml:1: flow: unknown flow 'land'"),
        ("language: en", "language: xx", "unknown language 'xx'"),
        ("today: 2026-11-22", "today: tomorrow", "'tomorrow' is no date"),
        ("  stock: [{", "  stok: [{", "unknown operation 'stok'"),
        ("ends: done", "ends: happily", "unknown end 'happily'"),
        ("calls: [{stock: {}}]", "calls: [{stok: {}}]", "unknown operation 'stok'"),
        ("{time_out: true}", "{says: [x]}", "needs one thing that happens"),
        ("    ends: done\n", "", "ends: is missing"),
        ("{customer: tomorrow}", "{custmer: tomorrow}", "Did you mean 'customer'?"),
    ],
)
def test_what_is_no_conversation_is_told_with_its_line(old: str, new: str, told: str) -> None:
    with pytest.raises(DocumentError) as refused:
        run((old, new))
    assert told in str(refused.value)


DEMO = COMPANY / "flows" / "sahla"


def test_the_demos_conversations_all_go_as_written() -> None:
    brand = read_flows(DEMO)
    taken: Taken = set()
    outcomes = [*rehearse(brand, read_scripts(DEMO, brand), extract, taken)]
    assert [one for one in outcomes if not one.passed] == []
    assert untaken(brand, taken) == {}
    counted = Counter(one.flow for one in outcomes)
    assert {flow for flow, many in counted.items() if many >= 5} == {
        flow.id for flow in brand.flows if flow.grants == "none"
    }
    assert len(counted) == 6


def test_the_demos_flows_start_from_articles_that_exist() -> None:
    ids = {article.id for article in read_folder(COMPANY / "articles") if article.brand == "sahla"}
    intents = [intent for flow in read_flows(DEMO).flows for intent in flow.intents]
    assert intents
    assert set(intents) <= ids


def test_faults_in_conversations_are_told_together(tmp_path: Path) -> None:
    folder = tmp_path / "conversations"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.yaml").write_text("flow: 3\n", encoding="utf-8")
    with pytest.raises(DocumentError, match=r"(?s)one\.yaml.*two\.yaml"):
        read_scripts(tmp_path, book())


@pytest.mark.parametrize("variation", sorted(VARIATIONS))
def test_what_means_the_same_does_the_same_however_it_is_typed(variation: str) -> None:
    change = VARIATIONS[variation]
    line = "Non, pas le café crème F-202611-08"
    assert change(line) != line
    assert change(line) == change(line)


def test_variations_of_a_conversation_are_compared_by_what_is_done() -> None:
    brand = book()
    scripts = {"lend.yaml": read_script(SCRIPT.lstrip(), "lend.yaml", brand)}
    made = [*rehearse_varied(brand, scripts, extract)]
    assert [one.variation for one in made] == [*VARIATIONS]
    assert not any(one.failed for one in made)
    assert sum(one.as_written for one in made) >= len(made) - 1


def test_a_variation_that_changes_something_else_is_told() -> None:
    brand = book()
    text = SCRIPT.lstrip().replace('{customer: "3", ', "{customer: three, ")
    scripts = {"lend.yaml": read_script(text, "lend.yaml", brand)}

    def meaning_more(text: str) -> str:
        return "4" if text == "three" else text

    (one,) = rehearse_varied(brand, scripts, extract, {"more": meaning_more})
    assert one.failed
    assert '"count": 4' in (one.change or "")
    (error,) = rehearse_varied(brand, scripts, extract, {ERROR: meaning_more})
    assert error.change
    assert not error.failed
