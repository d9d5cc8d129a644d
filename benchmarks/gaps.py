"""Grouping by meaning on public sets with intents, beside k-means that is told their number.

    .venv/bin/python benchmarks/gaps.py /work/shared/data

Half of a set's intents play the articles of a house (eight questions each give the space and the
threshold), the other half are the gaps to be found: so the method sees what it would see, and no
label of what it groups. k-means runs in the same space and is told the true number of groups.
"""

from __future__ import annotations

import csv
import gzip
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, v_measure_score

from nawba.knowledge.gap_reading import embed_as_heard
from nawba.knowledge.grouping import Space, group
from nawba.models.embed import open_embedder

KNOWN, MOST = 8, 3_000
Labelled = tuple[list[str], np.ndarray]


def read(path: Path, text: str, label: str) -> Labelled:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return [row[text] for row in rows], np.array([row[label] for row in rows])


def main(folder: Path) -> None:
    sets = {
        "banking77 (en)": ("banking77-nlupp/example/banking77_train.csv.gz", "text", "category"),
        "clinc150 (en)": ("clinc150-oos/example/train.csv.gz", "text", "intent"),
        "arbanking77 (ar)": ("arbanking77/example/MSA_PAL_train.csv.gz", "text", "label"),
    }
    for name, (path, text, label) in sets.items():
        texts, labels = read(folder / path, text, label)
        for seed in range(3):
            print(json.dumps({"set": name, "seed": seed, **measure(texts, labels, seed)}))
    print(json.dumps({"speed": "grouping alone", **speed()}))


def measure(texts: Sequence[str], labels: np.ndarray, seed: int) -> dict[str, float]:
    rng = np.random.default_rng(seed)
    intents = rng.permutation(np.unique(labels))
    known = np.isin(labels, intents[: len(intents) // 2])
    taught = np.concatenate(
        [rng.permutation(np.flatnonzero(labels == one))[:KNOWN] for one in np.unique(labels[known])]
    )
    asked = rng.permutation(np.flatnonzero(~known))[:MOST]
    embed = open_embedder(cached=1)
    began = time.perf_counter()
    vectors = embed_as_heard([texts[at] for at in asked], embed)
    embedded = time.perf_counter() - began
    space = Space.fit(
        embed_as_heard([texts[at] for at in taught], embed), [str(labels[at]) for at in taught]
    )
    rows, right = space(vectors), labels[asked]
    began = time.perf_counter()
    found = np.empty(len(asked), int)
    for number, one in enumerate(group(rows, space.threshold, [])):
        found[one.members] = number
    grouped = time.perf_counter() - began
    means = KMeans(len(np.unique(right)), n_init=3, random_state=seed).fit_predict(rows)
    return {
        "questions": len(asked),
        "intents": len(np.unique(right)),
        "groups": int(found.max()) + 1,
        "groups_of_3_or_more": int((np.bincount(found) >= 3).sum()),
        "questions_in_them": round(float((np.bincount(found)[found] >= 3).mean()), 3),
        "adjusted_rand": round(adjusted_rand_score(right, found), 3),
        "v_measure": round(v_measure_score(right, found), 3),
        "purity": round(purity(right, found), 3),
        "k_means_adjusted_rand": round(adjusted_rand_score(right, means), 3),
        "k_means_v_measure": round(v_measure_score(right, means), 3),
        "k_means_purity": round(purity(right, means), 3),
        "embedding_seconds": round(embedded, 1),
        "grouping_seconds": round(grouped, 1),
    }


def purity(right: np.ndarray, found: np.ndarray) -> float:
    """Share of questions that stand with the intent most common in their group."""
    _, labels = np.unique(right, return_inverse=True)
    most = [int(np.bincount(labels[found == one]).max()) for one in np.unique(found)]
    return sum(most) / len(right)


def speed(questions: int = 10_000, subjects: int = 400) -> dict[str, float]:
    """Grouping of so many questions whose vectors are kept, from nothing."""
    rng = np.random.default_rng(0)
    middles = rng.normal(size=(subjects, 512))
    rows = middles[rng.integers(subjects, size=questions)] + rng.normal(size=(questions, 512))
    unit = (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)
    began = time.perf_counter()
    found = group(unit, 0.3, [])
    return {
        "questions": questions,
        "groups": len(found),
        "seconds": round(time.perf_counter() - began, 1),
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
