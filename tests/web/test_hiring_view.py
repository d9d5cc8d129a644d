"""One application: what is covered, what is decided and why, and what the candidate mends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from hiring.resumes import JOB, resume
from nawba.actions.register import set_purpose
from nawba.domain.words import ADMINISTRATOR
from web.conftest import Web, serving
from web.test_hiring_routes import ALLOWED, ask, take_in


@pytest.fixture(scope="module")
def casa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    """One person per test applied here, by number."""
    folder = tmp_path_factory.mktemp("applications")
    with serving(f"sqlite:///{folder}/hiring.db", folder) as web:
        assert web.store is not None
        set_purpose(web.store, ADMINISTRATOR, ALLOWED)
        ask(web, "POST", "/jobs", {"text": JOB})
        take_in(web, {f"{number}.txt": resume(number, "B1").encode() for number in range(16)})
        yield web


@pytest.fixture
def application(casa: Web, used: set[str]) -> str:
    """One of which no test before made anything."""
    rows = ask(casa, "GET", "/jobs/casa/applications")["rows"]
    fresh = next(row["id"] for row in rows if row["id"] not in used)
    used.add(fresh)
    return str(fresh)


@pytest.fixture(scope="module")
def used() -> set[str]:
    return set()


def look(web: Web, application: str, **query: Any) -> Any:
    text = "&".join(f"{name}={value}" for name, value in query.items())
    return ask(web, "GET", f"/applications/{application}?{text}")


def opened(web: Web, application: str) -> str:
    ask(web, "POST", f"/applications/{application}/open", status=204)
    return application


def test_who_it_is_is_covered_until_it_is_asked_for(casa: Web, application: str) -> None:
    covered, plain = (look(casa, application, masked=one) for one in ("true", "false"))
    name = next(one["quote"] for one in plain["document"]["facts"] if one["kind"] == "name")
    assert name not in str(covered)
    assert "█" in covered["document"]["lines"][0]["text"]
    assert len(covered["document"]["lines"]) == len(plain["document"]["lines"])
    assert {"language", "experience"} <= {one["kind"] for one in covered["document"]["facts"]}


def test_every_criterion_points_to_lines_or_asks(casa: Web, application: str) -> None:
    french, nights = look(casa, application, language="en")["criteria"]
    assert (french["met"], nights["met"], nights["lines"]) == ("not_met", "not_stated", [])
    lines = look(casa, application)["document"]["lines"]
    assert "French (B1)" in lines[french["lines"][0]]["text"]
    assert nights["ask"]


def test_nobody_is_decided_on_unseen_or_without_a_reason(casa: Web, application: str) -> None:
    path = f"/applications/{application}/stage"
    ask(casa, "POST", path, {"stage": "set_aside", "reason": "Far away"}, status=409)
    opened(casa, application)
    ask(casa, "POST", path, {"stage": "set_aside", "reason": " "}, status=422)
    ask(casa, "POST", path, {"stage": "to_meet", "reason": "Speaks well"}, status=204)
    told = look(casa, application)
    last = told["log"][-1]
    assert (told["stage"], last["stage"], last["words"]) == ("to_meet", "to_meet", "Speaks well")
    assert last["by"] == "recruiter:nour"


def test_a_refusal_says_the_reason_that_a_person_wrote(casa: Web, application: str) -> None:
    opened(casa, application)
    body = {"stage": "set_aside", "reason": "The job needs C1 French."}
    ask(casa, "POST", f"/applications/{application}/stage", body, status=204)
    told = ask(casa, "GET", f"/applications/{application}/drafts/refusal")
    assert "The job needs C1 French." in told["text"]
    assert "Adviser" in told["text"]


def test_a_question_asks_what_is_open(casa: Web, application: str) -> None:
    asked = look(casa, application, language="en")["criteria"][1]["ask"]
    told = ask(casa, "GET", f"/applications/{application}/drafts/question")
    assert asked in told["text"]


def test_what_was_said_stands_beside_what_was_read(casa: Web, application: str) -> None:
    before = look(casa, application, masked="false")
    fact = next(
        one
        for one in before["document"]["facts"]
        if one["kind"] == "language" and one["value"]["language"] == "fr"
    )
    said = {
        "kind": "language",
        "words": "C1, by telephone",
        "value": {**fact["value"], "level": "C1", "basis": "stated"},
        "instead_of": fact["id"],
    }
    ask(casa, "POST", f"/applications/{application}/statements", said, status=204)
    after = look(casa, application, masked="false")
    assert after["points"] > before["points"]
    assert [one["quote"] for one in after["document"]["replaced"]] == [fact["quote"]]
    assert after["document"]["lines"][-1]["source"] == "said"
    assert [one["what"] for one in after["log"]].count("scored") == 2


def test_a_document_without_pages_has_none_to_draw(casa: Web, application: str) -> None:
    document = look(casa, application)["document"]["id"]
    ask(casa, "GET", f"/documents/{document}/pages/1", status=404)


class Own:
    """A candidate with the link that the recruiter gave."""

    def __init__(self, web: Web, application: str) -> None:
        self.web, self.application = web, application
        self.secret = ask(web, "POST", f"/applications/{application}/link")["secret"]

    def ask(self, method: str, path: str = "", body: Any = None, status: int = 200) -> Any:
        headers = {"authorization": f"Bearer {self.secret}"}
        url = f"/api/candidate{path}"
        reply = self.web.client.request(method, url, json=body, headers=headers)
        assert reply.status_code == status, reply.text
        return reply.json() if reply.content else None


def test_a_candidate_mends_a_fact_and_is_scored_anew(casa: Web, application: str) -> None:
    own = Own(casa, application)
    before = own.ask("GET")
    fact = next(one for one in before["facts"] if one["value"].get("language") == "fr")
    said = {
        "kind": "language",
        "words": "J'ai le DALF C1",
        "value": {**fact["value"], "level": "C1"},
        "instead_of": fact["id"],
    }
    own.ask("POST", "/statements", said, status=204)
    after = own.ask("GET")
    assert after["applications"][0]["points"] > before["applications"][0]["points"]
    assert [one["id"] for one in after["replaced"]] == [fact["id"]]
    assert "J'ai le DALF C1" in str(look(casa, application, masked="false")["document"]["lines"])


def test_a_candidate_asks_for_a_person_and_agrees_to_the_reserve(
    casa: Web, application: str
) -> None:
    own = Own(casa, application)
    own.ask("POST", "/human", status=204)
    own.ask("POST", "/reserve", {"agreed": True}, status=204)
    own.ask("POST", "/groups", {"groups": {"gender": "woman"}}, status=204)
    told = own.ask("GET")
    assert (told["human_asked"], told["reserve"]) == (True, True)
    assert told["groups"] == {"gender": "woman"}
    row = next(
        one
        for one in ask(casa, "GET", "/jobs/casa/applications")["rows"]
        if one["id"] == application
    )
    assert row["human_asked"]
    assert "woman" not in str(look(casa, application, masked="false"))


def test_who_withdraws_is_erased_everywhere(casa: Web, application: str) -> None:
    own = Own(casa, application)
    own.ask("POST", "/withdrawal", {"sure": False}, status=422)
    own.ask("POST", "/withdrawal", {"sure": True}, status=204)
    own.ask("GET", status=410)
    ask(casa, "GET", f"/applications/{application}", status=404)
    rows = ask(casa, "GET", "/jobs/casa/applications")["rows"]
    assert application not in [one["id"] for one in rows]


def test_a_letter_explains_and_is_logged(casa: Web, application: str) -> None:
    own = Own(casa, application)
    told = own.ask("POST", f"/letter/{application}?language=en")
    assert "French" in told["text"]
    assert look(casa, application)["log"][-1]["what"] == "explained"
