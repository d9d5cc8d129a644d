"""The reader of intents: right on what it knows, humble on what it does not."""

from __future__ import annotations

import random
import re
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

from nawba.assistant.intents import IntentModel
from nawba.assistant.understanding.features import Features
from nawba.assistant.understanding.grams import LETTERS, Grams
from nawba.assistant.understanding.grams import WORDS as BY_WORD
from nawba.assistant.understanding.kernel import RIDGE, Likeness, solve
from nawba.domain.errors import Invalid, TooLarge
from nawba.models.scripted import scripted_embedder

WORDS = {
    "invoice": ["facture", "bill", "invoice", "amount", "paid"],
    "roaming": ["roaming", "abroad", "travel", "country", "spain"],
    "sim": ["sim", "puk", "code", "blocked", "card"],
    "parcel": ["parcel", "delivery", "courier", "box", "track"],
    "cancel": ["cancel", "terminate", "résilier", "contract", "end"],
}
FILLERS = re.findall(r"\w+", "hello please my the is why how would like to know about with")
embed = scripted_embedder({"facture": "bill", "résilier": "terminate", "فاتورة": "bill"})


def questions(intent: str, number: int, seed: int) -> list[str]:
    """Two words of the intent among fillers."""
    rng = random.Random(f"{intent}{seed}")
    made = []
    for _ in range(number):
        words = [*rng.sample(WORDS[intent], 2), *rng.sample(FILLERS, 3)]
        rng.shuffle(words)
        made.append(" ".join(words))
    return made


def labelled(number: int, seed: int) -> tuple[list[str], list[str]]:
    pairs = [(text, intent) for intent in WORDS for text in questions(intent, number, seed)]
    return [text for text, _ in pairs], [intent for _, intent in pairs]


TEXTS, LABELS = labelled(30, seed=1)
FRESH, MEANT = labelled(10, seed=2)
STRANGE = ["what is the weather", "sing me a song please", "who won the match", "🙂", "", "أهلا"]


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return IntentModel.train(TEXTS, LABELS, embed)


def test_unseen_questions_are_read_right_and_trusted(model):
    readings = model.predict(FRESH)
    right = np.array([a == b for a, b in zip(readings.best, MEANT, strict=True)])
    assert right.mean() > 0.95
    assert np.all((readings.scores > 0) & (readings.scores < 1))
    assert np.median(readings.scores[right]) > 0.8


def test_questions_out_of_scope_score_lower_though_none_was_shown(model):
    assert model.predict(STRANGE).scores.max() < np.quantile(model.predict(FRESH).scores, 0.1)


def test_a_word_of_another_language_helps_through_the_embedding(model):
    assert model.predict(["فاتورة facture"]).best == ["invoice"]


def test_ranked_intents_fall_and_their_margin_tells_a_doubt(model):
    sure, torn = model.predict(["cancel terminate contract", "invoice amount parcel courier"]), 1
    ranked = sure.ranked(torn)
    assert {intent for intent, _ in ranked[:2]} == {"invoice", "parcel"}
    outputs = [output for _, output in ranked]
    assert outputs == sorted(outputs, reverse=True)
    assert sure.margin(0) > 3 * sure.margin(torn)
    assert sure.margin(torn) == pytest.approx(outputs[0] - outputs[1])


def test_company_does_not_change_a_reading(model):
    texts = FRESH + STRANGE
    together = model.predict(texts)
    with ThreadPoolExecutor(4) as threads:
        alone = list(threads.map(lambda text: model.predict([text]), texts))
    for row, one in enumerate(alone):
        assert np.allclose(one.outputs[0], together.outputs[row], atol=1e-4)
        assert one.scores[0] == pytest.approx(together.scores[row], abs=1e-4)


def test_nothing_is_read_of_no_texts(model):
    readings = model.predict([])
    assert len(readings) == 0
    assert readings.outputs.shape == (0, len(WORDS))


def test_training_is_deterministic(model):
    again = IntentModel.train(TEXTS, LABELS, embed)
    assert np.array_equal(again.predict(FRESH).scores, model.predict(FRESH).scores)


def test_the_guard_does_not_learn_from_held_out_texts():
    """Held out and mislabelled, or held out and right: the guard cannot tell; the overall can."""
    held = [number % 3 == 0 for number in range(len(TEXTS))]
    wrong = ["cancel" if out else label for label, out in zip(LABELS, held, strict=True)]
    good = IntentModel.train(TEXTS, LABELS, embed, held_out=held).predict(FRESH)
    bad = IntentModel.train(TEXTS, wrong, embed, held_out=held).predict(FRESH)
    assert good.answerable == bad.answerable
    assert np.allclose(good.scores, bad.scores)
    assert not np.allclose(good.outputs, bad.outputs)


def test_without_held_out_texts_both_readings_are_one(model):
    readings = model.predict(FRESH)
    assert readings.best == readings.answerable


def test_a_normaliser_lets_spellings_meet():
    def normalise(text: str) -> str:
        return text.replace("ftora", "facture")

    plain = IntentModel.train(TEXTS, LABELS, embed)
    mended = IntentModel.train(TEXTS, LABELS, embed, normalise=normalise)
    asked, place = ["ftora ftora"], sorted(WORDS).index("invoice")
    assert mended.predict(asked).best == ["invoice"]
    assert mended.predict(asked).outputs[0, place] > 1.2 * plain.predict(asked).outputs[0, place]


@pytest.mark.parametrize(
    ("texts", "labels", "error"),
    [
        (["a b"], ["x"], Invalid),
        (["a b", "c d"], ["x", "x"], Invalid),
        ([], [], Invalid),
        (["?", "!"], ["x", "y"], Invalid),
        (["a"] * 30_001, ["x"] * 30_001, TooLarge),
    ],
)
def test_what_cannot_be_learned_is_refused(texts, labels, error):
    with pytest.raises(error):
        IntentModel.train(texts, labels, embed)


def test_a_few_examples_are_enough_to_start():
    small = IntentModel.train(["my bill", "track my parcel"], ["invoice", "parcel"], embed)
    assert small.predict(["the bill", "parcel"]).best == ["invoice", "parcel"]


@pytest.mark.parametrize("options", [BY_WORD, LETTERS])
def test_grams_are_those_of_scikit_learn(options):
    theirs = TfidfVectorizer(lowercase=False, sublinear_tf=True, **options).fit(TEXTS)
    asked = [*FRESH, *STRANGE, "sim sim sim bill"]
    ours = Grams.fit(TEXTS, options)(asked)
    assert np.allclose(ours.toarray(), theirs.transform(asked).toarray(), atol=1e-5)


def test_left_out_outputs_are_those_of_a_model_without_the_block():
    """The closed form against training anew, for single examples and for a whole intent."""
    _, views = Features.fit(TEXTS, embed)
    right = np.unique(LABELS, return_inverse=True)[1]
    targets = np.eye(len(WORDS), dtype=np.float32)[right]
    blocks = [np.array([3]), np.array([40]), np.flatnonzero(right == 2)]
    fast = solve(Likeness(views)(views), targets).left_out(blocks)
    for block, outputs in zip(blocks, fast, strict=True):
        rest = np.setdiff1d(np.arange(len(TEXTS)), block)
        known = views.of(rest)
        likeness = Likeness(known)(known).astype(np.float64)
        weights = np.linalg.solve(likeness + RIDGE * np.eye(len(rest)), targets[rest])
        assert np.allclose(Likeness(known)(views.of(block)) @ weights, outputs, atol=2e-3)


def test_likeness_is_one_for_oneself_and_symmetric():
    _, views = Features.fit(TEXTS, embed)
    likeness = Likeness(views)(views)
    assert np.allclose(np.diag(likeness), 1, atol=1e-4)
    assert np.allclose(likeness, likeness.T, atol=1e-5)
    assert likeness.min() > 0
    assert np.linalg.eigvalsh(likeness.astype(np.float64)).min() > -1e-3
