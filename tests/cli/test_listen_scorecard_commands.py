"""``nawba listen scorecard`` and ``nawba listen agreement``: checked, tried, compared."""

from __future__ import annotations

import json

from cli.conftest import Cli

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
