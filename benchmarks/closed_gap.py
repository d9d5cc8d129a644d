"""Does closing a gap answer other wordings of what was asked? On articles of the demo, held out.

    .venv/bin/python benchmarks/closed_gap.py --articles 6 --asked 2,5,10

An article is taken away with all its examples and questions. Then the gap is closed: some of its
labelled questions play what customers asked (they are its title, its questions and its examples,
in the languages they were asked in), its body is what it was. Its other questions, and all other
cases, are then asked of the version that this makes, at the thresholds that the other cases prove:
those of the article prove nothing, as after a real gap. Learning anew takes half a minute to
two minutes each time.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import gettempdir

import numpy as np

from nawba.assistant.cases import Case, CaseSource
from nawba.assistant.gate import Draft, Material, Wish, make_draft, read_material
from nawba.assistant.gate.publishing import with_gaps
from nawba.assistant.reading import Reading
from nawba.demo.company import COMPANY
from nawba.domain.words import Article
from nawba.knowledge import read_folder
from nawba.knowledge.searcher import Searcher, open_searcher
from nawba.models.embed import open_embedder

BRAND = "sahla"
TODAY = date(2026, 11, 23)


@dataclass(frozen=True)
class Closed:
    """Counts after one gap was closed with ``asked`` wordings.

    Of the article's ``other`` wordings, by language: ``answered`` with it, ``wrong`` with another.
    Of all other cases ``taken`` are answered with it, and ``rest`` answered in all.
    """

    article: str
    asked: int
    own: int
    other: int
    answered: int
    wrong: int
    taken: int
    rest: int
    rest_wrong: int
    by_language: dict[str, tuple[int, int]]


def main() -> None:
    options = _options()
    reading = Reading(_searcher())
    articles = [one for one in read_folder(COMPANY / "articles") if one.brand == BRAND]
    material = _of_brand(read_material(COMPANY))
    ids = sorted({one.id for one in articles})
    drawn = np.random.default_rng(options.seed).permutation(ids)[: options.articles]
    for asked in map(int, options.asked.split(",")):
        found = [close(str(one), asked, articles, material, reading) for one in drawn]
        print(json.dumps(summary(asked, found)), flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--articles", type=int, default=6, help="articles held out, at random")
    parser.add_argument("--asked", default="2,5,10", help="wordings that customers asked")
    parser.add_argument("--seed", type=int, default=5)
    return parser.parse_args()


def _searcher() -> Searcher:
    """The house's, which remembers every vector: the same texts are read over and over."""
    made = open_searcher(None, Path(gettempdir()) / "nawba-closed-gap")
    return replace(made, embed=open_embedder(cached=50_000))


def _of_brand(material: Material) -> Material:
    cases = [one for one in material.cases if one.brand == BRAND]
    examples = [one for one in material.examples if one.brand == BRAND]
    return Material(cases, {BRAND: material.groups[BRAND]}, examples=examples)


def close(
    article: str, asked: int, articles: Sequence[Article], material: Material, reading: Reading
) -> Closed:
    """The gap of ``article`` closed with ``asked`` wordings, and what becomes of everything."""
    began = time.perf_counter()
    order = np.random.default_rng([asked, len(article)]).permutation(len(material.cases))
    mine = [material.cases[at] for at in order if material.cases[at].intent == article]
    first, rest = mine[:asked], mine[asked:]
    draft = closed_draft(article, first, articles, material, reading)
    others = [one for one in material.cases if one.intent != article]
    found = Closed(article, asked, *_counted(draft, article, first, rest, others))
    took = time.perf_counter() - began
    print(json.dumps({**vars(found), "seconds": round(took)}, ensure_ascii=False), flush=True)
    return found


def closed_draft(
    article: str,
    first: Sequence[Case],
    articles: Sequence[Article],
    material: Material,
    reading: Reading,
) -> Draft:
    """The version in which the gap is closed, as publishing makes it."""
    others = [one for one in articles if one.id != article]
    written = [_written(one, first) for one in articles if one.id == article]
    served = [*others, *(one for one in written if one is not None)]
    groups = {one: group for one, group in material.groups[BRAND].items() if one != article}
    known = Material(
        [one for one in material.cases if one.intent != article],
        {BRAND: groups},
        examples=[one for one in material.examples if one.intent != article],
    )
    gaps = [replace(one, source=CaseSource.GAP) for one in first]
    return make_draft(served, with_gaps(known, gaps), Wish(), reading, lambda brand: TODAY)


def _written(article: Article, first: Sequence[Case]) -> Article | None:
    """The article as its gap's draft has it; None in a language that nobody asked in."""
    asked = [one.text for one in first if one.language == article.language]
    return replace(article, title=asked[0], questions=tuple(asked)) if asked else None


def _counted(
    draft: Draft, article: str, first: Sequence[Case], rest: Sequence[Case], others: Sequence[Case]
):
    own = [_answer(draft, one) for one in first]
    now = [_answer(draft, one) for one in rest]
    said = [_answer(draft, one) for one in others]
    spoken = sorted({one.language for one in rest})
    by_language = {
        language: (
            sum(now[at] == article for at, one in enumerate(rest) if one.language == language),
            sum(one.language == language for one in rest),
        )
        for language in spoken
    }
    wrong = [got for got, one in zip(said, others, strict=True) if got not in (None, one.intent)]
    return (
        own.count(article),
        len(rest),
        now.count(article),
        sum(got not in (None, article) for got in now),
        said.count(article),
        len(said) - said.count(None),
        len(wrong),
        by_language,
    )


def _answer(draft: Draft, case: Case) -> str | None:
    """The article that the version would answer with, if it may."""
    found = draft.search(case.text, case.brand, case.language, 1, today=TODAY)
    if not found:
        return None
    best = found[0].article.id
    limit = draft.document.limit(case.brand, case.language, best).threshold
    return best if limit is not None and found[0].score >= limit else None


def summary(asked: int, found: Sequence[Closed]) -> dict[str, object]:
    """Shares over all the articles; ``rest_answered`` is a mean number per article."""
    other = sum(one.other for one in found)
    languages = sorted({language for one in found for language in one.by_language})
    pairs = {x: [one.by_language.get(x, (0, 0)) for one in found] for x in languages}
    return {
        "asked": asked,
        "articles": len(found),
        "own_answered": round(sum(one.own for one in found) / (asked * len(found)), 3),
        "other_wordings": other,
        "other_answered": round(sum(one.answered for one in found) / other, 3),
        "other_wrong": round(sum(one.wrong for one in found) / other, 3),
        "by_language": {
            x: round(sum(a for a, _ in pair) / max(sum(n for _, n in pair), 1), 3)
            for x, pair in pairs.items()
        },
        "taken_from_others": sum(one.taken for one in found),
        "rest_answered": round(sum(one.rest for one in found) / len(found)),
        "rest_wrong_share": round(
            sum(one.rest_wrong for one in found) / sum(one.rest for one in found), 4
        ),
    }


if __name__ == "__main__":
    main()
