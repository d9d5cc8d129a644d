"""``nawba listen`` as typed: a folder of contacts in, a manifest's faults, the list, one erased."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest

from cli.conftest import Cli
from nawba.listening.alone import alone
from nawba.listening.facts import ask_facts
from nawba.listening.shelf import Shelf

TURNS = [
    {"role": "agent", "start": 0.0, "end": 1.5, "text": "Bonjour, Sahla, Nadia à votre écoute."},
    {"role": "caller", "start": 2.0, "end": 4.0, "text": "Ma ligne 0612345678 est coupée."},
]
IN_FORCE = (
    "--basis", "consent", "--authorisation", "A-1", "--retention", "a year",
    "--since", "2020-01-01", "--notice", "2020-01-01",
)  # fmt: skip


@pytest.fixture
def calls(cli: Cli) -> str:
    """Three contacts in one file, a line of it that is none, and a file in pieces."""
    cli.configured()
    lines = [json.dumps({"id": f"c-{n}", "lang": "fr", "turns": TURNS}) for n in range(3)]
    cli.write("calls/many.jsonl", "\n".join([*lines, "no contact"]))
    cli.write("calls/broken.jsonl", '{"speaker": "customer"')
    return "calls"


def test_contacts_are_taken_in_listed_shown_and_erased(cli: Cli, calls: str) -> None:
    assert "register" in cli.run("listen", "import", calls, code=2).stderr
    cli.run("privacy", "register", "set", "listening", *IN_FORCE)
    totals = cli.json("listen", "import", calls, "--jobs", "1")
    assert (totals["state"], totals["done"], totals["quarantined"]) == ("done", 3, 2)
    refused = cli.json("listen", "quarantine", totals["intake"])["quarantined"]
    assert {one["name"] for one in refused} == {"broken.jsonl", "many.jsonl:4"}
    shelf = Shelf(cli.folder / "data/listening")
    counted = ask_facts(shelf, "SELECT state, count(*) AS items FROM facts GROUP BY 1 ORDER BY 1")
    assert counted == [{"state": "done", "items": 3}, {"state": "quarantined", "items": 2}]
    told = ask_facts(shelf, "SELECT item, seconds FROM facts WHERE contact = 'c-1'")[0]
    found = told["item"]
    assert told["seconds"] == 4.0
    shown = cli.run("listen", "show", found).stdout
    assert "coupée" in shown
    assert "0612345678" not in shown
    cli.run("listen", "erase", found, "--yes")
    assert not shelf.folder(found).exists()
    again = cli.json("listen", "import", calls, "--jobs", "1")
    assert (again["done"], again["quarantined"]) == (2, 2)
    assert cli.json("listen", "status")["intakes"][0]["state"] == "done"


def test_facts_that_cannot_be_written_stop_the_run_and_are_written_by_the_next(
    cli: Cli, calls: str
) -> None:
    cli.run("privacy", "register", "set", "listening", *IN_FORCE)
    cli.write("data/listening/facts", "a file where a folder belongs")
    told = cli.run("listen", "import", calls, "--jobs", "1", code=1).stdout
    assert "nawba listen resume" in told
    assert cli.json("listen", "status")["intakes"][0]["state"] == "stopped"
    (cli.folder / "data/listening/facts").unlink()
    assert cli.json("listen", "resume")["state"] == "done"
    counted = ask_facts(Shelf(cli.folder / "data/listening"), "SELECT count(*) AS n FROM facts")
    assert counted == [{"n": 5}]


def test_a_run_whose_process_is_gone_is_not_told_as_running(cli: Cli, calls: str) -> None:
    cli.run("privacy", "register", "set", "listening", *IN_FORCE)
    intake = cli.json("listen", "import", calls, "--jobs", "1")["intake"]
    with closing(sqlite3.connect(cli.folder / "data/nawba.db")) as connection:
        connection.execute("UPDATE intakes SET state = 'running'")
        connection.commit()
    assert cli.json("listen", "status")["intakes"][0]["state"] == "stopped"
    with alone(cli.folder / "data/listening", intake):
        assert cli.json("listen", "status", intake)["state"] == "running"


def test_every_fault_of_a_manifest_is_told_with_its_line(cli: Cli, calls: str) -> None:
    cli.write(
        "calls/manifest.csv",
        "file,started_at,failed\nmany.jsonl,yesterday,1\nmany.jsonl,2026-01-01,maybe\n",
    )
    told = cli.run("listen", "import", calls, code=2).stderr
    assert "manifest.csv:2: started_at: 'yesterday' is no time" in told
    assert "manifest.csv:3: failed: 'maybe' is neither yes nor no" in told
    cli.write("calls/manifest.csv", "recording,site\na.wav,casa\n")
    assert (
        "manifest.csv:1: there is no column `file`"
        in cli.run("listen", "import", calls, code=2).stderr
    )


def test_files_that_a_manifest_does_not_name_are_counted(cli: Cli, calls: str) -> None:
    cli.run("privacy", "register", "set", "listening", *IN_FORCE)
    cli.write("calls/manifest.csv", "file,site\nbroken.jsonl,casa\n")
    totals = cli.json("listen", "import", calls, "--jobs", "1")
    assert (totals["found"], totals["unnamed"]) == (1, 1)
    assert "name them: 1 of" in cli.run("listen", "import", calls, "--jobs", "1").stdout


def test_the_centres_own_contacts_are_checked_and_taken_in(cli: Cli) -> None:
    cli.configured()
    assert "go with `centre`" in cli.run("listen", "import", ".", "--again", code=2).stderr
    assert "no day" in cli.run("listen", "import", "centre", "--since", "soon", code=2).stderr
    assert "no queue" in cli.run("listen", "import", "centre", "--queue", "x", code=2).stderr
    told = cli.json("listen", "import", "centre", "--check")
    assert told == {"in_force": False, "taken": 0, "settled": 0, "left_out": {}}
    assert "0 contacts" in cli.run("listen", "import", "centre", "--check").stdout
    assert cli.json("listen", "import", "centre")["intake"] is None
    assert cli.json("listen", "status")["intakes"] == []


def test_words_of_leaving_are_told_only_where_setting_and_register_allow_it(cli: Cli) -> None:
    cli.configured()
    turns = [{"role": "caller", "text": "C'est inadmissible, je veux résilier."}]
    cli.write("calls/one.jsonl", json.dumps({"id": "c-1", "lang": "fr", "turns": turns}))
    cli.run("privacy", "register", "set", "listening", *IN_FORCE)
    cli.json("listen", "import", "calls", "--jobs", "1")
    assert "customer_signals" in cli.run("listen", "signals", code=2).stderr
    cli.write("nawba.toml", "customer_signals = true\n")
    assert "register" in cli.run("listen", "signals", code=2).stderr
    cli.run("privacy", "register", "set", "signals", *IN_FORCE)
    told = cli.json("listen", "signals")
    assert (told["contacts"], told["counts"]) == (1, {"dissatisfied": 1, "leaving": 1})
    assert [one["words"] for one in told["said"]] == ["inadmissible", "je veux résilier"]
    assert cli.json("listen", "signals", "--brand", "nobody")["contacts"] == 0


def test_the_demo_s_month_is_taken_in_as_its_command_says(cli: Cli) -> None:
    cli.configured()
    cli.run("privacy", "register", "set", "listening", *IN_FORCE)
    told = cli.run("demo", "month", "--out", "month", "--contacts", "2").stdout
    words = next(one.split()[1:] for one in told.splitlines() if " listen import " in one)
    totals = cli.json(*words, "--jobs", "1")
    assert (totals["done"], totals["quarantined"]) == (2, 0)


def test_who_forgot_the_database_is_told_where_the_demo_s_is(cli: Cli) -> None:
    assert "demo" not in cli.run("listen", "status", code=2).stderr
    cli.write("data/demo.db", "")
    assert "--database sqlite:///data/demo.db" in cli.run("listen", "status", code=2).stderr
