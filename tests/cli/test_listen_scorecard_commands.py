"""``nawba listen scorecard`` and ``nawba listen agreement``: checked, tried, compared."""

from __future__ import annotations

import json

import pytest

from cli.conftest import Cli
from nawba.listening.facts import ask_facts
from nawba.listening.shelf import Shelf
from nawba.models.scripted_endpoint import ScriptedEndpoint, Visit
from nawba.models.scripted_write import completion

CALL = [
    {"speaker": "adviser", "start": 0, "end": 4, "text": "Bonjour, Sami à votre écoute"},
    {"speaker": "customer", "start": 4, "end": 9, "text": "ma facture a doublé"},
    {"speaker": "adviser", "start": 9, "end": 15, "text": "Donnez-moi le cryptogramme"},
]


def test_a_scorecard_is_checked_and_tried(cli: Cli) -> None:
    told = cli.json("listen", "scorecard", "check", "default")
    assert told["questions"] == 14
    assert told["languages"] == ["ar", "ary", "en", "fr"]
    cli.write("call.jsonl", "\n".join(map(json.dumps, CALL)))
    tried = cli.json("listen", "scorecard", "try", "default", "call.jsonl")
    answers = {one["question"]: one for one in tried["answers"]}
    assert answers["greeting"]["quotes"][0] == {
        "turn": 0, "start": 0, "end": 7, "text": "Bonjour", "at": [0.0, 1.0],
    }  # fmt: skip
    assert (tried["knocked_out"], tried["knock_outs"]) == (True, ["no_card_code"])
    assert [one["kind"] for one in tried["findings"]] == ["card_code_asked"]
    shown = cli.run("listen", "scorecard", "try", "default", "call.jsonl").stdout
    assert "0:00 “Bonjour”" in shown
    assert "knocked out by no_card_code" in shown


def test_faults_are_told_with_their_line(cli: Cli) -> None:
    cli.write("card.toml", 'id = "Mine"\nversion = 1\ntitle = { fr = "x" }\nquestion = []\n')
    told = cli.run("listen", "scorecard", "check", "card.toml", code=2).stderr
    assert "card.toml:1: id: 'Mine' cannot be an id" in told
    assert "card.toml:4: question: has 0 questions" in told
    cli.write("call.jsonl", json.dumps(CALL[0]) + '\n{"speaker": "boss", "text": "x"}\nno\n')
    told = cli.run("listen", "scorecard", "try", "default", "call.jsonl", code=2).stderr
    assert "call.jsonl:2: unknown speaker 'boss'. Use one of: adviser" in told
    assert "call.jsonl:3: is no JSON" in told


def test_without_contacts_nothing_is_asked_and_there_is_no_agreement(cli: Cli) -> None:
    cli.run("migrate")
    assert cli.json("listen", "ask") == {"asked": 0}
    assert "Nobody has answered" in cli.run("listen", "agreement").stdout
    assert cli.json("listen", "agreement") == {"scorecards": []}


JUDGED = """id = "judged"
version = 1
title = { en = "Judged" }
[[question]]
id = "solved"
text = { fr = "Est-ce résolu ?" }
otherwise = "unknown"
model = true
"""
IN_FORCE = (
    "--basis", "consent", "--authorisation", "A-1", "--retention", "a year",
    "--since", "2020-01-01", "--notice", "2020-01-01",
)  # fmt: skip


def test_an_import_asks_the_model_of_the_settings_and_then_people(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.configured()
    cli.run("privacy", "register", "set", "listening", *IN_FORCE)
    cli.write("card.toml", JUDGED)
    turns = [*CALL, {"speaker": "adviser", "start": 15, "end": 19, "text": "C'est réparé"}]
    for number in range(3):
        told = {"id": f"c-{number}", "lang": "fr", "turns": turns}
        cli.write(f"calls/{number}.jsonl", json.dumps(told))
    command = ("listen", "import", "calls", "--scorecard", "card.toml", "--jobs", "1")

    def answer(visit: Visit) -> None:
        said = {"answer": "yes", "quotes": [{"turn": 3, "text": "réparé"}]}
        visit.send(completion(json.dumps(said)))

    with ScriptedEndpoint(answer).running() as server:
        monkeypatch.setenv("NAWBA_JUDGE_URL", server.url)
        assert "judge_model" in cli.run(*command, code=2).stderr
        monkeypatch.setenv("NAWBA_JUDGE_MODEL", "small")
        monkeypatch.setenv("NAWBA_JUDGE_SECRET", "JUDGE_KEY")
        monkeypatch.setenv("JUDGE_KEY", "k-123")
        monkeypatch.setenv("NAWBA_REVIEW_MODEL", "1")
        assert cli.json(*command)["state"] == "done"
        assert server.headers[0]["authorization"] == "Bearer k-123"
    shelf = Shelf(cli.folder / "data/listening")
    told = ask_facts(shelf, "SELECT unnest(answers) AS one FROM facts WHERE by_model = 1 LIMIT 1")
    assert told[0]["one"] == {
        "question": "solved", "answer": "yes", "by": "model", "counts": False,
    }  # fmt: skip
    assert cli.json("listen", "ask") == {"asked": 0}  # the intake did
    checked = cli.json("listen", "scorecard", "check", "card.toml")
    assert checked["for_model"] == ["solved"]
    monkeypatch.setenv("NAWBA_REVIEW_MODEL", "0")
    assert cli.json("listen", "ask", "--model", "1") == {"asked": 0}


def test_words_go_to_another_machine_only_with_the_register(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli.configured()
    cli.run("privacy", "register", "set", "listening", *IN_FORCE)
    cli.write("card.toml", JUDGED)
    cli.write("calls/1.jsonl", json.dumps({"id": "c", "lang": "fr", "turns": CALL}))
    command = ("listen", "import", "calls", "--scorecard", "card.toml", "--jobs", "1")
    monkeypatch.setenv("NAWBA_JUDGE_URL", "https://models.example/v1")
    monkeypatch.setenv("NAWBA_JUDGE_MODEL", "small")
    assert "name it in judge_hosts" in cli.run(*command, code=2).stderr
    monkeypatch.setenv("NAWBA_JUDGE_HOSTS", "models.example")
    assert "outside_model" in cli.run(*command, code=2).stderr


def test_a_queue_that_is_not_the_centres_and_a_knock_out_that_never_strikes_are_faults(
    cli: Cli,
) -> None:
    cli.configured()
    cli.write("card.toml", JUDGED.replace("[[question]]", 'queues = ["atlas-xx"]\n[[question]]'))
    cli.run("listen", "scorecard", "check", "card.toml")
    told = cli.run("listen", "scorecard", "check", "card.toml", "--centre", code=2).stderr
    assert "card.toml:4: queues: there is no queue 'atlas-xx' in this centre" in told
    cli.write("card.toml", JUDGED.replace("model = true", "knock_out = true"))
    told = cli.run("listen", "scorecard", "check", "card.toml", code=2).stderr
    assert "card.toml:8: question[0].knock_out: can never strike" in told
