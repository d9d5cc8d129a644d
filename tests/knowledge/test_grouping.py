"""Grouping: average linkage like a library's, thresholds from articles, constraints that hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.cluster.hierarchy import fcluster, linkage
from sklearn.metrics import adjusted_rand_score

from nawba.knowledge import grouping
from nawba.knowledge.grouping import Clump, Space, central, group
from nawba.knowledge.telling import Telling


def unit(rows: np.ndarray) -> np.ndarray:
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def subjects(seed: int, count: int, each: int, noise: float, size: int = 24) -> np.ndarray:
    """``count`` directions with ``each`` unit rows around them, one subject after the other."""
    rng = np.random.default_rng(seed)
    middles = np.repeat(unit(rng.normal(size=(count, size))), each, axis=0)
    return unit(middles + noise * rng.normal(size=(count * each, size)) / np.sqrt(size))


def members(clumps: list[Clump]) -> list[list[int]]:
    return sorted(sorted(one.members) for one in clumps)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000), count=st.integers(1, 6), each=st.integers(1, 6),
    threshold=st.floats(0.1, 0.9),
)  # fmt: skip
def test_groups_are_those_of_average_linkage(
    seed: int, count: int, each: int, threshold: float
) -> None:
    rows = subjects(seed, count, each, 0.8)
    found = members(group(rows, threshold, []))
    if len(rows) < 2:
        assert found == [[0]]
        return
    distances = linkage(rows.astype(np.float64), "average", metric="cosine")
    labels = fcluster(distances, 1 - threshold, "distance")
    expected = sorted(np.flatnonzero(labels == one).tolist() for one in set(labels))
    assert found == expected


def test_many_at_once_and_few_at_a_time_find_the_same_subjects(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = subjects(1, 5, 20, 0.6)[np.random.default_rng(2).permutation(100)]
    once = members(group(rows, 0.5, []))
    monkeypatch.setattr(grouping, "AT_ONCE", 7)
    assert members(group(rows, 0.5, [])) == once
    assert len(once) == 5


def test_known_groups_keep_their_names_and_order() -> None:
    rows = subjects(3, 3, 4, 0.3)
    known = [Clump([4, 5], "older"), Clump([0, 1], "younger")]
    found = group(rows, 0.5, known)
    assert [one.gap for one in found] == ["older", "younger", None]
    assert members(found) == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]
    assert known[0].members == [4, 5]  # what was given stays


def test_of_two_groups_that_are_one_the_older_goes_on() -> None:
    rows = subjects(3, 1, 6, 0.2)
    (found,) = group(rows, 0.5, [Clump([0, 1], "older"), Clump([2, 3], "younger")])
    assert (found.gap, found.merged) == ("older", ["younger"])


def test_a_fixed_group_takes_questions_and_joins_no_other() -> None:
    rows = subjects(3, 1, 6, 0.2)
    known = [Clump([0, 1], "mine", fixed=True), Clump([2, 3], "other")]
    found = group(rows, 0.5, known)
    assert {one.gap for one in found} == {"mine", "other"}
    assert sorted(place for one in found for place in one.members) == list(range(6))
    assert all(not one.merged for one in found)


def test_the_space_forgets_what_varies_within_articles() -> None:
    """Two languages of one subject: a constant apart in one direction, as encoders have it."""
    rng = np.random.default_rng(5)
    texts = subjects(5, 40, 6, 0.5, size=32)
    direction = unit(rng.normal(size=(1, 32)))[0]
    spoken = np.tile([1.0, 1.0, 1.0, -1.0, -1.0, -1.0], 40)[:, None] * direction * 1.5
    rows, labels = unit(texts + spoken), np.repeat(np.arange(40), 6)
    known, new = labels < 20, labels >= 20
    space = Space.fit(rows[known], [str(one) for one in labels[known]])

    def score(rows: np.ndarray, threshold: float) -> float:
        places = np.empty(len(rows), int)
        for number, one in enumerate(group(rows, threshold, [])):
            places[one.members] = number
        return float(adjusted_rand_score(labels[new], places))

    assert score(space(rows[new]), space.threshold) > 0.9
    best_plain = max(score(rows[new], threshold) for threshold in np.arange(0.1, 0.95, 0.05))
    assert best_plain < 0.7


def test_with_few_articles_the_space_is_plain() -> None:
    rows = subjects(1, 3, 2, 0.2)
    space = Space.fit(rows, ["a", "a", "b", "b", "c", "c"])
    assert space.threshold == grouping.PLAIN
    assert np.allclose(space(rows), rows, atol=1e-6)
    assert Space.fit(np.zeros((0, 1), np.float32), [])(rows).shape == rows.shape


def test_the_central_one_is_most_like_the_others() -> None:
    rows = unit(np.array([[1, 0.5], [1, 0], [1, -0.5], [0, 1]], np.float32))
    assert central(rows, [0, 1, 2]) == 1


def test_telling_words_are_frequent_here_and_rare_elsewhere() -> None:
    texts = [
        "Mon téléphone demande le code PUK",
        "C'est quoi le code PUK de mon téléphone ?",
        "Mon téléphone ne capte plus [PHONE_1]",
        "Je veux changer mon téléphone",
        "متى يصل طردي؟",
        "أين طردي",
    ]
    telling = Telling(texts)
    assert set(telling.of([0, 1], 2)) == {"puk", "code"}
    assert telling.of([4, 5], 1) == ("طردي",)
    assert "phone" not in telling.of([2], 9)
