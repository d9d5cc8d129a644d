"""``nawba hire import`` as typed: a thousand documents, killed in the midst, and what is told."""

from __future__ import annotations

import gc
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import processes
from cli.conftest import Cli
from hiring.resumes import JOB, fill, resume
from nawba.store import open_store
from nawba.store.hiring import documents_of
from nawba.store.hiring_tables import application_log, applications
from nawba.store.statements import find_all

IN_FORCE = (
    "--basis", "contract", "--authorisation", "A-1", "--retention", "two years",
    "--since", "2020-01-01", "--notice", "2020-01-01",
)  # fmt: skip


@pytest.fixture
def hiring(cli: Cli) -> Cli:
    cli.configured()
    cli.run("privacy", "register", "set", "screening", *IN_FORCE)
    cli.write("casa.toml", JOB)
    return cli


def listed(cli: Cli) -> list[tuple[str, Any]]:
    """What each document came to, by its file: the same for the same folder."""
    store = open_store(cli.url)
    with store.read() as connection:
        names = {one.id: one.name for one in documents_of(connection)}
        made = [(names[one.document], one.score) for one in find_all(connection, applications)]
        scores = find_all(connection, application_log, what="scored")
        assert len(scores) == len(made)  # nothing was read twice
    store.dispose()
    return sorted(made, key=lambda pair: pair[0])


def test_nobody_is_screened_before_the_register_says_so(cli: Cli) -> None:
    cli.configured()
    cli.write("casa.toml", JOB)
    fill(cli.folder / "cvs", 1)
    told = cli.run("hire", "import", "cvs", "--job", "casa.toml", code=2).stderr
    assert "nawba privacy register set screening" in told.replace("\n", " ")


def test_a_folder_becomes_a_list_with_reasons(hiring: Cli) -> None:
    folder = fill(hiring.folder / "cvs", 14, 2)
    (folder / "copy.txt").write_text(resume(0), "utf-8")
    told = hiring.json("hire", "import", "cvs", "--job", "casa.toml")
    counts = [told[name] for name in ("state", "files", "found", "read", "duplicates", "people")]
    assert counts == ["done", 15, 14, 12, 1, 12]
    assert [(one["name"], one["reason"]) for one in told["quarantine"]] == [
        ("0012.txt", "empty"),
        ("0013.txt", "damaged"),
    ]
    assert "Ask the candidate" in hiring.run("hire", "status", told["intake"]).stdout
    assert hiring.json("hire", "status")["intakes"][0]["read"] == 12
    (job,) = hiring.json("hire", "jobs")["jobs"]
    assert (job["id"], job["applications"]) == ("casa", {"received": 12})
    people = hiring.json("hire", "list", "casa")["applications"]
    assert [one["missed"] for one in people] == sorted(one["missed"] for one in people)
    assert people[0]["met"] == ["french"]
    assert "name" not in people[0]
    assert hiring.json("hire", "list", "casa", "--names")["applications"][0]["name"]


def test_an_application_is_explained_with_its_lines(hiring: Cli) -> None:
    fill(hiring.folder / "cvs", 4)
    hiring.run("hire", "import", "cvs", "--job", "casa.toml")
    best = hiring.json("hire", "list", "casa")["applications"][0]["application"]
    shown = hiring.json("hire", "show", best)
    french, nights = shown["criteria"]
    assert (french["text"], french["met"]) == ("French, B2 or better", "met")
    assert french["lines"][0]["text"].startswith("French (")
    assert (nights["met"], nights["lines"]) == ("not_stated", [])
    assert shown["questions"] == [nights["ask"]]
    own = hiring.run("hire", "explain", best).stdout
    assert "Your documents came in" in own
    letter = hiring.run("hire", "explain", best, "--language", "fr").stdout
    assert "français, niveau B2 ou plus (nécessaire): rempli" in letter
    assert french["lines"][0]["text"] in letter
    arabic = hiring.json("hire", "explain", best, "--language", "ar")["letter"]
    assert "كل قرار يتخذه إنسان" in arabic
    store = open_store(hiring.url)
    with store.read() as connection:
        told = find_all(connection, application_log, ("at",), application=best, what="explained")
    store.dispose()
    assert [one.document["language"] for one in told] == ["en", "fr", "ar"]


def test_criteria_are_changed_and_a_job_closed(hiring: Cli) -> None:
    fill(hiring.folder / "cvs", 5)
    hiring.run("hire", "import", "cvs", "--job", "casa.toml")
    hiring.write("casa.toml", JOB.replace('"B2"', '"A2"'))
    (hiring.folder / "cvs" / "more.txt").write_text(resume(9), "utf-8")
    hiring.run("hire", "import", "cvs", "--job", "casa.toml")
    assert hiring.json("hire", "again", "casa")["changed"] == 5
    hiring.run("hire", "close", "casa")
    assert "closed" in hiring.run("hire", "import", "cvs", "--job", "casa", code=2).stderr


def test_what_is_asked_for_wrongly_is_told(hiring: Cli) -> None:
    assert "There is no" in hiring.run("hire", "import", "no", "--job", "casa.toml", code=2).stderr
    assert "--job" in hiring.run("hire", "import", "casa.toml", code=2).stderr
    assert "casa.tml" in hiring.run("hire", "import", ".", "--job", "casa.tml", code=2).stderr
    assert "hire jobs" in hiring.run("hire", "list", "nowhere", code=2).stderr


def started(cli: Cli, *words: str) -> subprocess.Popen[bytes]:
    with (cli.folder / "said.txt").open("wb") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "nawba.cli", "hire", "import", *words],
            cwd=cli.folder,
            env=processes.environment(),
            stdout=subprocess.DEVNULL,
            stderr=said,
            start_new_session=True,
            preexec_fn=obey_ctrl_c,
        )


def obey_ctrl_c() -> None:
    """A shell lets what it runs in the background ignore it, and who does so passes it on."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def until(true: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    """Waits for the other process, whose pace nobody here sets."""
    end = time.monotonic() + processes.PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < end
        assert process.poll() is None, "it ended too early"
        time.sleep(0.01)


def children(process: subprocess.Popen[bytes]) -> list[int]:
    path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    tasks = path.parent.parent.glob("*/children")
    return [int(child) for one in tasks for child in one.read_text().split()]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_run_that_was_ended_goes_on_and_makes_the_same_list(
    hiring: Cli, how: signal.Signals
) -> None:
    fill(hiring.folder / "cvs", 500, 10)  # more than a busy machine reads before the signal
    process = started(hiring, "cvs", "--job", "casa.toml")

    def some_are_read() -> bool:
        store = open_store(hiring.url)
        with store.read() as connection:
            found = documents_of(connection, state="read")
        store.dispose()
        return bool(found)

    until(some_are_read, process)
    for child in children(process)[:1]:
        os.kill(child, signal.SIGKILL)
    until(lambda: bool(children(process)), process)
    process.send_signal(how)
    ended = process.wait(processes.PATIENCE_SECONDS)
    assert ended == (130 if how == signal.SIGINT else -9), (hiring.folder / "said.txt").read_text()
    (intake,) = hiring.json("hire", "status")["intakes"]
    assert 0 < intake["read"] < 490
    assert intake["state"] == ("stopped" if how == signal.SIGINT else "running")
    told = hiring.json("hire", "import", "--resume", intake["id"])
    assert (told["state"], told["read"], len(told["quarantine"])) == ("done", 490, 10)
    killed = listed(hiring)
    for path in (hiring.folder / "data").glob("nawba.db*"):
        path.unlink()
    hiring.configured()
    hiring.run("privacy", "register", "set", "screening", *IN_FORCE)
    hiring.run("hire", "import", "cvs", "--job", "casa.toml")
    assert listed(hiring) == killed


def test_who_was_erased_stays_so_after_a_restore(hiring: Cli) -> None:
    fill(hiring.folder / "cvs", 3)
    hiring.run("hire", "import", "cvs", "--job", "casa.toml")
    hiring.run("backup", "before.zip")
    gone = hiring.json("hire", "list", "casa")["applications"][0]
    assert "--yes" in hiring.run("hire", "erase", gone["candidate"]).stdout
    assert len(hiring.json("hire", "list", "casa")["applications"]) == 3
    hiring.run("hire", "erase", gone["candidate"], "--withdrawn", "--yes")
    explained = hiring.json("hire", "show", gone["application"])
    assert [one["lines"] for one in explained["criteria"]] == [[], []]
    gc.collect()  # typed each for itself, the commands before would have closed the database
    told = hiring.json("restore", "before.zip", "--force")
    assert told["candidates_erased_again"] == 1
    left = hiring.json("hire", "list", "casa")["applications"]
    assert gone["candidate"] not in {one["candidate"] for one in left}
    assert hiring.json("hire", "jobs")["jobs"][0]["applications"]["withdrawn"] == 1


def test_retention_erases_whom_nobody_heard_of(hiring: Cli) -> None:
    fill(hiring.folder / "cvs", 2)
    hiring.run("hire", "import", "cvs", "--job", "casa.toml")
    assert "candidates" not in hiring.json("privacy", "retention", "--dry-run")["rows"]
    with closing(sqlite3.connect(hiring.folder / "data/nawba.db")) as connection:
        connection.execute("UPDATE candidates SET updated_at = '2020-01-01 00:00:00.000000'")
        connection.commit()
    assert hiring.json("privacy", "retention", "--dry-run")["rows"]["candidates"] == 2
    hiring.run("privacy", "retention")
    assert hiring.json("hire", "list", "casa")["applications"] == []
