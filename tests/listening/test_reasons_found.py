"""Reasons are found without being told how many there are, in any order, by any seed."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from nawba.bench.reasons import measure_reasons, read_utterances, score
from nawba.domain.errors import DocumentError
from nawba.listening.reasons.discover import discover
from nawba.models.scripted import scripted_embedder

ASKED = {
    "pay": "bill pay card invoice due",
    "sim": "sim lost block phone stolen",
    "roam": "roaming abroad travel data country",
    "wifi": "wifi slow box lights password",
    "move": "move house fibre address new",
    "stop": "cancel contract end fee leave",
}
ENDS = ("please", "thanks")


def asked() -> tuple[list[str], list[str]]:
    """Twenty sentences of each intent: three of its five words."""
    pairs = [
        (" ".join((*chosen, end)), intent)
        for intent, words in ASKED.items()
        for chosen in combinations(words.split(), 3)
        for end in ENDS
    ]
    return [text for text, _ in pairs], [intent for _, intent in pairs]


def test_groups_are_found_in_any_order_of_the_texts_and_alike_by_any_seed() -> None:
    texts, intents = asked()
    vectors = scripted_embedder()(texts)
    truth = np.unique(intents, return_inverse=True)[1]
    first = discover(texts, vectors, seed=0, looks=6)
    turned = discover(texts[::-1], vectors[::-1], seed=0, looks=6)
    other = discover(texts, vectors, seed=1, looks=6)
    assert np.array_equal(first.labels, turned.labels[::-1])
    assert score(truth, first.labels)["ari"] > 0.8
    assert score(first.labels, other.labels)["ari"] > 0.8
    assert (np.diff(np.bincount(first.labels)) <= 0).all(), "the largest is number 0"
    assert discover(texts, vectors, number=4, looks=4).number == 4
    assert discover(texts[:5], vectors[:5]).number == 0, "five texts are no reasons"


def test_the_bench_judges_by_labels_beside_k_means_and_published_clusters(tmp_path: Path) -> None:
    texts, intents = asked()
    rows = [
        {"utterance": text, "utterance_id": f"{domain}_{at:04}", "intent": intent}
        for domain in ("one", "two")
        for at, (text, intent) in enumerate(zip(texts, intents, strict=True))
    ]
    file = tmp_path / "utterances.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    published = tmp_path / "clusters.json"
    published.write_text(json.dumps({row["utterance_id"]: row["intent"] for row in rows[:30]}))
    figures = measure_reasons([file], scripted_embedder(), seeds=1, number=6, baseline=published)
    one = figures["domains"]["one"]
    assert set(figures["domains"]) == {"one", "two"}
    assert one["intents"] == 6
    assert one["published"]["ari"] == 1.0
    assert one["published"]["utterances"] == 30
    assert one["ari"] > one["k_means"]["ari"] - 0.05
    assert one["number_given"]["groups"] == 6
    assert figures["joined"]["utterances"] == len(rows)


def test_a_fault_in_the_file_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "utterances.jsonl"
    file.write_text('{"utterance": "a", "utterance_id": "x_1", "intent": "b"}\n{"utterance": 3}\n')
    with pytest.raises(DocumentError, match=r"utterances\.jsonl:2: "):
        read_utterances(file)
