"""The editor's articles and drafts through HTTP: what is shown, to whom, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

import sessions
from nawba.actions.articles import publish_articles
from nawba.actions.register import set_purpose
from nawba.domain.words import ADMINISTRATOR, Article
from nawba.store.personal import read_register
from web.conftest import LEARNING, Listener, Web, serving, small_library

EDITOR, SECOND = "editor:nadia", "quality:tariq"
PRICE = Article(
    "prix", "atlas", "fr", "Prix de la carte ?", "La carte SIM coûte 50 dirhams par an.",
    ("combien coûte la carte",), "Nadia", "2000-01-31",
)  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Web]:
    place = tmp_path_factory.mktemp("knowledge")
    with serving(f"sqlite:///{place}/knowledge.db", place) as web:
        assert web.store is not None
        publish_articles(web.store, ADMINISTRATOR, [PRICE])
        yield web


def get(web: Web, path: str, actor: str = EDITOR, code: int = 200) -> Any:
    reply = web.staff(actor, "GET", f"/api/knowledge/{path}")
    assert reply.status_code == code, reply.text
    return reply.json()


def post(web: Web, path: str, actor: str = EDITOR, code: int = 200, **body: object) -> Any:
    reply = web.staff(actor, "POST", f"/api/knowledge/{path}", body)
    assert reply.status_code == code, reply.text
    return reply.json()


def languages(listed: Any, article: str) -> dict[str, Any]:
    (found,) = [one for one in listed["rows"] if one["id"] == article]
    return {one["language"]: one for one in found["languages"]}


def test_the_list_says_what_is_there_missing_served_and_expired(house: Web) -> None:
    listed = get(house, "articles")
    assert [one["id"] for one in listed["rows"]] == ["prix", "resilier"]
    assert [one["id"] for one in listed["brands"]] == ["atlas", "control"]
    prices = languages(listed, "prix")
    assert {name: one["status"] for name, one in prices.items()} == {
        "fr": "expired",
        "ar": "missing",
        "en": "missing",
    }
    assert {one["status"] for one in languages(listed, "resilier").values()} == {"served"}
    assert (listed["counts"]["served"], listed["counts"]["expired"]) == (3, 1)
    assert listed["owners"] == ["Nadia"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=expired", ["prix"]),
        ("status=served&language=ar", ["resilier"]),
        ("language=ar", ["resilier"]),
        ("q=DIRHAMS", ["prix"]),
        ("q=الإلغاء", ["resilier"]),
        ("q=nobody says this", []),
        ("owner=Nadia", ["prix", "resilier"]),
        ("owner=Omar", []),
        ("expires_within=30", ["prix"]),
        ("brand=control", []),
    ],
)
def test_the_list_is_filtered_and_searched(house: Web, query: str, expected: list[str]) -> None:
    assert [one["id"] for one in get(house, f"articles?{query}")["rows"]] == expected


def test_a_translation_older_than_its_source_is_behind(house: Web) -> None:
    french = next(one for one in small_library() if one.language == "fr")
    assert house.store is not None
    changed = replace(french, body="Résiliez par courrier, rubrique Contrat.")
    publish_articles(house.store, ADMINISTRATOR, [changed])
    found = languages(get(house, "articles?status=behind"), "resilier")
    assert {name: one["behind_source"] for name, one in found.items()} == {
        "fr": None,
        "ar": "fr",
        "en": "fr",
    }
    place = "articles/atlas/resilier"
    difference = get(house, f"{place}/fr/difference?was=1&now=2")
    body = next(one for one in difference["fields"] if one["field"] == "body")
    kinds = {kind: "".join(p["text"] for p in body["pieces"] if p["kind"] == kind)
             for kind in ("removed", "added")}  # fmt: skip
    assert kinds == {"removed": "dans l'application", "added": "par courrier"}
    assert body["changed"]
    shown = get(house, place)
    (own,) = [one for one in shown["languages"] if one["language"] == "fr"]
    assert [one["version"] for one in own["versions"]] == [2, 1]
    assert own["published_by_name"] == "console"
    back = post(house, f"{place}/fr/restore", version=1)
    assert (back["version"], back["body"]) == (3, french.body)
    assert back["published_by_name"] == "nadia"
    post(house, f"{place}/fr/restore", code=409, version=1)
    get(house, f"{place}/fr/versions/9", code=404)


def test_an_article_is_withdrawn_and_put_back(house: Web) -> None:
    place = "articles/atlas/resilier/en"
    gone = post(house, f"{place}/withdraw")
    assert (gone["status"], gone["withdrawn_by_name"]) == ("withdrawn", "nadia")
    post(house, f"{place}/withdraw", code=404)
    assert post(house, f"{place}/put-back")["status"] == "served"
    post(house, f"{place}/put-back", code=409)


def test_a_draft_shows_what_to_mend_and_is_saved_by_revision(house: Web) -> None:
    draft = post(house, "drafts", code=201, brand="atlas", language="fr", title="Carte perdue ?")
    assert (draft["article"], draft["state"]) == ("carte-perdue", "draft")
    assert draft["document"]["owner"] == "nadia"
    again = post(house, "drafts", brand="atlas", language="fr", article="carte-perdue")
    assert again["id"] == draft["id"]
    path = f"drafts/{draft['id']}"
    document = {
        "body": "La carte SIM coûte 80 dirhams par an. Appelez Sara Benali au 0612345678.",
        "expires_on": "2001-01-01",
    }
    saved = post(house, f"{path}/save", revision=1, document=document)
    assert saved["document"]["title"] == "Carte perdue ?"  # what is not sent stays
    checks = {check["name"]: check for check in saved["checks"]}
    assert checks["expired"]["stops"]
    assert not checks["personal"]["stops"]
    kinds = {place["kind"] for place in checks["personal"]["places"]}
    assert kinds == {"PERSON", "PHONE"}
    place = next(one for one in checks["personal"]["places"] if one["kind"] == "PHONE")
    assert document["body"][place["start"] : place["end"]] == "0612345678"
    (other,) = checks["contradiction"]["contradictions"]
    assert (other["article"], other["own_sentence"]) == (
        "prix",
        "La carte SIM coûte 80 dirhams par an.",
    )
    assert checks["missing_languages"]["values"] == {"languages": ["ar", "en"]}
    assert {"no_questions"} <= checks.keys()
    post(house, f"{path}/save", code=409, revision=1, document={"title": "x"})
    post(house, f"{path}/propose", code=422, revision=saved["revision"])
    post(house, f"{path}/save", code=422, revision=2, document={}, article="Not an id")
    told = post(house, f"{path}/comment", actor=SECOND, text="La source ?")
    assert [one["by_name"] for one in told["comments"]] == ["tariq"]
    assert post(house, f"{path}/discard", revision=2)["state"] == "discarded"
    assert get(house, "drafts")["drafts"] == []
    assert [one["id"] for one in get(house, "drafts?state=discarded&mine=true")["drafts"]] == [
        draft["id"]
    ]


@pytest.mark.parametrize("path", ["articles", "drafts", "gaps", "articles/atlas/resilier"])
def test_who_may_read(house: Web, path: str) -> None:
    for actor in ("editor:nadia", "supervisor:salma", "quality:tariq", "administrator:omar"):
        get(house, path, actor=actor)
    for actor in ("adviser:amina", "recruiter:rim", "planner:paul"):
        get(house, path, actor=actor, code=403)


def test_a_brand_out_of_scope_is_not_there(house: Web) -> None:
    assert house.store is not None
    headers = sessions.headers(house.store, "editor:elsewhere", brands=["control"])

    def ask(method: str, path: str, body: Any = None) -> Any:
        return house.client.request(method, f"/api/knowledge/{path}", json=body, headers=headers)

    assert ask("GET", "articles").json()["rows"] == []
    for method, path, body in (
        ("GET", "articles/atlas/resilier", None),
        ("GET", "articles/atlas/resilier/fr/versions/1", None),
        ("GET", "articles/atlas/resilier/fr/difference?was=1&now=1", None),
        ("POST", "articles/atlas/resilier/fr/withdraw", {}),
        ("POST", "articles/atlas/resilier/fr/put-back", {}),
        ("POST", "articles/atlas/resilier/fr/restore", {"version": 1}),
        ("POST", "drafts", {"brand": "atlas", "language": "fr", "title": "x"}),
    ):
        expected = 404 if path.startswith("articles/") else 403
        assert ask(method, path, body).status_code == expected, path


def test_what_is_not_there_is_told(house: Web) -> None:
    get(house, "articles/atlas/nothing", code=404)
    get(house, "drafts/d_none", code=404)
    get(house, "drafts?state=odd", code=422)
    get(house, "gaps/g_none", code=404)
    get(house, "gaps?state=odd", code=422)
    post(house, "gaps/merge", code=404, gaps=["g_none", "g_other"])
    post(house, "drafts", code=404, brand="nowhere", language="fr", title="x")


def test_the_list_of_gaps_says_whether_the_register_lets_contacts_be_learned_from(
    house: Web,
) -> None:
    assert get(house, "gaps")["learns"] is True
    assert house.store is not None
    with house.store.read() as connection:
        entry = next(one for one in read_register(connection) if one.id == LEARNING.id)
    ended = set_purpose(house.store, ADMINISTRATOR, replace(entry, until=entry.since))
    assert get(house, "gaps")["learns"] is False
    set_purpose(house.store, ADMINISTRATOR, replace(ended, until=None))
    assert get(house, "gaps")["learns"] is True


def test_who_has_the_editors_pages_open_hears_what_others_do(house: Web) -> None:
    ours = [Listener(f"{house.base}/api/stream", house.headers(one)) for one in (EDITOR, SECOND)]
    for listener in ours:
        listener.start()
        listener.wait(lambda name, _: name == "ready")
    text = {"brand": "atlas", "language": "fr", "title": "Carte d'un jour ?"}
    draft = post(house, "drafts", actor="editor:omar", code=201, **text)
    for listener in ours:
        told = listener.wait(
            lambda name, data: name == "event" and data["type"] == "article_draft_moved"
        )
        assert told["data"]["draft"] == draft["id"]
        assert "Carte" not in str(told)  # words stay in their row
        listener.stop()
    path = f"drafts/{draft['id']}/discard"
    post(house, path, actor="editor:omar", revision=draft["revision"])
