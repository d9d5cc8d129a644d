"""Drafts: saved by revision, approved by a second person only, published in the same step."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from house import AMINA, House
from nawba.actions import drafts
from nawba.actions.articles import publish_articles, withdraw_article
from nawba.domain import events as ev
from nawba.domain.drafts import ArticleDraft, DraftState, DraftText, text_of
from nawba.domain.errors import Conflict, Invalid, NotFound, NotPermitted
from nawba.domain.words import ADMINISTRATOR, Actor, Article
from nawba.store.drafts import read_comments, read_draft, read_drafts
from nawba.store.rows import read_articles

NOURA = Actor("editor", "noura")
OMAR = Actor("editor", "omar")
NOURA_AGAIN = Actor("supervisor", "noura")
ARTICLE = Article("delais", "waha", "fr", "Délais", "Deux jours.", ("Quand ?",), "noura")
TEXT = DraftText("Délais ?", "Trois jours ouvrés.", ("Quand arrive mon colis ?",), "noura")


def begun(house: House, text: DraftText | None = TEXT, actor: Actor = NOURA, **more: str) -> str:
    place = {"brand": "waha", "article": "retours", "language": "fr", **more}
    draft, _ = drafts.create_draft(house.store, actor, **place, text=text)
    return draft


def read(house: House, draft: str) -> ArticleDraft:
    with house.store.read() as connection:
        found = read_draft(connection, draft)
    assert found is not None
    return found


def proposed(house: House, **more: str) -> str:
    draft = begun(house, **more)
    drafts.propose_draft(house.store, NOURA, draft, read(house, draft).revision)
    return draft


def articles(house: House) -> list[Article]:
    with house.store.read() as connection:
        return read_articles(connection)


def test_a_draft_begins_with_the_version_in_force_or_with_nothing(house: House) -> None:
    publish_articles(house.store, ADMINISTRATOR, [replace(ARTICLE, expires_on="2030-01-31")])
    change = read(house, begun(house, None, article="delais"))
    assert (change.text.body, change.based_on) == ("Deux jours.", 1)
    other = read(house, begun(house, None, article="delais", language="ar"))
    assert other.text == DraftText(owner="noura", expires_on="2030-01-31")
    assert other.based_on is None
    assert read(house, begun(house, None)).text == DraftText()


def test_the_draft_that_is_open_comes_back(house: House) -> None:
    first = begun(house)
    again = drafts.create_draft(house.store, OMAR, "waha", "retours", "fr", DraftText("Autre"))
    assert again == (first, False)
    assert read(house, first).text == TEXT
    drafts.discard_draft(house.store, OMAR, first, 1)
    assert begun(house) != first


def test_a_card_is_never_kept_in_a_draft(house: House) -> None:
    card = replace(TEXT, body="Payez avec 4970 1012 3456 7893, code 737 au dos de la carte.")
    draft = begun(house, card)
    assert "1012" not in read(house, draft).text.body
    drafts.save_draft(house.store, NOURA, draft, 1, replace(card, questions=(card.body,)))
    assert "1012" not in str(read(house, draft).text)
    assert "737" not in str(read(house, draft).text)


def test_a_stale_revision_is_refused_and_names_who_saved(house: House) -> None:
    draft = begun(house)
    longer = replace(TEXT, body="Quatre jours.")
    assert drafts.save_draft(house.store, OMAR, draft, 1, longer) == 2
    with pytest.raises(Conflict, match="editor:omar saved revision 2"):
        drafts.save_draft(house.store, NOURA, draft, 1, TEXT)
    assert drafts.save_draft(house.store, NOURA, draft, 2, longer) == 2  # nothing differs
    assert read(house, draft).authors == ("noura", "omar")


def test_a_second_person_approves_and_the_article_is_published(house: House) -> None:
    draft = proposed(house)
    published = drafts.approve_draft(house.store, OMAR, draft, 2)
    expected = Article(
        "retours", "waha", "fr", TEXT.title, TEXT.body, TEXT.questions, "noura", None, 1
    )
    assert [published] == articles(house) == [expected]
    found = read(house, draft)
    assert (found.state, found.decided_by) == (DraftState.PUBLISHED, "editor:omar")
    assert found.published_version == 1
    assert house.events(ev.ArticlePublished) == [ev.ArticlePublished("retours", "waha", "fr", 1)]
    states = [event.state for event in house.events(ev.ArticleDraftMoved)]
    assert states == ["draft", "proposed", "published"]


@pytest.mark.parametrize("actor", [NOURA, NOURA_AGAIN, OMAR], ids=str)
def test_nobody_approves_or_rejects_what_they_wrote(house: House, actor: Actor) -> None:
    draft = begun(house)
    drafts.save_draft(house.store, OMAR, draft, 1, replace(TEXT, title="Retours ?"))
    drafts.propose_draft(house.store, NOURA, draft, 2)
    with pytest.raises(NotPermitted, match="somebody else"):
        drafts.approve_draft(house.store, actor, draft, 3)
    with pytest.raises(NotPermitted, match="somebody else"):
        drafts.reject_draft(house.store, actor, draft, 3, "no")
    assert articles(house) == []


def test_the_table_itself_refuses_an_author_who_decides(house: House) -> None:
    draft = proposed(house)
    approve = (
        "UPDATE article_drafts SET state = 'published', decider = :who, published_version = 1 "
        "WHERE id = :draft"
    )
    with pytest.raises(sa.exc.IntegrityError):
        house.raw(approve, who="noura", draft=draft)
    with pytest.raises(sa.exc.IntegrityError):
        house.raw("UPDATE article_drafts SET state = 'published' WHERE id = :draft", draft=draft)
    house.raw(approve, who="nour", draft=draft)  # a part of a name is another person


def test_a_rejected_draft_says_why_and_goes_on(house: House) -> None:
    draft = proposed(house)
    number = drafts.reject_draft(house.store, OMAR, draft, 2, "La source ?")
    found = read(house, draft)
    assert (found.state, found.reason, found.decided_by) == (
        DraftState.REJECTED,
        "La source ?",
        "editor:omar",
    )
    with house.store.read() as connection:
        assert [one.text for one in read_comments(connection, draft)] == ["La source ?"]
    saved = drafts.save_draft(house.store, NOURA, draft, number, TEXT)
    again = read(house, draft)
    assert (again.state, again.decided_by, again.revision) == (DraftState.DRAFT, None, saved)
    drafts.propose_draft(house.store, NOURA, draft, saved)
    assert drafts.approve_draft(house.store, OMAR, draft, saved + 1).version == 1


def test_a_proposed_draft_is_taken_back_before_it_is_changed(house: House) -> None:
    draft = proposed(house)
    with pytest.raises(Conflict, match="proposed"):
        drafts.save_draft(house.store, NOURA, draft, 2, TEXT)
    number = drafts.take_back_draft(house.store, OMAR, draft, 2)
    assert read(house, draft).state is DraftState.DRAFT
    drafts.propose_draft(house.store, NOURA, draft, number)
    with pytest.raises(NotPermitted):  # whoever took it back may have changed it
        drafts.approve_draft(house.store, OMAR, draft, number + 1)


def test_what_changed_meanwhile_is_looked_at_first(house: House) -> None:
    publish_articles(house.store, ADMINISTRATOR, [ARTICLE])
    draft = begun(house, None, article="delais")
    written = replace(text_of(ARTICLE), body="Cinq jours.")
    drafts.save_draft(house.store, NOURA, draft, 1, written)
    publish_articles(house.store, ADMINISTRATOR, [replace(ARTICLE, body="Trois jours.")])
    drafts.propose_draft(house.store, NOURA, draft, 2)
    with pytest.raises(Conflict, match="Version 2"):
        drafts.approve_draft(house.store, OMAR, draft, 3)
    drafts.take_back_draft(house.store, NOURA, draft, 3)
    drafts.save_draft(house.store, NOURA, draft, 4, written, based_on=2)
    drafts.propose_draft(house.store, NOURA, draft, 5)
    assert drafts.approve_draft(house.store, OMAR, draft, 6).version == 3


def test_a_withdrawn_article_is_not_published_by_the_way(house: House) -> None:
    publish_articles(house.store, ADMINISTRATOR, [ARTICLE])
    draft = begun(house, article="delais")
    withdraw_article(house.store, OMAR, "waha", "delais", "fr")
    drafts.propose_draft(house.store, NOURA, draft, 1)
    with pytest.raises(Conflict, match="withdrawn"):
        drafts.approve_draft(house.store, OMAR, draft, 2)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": " "}, "title"),
        ({"body": ""}, "body"),
        ({"body": "x" * 4001}, "body"),
        ({"questions": tuple(f"Question {n} ?" for n in range(51))}, "questions"),
        ({"questions": ("Bonjour [NAME_1], quand ?",)}, "questions"),
        ({"body": "Appelez {numéro} demain."}, "body"),
        ({"expires_on": "2000-01-01"}, "expires_on"),
        ({"expires_on": "demain"}, "expires_on"),
    ],
    ids=["title", "body", "long", "many", "redacted", "unfilled", "expired", "no-date"],
)
def test_what_stops_a_proposal_names_its_field(
    house: House, change: dict[str, object], field: str
) -> None:
    draft = begun(house, replace(TEXT, **change))  # type: ignore[arg-type]
    with pytest.raises(Invalid) as refused:
        drafts.propose_draft(house.store, NOURA, draft, 1)
    assert refused.value.field == field
    assert read(house, draft).state is DraftState.DRAFT


def test_a_new_article_is_renamed_in_all_its_languages(house: House) -> None:
    french, arabic = begun(house), begun(house, language="ar")
    drafts.save_draft(house.store, NOURA, french, 1, TEXT, article="retourner-un-colis")
    assert read(house, arabic).article == read(house, french).article == "retourner-un-colis"
    publish_articles(house.store, ADMINISTRATOR, [ARTICLE])
    with pytest.raises(Conflict, match="already"):
        drafts.save_draft(house.store, NOURA, french, 2, TEXT, article="delais")
    change = begun(house, None, article="delais")
    with pytest.raises(Conflict, match="published under its id"):
        drafts.save_draft(house.store, NOURA, change, 1, TEXT, article="delais-2")


def test_who_may_write_and_where(house: House) -> None:
    sahla_only = Actor("editor", "sami", brands=("sahla",))
    draft = proposed(house)
    with pytest.raises(NotPermitted):
        begun(house, actor=AMINA)
    with pytest.raises(NotPermitted, match="own brands"):
        begun(house, actor=sahla_only)
    for refused in (AMINA, sahla_only):
        with pytest.raises(NotPermitted):
            drafts.approve_draft(house.store, refused, draft, 2)
        with pytest.raises(NotPermitted):
            drafts.comment_draft(house.store, refused, draft, "x")
    with pytest.raises(NotFound):
        drafts.propose_draft(house.store, NOURA, "d_none", 1)
    with pytest.raises(NotFound):
        begun(house, brand="nowhere")
    with pytest.raises(Invalid):
        begun(house, language="de")


def test_drafts_are_listed_by_state_and_brand(house: House) -> None:
    first = begun(house)
    house.clock.advance(1)
    second = proposed(house, article="delais")
    with house.store.read() as connection:
        assert [one.id for one in read_drafts(connection)] == [second, first]
        assert [one.id for one in read_drafts(connection, ("proposed",))] == [second]
        assert read_drafts(connection, brands=["sahla"]) == []
        assert [one.id for one in read_drafts(connection, article="delais")] == [second]
