"""Searching: the right article, in the contact's language, never an expired one."""

from __future__ import annotations

import json
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nawba.domain.ports import Search
from nawba.domain.words import Article
from nawba.knowledge.index import STRICT_THRESHOLD, ArticleIndex
from nawba.knowledge.library import read_folder
from nawba.models.embed import UseEmbedder
from nawba.models.scripted import scripted_embedder

TODAY = date(2026, 6, 1)
DEMO = Path(__file__).parents[2] / "src/nawba/demo/company/articles"
DEV = Path(__file__).parent / "dev_questions.jsonl"

MEANINGS = {"فاتورة": "facture", "bill": "facture", "pay": "payer", "ادفع": "payer"}


def article(name: str, language: str = "fr", brand: str = "sahla", **changes) -> Article:
    titles = {
        ("payer", "fr"): ("Comment payer ma facture ?", "Payez par carte dans l'application."),
        ("payer", "en"): ("How do I pay my bill?", "Pay by card in the app."),
        ("payer", "ar"): ("كيف أدفع فاتورة؟", "ادفعوا بالبطاقة في التطبيق."),
        ("wifi", "fr"): ("Mon wifi est lent", "Rapprochez-vous de la box."),
        ("colis", "fr"): ("Où est mon colis ?", "Suivez votre colis avec son numéro."),
    }
    title, body = titles[name, language]
    return replace(Article(name, brand, language, title, body), **changes)


BASE = [article("payer"), article("payer", "ar"), article("wifi"), article("colis", brand="waha")]


@pytest.fixture(scope="module")
def index() -> ArticleIndex:
    return ArticleIndex.build(BASE, scripted_embedder(MEANINGS))


@pytest.fixture(scope="module")
def demo() -> ArticleIndex:
    return ArticleIndex.build(read_folder(DEMO), UseEmbedder())


def ids(index: ArticleIndex, text: str, **asked) -> list[tuple[str, str]]:
    asked = {"brand": "sahla", "language": "fr", "today": TODAY} | asked
    return [(f.article.id, f.article.language) for f in index.search(text, **asked)]


def test_the_best_article_comes_first_and_the_margin_is_its_lead(index):
    found = index.search("je dois payer la facture", "sahla", "fr", today=TODAY)
    assert [f.article.id for f in found] == ["payer", "wifi"]
    assert found[0].margin == pytest.approx(found[0].score - found[1].score)
    assert found[1].margin == found[1].score


def test_the_words_of_an_article_find_it_with_certainty(index):
    best = index.search("Comment payer ma facture ?", "sahla", "fr", today=TODAY)[0]
    nothing = index.search("recette du couscous royal", "sahla", "fr", today=TODAY)[0]
    assert best.score > 0.9
    assert nothing.score < 0.3


def test_the_served_version_is_in_the_contacts_language(index):
    assert ids(index, "كيف أدفع فاتورة", language="ar")[0] == ("payer", "ar")
    assert ids(index, "كيف أدفع فاتورة", language="fr")[0] == ("payer", "fr")
    assert ids(index, "pay bill", language="en")[0] == ("payer", "fr")  # there is no English one


def test_a_brand_sees_only_its_own_articles(index):
    assert ids(index, "Où est mon colis ?") != [("colis", "fr")]
    assert ids(index, "Où est mon colis ?", brand="waha") == [("colis", "fr")]
    assert ids(index, "Où est mon colis ?", brand="nobody") == []


@pytest.mark.parametrize("text", ["", "   ", "?!…", "🙂", "\n\t"])
def test_nothing_said_finds_nothing(index, text):
    assert ids(index, text) == []


def test_the_limit_holds(index):
    assert len(ids(index, "payer wifi", limit=1)) == 1
    assert ids(index, "payer wifi", limit=0) == []


def test_an_article_is_served_on_its_last_day_and_never_after():
    last = article("payer", expires_on="2026-06-01")
    index = ArticleIndex.build([last, article("wifi")], scripted_embedder())
    assert ids(index, "payer ma facture")[0] == ("payer", "fr")
    assert ids(index, "payer ma facture", today=date(2026, 6, 2)) == [("wifi", "fr")]


def test_an_expired_version_gives_way_to_another_language():
    versions = [article("payer", expires_on="2020-01-01"), article("payer", "en")]
    index = ArticleIndex.build(versions, scripted_embedder())
    assert ids(index, "payer ma facture") == [("payer", "en")]
    assert ids(ArticleIndex.build(versions[:1], scripted_embedder()), "payer ma facture") == []


def test_expired_articles_take_no_share_of_the_score():
    twin = article("payer", id="payer-2")
    both = ArticleIndex.build([article("payer"), twin], scripted_embedder())
    one = ArticleIndex.build(
        [article("payer"), replace(twin, expires_on="2020-01-01")], scripted_embedder()
    )
    asked = ("Comment payer ma facture ?", "sahla", "fr")
    assert both.search(*asked, today=TODAY)[0].margin == pytest.approx(0, abs=1e-6)
    assert one.search(*asked, today=TODAY)[0].score > both.search(*asked, today=TODAY)[0].score


def test_an_index_is_changed_by_making_another(index):
    more = index.with_article(article("payer", "en"))
    assert ids(more, "pay bill", language="en")[0] == ("payer", "en")
    assert ids(index, "pay bill", language="en")[0] == ("payer", "fr")
    assert ids(more.without("payer", "en"), "pay bill", language="en")[0] == ("payer", "fr")
    assert more.without("payer", "en").articles() == index.articles()


def test_a_new_version_replaces_the_old_one(index):
    renewed = index.with_article(article("payer", body="Payez en boutique.", version=2))
    assert len(renewed.articles()) == len(index.articles())
    best = renewed.search("payer ma facture", "sahla", "fr", today=TODAY)[0]
    assert (best.article.version, best.article.body) == (2, "Payez en boutique.")


def test_the_last_article_of_a_brand_can_go(index):
    empty = index.without("colis", "fr", brand="waha")
    assert ids(empty, "Où est mon colis ?", brand="waha") == []
    back = empty.with_article(article("colis", brand="waha"))
    assert ids(back, "Où est mon colis ?", brand="waha") == [("colis", "fr")]
    assert index.without("never", "fr").articles() == index.articles()


def test_an_empty_index_finds_nothing():
    empty = ArticleIndex.build([], scripted_embedder())
    assert ids(empty, "payer") == []
    assert ids(empty.with_article(article("payer")), "payer") == [("payer", "fr")]


def test_an_updated_index_equals_one_built_anew(index):
    embed = scripted_embedder(MEANINGS)
    updated = ArticleIndex.build(BASE[:2], embed).with_article(BASE[2]).with_article(BASE[3])
    for text in ("payer ma facture", "wifi lent", "كيف أدفع"):
        one = index.search(text, "sahla", "fr", today=TODAY)
        two = updated.search(text, "sahla", "fr", today=TODAY)
        assert [f.article for f in one] == [f.article for f in two]
        assert [f.score for f in one] == pytest.approx([f.score for f in two])


def test_an_article_without_known_words_is_no_trouble():
    strange = Article("x", "sahla", "fr", "?", "!", ("🙂",))
    index = ArticleIndex.build([strange], scripted_embedder())
    assert ids(index, "payer") == [("x", "fr")]


def test_building_tells_its_progress():
    told: list[tuple[int, int]] = []
    ArticleIndex.build(BASE, scripted_embedder(), lambda done, of: told.append((done, of)))
    assert told == [(8, 8)]


@settings(deadline=None)
@given(text=st.text(max_size=3_000), language=st.sampled_from(["fr", "ar", "en", "es"]))
def test_any_text_gets_ordered_scores_between_0_and_1(index, text, language):
    search: Search = index.search
    found = search(text, "sahla", language, today=TODAY)
    scores = [f.score for f in found]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) <= 1 + 1e-9
    assert all(0 <= f.margin <= f.score for f in found)


def test_threads_find_what_one_thread_finds(index):
    texts = ["payer ma facture", "wifi lent", "كيف أدفع فاتورة"] * 20
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda text: ids(index, text), texts))
    assert together == [ids(index, text) for text in texts]


# --- the demo's articles and the real weights ---------------------------------------------------


def test_an_articles_own_questions_are_answered_with_it(demo):
    asked = [(a, text) for a in demo.articles()[::3] for text in (a.title, *a.questions)]
    served = [
        (a.id, best.article.id, best.article.language == a.language)
        for a, text in asked
        if (best := demo.search(text, a.brand, a.language, today=TODAY)[0]).score
        >= STRICT_THRESHOLD
    ]
    assert len(served) >= 0.97 * len(asked)
    assert all(wanted == found and same for wanted, found, same in served)


def test_no_development_question_is_answered_wrongly(demo):
    questions = [json.loads(line) for line in DEV.read_text("utf-8").splitlines()]
    right, wrong = 0, []
    for asked in questions:
        best = demo.search(asked["text"], asked["brand"], asked["language"], today=TODAY)[0]
        if best.score >= STRICT_THRESHOLD:
            right += best.article.id == asked["article"]
            wrong += [] if best.article.id == asked["article"] else [asked["text"]]
    assert wrong == []
    assert right >= 0.4 * sum(asked["article"] is not None for asked in questions)


def test_a_search_among_200_articles_in_3_languages_is_fast():
    """The target is a median of 5 ms; counted in processor time, whatever else the machine does."""
    articles = [
        Article(
            f"article-{number}-{topic}",
            "sahla",
            language,
            f"Question {number} sur {topic} {number * 7} ?",
            f"Réponse {number} : faites {topic} puis {number}.\n" * 4,
            tuple(f"{topic} {number} {way}" for way in ("demande", "problème", "prix", "délai")),
        )
        for number in range(50)
        for topic in ("facture", "fibre", "colis", "roaming")
        for language in ("fr", "ar", "en")
    ]
    index = ArticleIndex.build(articles, UseEmbedder())
    spent = []
    for number in range(60):
        started = time.thread_time()
        index.search(f"quel est le délai pour la facture {number}", "sahla", "fr", today=TODAY)
        spent.append(time.thread_time() - started)
    assert statistics.median(spent) < 0.010
