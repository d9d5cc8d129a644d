"""One contract for every embedder, run on the real weights and on their scripted twin."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from nawba.models.embed import Turns, UseEmbedder, open_embedder, remember
from nawba.models.scripted import scripted_embedder
from processes import until

MEANINGS = {"فاتورة": "facture", "فاتورتي": "facture", "invoice": "facture", "bill": "facture"}
TEXTS = ["Je veux ma facture", "Where is my parcel?", "أريد فاتورتي", "", "   ", "🙂", "a" * 5000]


@pytest.fixture(scope="module")
def real():
    return UseEmbedder()


@pytest.fixture(params=["scripted", "real", "remembered"])
def embed(request):
    if request.param == "scripted":
        return scripted_embedder(MEANINGS)
    real = request.getfixturevalue("real")
    return real if request.param == "real" else remember(real, 3)


def test_rows_are_unit_vectors_in_order(embed):
    rows = embed(TEXTS)
    assert rows.dtype == np.float32
    assert rows.shape[0] == len(TEXTS)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    again = embed(list(reversed(TEXTS)))
    assert np.allclose(rows, again[::-1], atol=1e-5)


def test_no_texts_give_no_rows_of_the_same_width(embed):
    assert embed([]).shape == (0, embed(["x"]).shape[1])


def test_a_text_has_one_vector_whatever_its_company(embed):
    alone = np.concatenate([embed([text]) for text in TEXTS])
    assert np.allclose(alone, embed(TEXTS), atol=1e-4)
    assert np.allclose(embed(["x", "x"])[0], embed(["x"])[0], atol=1e-5)


def test_near_in_meaning_is_near_in_space(embed):
    asked, same, other = embed(["facture", "my bill", "perdu chien noir"])
    assert asked @ same > asked @ other + 0.1


def test_languages_share_the_space(embed):
    french, arabic, other = embed(["facture", "فاتورة", "le football à la plage"])
    assert french @ arabic > french @ other + 0.1


def test_threads_get_what_one_thread_gets(embed):
    texts = [f"question numéro {number}" for number in range(40)]
    expected = embed(texts)
    with ThreadPoolExecutor(8) as threads:
        rows = list(threads.map(lambda text: embed([text])[0], texts))
    assert np.allclose(expected, np.stack(rows), atol=1e-4)


def test_many_texts_are_embedded_in_batches(real):
    texts = [f"texte {number}" for number in range(150)]
    assert np.allclose(real(texts)[149], real([texts[149]])[0], atol=1e-4)


def test_remembered_texts_are_not_asked_again():
    asked: list[list[str]] = []
    inner = scripted_embedder()

    def counted(texts):
        asked.append(list(texts))
        return inner(texts)

    embed = remember(counted, 2)
    embed(["a", "b"])
    embed(["a", "b", "c"])
    embed(["b", "c"])
    embed(["a"])
    assert asked == [["a", "b"], ["c"], ["a"]]


def test_a_kept_vector_cannot_be_changed_from_outside():
    embed = remember(scripted_embedder(), 4)
    embed(["a"])[:] = 0
    assert np.linalg.norm(embed(["a"])) == pytest.approx(1, abs=1e-5)


def test_the_default_embedder_is_the_verified_one(real):
    assert np.allclose(open_embedder()(["Bonjour"]), real(["Bonjour"]), atol=1e-5)


def test_whoever_asks_first_is_next() -> None:
    """Python's own lock goes to whoever has just had it: a query would wait for a whole index."""
    turns, order = Turns(), list[int]()

    def ask(number: int) -> None:
        with turns:
            order.append(number)

    threads = []
    with turns:
        for number in range(3):
            threads.append(threading.Thread(target=ask, args=(number,)))
            threads[-1].start()
            until(lambda asked=number: turns.asking > asked)
    for _ in range(3):
        with turns:
            order.append(9)
    for thread in threads:
        thread.join(timeout=30)
    assert order == [0, 1, 2, 9, 9, 9]
