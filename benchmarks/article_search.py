"""How often the assistant's search would answer, and how often wrongly, at the strict threshold.

    python benchmarks/article_search.py [--questions FILE.jsonl] [--threshold 0.65] [--json]

A question is a line {"text", "brand", "language", "article"}, "article" null when no article
answers it. "coverage" is the share of in-scope questions answered with their article,
"wrong_share" the share of all answers that were wrong (another article, or out of scope), with
its one-sided 95 % Clopper-Pearson bound: it says what these questions show, nothing of traffic.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import time
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from nawba.knowledge.index import STRICT_THRESHOLD, ArticleIndex
from nawba.knowledge.library import read_folder
from nawba.models.embed import UseEmbedder

ROOT = Path(__file__).parent.parent
TODAY = date(2026, 1, 1)  # before the demo's expiry dates, whatever day the benchmark runs


@dataclass(frozen=True)
class Answer:
    """What happened to one question; ``served`` is an article's id, None below the threshold."""

    language: str
    expected: str | None
    first: str | None
    served: str | None
    served_language: str | None
    score: float
    milliseconds: float
    text: str


def main() -> None:
    given = arguments()
    questions = [json.loads(line) for line in given.questions.read_text("utf-8").splitlines()]
    started = time.perf_counter()
    index = ArticleIndex.build(read_folder(given.articles), UseEmbedder())
    built = time.perf_counter() - started
    index.search("warm", next(iter(index.signals)), "fr", today=TODAY)
    answers = [ask(index, question, given.threshold) for question in questions]
    report = {
        "articles": len(index.articles()),
        "questions": len(questions),
        "threshold": given.threshold,
        "build_s": round(built, 2),
        "search_ms": timing([answer.milliseconds for answer in answers]),
        "update_ms": update_ms(index),
        "languages": {
            language: figures([answer for answer in answers if answer.language == language])
            for language in sorted({answer.language for answer in answers})
        },
    }
    report["languages"]["all"] = figures(answers)
    print(json.dumps(report, indent=2, ensure_ascii=False) if given.json else told(report))
    if given.show_wrong:
        for answer in sorted(answers, key=lambda answer: -answer.score):
            if answer.served and answer.served != answer.expected:
                print(json.dumps(asdict(answer), ensure_ascii=False))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--questions", type=Path, default=ROOT / "tests/data/demo_questions.jsonl")
    parser.add_argument("--articles", type=Path, default=ROOT / "src/nawba/demo/company/articles")
    parser.add_argument("--threshold", type=float, default=STRICT_THRESHOLD)
    parser.add_argument("--json", action="store_true", help="the same facts for a machine")
    parser.add_argument("--show-wrong", action="store_true", help="each wrong answer on a line")
    return parser.parse_args()


def ask(index: ArticleIndex, question: dict[str, str], threshold: float) -> Answer:
    started = time.perf_counter()
    found = index.search(question["text"], question["brand"], question["language"], today=TODAY)
    elapsed = (time.perf_counter() - started) * 1_000
    best = found[0] if found else None
    served = best.article if best and best.score >= threshold else None
    return Answer(
        language=question["language"],
        expected=question["article"] or None,
        first=best.article.id if best else None,
        served=served.id if served else None,
        served_language=served.language if served else None,
        score=round(best.score, 3) if best else 0.0,
        milliseconds=elapsed,
        text=question["text"],
    )


def figures(answers: list[Answer]) -> dict[str, float | int]:
    inside = [answer for answer in answers if answer.expected]
    outside = [answer for answer in answers if not answer.expected]
    served = [answer for answer in answers if answer.served]
    wrong = [answer for answer in served if answer.served != answer.expected]
    right = len(served) - len(wrong)
    first = sum(answer.first == answer.expected for answer in inside)
    return {
        "in_scope": len(inside),
        "out_of_scope": len(outside),
        "first_right": share(first, len(inside)),
        "coverage": share(right, len(inside)),
        "answered": len(served),
        "wrong": len(wrong),
        "wrong_out_of_scope": sum(not answer.expected for answer in wrong),
        "wrong_share": share(len(wrong), len(served)),
        "wrong_share_below": round(upper_bound(len(wrong), len(served)), 4),
    }


def share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def upper_bound(errors: int, trials: int, risk: float = 0.05) -> float:
    """The one-sided Clopper-Pearson bound (1934): no larger rate is plausible at level ``risk``."""
    if trials == 0 or errors == trials:
        return 1.0
    low, high = errors / trials, 1.0
    for _ in range(60):
        rate = (low + high) / 2
        terms = (
            math.comb(trials, k) * rate**k * (1 - rate) ** (trials - k) for k in range(errors + 1)
        )
        low, high = (rate, high) if sum(terms) > risk else (low, rate)
    return high


def timing(values: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(values, n=100)
    return {"p50": round(statistics.median(values), 2), "p95": round(cuts[94], 2)}


def update_ms(index: ArticleIndex) -> float:
    """Putting one article in the place of its earlier version, in milliseconds."""
    article = index.articles()[0]
    started = time.perf_counter()
    index.with_article(article)
    return round((time.perf_counter() - started) * 1_000, 1)


def told(report: dict) -> str:
    lines = [
        f"{report['articles']} articles indexed in {report['build_s']} s; "
        f"search p50 {report['search_ms']['p50']} ms, p95 {report['search_ms']['p95']} ms; "
        f"update {report['update_ms']} ms; threshold {report['threshold']}",
        "language  in scope  first right  coverage  out of scope  answered  wrong"
        "  wrong share (95 % bound)",
    ]
    lines += [
        f"{language:8}{row['in_scope']:10}{row['first_right']:13.1%}{row['coverage']:10.1%}"
        f"{row['out_of_scope']:14}{row['answered']:10}{row['wrong']:7}"
        f"{row['wrong_share']:13.1%} (< {row['wrong_share_below']:.1%})"
        for language, row in report["languages"].items()
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
