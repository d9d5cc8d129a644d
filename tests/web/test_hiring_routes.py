"""A recruiter declares a job, takes documents in and reads the list, over HTTP."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hiring.resumes import JOB, resume
from nawba.actions.candidates import set_reserve
from nawba.actions.cv_intake import Received, begin_cv_intake, end_cv_intake, keep_documents
from nawba.actions.register import set_purpose
from nawba.domain.purposes import Purpose
from nawba.domain.words import ADMINISTRATOR, Actor
from web.conftest import Web, eventually, serving

DAY = date(2020, 1, 1)
ALLOWED = Purpose("screening", "contract", "A-2", "24 months", since=DAY, notice=DAY)
NOUR = "recruiter:nour"
ROOT = "/api/hiring"


@pytest.fixture
def hiring(tmp_path: Path) -> Iterator[Web]:
    """A server of its own: what is read in it is read by threads of it."""
    with serving(f"sqlite:///{tmp_path}/hiring.db", tmp_path) as web:
        yield web


@pytest.fixture
def casa(hiring: Web) -> Web:
    assert hiring.store is not None
    set_purpose(hiring.store, ADMINISTRATOR, ALLOWED)
    ask(hiring, "POST", "/jobs", {"text": JOB})
    return hiring


def ask(web: Web, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    reply = web.staff(NOUR, method, ROOT + path, body)
    assert reply.status_code == status, reply.text
    return reply.json() if reply.content else None


def take_in(web: Web, files: dict[str, bytes], job: str = "casa") -> dict[str, Any]:
    """Upload ``files`` and wait until they are read; the intake."""
    upload = ask(web, "POST", "/uploads", status=201)["id"]
    for name, content in files.items():
        reply = web.client.post(
            f"{ROOT}/uploads/{upload}/parts",
            params={"name": name, "offset": 0},
            content=content,
            headers={**web.headers(NOUR), "content-type": "application/octet-stream"},
        )
        assert reply.status_code == 204, reply.text
    ask(web, "POST", f"/jobs/{job}/intakes", {"upload": upload}, status=202)

    def ended() -> dict[str, Any] | None:
        intake = ask(web, "GET", f"/jobs/{job}")["intakes"][0]
        return dict(intake) if intake["state"] == "done" else None

    return dict(eventually(ended))


def five() -> dict[str, bytes]:
    return {f"cv/{number}.txt": resume(number).encode() for number in range(5)}


def test_nothing_is_taken_in_before_the_register_lets_it(hiring: Web) -> None:
    assert not ask(hiring, "GET", "/jobs")["rules"]["in_force"]
    told = ask(hiring, "POST", "/jobs", {"text": JOB}, status=409)
    assert "screening" in told["detail"]


def test_a_job_that_says_nothing_sensible_names_line_and_remedy(casa: Web) -> None:
    told = ask(casa, "POST", "/jobs", {"text": JOB.replace('"B2"', '"B9"')}, status=422)
    assert {(one["line"], bool(one["remedy"])) for one in told["faults"]} == {(10, True)}


def test_documents_are_read_and_listed_in_the_order_of_their_places(casa: Web) -> None:
    intake = take_in(casa, {**five(), "broken.pdf": b"%PDF-1.7 \x00"})
    assert (intake["found"], intake["read"], intake["quarantined"]) == (6, 5, 1)
    rows = ask(casa, "GET", "/jobs/casa/applications")["rows"]
    assert [row["place"] for row in rows] == [1, 2, 3, 4, 5]
    assert [row["marks"]["french"] for row in rows] == ["met"] * 3 + ["not_met"] * 2
    assert {row["marks"]["nights"] for row in rows} == {"open"}
    (aside,) = ask(casa, "GET", f"/intakes/{intake['id']}/quarantine")["rows"]
    assert aside["name"] == "broken.pdf"
    assert "Ask" in aside["message"]
    (job,) = ask(casa, "GET", "/jobs")["rows"]
    assert (job["applications"], job["opened"], job["stages"]) == (5, 0, {"received": 5})


def test_the_list_says_no_word_of_a_person(casa: Web) -> None:
    take_in(casa, five())
    told = casa.staff(NOUR, "GET", f"{ROOT}/jobs/casa/applications").text
    assert not [word for word in ("Salma", "Bennani", "example.com", "Brightline") if word in told]


def test_an_archive_among_the_files_is_opened(casa: Web, tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in five().items():
            archive.writestr(name, content)
    files = {"all.zip": packed.getvalue(), "broken.zip": b"PK\x03\x04 no archive"}
    intake = take_in(casa, files)
    assert (intake["read"], intake["quarantined"]) == (5, 1)


def test_an_intake_that_lost_its_server_goes_on(casa: Web, tmp_path: Path) -> None:
    assert casa.store is not None
    actor = Actor("recruiter", "nour")
    intake = begin_cv_intake(casa.store, actor, "casa", "from elsewhere")
    keep_documents(casa.store, actor, intake, [Received("a.txt", resume(1).encode())])
    end_cv_intake(casa.store, actor, intake, "stopped", "the server ended")
    ask(casa, "POST", f"/intakes/{intake}/resume")

    def read() -> int | None:
        told = ask(casa, "GET", "/jobs/casa")["intakes"][0]
        return int(told["read"]) if told["state"] == "done" else None

    assert eventually(read) == 1


def test_changed_criteria_score_everybody_anew(casa: Web) -> None:
    take_in(casa, five())
    ask(casa, "POST", "/jobs", {"text": JOB.replace('"B2"', '"C2"')})

    def scored() -> list[str] | None:
        if ask(casa, "GET", "/jobs/casa")["behind"]:
            return None
        rows = ask(casa, "GET", "/jobs/casa/applications")["rows"]
        return [row["marks"]["french"] for row in rows]

    assert eventually(scored) == ["met"] + ["not_met"] * 4


def test_a_closed_job_takes_nobody_in(casa: Web) -> None:
    ask(casa, "POST", "/jobs/casa/state", {"closed": True}, status=204)
    assert ask(casa, "GET", "/jobs")["rows"][0]["state"] == "closed"
    upload = ask(casa, "POST", "/uploads", status=201)["id"]
    ask(casa, "POST", "/jobs/casa/intakes", {"upload": upload}, status=422)


def test_too_few_declared_groups_are_no_table(casa: Web) -> None:
    take_in(casa, five())
    told = ask(casa, "GET", "/jobs/casa/fairness")
    assert (told["people"], told["taken"], told["comparisons"]) == (5, 0, [])


def test_the_audit_pack_comes_as_an_archive_that_proves_itself(casa: Web) -> None:
    take_in(casa, five())
    reply = casa.staff(NOUR, "GET", f"{ROOT}/jobs/casa/pack")
    with zipfile.ZipFile(io.BytesIO(reply.content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    sums = dict(reversed(line.split()) for line in files.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert len(json.loads(files["scores.json"])) == 5
    assert "Salma" not in str(files)


def test_who_is_no_recruiter_sees_nothing(casa: Web) -> None:
    assert casa.staff("supervisor:salma", "GET", f"{ROOT}/jobs").status_code == 403


def test_the_reserve_is_asked_by_criteria_and_told_without_names(casa: Web) -> None:
    assert casa.store is not None
    take_in(casa, five())
    assert ask(casa, "GET", "/reserve")["people"] == 0
    rows = ask(casa, "GET", "/jobs/casa/applications")["rows"]
    agreed = [ask(casa, "GET", f"/applications/{row['id']}")["candidate"] for row in rows[1:4]]
    for one in agreed:
        set_reserve(casa.store, Actor("candidate", one["id"]), one["id"], reserve=True)
    nothing = ask(casa, "GET", "/reserve")
    assert (nothing["people"], nothing["rows"]) == (3, [])
    told = ask(casa, "GET", "/reserve?speaks=fr:B2&speaks=en&shift=night&days=42&language=en")
    assert (told["people"], told["meet_all"], told["miss_none"]) == (3, 0, 2)
    best = {row["application"] for row in told["rows"][:2]}
    assert best == {row["id"] for row in rows[1:3]}
    assert [row["missed"] for row in told["rows"]] == [False, False, True]
    assert told["rows"][0]["marks"]["shifts"] == "open"
    assert {one["id"] for one in told["criteria"]} == set(told["rows"][0]["marks"])
    assert "Bennani" not in json.dumps(told)
    wrong = ask(casa, "GET", "/reserve?speaks=fr:B9", status=422)
    assert "B2" in wrong["detail"]
