"""``nawba dispatch`` and ``nawba bench dispatch`` as typed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli.conftest import Cli
from nawba.actions.policies import choose_policy
from nawba.domain.words import ADMINISTRATOR
from nawba.store import open_store
from nawba.store.migrate import migrate

DAY = """\
{"what": "day", "version": 1, "day": "2026-03-02"}
{"what": "queue", "id": "fr", "requires": {"fr": 3}, "seconds": 20, "share": 0.8}
{"what": "queue", "id": "ar", "requires": {"ar": 3}, "seconds": 60, "share": 0.8}
{"what": "adviser", "id": "a1", "site": "s", "skills": {"fr": 4, "ar": 3}, "capacity": {"chat": 1}}
{"what": "present", "at": 0.0, "adviser": "a1"}
{"what": "contact", "at": 1, "id": "c1", "queue": "fr", "channel": "chat", "handling": 30}
{"what": "contact", "at": 2, "id": "c2", "queue": "ar", "channel": "chat", "handling": 30}
{"what": "contact", "at": 9, "id": "c3", "queue": "fr", "channel": "chat", "handling": 30}
{"what": "contact", "at": 9, "id": "c4", "queue": "fr", "channel": "chat", "handling": 0,\
 "patience": 5}
"""


@pytest.fixture
def day(cli: Cli) -> str:
    return str(cli.write("day.jsonl", DAY))


def test_a_day_is_played_through_two_policies(cli: Cli, day: str) -> None:
    waits = {}
    for policy in ("longest_wait_first", "wait_over_target"):
        found = cli.json("dispatch", "replay", day, "--policy", policy)
        assert found["policy"] == policy
        assert found["decisions"] == 3
        waits[policy] = {one["queue"]: one["mean_wait"] for one in found["queues"]}
    assert waits["longest_wait_first"] == {"fr": 26.0, "ar": 29.0}
    assert waits["wait_over_target"] == {"fr": 11.0, "ar": 59.0}


def test_every_decision_is_explained_in_a_file(cli: Cli, day: str, tmp_path: Path) -> None:
    why = tmp_path / "why.jsonl"
    result = cli.run(
        "dispatch", "replay", day, "--policy", "wait_over_target", "--explain", str(why)
    )
    assert "in target" in result.stdout
    lines = [json.loads(line) for line in why.read_text("utf-8").splitlines()]
    assert [one["contact"] for one in lines] == ["c1", "c3", "c2"]
    scores = {one["queue"]: one["score"] for one in lines[1]["queues"]}
    assert scores["fr"] > scores["ar"] > 0


def test_an_unknown_policy_names_those_there_are(cli: Cli, day: str) -> None:
    for words in (("dispatch", "replay", day), ("bench", "dispatch")):
        result = cli.run(*words, "--policy", "coin_toss", code=2)
        assert "longest_wait_first" in result.stderr


def test_policies_are_listed_with_what_is_proven_and_which_decides(
    cli: Cli, tmp_path: Path
) -> None:
    assert cli.json("dispatch", "policies")["in_force"] is None
    url = f"sqlite:///{tmp_path}/house.db"
    store = open_store(url)
    migrate(store)
    choose_policy(store, ADMINISTRATOR, "queue_ratio")
    found = cli.json("dispatch", "policies", "--database", url)
    assert (found["in_force"]["policy"], found["in_force"]["mode"]) == ("queue_ratio", 0)
    listed = found["policies"]
    assert "Perry & Whitt" in listed["thresholded_sharing"]
    assert all("euristic here" in about or "throughout" in about for about in listed.values())


def test_a_day_that_is_none_is_refused(cli: Cli) -> None:
    result = cli.run("dispatch", "record", "yesterday", "--to", "day.jsonl", code=2)
    assert "2026-03-02" in result.stderr


def test_the_bench_prints_one_object(cli: Cli) -> None:
    size = ["--advisers", "100", "--skills", "24", "--pools", "12"]
    found = cli.json("bench", "dispatch", *size, "--rate", "20", "--seconds", "2")
    assert found["decisions"] > 0
    assert set(found["decision_ms"]) == {"p50", "p99"}
    assert "20,000 pools" in {one["what"] for one in found["growth"]}
