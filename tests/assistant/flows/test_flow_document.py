"""A flow that could say or do what it may not is refused when it is read, with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flow_scene import FILES, OPERATIONS, Player, book
from nawba.assistant import flows
from nawba.domain.errors import DocumentError, Invalid

ORDERED = '{id: ordered, done: {en: "Ordered as {order.order} for {day}."}, after: order}'
CONFIRM = '{id: read-back, confirm: order, text: {en: "I will order:"}}'
APPROVE = '{call: burn, send: {count: "{count}"}}'


def test_a_sound_brand_is_read() -> None:
    read = book()
    assert [*read.flow] == ["recognise", "lend", "burn"]
    assert read.flow["lend"].fields["note"].required is False
    assert read.by_intent["burn-router"] is read.flow["burn"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        # written in full
        ("id: lend\n", "id: Lend\n", "lend.yaml:1: id: 'Lend' cannot be an id"),
        ("id: lend\n", "id: burn\n", "'burn' is used twice"),
        ("id: lend\nbrand: atlas", "id: lend\nbrand: other", "among flows of 'atlas'"),
        ("Lend routers", "''", "title: is missing in 'en'"),
        ("{en: Lend routers}", "{fr: Prêt}", "unknown language 'fr'"),
        ("intents: [lend-router]", "", "nothing leads here"),
        ("id: lend\n", "id: lend\non_silence: stop\n", "unknown way to take silence 'stop'"),
        ("id: lend\n", "id: lend\ntimeout_minutes: 0\n", "timeout_minutes: 0 will not do"),
        ("grants: known", "grants: known\nintents: [x]", "has no intents"),
        ("intents: [lend-router]", "intents: [burn-router]", "leads to another flow too"),
        ("kind: number\n", "kind: numbr\n", "Did you mean 'number'?"),
        ("kind: number\n", "kind: identity\n", "unknown kind 'identity'"),
        ("kind: number\n", "kind: choice\n", "do not fit the kind"),
        ("kind: number\n", "kind: id\n", "has no form"),
        ("kind: number\n", "kind: id\n    form: F-12\n", "is no form of an id"),
        ("    ask: {en: On which day?}\n", "", "fields.day.ask: is missing"),
        ("at_least: 1\n", "at_least: one\n", "'one' is no number"),
        ("at_least: today+1", "at_least: tomorrow", "'tomorrow' is no date"),
        ("at_most: \"{stock.left}\"", "at_most: \"{stock.fee}\"", "is of kind amount"),
        ("at_most: \"{stock.left}\"", "at_most: \"{stock.lft}\"", "has no result 'lft'"),
        ("required: false\n", "required: false\n    at_least: 3\n", "a text has no bounds"),
        # hangs together
        ("{id: hello, say:", "{id: hello, sy:", "Did you mean 'say'?"),
        ("{id: hello, say:", "{id: hello, ask: day, say:", "does two things"),
        ("{id: ask-day, ask: day}", "{id: ask-day, ask: dai}", "Did you mean 'day'?"),
        ("{id: ask-day, ask: day}", "{id: ask-count, ask: day}", "'ask-count' is used twice"),
        ("{id: ask-day, ask: day}", "{id: ask-day, ask: day, next: nowhere}", "unknown step"),
        ("{id: stock, call: stock}", "{id: stock, call: stok}", "unknown operation 'stok'"),
        ("{none-left: none-left}", "{none-lft: none-left}", "unknown reason 'none-lft'"),
        ("refused: {none-left: none-left}", "", "no step leads to 'none-left'"),
        ("{id: ask-note, ask: note}", "{id: ask-day2, ask: day}", "fields.note: is never asked"),
        ("    hand_over: approval_needed\n", "    hand_over: tired\n", "unknown reason 'tired'"),
        ("{en: Let us see.}}", "{en: Let us see.}, next: stock}", "runs in a ring: stock, hello"),
        ("{id: again, ask: line, again: true,", "{id: again, ask: line,", "runs in a ring"),
        ("routers? {stock.left}", "routers? { stock.left }", "has a brace too many"),
        # says only what is known and may be said
        ("{en: Let us see.}", "{en: \"{cont} it is.\"}", "unknown field 'cont'"),
        ("{en: Let us see.}", "{en: \"{count} it is.\"}", "{count} may be empty at 'hello'"),
        ("{en: \"I will order:\"}", "{en: \"{note}\"}", "{note} may be empty at 'read-back'"),
        ("{en: Let us see.}", "{en: \"{stock.note}\"}", "{stock.note} of kind text is not said"),
        ("{en: Welcome.}", "{en: \"{found.customer}\"}", "of kind identity is not said"),
        ("{en: Let us see.}", "{en: \"Ordered {order.order}\"}", "may not be known at 'hello'"),
        ("{en: Lend routers}", "{en: \"Lend {count}\"}", "which is not known here"),
        ("{en: Let us see.}", "{en: It is done.}", "claims that it is done"),
        # does only what it may
        (CONFIRM, "{id: read-back, say: {en: I order.}}", "without a read-back"),
        (CONFIRM, CONFIRM + "\n  - {id: hm, say: {en: hm}, next: order}", "without a read-back"),
        (ORDERED, "{id: ordered, done: {en: Ordered.}, after: stock}\n  - " + ORDERED.replace(
            "id: ordered", "id: x"), "no step leads to 'x'"),
        ("{none-left: none-left}", "{none-left: ordered}", "without 'order' being done"),
        ("count: \"{count}\", day:", "day:", "'order' needs 'count'"),
        ("count: \"{count}\", day:", "count: \"{day}\", day:", "{day} is of kind date"),
        ("count: \"{count}\", day:", "customer: C-2, count: \"{count}\", day:", "cannot be sent"),
        ("count: \"{count}\", day:", "count: 3, day:", "does not name 'count' to the customer"),
        ("{id: stock, call: stock}", "{id: stock, call: burn, send: {count: 1}}",
         "'burn' cannot be undone"),
        (APPROVE, "{call: order, send: {count: \"{count}\", day: 2026-11-30}}",
         "nobody has to approve it"),
        ("    approve: " + APPROVE, "", "names nothing to approve"),
        ("grants: known\nfields", "intents: [x]\nfields", "needs 'known', which no flow grants"),
        ("call: recognise, send: {line: \"{line}\"}, refused: {nobody: nobody}",
         "call: stock", "'stock' does not grant 'known'"),
    ],
)  # fmt: skip
def test_what_may_not_run_is_refused(old: str, new: str, told: str) -> None:
    with pytest.raises(DocumentError) as refused:
        book((old, new))
    assert told in str(refused.value)
    assert all(line.partition(".yaml:")[2][0].isdigit() for line in str(refused.value).split("\n"))


def test_every_fault_of_every_file_is_told_at_once() -> None:
    with pytest.raises(DocumentError) as refused:
        book(("{id: hello, say:", "{id: hello, sy:"), ("{en: Burn routers}", "{}"))
    assert [fault.file for fault in refused.value.faults] == ["burn.yaml", "lend.yaml"]
    assert [fault.line for fault in refused.value.faults] == [5, 28]


@pytest.mark.parametrize("text", ["", "- a", "id: [", "id: x\nsteps: 3", "steps: []", "a: *b"])
def test_what_is_no_flow_is_told_as_such(text: str) -> None:
    with pytest.raises(DocumentError, match=r"lend\.yaml:\d"):
        book((FILES["lend.yaml"], text))


def test_an_operation_that_authenticates_must_not_need_it_already() -> None:
    needs = OPERATIONS.replace("grants: known", "grants: known\n    authentication: known")
    with pytest.raises(DocumentError, match="needs what this flow is to grant"):
        book(operations=needs)


def test_a_folder_is_read_and_one_without_operations_is_told(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"has no operations\.yaml"):
        flows.read_flows(tmp_path)
    (tmp_path / "operations.yaml").write_text(OPERATIONS, encoding="utf-8")
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert len(flows.read_flows(tmp_path, ["en"]).flows) == 3
    with pytest.raises(DocumentError, match="is missing in 'fr'"):
        flows.read_flows(tmp_path)
    (tmp_path / "lend.yaml").write_bytes("é".encode("latin-1"))
    with pytest.raises(Invalid, match="is not UTF-8"):
        flows.read_flows(tmp_path)


BRANCH = """
id: choose
brand: atlas
version: 1
owner: Nadia
title: {en: Choose}
intents: [choose]
fields:
  count: {kind: number, name: {en: Count}, ask: {en: How many?}}
steps:
  - {id: stock, call: stock}
  - {id: any, say: {en: Well.}}
  - id: way
    branch:
      - {value: "{stock.left}", above: 5, go: many}
      - {go: few}
  - {id: many, end: {en: Many.}}
  - {id: few, ask: count}
  - {id: fewer, end: {en: "Few, {count}."}}
"""


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("above: 5, ", "", "is no case"),
        ("above: 5, ", "above: 5, below: 9, ", "is no case"),
        ("{go: few}", "{value: \"{stock.left}\", below: 5, go: few}", "is no case"),
        ("value: \"{stock.left}\"", "value: left", "names nothing"),
        ("above: 5", "above: five", "'five' is no number"),
        ("value: \"{stock.left}\", above: 5", "value: \"{stock.note}\", above: b", "compared so"),
        ("value: \"{stock.left}\", above", "value: \"{count}\", above", "{count} may be empty"),
    ],
)  # fmt: skip
def test_a_branch_has_one_test_for_each_case_and_a_last_one_without(
    old: str, new: str, told: str
) -> None:
    assert old in BRANCH
    with pytest.raises(DocumentError) as refused:
        book((FILES["burn.yaml"], BRANCH.lstrip().replace(old, new)))
    assert told in str(refused.value)


WORDS = ("{}", "[]", "3", "true", "{count}", "{stock.left}", "order", "call: stock", "", "ask: day")
LINES = [(name, place) for name, text in FILES.items() for place in range(text.count("\n"))]
LETTERS = ("3", "tomorrow", "skip", "0661234567", "yes", "no", "cancel")


def accepted(name: str, lines: list[str]) -> flows.FlowBook | None:
    """The brand with other lines in one file, or None when it is refused."""
    try:
        return book((FILES[name], "\n".join(lines)))
    except DocumentError:
        return None


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(LINES), st.integers(0, 12), st.sampled_from(WORDS))
def test_any_slip_of_the_pen_is_refused_or_harmless(
    line: tuple[str, int], at: int, word: str
) -> None:
    name, place = line
    lines = FILES[name].split("\n")
    words = lines[place].split(" ")
    words[at % len(words)] = word
    lines[place] = " ".join(words)
    changed = accepted(name, lines)
    if changed is not None and "lend" in changed.flow:
        player = Player(changed)
        player.begin()
        player.say(*LETTERS)
