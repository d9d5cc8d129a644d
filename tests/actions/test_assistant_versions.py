"""A version of the assistant: published whole after its gate, numbered, never changed, undone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from house import AMINA, SALMA, House, at_once, publish
from nawba.actions.articles import publish_articles, withdraw_article
from nawba.actions.assistant_versions import publish_assistant, rollback_assistant
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, Invalid, NotFound, NotPermitted
from nawba.domain.gate_report import Check, GateReport
from nawba.domain.versions import (
    ArticleVersion,
    AssistantDocument,
    AssistantVersion,
    Threshold,
    digest,
)
from nawba.domain.words import ADMINISTRATOR, Actor, Article
from nawba.store.assistant_versions import (
    current_version,
    read_article_versions,
    read_part,
    read_versions,
)
from nawba.store.doctor import find_violations

TWO_DAYS = Article("delais", "waha", "fr", "Délais", "Deux jours.")
DELAYS = ArticleVersion("waha", "delais", "fr", 1)
PROVEN = Threshold("waha", "fr", "parcels", 0.05, 0.2, 0.71, 0.048, "kept", 320)


def document(*articles: ArticleVersion, threshold: float = 0.71) -> AssistantDocument:
    thresholds = (replace(PROVEN, threshold=threshold),)
    return AssistantDocument(articles, thresholds, {"waha": {"delais": "parcels"}})


def current(house: House) -> AssistantVersion | None:
    with house.store.read() as connection:
        return current_version(connection)


def sound(wanted: AssistantDocument) -> GateReport:
    return GateReport(wanted.id, (Check("injections", 4),))


def violations(house: House) -> set[str]:
    with house.store.read() as connection:
        return {one.rule for one in find_violations(connection)}


def test_a_house_has_no_version_until_one_is_published(house: House) -> None:
    assert current(house) is None
    publish(house, document())
    found = current(house)
    assert found is not None
    assert (found.number, found.document) == (1, document())
    assert found.published_by == "administrator:console"
    assert found.report["passed"] is True
    assert house.events(ev.AssistantPublished) == [
        ev.AssistantPublished(1, document().id, previous=None)
    ]


def test_equal_content_is_one_version(house: House) -> None:
    first = publish(house, document())
    again = publish(house, document())
    assert again.number == first.number
    assert len(house.events(ev.AssistantPublished)) == 1
    publish(house, document(threshold=0.9))
    back = publish(house, document())
    assert back.number == first.number
    assert current(house) == back
    with house.store.read() as connection:
        assert [one.number for one in read_versions(connection)] == [2, 1]


def test_the_order_in_which_a_document_was_put_together_does_not_matter() -> None:
    other = ArticleVersion("waha", "assurance", "fr", 3)
    assert document(DELAYS, other).id == document(other, DELAYS).id
    assert document(DELAYS).id != document(replace(DELAYS, version=2)).id
    assert document(threshold=0.7).id != document(threshold=0.71).id


def test_what_did_not_pass_its_gate_is_never_published(house: House) -> None:
    wanted = document()
    failed = GateReport(wanted.id, (Check("injections", 4, 1, ("obeyed",)),))
    with pytest.raises(Invalid, match="injections"):
        publish_assistant(house.store, ADMINISTRATOR, wanted, failed, base=None)
    other = GateReport(document(threshold=0.9).id, (Check("injections", 4),))
    with pytest.raises(Invalid, match="another version"):
        publish_assistant(house.store, ADMINISTRATOR, wanted, other, base=None)
    assert current(house) is None
    assert house.events(ev.AssistantPublished) == []


def test_an_article_that_is_not_there_stops_the_publication(house: House) -> None:
    with pytest.raises(Invalid, match="delais"):
        publish(house, document(DELAYS))
    publish_articles(house.store, ADMINISTRATOR, [TWO_DAYS])
    publish(house, document(DELAYS))
    with pytest.raises(Invalid, match="version 2"):
        publish(house, document(replace(DELAYS, version=2)))


def test_parts_are_kept_under_the_name_of_their_content(house: House) -> None:
    named = AssistantDocument((), flows={"refund": digest(b"steps")}, calibration=digest(b"[]"))
    with pytest.raises(Invalid, match="Part"):
        publish(house, named)
    with pytest.raises(Invalid, match="Part"):
        publish(house, named, {digest(b"steps"): b"others", digest(b"[]"): b"[]"})
    publish(house, named, {digest(b"steps"): b"steps", digest(b"[]"): b"[]"})
    publish(house, replace(named, classifier=digest(b"[]")))  # kept already
    with house.store.read() as connection:
        assert read_part(connection, digest(b"steps")) == b"steps"
        with pytest.raises(NotFound):
            read_part(connection, digest(b"never"))


def test_of_two_who_publish_at_once_one_must_look_again(house: House) -> None:
    wanted = [document(threshold=threshold) for threshold in (0.6, 0.7)]
    results = at_once(
        *(
            lambda one=one: publish_assistant(
                house.store, ADMINISTRATOR, one, sound(one), base=None
            )
            for one in wanted
        )
    )
    assert sorted(type(one).__name__ for one in results) == ["AssistantVersion", "Conflict"]
    assert len(house.events(ev.AssistantPublished)) == 1


def test_going_back_takes_one_step_or_the_number_named(house: House) -> None:
    for threshold in (0.9, 0.8, 0.7):
        publish(house, document(threshold=threshold))
    assert rollback_assistant(house.store, SALMA).number == 2
    assert rollback_assistant(house.store, SALMA).number == 1
    assert rollback_assistant(house.store, SALMA, 3).number == 3
    assert house.events(ev.AssistantRolledBack) == [
        ev.AssistantRolledBack(2, 3),
        ev.AssistantRolledBack(1, 2),
        ev.AssistantRolledBack(3, 1),
    ]
    assert current(house) is not None


def test_there_is_not_always_something_to_go_back_to(house: House) -> None:
    with pytest.raises(Conflict, match="No version"):
        rollback_assistant(house.store, ADMINISTRATOR)
    publish(house, document())
    with pytest.raises(Conflict, match="is the first"):
        rollback_assistant(house.store, ADMINISTRATOR)
    with pytest.raises(Conflict, match="answers already"):
        rollback_assistant(house.store, ADMINISTRATOR, 1)
    with pytest.raises(NotFound, match="version 7"):
        rollback_assistant(house.store, ADMINISTRATOR, 7)


@pytest.mark.parametrize("actor", [AMINA, Actor("assistant", "assistant")])
def test_it_is_for_those_who_answer_for_it(house: House, actor: Actor) -> None:
    with pytest.raises(NotPermitted):
        publish(house, document(), actor=actor)
    with pytest.raises(NotPermitted):
        rollback_assistant(house.store, actor)


def test_the_articles_of_a_version_are_read_as_they_stood_less_those_withdrawn(
    house: House,
) -> None:
    later = replace(TWO_DAYS, body="Trois jours.")
    publish_articles(house.store, ADMINISTRATOR, [TWO_DAYS])
    publish_articles(house.store, ADMINISTRATOR, [later])
    with house.store.read() as connection:
        (found,) = read_article_versions(connection, (DELAYS,))
    assert (found.version, found.body) == (1, "Deux jours.")
    withdraw_article(house.store, ADMINISTRATOR, "waha", "delais", "fr")
    with house.store.read() as connection:
        assert read_article_versions(connection, (DELAYS,)) == []


def test_the_doctor_sees_a_version_changed_or_moved_from_outside(house: House) -> None:
    publish(house, document())
    publish(house, document(threshold=0.9))
    assert violations(house) == set()
    house.raw("UPDATE assistant_current SET version = 1")
    assert violations(house) == {"the_right_version_answers"}
    house.raw("UPDATE assistant_current SET version = 2")
    house.raw("""UPDATE assistant_versions SET document = '{"articles": []}' WHERE number = 2""")
    assert violations(house) == {"versions_are_whole"}
