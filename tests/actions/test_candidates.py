"""Candidates: known again, decided on by people who looked, and gone when they go."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from hiring_scene import KEYS, NOUR, OMAR, Hiring, declared, read, scored
from house import AMINA
from nawba.actions import applications as verbs
from nawba.actions import candidate_erasure, candidates, cv_intake, jobs, register
from nawba.actions.candidates import ATTRIBUTES, WITHDRAWN, Statement
from nawba.actions.cv_intake import Read, Received
from nawba.domain.errors import Conflict, Invalid, LinkEnded, NotFound, NotPermitted
from nawba.domain.purposes import Purpose
from nawba.domain.retention import Retention
from nawba.domain.words import ADMINISTRATOR, Actor
from nawba.store import Store, hiring_tables
from nawba.store.hiring import candidate_of_link
from nawba.store.hiring_tables import (
    application_log,
    applications,
    candidate_keys,
    cv_documents,
    declared_groups,
    job_versions,
)
from virtual_time import VirtualClock


@pytest.fixture
def hiring(store: Store) -> Hiring:
    return Hiring(store)


def logged(hiring: Hiring, application: str) -> list[tuple[str, str]]:
    rows = hiring.rows(application_log, application=application, order_by=("at",))
    return sorted((one.what, one.words) for one in rows)


def test_nothing_is_read_while_the_register_forbids_it(store: Store) -> None:
    with pytest.raises(Conflict, match="screening"):
        jobs.keep_job(store, NOUR, declared())
    hiring = Hiring(store)
    register.set_purpose(store, ADMINISTRATOR, Purpose("screening", revision=1))
    with pytest.raises(Conflict, match="screening"):
        cv_intake.begin_cv_intake(store, NOUR, "casa", "cvs/")
    with pytest.raises(Conflict, match="screening"):
        cv_intake.continue_cv_intake(store, NOUR, hiring.intake)


def test_a_job_keeps_every_text_that_people_were_scored_by(hiring: Hiring) -> None:
    assert jobs.keep_job(hiring.store, NOUR, declared()) == 1
    assert jobs.keep_job(hiring.store, NOUR, declared("id = 'casa' # mended")) == 2
    texts = [row.document for row in hiring.rows(job_versions, order_by=("version",))]
    assert texts == ["id = 'casa'", "id = 'casa' # mended"]


def test_a_closed_job_takes_nobody_in_until_it_is_opened(hiring: Hiring) -> None:
    jobs.close_job(hiring.store, NOUR, "casa")
    with pytest.raises(Conflict, match="closed"):
        cv_intake.begin_cv_intake(hiring.store, NOUR, "casa", "cvs/")
    jobs.keep_job(hiring.store, NOUR, declared())
    cv_intake.begin_cv_intake(hiring.store, NOUR, "casa", "cvs/")
    with pytest.raises(NotFound):
        jobs.close_job(hiring.store, NOUR, "rabat")


def test_the_same_file_is_taken_in_once_per_job(hiring: Hiring) -> None:
    twice = [Received("a.pdf", b"same"), Received("b.pdf", b"same"), Received("c.pdf", b"other")]
    assert len(cv_intake.keep_documents(hiring.store, NOUR, hiring.intake, twice)) == 2
    assert cv_intake.keep_documents(hiring.store, NOUR, hiring.intake, twice) == []


def test_a_second_document_of_a_person_is_a_newer_version(hiring: Hiring) -> None:
    first = hiring.applied(b"one")
    second = hiring.applied(b"two", keys=KEYS[1:], scored=scored(5.0))
    assert (second.id, second.candidate, second.points) == (first.id, first.candidate, 5.0)
    assert len(hiring.rows(cv_documents, candidate=first.candidate)) == 2
    other = hiring.applied(b"three", keys=(("email", "other@example.com"),))
    assert other.candidate != first.candidate


def test_who_gives_no_address_is_always_somebody_new(hiring: Hiring) -> None:
    ids = {hiring.applied(content, keys=()).candidate for content in (b"1", b"2")}
    assert len(ids) == 2


def test_keys_are_kept_as_hashes_alone(hiring: Hiring) -> None:
    hiring.applied()
    assert KEYS[0][1] not in str(hiring.rows(candidate_keys))


def test_what_cannot_be_read_is_set_aside_with_its_remedy_and_may_be_read_later(
    hiring: Hiring,
) -> None:
    document = hiring.received()
    unread = Read(document, reason="password", message="Ask for it without a password.")
    cv_intake.note_read(hiring.store, NOUR, hiring.intake, [unread])
    row = hiring.one(cv_documents, id=document)
    assert (row.state, row.reason, row.message) == ("quarantined", "password", unread.message)
    cv_intake.note_read(hiring.store, NOUR, hiring.intake, [read(document)])
    assert hiring.one(cv_documents, id=document).reason == ""


def test_every_score_is_logged_with_what_it_was_made_of_and_once(hiring: Hiring) -> None:
    row = hiring.applied()
    for points in (3.0, 4.0, 4.0):
        verbs.score_anew(hiring.store, NOUR, row.id, row.document, scored(points))
    lines = hiring.rows(application_log, application=row.id, what="scored", order_by=("at",))
    assert sorted(one.document["points"] for one in lines) == [3.0, 4.0]
    assert lines[0].document["inputs"] == [{"fact": "language-4", "kind": "language", "lines": [4]}]
    assert lines[0].document["reader"] == "1"


def test_nobody_is_decided_on_unseen_or_without_a_reason(hiring: Hiring) -> None:
    row, store = hiring.applied(), hiring.store
    with pytest.raises(Conflict, match="Open the document first"):
        verbs.move_application(store, NOUR, row.id, "set_aside", "no French")
    verbs.open_application(store, NOUR, row.id)
    verbs.open_application(store, NOUR, row.id)
    with pytest.raises(Invalid, match="Say why"):
        verbs.move_application(store, NOUR, row.id, "set_aside", "  ")
    with pytest.raises(Invalid, match="no stage"):
        verbs.move_application(store, NOUR, row.id, "withdrawn", "they went")
    with pytest.raises(Conflict):  # Nour looked, Omar did not
        verbs.move_application(store, OMAR, row.id, "set_aside", "as Nour said")
    verbs.move_application(store, NOUR, row.id, "set_aside", "asks for another city")
    verbs.move_application(store, NOUR, row.id, "to_meet", "a mistake of mine")
    verbs.note_application(store, NOUR, row.id, "called: answers on Monday")
    assert hiring.one(applications, id=row.id).stage == "to_meet"
    assert logged(hiring, row.id) == [
        ("note", "called: answers on Monday"),
        ("opened", ""),
        ("scored", ""),
        ("stage", "a mistake of mine"),
        ("stage", "asks for another city"),
    ]


@pytest.mark.parametrize("actor", [AMINA, ADMINISTRATOR, Actor("system", "keeper")])
def test_only_recruiters_decide(hiring: Hiring, actor: Actor) -> None:
    row = hiring.applied()
    with pytest.raises(NotPermitted):
        verbs.move_application(hiring.store, actor, row.id, "set_aside", "why not")


def test_what_a_candidate_mends_stands_beside_what_was_read(hiring: Hiring) -> None:
    row, store = hiring.applied(), hiring.store
    mended = Statement("language", "Espagnol C1", {"language": "es", "level": "C1"}, "language-4")
    candidates.state_fact(store, hiring.self_of(row), row.candidate, mended)
    taken_back = Statement("experience", "Ce n'était pas moi", instead_of="experience-9")
    candidates.state_fact(store, NOUR, row.candidate, taken_back)
    said = hiring.rows(hiring_tables.statements, order_by=("number",))
    assert [(one.number, one.words, one.by.partition(":")[0]) for one in said] == [
        (0, "Espagnol C1", "candidate"),
        (1, "Ce n'était pas moi", "recruiter"),
    ]
    with pytest.raises(NotPermitted):
        candidates.state_fact(store, Actor("candidate", "ca-other"), row.candidate, mended)
    with pytest.raises(Invalid):
        candidates.state_fact(store, NOUR, row.candidate, Statement("language", " "))


def test_only_candidates_speak_for_themselves(hiring: Hiring) -> None:
    row, store = hiring.applied(), hiring.store
    themselves = hiring.self_of(row)
    candidates.declare_groups(store, themselves, row.candidate, {"gender": "woman"})
    candidates.set_reserve(store, themselves, row.candidate, reserve=True)
    candidates.ask_for_human(store, themselves, row.candidate)
    kept = hiring.one(hiring_tables.candidates, id=row.candidate)
    assert kept.reserve
    assert kept.human_asked_at is not None
    for verb in (candidates.ask_for_human, candidates.set_reserve, candidates.declare_groups):
        more = {"reserve": True} if verb is candidates.set_reserve else {}
        words = ({},) if verb is candidates.declare_groups else ()
        with pytest.raises(NotPermitted):
            verb(store, NOUR, row.candidate, *words, **more)


def test_a_group_is_taken_back_and_others_are_not_asked(hiring: Hiring) -> None:
    row = hiring.applied()
    themselves = hiring.self_of(row)
    for value in ("woman", ""):
        candidates.declare_groups(hiring.store, themselves, row.candidate, {"gender": value})
    assert hiring.rows(declared_groups) == []
    assert "religion" not in ATTRIBUTES
    with pytest.raises(Invalid):
        candidates.declare_groups(hiring.store, themselves, row.candidate, {"religion": "x"})


def comes_by(store: Store, secret: str) -> Actor:
    with store.read() as connection:
        return candidate_of_link(connection, secret, store.clock())


def test_a_link_opens_one_s_own_page_until_it_ends(hiring: Hiring, clock: VirtualClock) -> None:
    row, store = hiring.applied(), hiring.store
    first = candidates.invite_candidate(store, NOUR, row.candidate)
    assert comes_by(store, first) == hiring.self_of(row)
    second = candidates.invite_candidate(store, NOUR, row.candidate)
    for ended in (first, "guessed"):
        with pytest.raises(LinkEnded):
            comes_by(store, ended)
    clock.advance(timedelta(days=61).total_seconds())
    with pytest.raises(LinkEnded):
        comes_by(store, second)


def everything(hiring: Hiring) -> str:
    tables = [
        table
        for table in vars(hiring_tables).values()
        if type(table).__name__ == "Table" and not table.name.startswith(("job", "cv_intakes"))
    ]
    return json.dumps([list(map(tuple, hiring.rows(one))) for one in tables], default=repr)


def test_who_withdraws_leaves_which_criteria_were_met_and_nothing_else(
    hiring: Hiring, tmp_path
) -> None:
    row, store = hiring.applied(), hiring.store
    themselves = hiring.self_of(row)
    candidates.state_fact(store, themselves, row.candidate, Statement("skill", "Je chante", {}))
    candidates.declare_groups(store, themselves, row.candidate, {"gender": "woman"})
    candidates.invite_candidate(store, NOUR, row.candidate)
    verbs.note_application(store, NOUR, row.id, "sings well")
    with pytest.raises(NotPermitted):
        candidates.erase_candidate(store, NOUR, row.candidate, files=())
    stranger = Actor("candidate", "ca-other")
    with pytest.raises(NotPermitted):
        candidates.erase_candidate(store, stranger, row.candidate, files=())
    file = tmp_path / "erasures.jsonl"
    for _ in range(2):
        candidates.erase_candidate(
            store, themselves, row.candidate, files=(file,), reason=WITHDRAWN
        )
    left = everything(hiring)
    for gone in ("Salma", "salma", "chante", "woman", "sings", "C1", "language-4", "%PDF"):
        assert gone not in left
    kept = hiring.one(applications, id=row.id)
    assert (kept.stage, kept.document, kept.points) == ("withdrawn", None, 3.0)
    assert kept.score["answers"] == [{"criterion": "french", "met": "met"}]
    assert row.candidate not in file.read_text()
    with pytest.raises(NotFound):
        candidates.ask_for_human(store, themselves, row.candidate)


def test_whose_time_is_over_goes_by_itself(hiring: Hiring, clock: VirtualClock) -> None:
    old = hiring.applied(b"old", keys=())
    unread = hiring.received(b"unreadable")
    verbs.open_application(hiring.store, NOUR, old.id)
    verbs.move_application(hiring.store, NOUR, old.id, "hired", "good")
    clock.advance(timedelta(days=70).total_seconds())
    young = hiring.applied(b"young", keys=())
    clock.advance(timedelta(days=70).total_seconds())
    keeper, kept = Actor("system", "keeper"), Retention(candidates_months=4)
    assert candidate_erasure.forget_due_candidates(hiring.store, keeper, kept) == 1
    assert hiring.one(applications, id=old.id).stage == "hired"
    assert [one.id for one in hiring.rows(cv_documents)] == [young.document]
    assert unread not in everything(hiring)
