"""Documents taken in: read once, kept in order, scored by declared criteria, broken ones listed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hiring.resumes import JOB, fill, resume
from hiring_scene import ALLOWED, NOUR
from nawba.actions import candidates, cv_intake, jobs, register
from nawba.actions.candidates import Statement
from nawba.domain.errors import Invalid, NotFound
from nawba.domain.words import ADMINISTRATOR
from nawba.hiring.documents.reader import Reader
from nawba.hiring.facts.finding import find_facts
from nawba.hiring.facts.plain import plain_reading
from nawba.hiring.intake.profiles import (
    FIRST_STATEMENT,
    facts_of,
    facts_with_statements,
    keys_of,
    lines_of_statements,
    profile_of,
    read_profile,
)
from nawba.hiring.intake.reading import read_waiting
from nawba.hiring.intake.scoring import score_again, score_facts, score_one_again
from nawba.hiring.intake.sources import Arrived, receive
from nawba.hiring.matching.job import job_of_text
from nawba.store import Store, hiring_tables, statements
from nawba.store.hiring import documents_of
from nawba.store.hiring_tables import application_log, applications
from nawba.store.hiring_tables import candidates as people

TODAY = date(2026, 11, 23)


def declare(store: Store, text: str = JOB) -> None:
    job = job_of_text(text, "JOB.toml")
    told = jobs.Declared(job.id, job.title, job.positions, job.deadline, text)
    jobs.keep_job(store, NOUR, told)


@pytest.fixture
def intake(store: Store) -> str:
    register.set_purpose(store, ADMINISTRATOR, ALLOWED)
    declare(store)
    return cv_intake.begin_cv_intake(store, NOUR, "casa", "cvs/")


def rows(store: Store, table: Any, **equal: Any) -> list[Any]:
    with store.read() as connection:
        return statements.find_all(connection, table, **equal)


def listed(store: Store) -> list[tuple[str, Any]]:
    """The list of the job, by what the documents are called: the same for the same folder."""
    with store.read() as connection:
        names = {one.id: one.name for one in documents_of(connection)}
    made = [(names[one.document], one.score) for one in rows(store, applications)]
    return sorted(made, key=lambda pair: pair[0])


def test_a_folder_is_read_and_scored_and_what_is_broken_is_listed(
    store: Store, intake: str, tmp_path: Path
) -> None:
    told: list[tuple[int, int, int]] = []
    assert receive(store, NOUR, intake, fill(tmp_path / "cvs", 30, 4)) == Arrived(30, 30)
    totals = read_waiting(store, NOUR, intake, tell=lambda *now: told.append(now))
    assert (totals.state, totals.found, totals.read, totals.quarantined) == ("done", 30, 26, 4)
    assert (totals.waiting, totals.people, totals.versions) == (0, 26, 0)
    assert told[0] == (2, 2, 30)  # two are empty: they were refused at the door
    assert told[-1] == (30, 4, 30)
    with store.read() as connection:
        broken = documents_of(connection, intake=intake, state="quarantined")
    assert [(one.name, one.reason) for one in broken] == [
        ("0026.txt", "empty"),
        ("0027.txt", "damaged"),
        ("0028.txt", "empty"),
        ("0029.txt", "damaged"),
    ]
    assert all("again" in one.message for one in broken)
    scored = rows(store, applications)
    assert len(scored) == 26
    assert sorted({one.points for one in scored}) == [0.0, 3.0]
    assert {one.missed for one in scored if one.points == 0.0} == {True}


def test_the_same_bytes_and_other_versions_of_a_person_are_told(
    store: Store, intake: str, tmp_path: Path
) -> None:
    fill(tmp_path, 3)
    (tmp_path / "copy.txt").write_text(resume(0), "utf-8")
    newer = tmp_path / "newer.txt"
    newer.write_text(resume(1, level="C2"), "utf-8")
    os.utime(newer, (4e9, 4e9))
    assert receive(store, NOUR, intake, tmp_path) == Arrived(5, 4)
    totals = read_waiting(store, NOUR, intake)
    assert (totals.people, totals.versions) == (3, 1)
    assert len(rows(store, people)) == 3
    by_name = dict(listed(store))
    assert by_name["newer.txt"]["answers"][0]["found"] == "C2"
    assert "0001.txt" not in by_name  # the older one stays to be seen, it counts no more
    assert receive(store, NOUR, intake, tmp_path) == Arrived(5, 0)


def test_an_address_that_many_share_makes_no_one_person_of_them() -> None:
    def keys(number: int, **more: str) -> set[tuple[str, str]]:
        return set(keys_of(find_facts(plain_reading(resume(number, **more))[0], TODAY)))

    assert keys(0) & keys(0, name="BENNANI Salma")
    assert not keys(0, email="office@agency.ma") & keys(1, email="office@agency.ma")


def test_an_archive_is_read_with_care(store: Store, intake: str, tmp_path: Path) -> None:
    path = tmp_path / "cvs.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/salma.txt", resume(0))
        archive.writestr("__MACOSX/._salma.txt", "x")
        archive.writestr("bomb.txt", b" " * (21 << 20))
    assert receive(store, NOUR, intake, path) == Arrived(2, 2)
    with store.read() as connection:
        (bomb,) = documents_of(connection, state="quarantined")
    assert (bomb.name, bomb.reason) == ("bomb.txt", "too_large")
    path.write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(Invalid, match="no whole zip archive"):
        receive(store, NOUR, intake, path)
    with pytest.raises(NotFound, match="Name a folder"):
        receive(store, NOUR, intake, tmp_path / "nowhere")


def test_no_link_leads_out_of_the_folder(store: Store, intake: str, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("not for this job", "utf-8")
    folder = fill(tmp_path / "cvs", 1)
    (folder / "out.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "up").symlink_to(tmp_path, target_is_directory=True)
    (folder / ".hidden").write_text("x", "utf-8")
    assert receive(store, NOUR, intake, folder) == Arrived(1, 1)


def test_a_run_that_is_stopped_goes_on_and_makes_the_same_list(
    store: Store, intake: str, tmp_path: Path
) -> None:
    receive(store, NOUR, intake, fill(tmp_path / "cvs", 45, 3))
    totals = read_waiting(store, NOUR, intake, stop=lambda: True)
    assert (totals.state, totals.waiting) == ("stopped", 23)  # two were refused at the door
    first = {one.id: one.read_at for one in _read(store)}
    totals = read_waiting(store, NOUR, intake)
    assert (totals.state, totals.read, totals.quarantined) == ("done", 42, 3)
    again = {one.id: one.read_at for one in _read(store)}
    assert first.items() <= again.items()
    assert len(rows(store, application_log, what="scored")) == 42


def _read(store: Store) -> list[Any]:
    with store.read() as connection:
        return documents_of(connection, state="read")


def test_a_child_that_somebody_kills_costs_no_document() -> None:
    with Reader() as reader:
        reader.read(b"Salma Bennani")
        child = reader._child
        assert child is not None
        os.kill(child.pid, signal.SIGKILL)
        child.wait()
        assert reader.read(b"Omar Alaoui").lines[0].text == "Omar Alaoui"
        reader._child, kept = _dying(), reader._child  # it dies while it reads
        try:
            assert reader.read(b"Omar Alaoui").lines[0].text == "Omar Alaoui"
        finally:
            if kept is not None:
                kept.kill()
                kept.communicate()


def _dying() -> subprocess.Popen[bytes]:
    program = "import os, sys; sys.stdin.buffer.read(8); os.abort()"
    return subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )


def test_what_was_read_is_kept_whole() -> None:
    reading, _ = plain_reading(resume(3))
    facts = facts_of(reading, TODAY)
    profile = read_profile(json.loads(json.dumps(profile_of(reading, facts))))
    assert profile.reading == reading
    assert [(one.id, one.lines, one.quote) for one in profile.facts] == [
        (one.id, one.lines, one.quote) for one in facts
    ]
    assert len({one.id for one in facts}) == len(facts)
    assert all(len(one.id) <= 40 for one in facts)


def test_a_score_says_what_it_came_from_and_no_word_of_the_person() -> None:
    job = job_of_text(JOB, "JOB.toml")
    facts = facts_of(plain_reading(resume(3))[0], TODAY)
    scored = score_facts(job, 1, "1", facts, TODAY)
    assert (scored.points, scored.open, scored.total, scored.place) == (3.0, 1.0, 4.0, 3.5)
    assert scored.answers[0]["found"] == "C1"
    said = json.dumps([scored.document(), list(scored.inputs)])
    assert not [word for word in ("Youssef", "Idrissi", "person3", "Brightline") if word in said]
    protected = score_facts(
        job, 1, "1", facts_of(plain_reading(resume(3, name="Ada Diop"))[0], TODAY), TODAY
    )
    assert protected.document() == scored.document()


def test_what_somebody_states_stands_instead_of_what_was_read(
    store: Store, intake: str, tmp_path: Path
) -> None:
    receive(store, NOUR, intake, fill(tmp_path / "cvs", 1))  # French A2: below the must
    read_waiting(store, NOUR, intake)
    (row,) = rows(store, applications)
    assert row.missed
    (document,) = rows(store, hiring_tables.cv_documents)
    french = next(
        one
        for one in read_profile(document.profile).facts
        if one.kind == "language" and one.value["language"] == "fr"
    )
    value = {"language": "fr", "level": "C1"}
    said = Statement("language", "J'ai un DALF C1", value, instead_of=french.id)
    candidates.state_fact(store, NOUR, row.candidate, said)
    score_one_again(store, NOUR, row.id)
    (row,) = rows(store, applications)
    assert (row.missed, row.points) == (False, 3.0)
    assert row.score["answers"][0]["lines"] == [FIRST_STATEMENT]
    told = rows(store, hiring_tables.statements)
    assert [one.text for one in lines_of_statements(told)] == ["J'ai un DALF C1"]
    candidates.state_fact(store, NOUR, row.candidate, Statement("language", "?", {}, told[0].id))
    kept = facts_with_statements([french], rows(store, hiring_tables.statements))
    assert kept == ()


def test_changed_criteria_score_again_whoever_they_change(
    store: Store, intake: str, tmp_path: Path
) -> None:
    receive(store, NOUR, intake, fill(tmp_path / "cvs", 5))
    read_waiting(store, NOUR, intake)
    assert score_again(store, NOUR, "casa") == 0
    declare(store, JOB.replace('level = "B2"', 'level = "A2"'))
    assert score_again(store, NOUR, "casa") == 5
    assert {one.version for one in rows(store, applications)} == {2}
    assert {one.points for one in rows(store, applications)} == {3.0}
