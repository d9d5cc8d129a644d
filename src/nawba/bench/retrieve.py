"""How often the passage that answers is found, first and among five, and how fast."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from nawba.bench.faq_files import Question, read_passages, read_questions
from nawba.bench.viewer import percentile
from nawba.domain.ports import Embed, Progress
from nawba.knowledge.passage_index import PassageIndex
from nawba.stats import wilson

DEPTH = 100
"""Places looked at: an answer behind them counts as not found."""


@dataclass(frozen=True)
class Retrieval:
    """``r_at_1`` and ``r_at_5``: share of questions whose answer is first, or among five.

    ``mrr`` is the mean of 1/place; ``r_at_1_from`` and ``r_at_1_to`` bound the share at 95 %
    (Wilson). ``by`` gives the same per kind of question. Latency is that of one ranking of a
    whole conversation, nothing remembered from its earlier turns; ``build_s`` that of the index.
    """

    n: int
    passages: int
    r_at_1: float
    r_at_5: float
    mrr: float
    r_at_1_from: float
    r_at_1_to: float
    by: dict[str, dict[str, float]]
    latency_ms: dict[str, float | None]
    build_s: float


def measure_retrieval(
    passages: Path, questions: Path, embed: Embed, progress: Progress | None = None
) -> Retrieval:
    """Rank all of ``passages`` for each of ``questions``; nothing is learned from the questions.

    Raises DocumentError or Invalid for files that cannot be read; see ``faq_files``.
    """
    known = read_passages(passages)
    asked = read_questions(questions, frozenset(passage.id for passage in known))
    started = time.perf_counter()
    index = PassageIndex(known, embed, progress)
    built = time.perf_counter() - started
    places, seconds = zip(*(_place(index, question) for question in asked), strict=True)
    return _figures(asked, places, seconds, len(index.passages), built)


def _place(index: PassageIndex, question: Question) -> tuple[int | None, float]:
    """Where the answer stands, the first place being 1, and the seconds that ranking took."""
    started = time.perf_counter()
    ranked = index.rank(question.conversation, DEPTH)
    seconds = time.perf_counter() - started
    places = (n for n, found in enumerate(ranked, 1) if found.passage.id in question.expected)
    return next(places, None), seconds


def _figures(
    asked: Sequence[Question],
    places: Sequence[int | None],
    seconds: Iterable[float],
    passages: int,
    built: float,
) -> Retrieval:
    low, high = wilson(sum(place == 1 for place in places), len(places)) or (0.0, 1.0)
    kinds = sorted({question.kind for question in asked})
    of_kind = {
        kind: [place for q, place in zip(asked, places, strict=True) if q.kind == kind]
        for kind in kinds
    }
    milliseconds = [round(second * 1_000, 1) for second in seconds]
    return Retrieval(
        n=len(places),
        passages=passages,
        **shares(places),
        r_at_1_from=round(low, 4),
        r_at_1_to=round(high, 4),
        by={kind: {"n": len(found), **shares(found)} for kind, found in of_kind.items()},
        latency_ms={"p50": percentile(milliseconds, 0.5), "p95": percentile(milliseconds, 0.95)},
        build_s=round(built, 1),
    )


def shares(places: Sequence[int | None]) -> dict[str, float]:
    """The three figures of ``places``, the first being 1; None is not found. Not of none."""
    figures = {
        "r_at_1": sum(place == 1 for place in places),
        "r_at_5": sum(place is not None and place <= 5 for place in places),
        "mrr": sum(1 / place for place in places if place),
    }
    return {name: round(value / len(places), 4) for name, value in figures.items()}
