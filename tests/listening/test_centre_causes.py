"""The centre's own recorded contacts, diagnosed and kept; the register says of whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np
import pytest
import sqlalchemy as sa

from house import House
from nawba.actions.articles import publish_articles
from nawba.actions.diagnoses import MOST, Diagnosed, keep_diagnosis
from nawba.actions.listening import begin_intake, keep_items, note_heard
from nawba.actions.listening_erasure import erase_item
from nawba.actions.register import set_purpose
from nawba.domain.errors import Conflict, NotPermitted
from nawba.domain.events import (
    ArticlePublished,
    ArticleWithdrawn,
    AssistantPublished,
    OperationEnded,
    OperationStarted,
    Recorded,
)
from nawba.domain.heard import Heard, Listed
from nawba.domain.purposes import Purpose
from nawba.domain.recordings import Item
from nawba.domain.words import ADMINISTRATOR, Actor, Article
from nawba.listening.cause.tables import Version
from nawba.listening.centre import diagnose_centre, incidents_in, versions_in
from nawba.store.diagnoses import contacts_of, latest, verdict_of
from nawba.store.diagnosis_tables import diagnosed_contacts, diagnoses
from virtual_time import START

QUALITY = Actor("quality", "nour")
CHANGED = START + timedelta(days=10)


def allow(house: House, *purposes: str) -> None:
    for one in purposes:
        entry = Purpose(one, "legitimate_interest", "A-1", "12 months", (), START.date(), None,
                        START.date())  # fmt: skip
        set_purpose(house.store, ADMINISTRATOR, entry)


def item(at: int, chance: np.random.Generator) -> Item:
    began = START + timedelta(days=int(chance.integers(0, 21)), hours=float(chance.uniform(8, 18)))
    intent = ("cancel", "refund", "other")[at % 3]
    likely = 0.45 if intent == "cancel" and began >= CHANGED else 0.06
    return Item(
        f"rc-{at:024d}", "text", (f"{at}.jsonl",), contact=f"case-{at}",
        adviser=f"person-{at % 12}", site=("dakar", "lisbon")[at % 2], intent=intent,
        started_at=began, failed=bool(chance.random() < likely),
    )  # fmt: skip


@pytest.fixture
def heard(house: House) -> House:
    """A house with 2,400 recorded contacts, of which those about cancelling fail since a change."""
    allow(house, "listening")
    chance = np.random.default_rng(5)
    intake = begin_intake(house.store, ADMINISTRATOR, "calls", {})
    listed = [Listed(item(at, chance), str(at)) for at in range(2_400)]
    keep_items(house.store, ADMINISTRATOR, intake, listed)
    return house


def test_what_is_found_is_kept_for_the_pages_without_a_word_on_advisers(heard: House) -> None:
    policy = Version("policy on cancelling", CHANGED.timestamp(), ("cancel",))
    made = diagnose_centre(heard.store, QUALITY, versions=[policy])
    with heard.store.read() as connection:
        kept = latest(connection)
        assert kept is not None
        assert kept.id == made
        assert set(kept.document) == {"fr", "ar", "en"}
        assert "person-" not in str(kept.document)
        assert kept.document["fr"]["people"]["found"] == []
        [found] = [one for one in kept.document["fr"]["cohorts"] if one["found"]]
        assert found["cause"] == "process"
        inside = contacts_of(connection, made, found["id"], limit=1000)
        assert len(inside) == found["failures"]
        assert contacts_of(connection, made, found["id"], limit=2) == inside[:2]
        assert contacts_of(connection, made, found["id"], after=inside[1].item)[0] == inside[2]
        assert sum(one.verdict == "process" for one in inside) > 0.7 * len(inside)
        said = verdict_of(connection, inside[0].item)
    assert said is not None
    assert all("policy on cancelling" in text for text in said.evidence.values())
    erase_item(heard.store, ADMINISTRATOR, inside[0].item, files=())
    with heard.store.read() as connection:
        assert verdict_of(connection, inside[0].item) is None


def test_intents_are_called_by_the_titles_of_their_articles(heard: House) -> None:
    titles = {"fr": "Résilier", "en": "Cancelling"}
    publish_articles(
        heard.store,
        ADMINISTRATOR,
        [Article("cancel", "waha", one, title, "…") for one, title in titles.items()],
    )
    diagnose_centre(
        heard.store, QUALITY, versions=[Version("policy", CHANGED.timestamp(), ("cancel",))]
    )
    with heard.store.read() as connection:
        kept = latest(connection)
    assert kept is not None
    found = {
        language: next(one["what"] for one in document["cohorts"] if one["found"])
        for language, document in kept.document.items()
    }
    assert "« Résilier »" in found["fr"]
    assert "“Cancelling”" in found["en"]
    assert "cancel" in found["ar"]


def test_a_contact_that_was_taken_in_twice_counts_once(heard: House) -> None:
    chance = np.random.default_rng(5)
    again = [replace(item(at, chance), id=f"rc-b{at:023d}") for at in range(300)]
    intake = begin_intake(heard.store, ADMINISTRATOR, "calls again", {})
    keep_items(heard.store, ADMINISTRATOR, intake, [Listed(one) for one in again])
    broken = [Heard(one.id, "quarantined", stage="probe", key="k") for one in again[:200]]
    note_heard(heard.store, ADMINISTRATOR, intake, broken)
    made = diagnose_centre(heard.store, QUALITY)
    with heard.store.read() as connection:
        told = connection.execute(sa.select(diagnosed_contacts.c.item)).scalars().all()
        assert latest(connection).contacts == 2_400
    assert made
    assert not {one.id for one in again[:200]} & set(told)


def test_nobody_is_spoken_of_unless_the_register_lets_advisers_be_scored(house: House) -> None:
    made = Diagnosed(START, START, 1, 0, people=True, named=False, document={}, each=())
    with pytest.raises(Conflict, match="listening"):
        keep_diagnosis(house.store, QUALITY, made)
    allow(house, "listening")
    with pytest.raises(Conflict, match="scoring"):
        keep_diagnosis(house.store, QUALITY, made)
    allow(house, "scoring")
    with pytest.raises(NotPermitted):
        keep_diagnosis(house.store, Actor("adviser", "amina"), made)
    for _ in range(MOST + 1):
        house.clock.advance(60)
        last = keep_diagnosis(house.store, QUALITY, replace(made, named=True))
    with house.store.read() as connection:
        count = connection.execute(sa.select(sa.func.count()).select_from(diagnoses)).scalar()
        assert connection.execute(sa.select(diagnosed_contacts)).first() is None
        kept = latest(connection)
    assert count == MOST
    assert kept is not None
    assert kept.id == last


def test_an_operation_that_fails_again_and_again_is_trouble_and_a_single_failure_is_none() -> None:
    def event(seconds: int, one: OperationStarted | OperationEnded) -> Recorded:
        return Recorded("main", seconds, START + timedelta(seconds=seconds), "assistant", one)

    def failed(seconds: int, operation: str) -> list[Recorded]:
        begun = OperationStarted("c", operation, f"{operation[0]}-system", "read", "r", "s", 1)
        ended = OperationEnded("c", operation, 1, "failed")
        return [event(seconds, begun), event(seconds + 1, ended)]

    events = [*failed(0, "a1"), *failed(600, "a2"), *failed(900, "a3"), *failed(901, "b1"),
              *failed(9000, "a4")]  # fmt: skip
    [found] = incidents_in(events)
    assert found.system == "a-system"
    assert datetime.fromtimestamp(found.started, START.tzinfo) == START + timedelta(seconds=1)
    assert found.ended - found.started == 901


def test_an_article_changes_the_intent_with_its_id_in_all_its_languages_at_once() -> None:
    published = [ArticlePublished("refund", "b", language, 2) for language in ("fr", "en")]
    told = [
        *published, ArticlePublished("opening-hours", "b", "fr", 1), AssistantPublished(3, "d", 2),
        ArticleWithdrawn("refund", "b", "fr"),
    ]  # fmt: skip
    events = [
        Recorded("main", at, START + timedelta(minutes=20 * at), "assistant", one)
        for at, one in enumerate(told)
    ]
    found = {one.what: one.intents for one in versions_in(events, ("refund", "delivery"))}
    assert found == {
        "assistant 3": (),
        "article refund (en, fr)": ("refund",),
        "article refund (fr)": ("refund",),
    }


def test_what_an_article_changed_is_found_in_the_stream(heard: House) -> None:
    heard.clock.now = CHANGED
    publish_articles(
        heard.store, ADMINISTRATOR, [Article("cancel", "waha", "fr", "Cancel", "Call.")]
    )
    heard.clock.now = CHANGED + timedelta(days=12)
    diagnose_centre(heard.store, QUALITY)
    with heard.store.read() as connection:
        kept = latest(connection)
    assert kept is not None
    [found] = [one for one in kept.document["en"]["cohorts"] if one["found"]]
    assert (found["what"], found["cause"]) == (
        "change “article cancel (fr)”, contacts about cancel", "process"
    )  # fmt: skip
