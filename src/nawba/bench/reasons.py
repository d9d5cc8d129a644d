"""``nawba bench reasons``: are contact reasons found that nobody listed, and are they stable?

The labels judge and are never read before. Beside the house's groups stand k-means on the same
vectors, with the number of groups chosen as in the baseline of DSTC11 track 2 (by silhouette), and
whatever clusters somebody published, if a file of them is given.
"""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nawba.bench.plain import read_text
from nawba.domain.errors import DocumentError, Fault, Invalid
from nawba.domain.ports import Embed, Progress, Vectors
from nawba.listening.reasons.discover import FEWEST_TEXTS, discover

Labels = NDArray[np.intp]

MEASURES = ("ari", "nmi", "acc")
_FEWEST, _MOST, _STEP = 5, 50, 3  # groups that k-means may choose; the set's rules say 5 to 50
_STARTS = 4


@dataclass(frozen=True)
class Utterance:
    """One line: ``domain`` is its id before the last underscore; ``group`` a published one."""

    id: str
    text: str
    intent: str
    group: str = ""

    @property
    def domain(self) -> str:
        return self.id.rpartition("_")[0]


def measure_reasons(
    paths: Sequence[Path],
    embed: Embed,
    *,
    seeds: int = 5,
    number: int | None = None,
    baseline: Path | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """The figures of each domain, of all joined where there are several, and of their mean.

    ``ari``, ``nmi`` (arithmetic mean), ``acc`` (groups matched one to one with intents, Hungarian)
    are means over ``seeds``, ``spread`` says how far those lie apart; ``groups`` and ``intents``
    are numbers. ``number``: the same with as many groups given, under ``number_given``.
    """
    lines = [line for path in paths for line in read_utterances(path)]
    published = read_groups(baseline) if baseline else {}
    vectors = _embedded([line.text for line in lines], embed, progress)
    domains = {line.domain for line in lines}
    places = {one: [at for at, line in enumerate(lines) if line.domain == one] for one in domains}
    judged = {
        one or "all": _judged([lines[at] for at in places[one]], vectors[places[one]], seeds,
                              number, published)
        for one in sorted(domains)
    }  # fmt: skip
    figures = {name: float(np.mean([one[name] for one in judged.values()])) for name in MEASURES}
    spread = {
        name: max((one["spread"][name] for one in judged.values()), key=lambda one: one["sd"])
        for name in MEASURES
    }
    whole = {**figures, "spread": spread, "seeds": seeds, "domains": judged}
    if len(domains) > 1:
        whole["joined"] = _judged(lines, vectors, seeds, number, published)
    return whole


def _embedded(texts: Sequence[str], embed: Embed, progress: Progress | None) -> Vectors:
    rows = []
    for start in range(0, len(texts), 64):
        rows.append(embed(texts[start : start + 64]))
        if progress:
            progress(min(start + 64, len(texts)), len(texts))
    return np.concatenate(rows)


def _judged(
    lines: Sequence[Utterance],
    vectors: Vectors,
    seeds: int,
    number: int | None,
    published: Mapping[str, str],
) -> dict[str, Any]:
    texts = [line.text for line in lines]
    truth = _numbered([line.intent for line in lines])
    begun = time.perf_counter()
    found = [discover(texts, vectors, seed=seed).labels for seed in range(seeds)]
    figures = {
        "utterances": len(lines),
        "intents": int(truth.max()) + 1,
        **_over_seeds(truth, found),
        "same_between_seeds": _agreement(found),
        "seconds": (time.perf_counter() - begun) / seeds,
        "k_means": _over_seeds(truth, [k_means(vectors, seed) for seed in range(seeds)]),
    }
    if number:
        given = [discover(texts, vectors, number=number, seed=s).labels for s in range(seeds)]
        means = [k_means(vectors, seed, number) for seed in range(seeds)]
        figures["number_given"] = {
            **_over_seeds(truth, given),
            "k_means": _over_seeds(truth, means),
        }
    groups = [line.group or published.get(line.id, "") for line in lines]
    known = [at for at, group in enumerate(groups) if group]
    if known:
        theirs = _numbered([groups[at] for at in known])
        figures["published"] = {"utterances": len(known), **score(truth[known], theirs)}
    return figures


def score(truth: Labels, found: Labels) -> dict[str, float]:
    """``ari``, ``nmi``, ``acc`` and the number of ``groups``; texts in no group stand alone."""
    from scipy.optimize import linear_sum_assignment
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

    alone = found < 0
    placed = found.copy()
    placed[alone] = found.max() + 1 + np.arange(int(alone.sum()))
    placed = np.unique(placed, return_inverse=True)[1]
    table = np.zeros((int(truth.max()) + 1, int(placed.max()) + 1))
    np.add.at(table, (truth, placed), 1)
    rows, columns = linear_sum_assignment(-table)
    return {
        "ari": float(adjusted_rand_score(truth, placed)),
        "nmi": float(normalized_mutual_info_score(truth, placed)),
        "acc": float(table[rows, columns].sum() / len(truth)),
        "groups": float(placed.max() + 1),
    }


def _over_seeds(truth: Labels, found: Sequence[Labels]) -> dict[str, Any]:
    scored = [score(truth, one) for one in found]
    values = {name: np.array([one[name] for one in scored]) for name in scored[0]}
    means = {name: float(value.mean()) for name, value in values.items()}
    spread = {
        name: {"sd": float(one.std()), "low": float(one.min()), "high": float(one.max())}
        for name, one in values.items()
    }
    return {**means, "spread": spread}


def _agreement(found: Sequence[Labels]) -> float | None:
    """Mean adjusted Rand index between two seeds: 1 when the seed changes nothing."""
    pairs = [(one, two) for at, one in enumerate(found) for two in found[at + 1 :]]
    return float(np.mean([score(one, two)["ari"] for one, two in pairs])) if pairs else None


def k_means(vectors: Vectors, seed: int, number: int | None = None) -> Labels:
    """The usual way: ``number`` groups, or as many as give the highest mean silhouette."""
    from sklearn.cluster import KMeans
    from sklearn.metrics import silhouette_score

    def grouped(size: int) -> Labels:
        means = KMeans(size, n_init=_STARTS, random_state=seed)
        labels: Labels = means.fit_predict(vectors).astype(np.intp)
        return labels

    if number:
        return grouped(number)
    most = min(_MOST, len(vectors) // 2)
    tried = [grouped(size) for size in range(_FEWEST, most + 1, _STEP)]
    return max(tried, key=lambda labels: float(silhouette_score(vectors, labels)))


def _numbered(names: Sequence[str]) -> Labels:
    labels: Labels = np.unique(np.asarray(names), return_inverse=True)[1].astype(np.intp)
    return labels


def read_utterances(path: Path) -> list[Utterance]:
    """JSON lines of ``utterance``, ``utterance_id``, ``intent``, perhaps ``cluster``; gzip too.

    Raises DocumentError naming the lines at fault, Invalid for a file of too few lines.
    """
    found = [
        _utterance(line, str(path), number)
        for number, line in enumerate(read_text(path).splitlines(), 1)
        if line.strip()
    ]
    faults = [one for one in found if isinstance(one, Fault)]
    if faults:
        raise DocumentError(tuple(faults[:20]))
    if len(found) < FEWEST_TEXTS:
        raise Invalid(f"{path} holds {len(found)} utterances. Give at least {FEWEST_TEXTS}.")
    return [one for one in found if isinstance(one, Utterance)]


def _utterance(line: str, file: str, number: int) -> Utterance | Fault:
    remedy = 'Write {"utterance": …, "utterance_id": …, "intent": …}.'
    try:
        row = json.loads(line)
        text, name, intent = (row[key] for key in ("utterance", "utterance_id", "intent"))
    except (ValueError, KeyError, TypeError) as error:
        return Fault(file, number, "", f"is no labelled utterance ({error!r})", remedy)
    if not all(isinstance(one, str) and one.strip() for one in (text, name, intent)):
        return Fault(file, number, "", "has an empty text, id or intent", remedy)
    return Utterance(name, text, intent, str(row.get("cluster", "")))


def read_groups(path: Path) -> dict[str, str]:
    """Published clusters by utterance id: an object id -> cluster, or a list or lines of objects
    with an id and a label. Raises Invalid for any other shape."""
    text = read_text(path)
    try:
        document = json.loads(text)
    except ValueError:
        document = [json.loads(line) for line in text.splitlines() if line.strip()]
    if isinstance(document, Mapping):
        return {str(key): str(value) for key, value in document.items()}
    ids, labels = ("utterance_id", "turn_id", "id"), ("predicted_label", "cluster", "label")
    pairs = [(_first(one, ids), _first(one, labels)) for one in document]
    if any(name is None or label is None for name, label in pairs):
        raise Invalid(f"{path}: each object needs an utterance_id and a predicted_label.")
    return {str(name): str(label) for name, label in pairs}


def _first(row: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((row[name] for name in names if name in row), None)
