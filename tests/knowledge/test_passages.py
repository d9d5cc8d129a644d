"""Passages ranked for a conversation: the question decides, and what was spoken of before."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nawba.domain.words import Article
from nawba.knowledge.grams import Grams, letter_groups
from nawba.knowledge.mentions import CHANCE, Subjects
from nawba.knowledge.passage_index import PassageIndex, hearings
from nawba.knowledge.passages import Passage, Said, passages_of
from nawba.models.scripted import scripted_embedder

NAMES = ("Hotel Nikko San Francisco", "Foreign Cinema", "Coit Tower", "Kokkari Estiatorio")
ASKED = {
    "wifi": "Is there free WiFi at {}?",
    "dogs": "Are dogs allowed at {}?",
    "parking": "Where can I park near {}?",
}
MEANINGS = {"pets": "dogs", "كلب": "dogs", "اريد": "want"}


def faq() -> list[Passage]:
    return [
        Passage(f"{name}/{key}", f"Ask {name} at the desk.", title.format(name), name)
        for name in NAMES
        for key, title in ASKED.items()
    ]


@pytest.fixture(scope="module")
def index() -> PassageIndex:
    return PassageIndex(faq(), scripted_embedder(MEANINGS))


def first(index: PassageIndex, *turns: str | Said) -> str:
    said = [Said(turn) if isinstance(turn, str) else turn for turn in turns]
    return index.rank(said)[0].passage.id


def test_the_subject_is_what_was_spoken_of_last(index: PassageIndex) -> None:
    assert first(index, "Foreign Cinema or Coit Tower?", "Coit Tower", "wifi?") == "Coit Tower/wifi"
    assert first(index, "Coit Tower", "no, Foreign Cinema", "dogs?") == "Foreign Cinema/dogs"


def test_a_name_may_be_broken_or_shortened(index: PassageIndex) -> None:
    assert first(index, "where can I park near fo rein cinama") == "Foreign Cinema/parking"
    assert first(index, "the nikko one", "wifi there?") == "Hotel Nikko San Francisco/wifi"


def test_what_else_was_heard_counts(index: PassageIndex) -> None:
    misheard = Said("are dongs a loud", alternatives=("are dogs allowed", "our dogs aloud"))
    assert first(index, "Coit Tower", misheard) == "Coit Tower/dogs"


def test_broken_words_are_found_by_their_letters(index: PassageIndex) -> None:
    assert first(index, "Coit Tower", "wif i there") == "Coit Tower/wifi"


def test_meanings_cross_words_and_languages(index: PassageIndex) -> None:
    assert first(index, "Coit Tower", "pets") == "Coit Tower/dogs"
    assert first(index, "Coit Tower", "كلب") == "Coit Tower/dogs"


def test_scores_fall_and_each_id_is_given_once() -> None:
    versions = [
        Passage("a", "payer la facture"),
        Passage("a", "pay the bill"),
        Passage("b", "wifi"),
    ]
    index = PassageIndex(versions, scripted_embedder())
    ranked = index.rank([Said("payer ou pay")], limit=5)
    assert [found.passage.id for found in ranked] == ["a", "b"]
    assert ranked[0].score >= ranked[1].score
    assert len(index.rank([Said("payer")], limit=1)) == 1


def test_a_long_text_is_found_by_one_sentence_of_it() -> None:
    padding = "Rien de tout cela ne compte ici. " * 40
    passages = [
        Passage("long", padding + "Le préavis de résiliation est de dix jours. " + padding),
        Passage("other", "Le code PUK se trouve sur la carte."),
    ]
    index = PassageIndex(passages, scripted_embedder())
    assert first(index, "quel préavis de résiliation ?") == "long"


def test_nothing_said_has_no_answer(index: PassageIndex) -> None:
    assert index.rank([]) == []
    assert index.rank([Said("")])  # said, but empty: a ranking all the same


def test_an_index_needs_a_passage() -> None:
    with pytest.raises(ValueError, match="passage"):
        PassageIndex([], scripted_embedder())


def test_progress_counts_different_texts_to_their_end() -> None:
    told: list[tuple[int, int]] = []
    PassageIndex(faq(), scripted_embedder(), lambda done, total: told.append((done, total)))
    assert told[-1] == (4, 4)  # without the names: three titles, one text


def test_evidence_fades_and_what_has_no_name_has_chance() -> None:
    subjects = Subjects(["Coit Tower", "", "Foreign Cinema"])
    turns = [Said("coit tower"), Said("yes"), Said("and?")]
    now, nameless, other = subjects.evidence(turns[:1])
    later = subjects.evidence(turns)[0]
    assert nameless == CHANCE
    assert now > later > CHANCE > other
    assert list(Subjects(["", ""]).evidence(turns)) == [CHANCE, CHANCE]


def test_darija_is_also_heard_as_standard_arabic() -> None:
    assert hearings(Said("bghit nkhelles")) == ["bghit nkhelles", "اريد دفع"]
    assert hearings(Said("Je veux payer")) == ["Je veux payer"]


def test_an_article_is_a_passage_per_question() -> None:
    article = Article("pay", "sahla", "fr", "Payer ?", "Par carte.", questions=("Où payer ?",))
    assert [(p.id, p.title, p.text) for p in passages_of([article])] == [
        ("sahla/pay", "Payer ?", "Par carte."),
        ("sahla/pay", "Où payer ?", "Par carte."),
    ]


def test_groups_cross_spaces_but_not_the_ends() -> None:
    assert {"+wifi", " wi", "fi "} <= set(letter_groups("Wi-Fi"))
    assert "+xwi" not in set(letter_groups("wi fi x"))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=4))
def test_any_conversation_ranks_every_passage(turns: list[str]) -> None:
    index = PassageIndex([Passage("a", "!"), Passage("b", "…", "?")], scripted_embedder())
    ranked = index.rank([Said(turn) for turn in turns])
    assert {found.passage.id for found in ranked} == {"a", "b"}
    assert all(np.isfinite(found.score) for found in ranked)


def test_rows_have_unit_length_and_the_unknown_weighs_nothing() -> None:
    grams = Grams(["payer la facture", "wifi"])
    assert np.allclose(np.sqrt(grams.rows.multiply(grams.rows).sum(axis=1)), 1)
    assert grams.of(["漢字"]).nnz == 0


def test_many_threads_get_the_same_answers(index: PassageIndex) -> None:
    turns = [[Said(name), Said(key)] for name in NAMES for key in ASKED]
    alone = [index.rank(turn) for turn in turns]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(index.rank, turns)) == alone
