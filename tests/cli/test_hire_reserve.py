"""``nawba hire reserve`` and ``pack``: who could be called, and what an authority may ask for."""

from __future__ import annotations

import json
import subprocess

import pytest

from cli.conftest import Cli
from cli.test_hire_intake import IN_FORCE
from hiring.resumes import JOB, fill
from hiring_scene import NOUR
from nawba.actions import applications as verbs
from nawba.actions.candidates import declare_groups, set_reserve
from nawba.domain.words import Actor
from nawba.store import open_store


@pytest.fixture
def listed(cli: Cli) -> list[dict[str, str]]:
    """The list of a job of five; the names of the first two are known to be in the reserve."""
    cli.configured()
    cli.run("privacy", "register", "set", "screening", *IN_FORCE)
    cli.write("casa.toml", JOB)
    fill(cli.folder / "cvs", 6, 1)
    cli.run("hire", "import", "cvs", "--job", "casa.toml")
    found = cli.json("hire", "list", "casa", "--names")["applications"]
    store = open_store(cli.url)
    for one in found[:2]:
        set_reserve(store, Actor("candidate", one["candidate"]), one["candidate"], reserve=True)
    for at, one in enumerate(found):
        groups = {"gender": "f" if at % 2 else "m"}
        declare_groups(store, Actor("candidate", one["candidate"]), one["candidate"], groups)
    verbs.open_application(store, NOUR, found[0]["application"])
    verbs.move_application(store, NOUR, found[0]["application"], "to_meet", "French C1")
    verbs.note_application(store, NOUR, found[0]["application"], "called: Salma answers Monday")
    store.dispose()
    return found


def test_only_who_agreed_is_shown_and_what_is_open(cli: Cli, listed: list[dict[str, str]]) -> None:
    told = cli.json("hire", "reserve", "--language", "fr:B2", "--within", "6w", "--shift", "night")
    assert (told["people"], told["miss_none"], told["meet_all"]) == (2, 2, 0)
    assert {one["candidate"] for one in told["reserve"]} == {one["candidate"] for one in listed[:2]}
    assert told["reserve"][0]["met"] == ["language-fr"]
    assert told["reserve"][0]["open"] == ["shifts", "available", "notice"]
    missed = cli.json("hire", "reserve", "--language", "fr:native")["reserve"]
    assert [one["not_met"] for one in missed] == [["language-fr"]] * 2
    for wrong in (["--language", "es:Z9"], ["--within", "soon"], ["--shift", "noon"], []):
        assert "Write" in cli.run("hire", "reserve", *wrong, code=2).stderr or not wrong


def test_the_pack_tells_all_but_who_they_are(cli: Cli, listed: list[dict[str, str]]) -> None:
    cli.run("hire", "pack", "casa", "--out", "audit")
    folder = cli.folder / "audit"
    checked = subprocess.run(
        ["sha256sum", "-c", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout
    told = {one.name: one.read_text("utf-8") for one in folder.iterdir()}
    assert len(told) == 10
    every = "".join(told.values())
    assert not [one["name"] for one in listed if one["name"] in every]
    assert "Salma" not in every
    (moved,) = (one for one in json.loads(told["decisions.json"]) if one["what"] == "stage")
    assert (moved["words"], moved["by"]) == ("French C1", "recruiter:nour")
    scores = json.loads(told["scores.json"])
    assert len(scores) == 5
    assert scores[0]["document"]["inputs"][0]["lines"]
    assert json.loads(told["intakes.json"])[0]["quarantine"] == {"damaged": 1}
    groups = json.loads(told["groups.json"])["comparisons"]
    assert [(one["people"], one["not_declared"]) for one in groups] == [(5, 0)]
    assert not [one["candidate"] for one in listed if one["candidate"] in told["groups.json"]]
    assert "not empty" in cli.run("hire", "pack", "casa", "--out", "audit", code=2).stderr
