"""Articles found with what examples taught: right in customers' words, humble out of scope."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import check_grad

from nawba.assistant.cases import Case
from nawba.assistant.reading import LEAST_STRANGE, Reading
from nawba.assistant.understanding import choice
from nawba.domain.errors import Invalid
from nawba.domain.words import Article
from nawba.knowledge.searcher import Searcher
from nawba.models.kept import KeptEmbedder
from nawba.models.scripted import scripted_embedder

TODAY = date(2026, 11, 23)
SUBJECTS = {
    "invoice": ["amount", "charged", "money", "total", "expensive"],
    "roaming": ["abroad", "travel", "spain", "border", "holiday"],
    "parcel": ["courier", "box", "doorstep", "truck", "shipment"],
}
STRANGE = ["weather", "football", "recipe", "horoscope", "concert", "museum"]
FILLERS = [
    "hello",
    "please",
    "my",
    "the",
    "is",
    "why",
    "how",
    "would",
    "like",
    "to",
    "know",
    "about",
    "with",
    "when",
    "can",
    "you",
]
LIBRARY = [
    Article(name, "waha", "en", name.capitalize(), f"All about the {name}.") for name in SUBJECTS
]


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    embed = scripted_embedder()
    return Reading(Searcher(embed, KeptEmbedder(embed, tmp_path / "kept.npz", "scripted")))


def lines(words: list[str], number: int, seed: int) -> list[str]:
    rng = random.Random(f"{words[0]}{seed}")
    made = [[*rng.sample(words, 2), *rng.sample(FILLERS, 3)] for _ in range(number)]
    return [" ".join(rng.sample(one, len(one))) for one in made]


def labelled(number: int = 40, strange: int = 40, seed: int = 1) -> list[Case]:
    asked = [
        (line, name) for name, words in SUBJECTS.items() for line in lines(words, number, seed)
    ]
    outside = [(line, None) for line in lines(STRANGE, strange, seed)]
    return [Case(text, "en", "waha", intent, text) for text, intent in [*asked, *outside]]


def test_customers_words_lead_to_the_article_that_examples_named(reading: Reading) -> None:
    learned = reading.learn(LIBRARY, labelled())
    taught, plain = reading.of(LIBRARY, learned), reading.of(LIBRARY)
    for name, words in SUBJECTS.items():
        for line in lines(words, 10, seed=2):
            best = taught(line, "waha", "en", today=TODAY)[0]
            assert best.article.id == name
            assert best.score > 0.6 > plain(line, "waha", "en", today=TODAY)[0].score


def test_shares_of_one_question_add_up_to_one_at_most(reading: Reading) -> None:
    search = reading.of(LIBRARY, reading.learn(LIBRARY, labelled()))
    found = search("charged abroad", "waha", "en", today=TODAY)
    assert sum(one.score for one in found) <= 1
    assert found[0].margin == pytest.approx(found[0].score - found[1].score)
    assert search("?!", "waha", "en", today=TODAY) == []


def test_what_no_article_answers_scores_low(reading: Reading) -> None:
    search = reading.of(LIBRARY, reading.learn(LIBRARY, labelled()))
    asked = [*lines(STRANGE, 10, seed=2), "qwertz", "🙂 a"]
    found = [search(text, "waha", "en", today=TODAY) for text in asked]
    assert max(one[0].score for one in found if one) < 0.4


def test_examples_of_an_article_not_served_count_as_out_of_scope(reading: Reading) -> None:
    search = reading.of(LIBRARY[:2], reading.learn(LIBRARY[:2], labelled(60)))
    for line in lines(SUBJECTS["parcel"], 10, seed=2):
        assert search(line, "waha", "en", today=TODAY)[0].score < 0.4


def test_an_article_gone_since_leaves_its_questions_to_nobody(reading: Reading) -> None:
    learned = reading.learn(LIBRARY, labelled())
    search = reading.of(LIBRARY[:2], learned)
    for line in lines(SUBJECTS["parcel"], 10, seed=2):
        assert search(line, "waha", "en", today=TODAY)[0].score < 0.4


def test_an_expired_article_is_not_served_and_no_other_takes_its_share(reading: Reading) -> None:
    over = Article("parcel", "waha", "en", "Parcel", "All.", expires_on="2026-01-01")
    library = [*LIBRARY[:2], over]
    search = reading.of(library, reading.learn(library, labelled()))
    found = search(lines(SUBJECTS["parcel"], 1, seed=2)[0], "waha", "en", today=TODAY)
    assert "parcel" not in {one.article.id for one in found}
    assert found[0].score < 0.4


def test_too_few_examples_teach_nothing(reading: Reading) -> None:
    assert reading.learn(LIBRARY, []) is None
    assert reading.learn(LIBRARY, labelled(number=10)) is None
    assert reading.learn(LIBRARY, labelled(strange=LEAST_STRANGE - 1)) is None
    assert reading.learn(LIBRARY[:1], labelled()) is None


def test_a_brand_without_examples_is_searched_as_ever(reading: Reading) -> None:
    other = Article("invoice", "sahla", "en", "Invoice", "Pay here.")
    library = [*LIBRARY, other]
    taught, plain = reading.of(library, reading.learn(library, labelled())), reading.of(library)
    asked = ("invoice", "sahla", "en")
    assert taught(*asked, today=TODAY) == plain(*asked, today=TODAY)


def test_the_same_lessons_are_not_learned_twice(reading: Reading) -> None:
    learned = reading.learn(LIBRARY, labelled())
    assert reading.learn(LIBRARY, labelled()) == learned
    told: list[int] = []
    assert reading.learn(LIBRARY, labelled(), learned, lambda n, of: told.append(n)) is learned
    assert told == []
    assert reading.learn(LIBRARY, labelled(seed=3), learned) != learned


def test_damaged_lessons_are_told(reading: Reading) -> None:
    learned = reading.learn(LIBRARY, labelled())
    assert learned is not None
    for damaged in (b"", b"PK\x03\x04", learned[:2000]):
        with pytest.raises(Invalid, match="nawba assistant publish"):
            reading.of(LIBRARY, damaged)


def test_the_slope_of_the_choice_is_that_of_its_likelihood() -> None:
    rng = np.random.default_rng(0)
    evidence = choice.Evidence.of(rng.random((20, 5, 4)), rng.random((20, 6)))
    right, weights = rng.integers(6, size=20), rng.random(20)
    at = rng.normal(size=evidence.articles.shape[2] + evidence.whole.shape[1])

    def loss(values: choice.Weights) -> float:
        return choice.loss(values, evidence, right, weights)[0]

    def slope(values: choice.Weights) -> choice.Weights:
        return choice.loss(values, evidence, right, weights)[1]

    assert check_grad(loss, slope, at) < 1e-4


def test_a_choice_learns_which_evidence_counts() -> None:
    rng = np.random.default_rng(1)
    right = rng.integers(5, size=300)
    outputs = rng.normal(0, 0.05, (300, 6)).clip(0)
    outputs[np.arange(300), right] += 0.8
    evidence = choice.Evidence.of(rng.random((300, 5, 4)), outputs)
    shares = choice.learn_choice(evidence, right, np.ones(300))(evidence)
    assert np.allclose(shares.sum(axis=1), 1)
    assert (shares[:, :5].argmax(axis=1) == right).mean() > 0.98
