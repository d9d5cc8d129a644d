"""The assistant from a terminal: why it decided so, and which version of it answers."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from cli.conftest import Cli
from nawba.actions import contacts, turns
from nawba.domain.decisions import (
    Asked,
    Came,
    Decision,
    Did,
    PartDecision,
    Reading,
    Retrieved,
)
from nawba.domain.turns import Draft, Outcome
from nawba.domain.words import ASSISTANT, Actor
from nawba.store import open_store
from nawba.store.rows import read_centre

FOUND = (
    Retrieved("cancel-plan", 2, "en", 0.412, 0.1),
    Retrieved("slow-wifi", 1, "en", 0.312),
)
REFUSED = Decision(
    Did.WITHHELD, "en", "below_threshold", FOUND, (Reading("cancel-plan", 0.5),), "contract",
    0.731, 4, 11.6,
)  # fmt: skip


def asked(cli: Cli, text: str, decision: Decision) -> str:
    """The id of a contact in which ``text`` was decided so."""
    store = open_store(cli.url)
    with store.read() as connection:
        brand = read_centre(connection).brand["atlas"]
    customer = Actor("customer", "new")
    opened = contacts.open_contact(store, customer, brand, client_id="x" * 20, draw=0.99)
    customer = Actor("customer", opened.customer)
    message = contacts.say(store, customer, opened.contact, text, client_id="1")
    outcome = Outcome((Draft("Which one?"),), withheld=("below_threshold", 0.4), decision=decision)
    assert turns.take_turn(store, ASSISTANT, opened.contact, message, outcome)
    store.dispose()
    return opened.contact


def test_a_turn_is_explained_to_whoever_was_not_there(cli: Cli) -> None:
    cli.configured()
    contact = asked(cli, "my [bold] plan", REFUSED)
    told = cli.run("assistant", "explain", contact).stdout
    for words in (
        "« my [bold] plan »",
        "Gave no answer and asked back",
        "article cancel-plan (version 2, en), scored 0.412 and stayed below the threshold 0.731",
        "for the group contract",
        "slow-wifi",
        "Read as cancel-plan (0.500)",
        "version 4",
        "12 ms",
    ):
        assert words in told, (words, told)


def test_what_a_language_model_had_to_do_with_it_is_explained(cli: Cli) -> None:
    cli.configured()
    came = Asked(Came.REFUSED, "unsupported", ("wrong_unit",), 3, 812.4)
    contact = asked(cli, "my plan", replace(REFUSED, asked=came))
    told = cli.run("assistant", "explain", contact).stdout
    assert "words were refused and the article's own sent" in told
    assert "a number with another unit" in told
    assert "(812 ms)" in told
    (turn,) = cli.json("assistant", "explain", contact)["turns"]
    assert turn["asked"]["came"] == "refused"
    assert (turn["asked"]["failed"], turn["asked"]["milliseconds"]) == (["wrong_unit"], 812.4)
    assert "another unit" in turn["why_asked"]


def test_the_same_facts_are_there_for_a_machine(cli: Cli) -> None:
    cli.configured()
    contact = asked(cli, "my plan", REFUSED)
    told = cli.json("assistant", "explain", contact)
    (turn,) = told["turns"]
    assert (told["contact"], turn["text"], turn["did"]) == (contact, "my plan", "withheld")
    assert [one["score"] for one in turn["retrieved"]] == [0.412, 0.312]
    assert (turn["threshold"], turn["version"], turn["group"]) == (0.731, 4, "contract")


def test_what_was_asked_back_and_what_became_of_each_question_is_told(cli: Cli) -> None:
    cli.configured()
    first, second = "How do I cancel my plan?", "Why is my wifi slow?"
    parts = (
        PartDecision(0, len(first), Did.ANSWERED, "cancel-plan", 0.9, 0.731),
        PartDecision(len(first) + 1, len(first) + 1 + len(second), Did.WITHHELD, "slow-wifi", 0.4),
    )
    decision = replace(REFUSED, reason="close_readings", parts=parts, choices=("slow-wifi", "fair"))
    contact = asked(cli, f"{first} {second}", decision)
    told = cli.run("assistant", "explain", contact).stdout
    assert "Asked which was meant: slow-wifi, fair, none of these, or a person." in told
    assert f"Question 1 « {first} »: answered, cancel-plan (0.900, threshold 0.731)" in told
    assert f"Question 2 « {second} »: withheld, slow-wifi (0.400, threshold none)" in told
    (turn,) = cli.json("assistant", "explain", contact)["turns"]
    assert turn["choices"] == ["slow-wifi", "fair"]
    assert turn["parts"][0]["did"] == "answered"


def test_a_choice_is_told_as_outside_the_promise(cli: Cli) -> None:
    cli.configured()
    decision = replace(REFUSED, did=Did.ANSWERED, reason="chosen", chosen="slow-wifi")
    contact = asked(cli, "2", decision)
    told = cli.run("assistant", "explain", contact).stdout
    assert "article slow-wifi, chosen by the customer" in told
    assert "outside what the threshold was proven on" in told


def test_a_list_of_upset_sentences_is_measured(cli: Cli) -> None:
    rows = [
        {"text": "bande de voleurs", "language": "fr", "label": "upset"},
        {"text": "je vais me suicider", "language": "fr", "label": "danger"},
        {"text": "xyzzy", "language": "en", "label": "upset", "split": "heldout"},
        {"text": "hello", "language": "en", "label": "calm"},
    ]
    path = str(cli.write("list.jsonl", "\n".join(map(json.dumps, rows))))
    report = cli.json("assistant", "upset", path)
    assert (report["n"], report["recall"], report["precision"]) == (4, 0.6667, 1.0)
    assert report["danger"]["recall"] == 1.0
    assert "missed: xyzzy" in cli.run("assistant", "upset", path).stdout
    assert "none.jsonl is not a file" in cli.run("assistant", "upset", "none.jsonl", code=2).stderr


def test_asking_back_is_counted_on_the_labelled_cases(cli: Cli) -> None:
    folder = material(cli, cases=12)
    report = cli.json("assistant", "clarify", "--folder", folder, "--threshold", "0.5")
    rows = [row for row in report["asking"] if row["together"] == report["together"]]
    assert [(row["brand"], row["cases"], row["oos_cases"]) for row in rows] == [("atlas", 12, 12)]
    assert rows[0]["asked"] == 0, "one article leaves nothing to choose between"
    assert report["several"]["cases"] == 12
    told = cli.run("assistant", "clarify", "--folder", folder).stdout
    assert f"{report['together']:.1f} *" in told
    assert "Several questions: 0 of 12" in told


def test_a_contact_that_is_not_there_is_told_as_such(cli: Cli) -> None:
    cli.configured()
    assert "no contact c_none" in cli.run("assistant", "explain", "c_none", code=2).stderr


CONVERSATION = """
brand: atlas
conversations:
  - name: cancelling
    language: en
    lines:
      - {customer: I want to cancel my plan, answers: cancel-plan}
"""


def material(cli: Cli, cases: int = 160, conversation: str = CONVERSATION) -> str:
    """A folder of cases, groups and conversations about the one article; returns its path."""
    cli.configured()
    cli.article("one")
    cli.run("articles", "import", "articles")
    rows = [("cancel-plan", f"I want to cancel my plan number {i}") for i in range(cases)]
    rows += [(None, f"What time is it in country {i} ?") for i in range(cases)]
    lines = [
        json.dumps({"text": text, "language": "en", "brand": "atlas", "intent": intent})
        for intent, text in rows
    ]
    cli.write("made/cases/atlas.jsonl", "\n".join(lines))
    cli.write("made/conversations/atlas.yaml", conversation)
    return str(cli.write("made/groups.yaml", "atlas: {contract: [cancel-plan]}\n").parent)


def test_a_version_is_tried_published_compared_and_taken_back(cli: Cli) -> None:
    folder = material(cli)
    tried = cli.run("assistant", "publish", "--folder", folder, "--check").stdout
    assert "✓ scripted conversations: 1 of 1 held" in tried
    assert "Nothing was published" in tried
    assert "None was published yet" in cli.run("assistant", "versions").stdout

    first = cli.json("assistant", "publish", "--folder", folder)
    assert (first["published"], first["version"]) == (True, 1)
    assert "the first" in cli.run("assistant", "diff", code=2).stderr
    second = cli.run(
        "assistant", "publish", "--folder", folder, "--risk", "10%", "--brand", "atlas",
        "--language", "en",
    ).stdout  # fmt: skip
    assert "Version 2 answers now" in second
    assert "nawba assistant rollback" in second

    told = cli.run("assistant", "diff").stdout
    assert "~ threshold atlas en" in told
    assert "at 5%" in told
    assert "at 10%" in told
    shown = cli.run("assistant", "versions", "2").stdout
    assert "answers" in shown
    assert "10%" in shown

    assert "Version 1" in cli.run("assistant", "rollback").stdout
    listed = cli.json("assistant", "versions")
    assert (listed["current"], [one["number"] for one in listed["versions"]]) == (1, [2, 1])
    assert cli.json("assistant", "rollback", "2")["version"] == 2


def test_what_the_gate_stops_is_not_published_and_said_with_its_remedy(cli: Cli) -> None:
    folder = material(cli, conversation=CONVERSATION.replace("cancel-plan}", "other}"))
    told = cli.run("assistant", "publish", "--folder", folder, code=1)
    assert "answers with cancel-plan, not other" in told.stdout
    assert "→ Mend the article or the conversation" in told.stdout
    assert "Nothing was published" in told.stderr
    assert cli.json("assistant", "versions")["current"] is None


def test_too_few_cases_prove_nothing_and_how_many_are_missing_is_said(cli: Cli) -> None:
    folder = material(cli, cases=12)
    told = cli.run("assistant", "publish", "--folder", folder, code=1).stdout
    assert "nothing may be answered" in told
    assert "atlas en: assist-only" in told
    assert "more cases needed at 5%" in told


def test_the_thresholds_that_cases_prove_are_printed_and_nothing_is_published(cli: Cli) -> None:
    folder = material(cli)
    rows = cli.json("assistant", "calibrate", "--folder", folder, "--risk", "5%")["rows"]
    (row,) = [row for row in rows if row["threshold"] is not None]
    assert (row["group"], row["risk"], row["covers"]) == ("others", 0.05, "this set")
    assert row["bound"] <= 0.05
    told = cli.run("assistant", "calibrate", "--folder", folder, "--risk", "0.1%").stdout
    assert "assist-only" in told
    assert "atlas en: answers 0% of the questions in scope" in told
    assert cli.json("assistant", "versions")["current"] is None


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("calibrate",), "--folder"),
        (("calibrate", "--risk", "much"), "'much' is no share"),
        (("publish",), "--folder"),
        (("publish", "--folder", "nowhere"), "no folder nowhere"),
        (("publish", "--risk", "much"), "'much' is no share"),
        (("publish", "--risk", "80%"), "is none"),
        (("publish", "--brand", "atlas"), "add --risk"),
        (("publish", "--risk", "5%", "--brand", "nobody"), "no brand 'nobody'"),
        (("rollback",), "No version was published"),
        (("diff",), "No version was published"),
        (("versions", "4"), "no version 4"),
    ],
)
def test_what_is_missing_or_wrong_is_told_with_what_to_do(
    cli: Cli, words: tuple[str, ...], told: str
) -> None:
    cli.configured()
    cli.article("one")
    cli.run("articles", "import", "articles")
    assert told in cli.run("assistant", *words, code=2).stderr
