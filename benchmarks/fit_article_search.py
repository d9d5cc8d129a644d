"""Fit the weights and choose the threshold of the article search on development data only.

Two kinds of cases: hand-written questions (tests/knowledge/dev_questions.jsonl), and each question
of each article asked twice with the index changed: once without that question in any language
(its article should still be found), once without the whole article (nothing should be). The second
kind is harder than traffic: what is asked about lies one article away from what is known.

    python benchmarks/fit_article_search.py

prints the constants for knowledge/index.py and what each threshold would do. The held-out questions
of tests/data/demo_questions.jsonl take no part in the fit.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from nawba.knowledge.index import STRICT_THRESHOLD
from nawba.knowledge.library import read_folder
from nawba.knowledge.signals import SIGNALS, Signals, Version, prepare
from nawba.knowledge.tokens import tokens
from nawba.models.embed import open_embedder

ROOT = Path(__file__).parent.parent
LEFT_OUT_WEIGHT = 0.1  # 1,500 left-out cases together weigh as much as the hand-written ones
FOLDS = 5


@dataclass(frozen=True)
class Case:
    """``signals`` of shape (articles, 4); ``right`` is the row that answers, -1 when none does."""

    kind: str
    language: str
    signals: np.ndarray
    right: int
    weight: float


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument(
        "--articles", type=Path, default=ROOT / "src/nawba/demo/company/articles"
    )
    arguments.add_argument(
        "--questions", type=Path, default=ROOT / "tests/knowledge/dev_questions.jsonl"
    )
    given = arguments.parse_args()
    embed = open_embedder(cached=20_000)
    versions = prepare(read_folder(given.articles), embed)
    written = list(written_cases(versions, given.questions, embed))
    left_out = list(left_out_cases(versions, embed))
    weights, none = fit(written + left_out)
    print(f"{len(written)} written cases, {len(left_out)} left-out cases")
    for name, weight in zip(SIGNALS, weights, strict=True):
        print(f'    "{name}": {weight:.2f},')
    print(f"NONE_OF_THEM = {none:.2f}")
    table("written, cross-validated", written, cross_validated(written, left_out))
    scores = [score(case, weights, none) for case in left_out]
    table("left out", left_out, scores)


def written_cases(versions: list[Version], path: Path, embed) -> Iterator[Case]:
    brands = {name: Signals(of(versions, name)) for name in {v.article.brand for v in versions}}
    for line in path.read_text("utf-8").splitlines():
        asked = json.loads(line)
        signals = brands[asked["brand"]]
        numbers = signals.of(embed([asked["text"]])[0], tokens(asked["text"]))
        yield Case("", asked["language"], numbers, row(signals, asked["article"]), 1.0)


def left_out_cases(versions: list[Version], embed) -> Iterator[Case]:
    for brand in sorted({version.article.brand for version in versions}):
        mine = of(versions, brand)
        for article_id in sorted({version.article.id for version in mine}):
            rest = [version for version in mine if version.article.id != article_id]
            without = Signals(rest)
            its = [version for version in mine if version.article.id == article_id]
            for place in range(max(len(version.article.questions) for version in its)):
                fewer = Signals([*rest, *(forget(version, place) for version in its)])
                for version in its:
                    if place < len(version.article.questions):
                        text = version.article.questions[place]
                        asked = embed([text])[0], tokens(text)
                        language = version.article.language
                        right = row(fewer, article_id)
                        yield Case("in", language, fewer.of(*asked), right, LEFT_OUT_WEIGHT)
                        yield Case("out", language, without.of(*asked), -1, LEFT_OUT_WEIGHT)


def of(versions: list[Version], brand: str) -> list[Version]:
    return [version for version in versions if version.article.brand == brand]


def row(signals: Signals, article_id: str | None) -> int:
    ids = [next(iter(languages.values())).id for languages in signals.articles]
    return ids.index(article_id) if article_id else -1


def forget(version: Version, place: int) -> Version:
    """``version`` without its question number ``place``; its vectors and words go with it."""
    if place >= len(version.article.questions):
        return version
    keep = [number for number in range(len(version.asked)) if number != place + 1]
    words = tuple(version.words[number] for number in keep)
    return replace(version, asked=version.asked[keep], words=words)


def fit(cases: list[Case], steps: int = 1_500) -> tuple[np.ndarray, float]:
    """Weights (never negative) and the outside option, by gradient descent on the log loss."""
    scale = np.concatenate([case.signals for case in cases]).std(axis=0)
    weights, none = np.ones(len(SIGNALS)), 3.0
    total = sum(case.weight for case in cases)
    for _ in range(steps):
        slope, slope_none = 1e-3 * weights, 0.0
        for case in cases:
            shares = score(case, weights / scale, none)
            target = np.zeros(len(shares))
            if case.right >= 0:
                target[case.right] = 1
            off = (shares - target) * case.weight / total
            slope = slope + off @ (case.signals / scale)
            slope_none -= off.sum()
        weights = np.maximum(weights - 0.3 * slope, 0)
        none -= 0.3 * slope_none
    return weights / scale, none


def score(case: Case, weights: np.ndarray, none: float) -> np.ndarray:
    fits = case.signals @ weights
    top = max(none, fits.max())
    shares = np.exp(fits - top)
    return shares / (np.exp(none - top) + shares.sum())


def cross_validated(written: list[Case], left_out: list[Case]) -> list[np.ndarray]:
    folds = np.random.default_rng(0).integers(0, FOLDS, len(written))
    scores: list[np.ndarray] = [np.zeros(0)] * len(written)
    for fold in range(FOLDS):
        train = [case for case, place in zip(written, folds, strict=True) if place != fold]
        weights, none = fit(train + left_out, steps=600)
        for number in np.flatnonzero(folds == fold):
            scores[number] = score(written[number], weights, none)
    return scores


def table(title: str, cases: list[Case], scores: list[np.ndarray]) -> None:
    best = np.array([shares.argmax() for shares in scores])
    sure = np.array([shares.max() for shares in scores])
    right = np.array([case.right for case in cases])
    known = right >= 0
    first = (best == right)[known].mean()
    print(f"\n{title}: right article first for {first:.1%} of {known.sum()} in scope")
    print("threshold  answered right  wrong in scope  answered of out of scope")
    for threshold in np.arange(0.3, 0.96, 0.05):
        answered = sure >= threshold - 1e-9
        good = (answered & known & (best == right)).sum() / known.sum()
        bad = (answered & known & (best != right)).sum() / known.sum()
        out = (answered & ~known).sum() / (~known).sum()
        mark = " <- STRICT_THRESHOLD" if abs(threshold - STRICT_THRESHOLD) < 0.01 else ""
        print(f"{threshold:9.2f}{good:16.1%}{bad:16.1%}{out:26.1%}{mark}")


if __name__ == "__main__":
    main()
