"""The demo's lines keep their promises: enough of them, labelled right, never seen in training."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer  # type: ignore[import-untyped]

from nawba.assistant.cases import Case, read_cases
from nawba.assistant.gate import read_material
from nawba.assistant.language import detect_language
from nawba.assistant.normalise import is_arabic, words
from nawba.demo.company import COMPANY
from nawba.knowledge import read_folder

BRANDS = ("sahla", "waha")
LANGUAGES = ("fr", "ar", "en")
MATERIAL = read_material(COMPANY)
CASES = {brand: [case for case in MATERIAL.cases if case.brand == brand] for brand in BRANDS}
WRITTEN = [
    example
    for file in sorted((COMPANY / "examples").glob("*.jsonl"))
    for example in read_cases(file.read_text(encoding="utf-8"), file.name)
]
EXAMPLES = {brand: [one for one in WRITTEN if one.brand == brand] for brand in BRANDS}
EVERY_CASE = [case for brand in BRANDS for case in CASES[brand]]
EVERY_EXAMPLE = [example for brand in BRANDS for example in EXAMPLES[brand]]
EVERY_LINE = EVERY_CASE + EVERY_EXAMPLE
ARTICLES = read_folder(COMPANY / "articles")


def of(lines: list[Case], language: str, script: str = "") -> list[Case]:
    return [line for line in lines if (line.language, line.script) == (language, script)]


def clusters(lines: list[Case]) -> int:
    return len({line.cluster for line in lines})


def folded(text: str) -> str:
    return " ".join(words(text))


def shape(text: str) -> set[str]:
    """The three-letter pieces of ``text``: near copies share most of them."""
    plain = f" {folded(text)} "
    return {plain[at : at + 3] for at in range(len(plain) - 2)}


def test_every_line_has_an_id_of_its_own() -> None:
    repeated = [key for key, count in Counter(line.id for line in EVERY_LINE).items() if count > 1]
    assert repeated == []


@pytest.mark.parametrize("brand", BRANDS)
def test_every_intent_is_an_article_of_the_brand_in_the_language(brand: str) -> None:
    published = {(a.id, a.language) for a in ARTICLES if a.brand == brand}
    stray = [
        line.id
        for line in CASES[brand] + EXAMPLES[brand]
        if line.brand != brand or (line.intent and (line.intent, line.language) not in published)
    ]
    assert stray == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_main_brand_has_cases_enough_to_promise_five_percent(language: str) -> None:
    cases = of(CASES["sahla"], language)
    outside = [case for case in cases if case.intent is None]
    assert clusters(cases) - clusters(outside) >= 400
    assert 0.3 <= len(outside) / len(cases) <= 0.36
    assert clusters(outside) >= 200


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_second_brand_has_too_few_cases_to_promise_anything(language: str) -> None:
    asked = [case for case in of(CASES["waha"], language) if case.intent]
    assert 30 <= clusters(asked) < 59


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_intent_of_the_main_brand_is_asked_and_common_ones_more_often(language: str) -> None:
    asked = Counter(case.intent for case in of(CASES["sahla"], language) if case.intent)
    assert set(asked) == {a.id for a in ARTICLES if a.brand == "sahla"}
    assert sum(count for _, count in asked.most_common(10)) > 0.42 * asked.total()


def test_a_third_of_the_arabic_cases_are_darija() -> None:
    cases = of(CASES["sahla"], "ar")
    found = [detect_language(case.text, LANGUAGES, "ar") for case in cases]
    assert sum(seen is not None and seen.variety == "ary" for seen in found) > 0.3 * len(cases)
    assert clusters(of(CASES["sahla"], "ar", "latin")) >= 80


def test_a_cluster_holds_one_meaning_and_one_language() -> None:
    kinds: dict[str, set[tuple[str, str, str | None]]] = {}
    for case in EVERY_CASE:
        kinds.setdefault(case.cluster, set()).add((case.brand, case.language, case.intent))
    assert [cluster for cluster, kind in kinds.items() if len(kind) > 1] == []
    assert "" not in kinds


def test_each_line_is_in_its_script() -> None:
    wrong = [
        line.id
        for line in EVERY_LINE
        if is_arabic(line.text) != (line.language == "ar" and line.script != "latin")
    ]
    assert wrong == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_hardly_any_line_is_taken_for_another_language(language: str) -> None:
    lines = of(EVERY_LINE, language)
    taken = [detect_language(line.text, LANGUAGES, language) for line in lines]
    assert sum(seen is not None and seen.language != language for seen in taken) <= 0.01 * len(
        lines
    )


@pytest.mark.parametrize("brand", BRANDS)
def test_every_article_has_examples_in_each_language(brand: str) -> None:
    have = Counter((example.intent, example.language) for example in EXAMPLES[brand])
    per_intent = Counter(example.intent for example in EXAMPLES[brand])
    for article in (a for a in ARTICLES if a.brand == brand):
        assert have[article.id, article.language] >= 2, article.id
        assert per_intent[article.id] >= 12, article.id


def test_examples_show_what_is_out_of_scope_too() -> None:
    outside = [example for example in EVERY_EXAMPLE if example.intent is None]
    assert len(outside) >= 300
    assert all(len(of(outside, language)) >= 75 for language in LANGUAGES)


def test_no_line_is_said_twice() -> None:
    said = Counter((line.brand, folded(line.text)) for line in EVERY_LINE)
    assert [text for text, count in said.items() if count > 1] == []


def test_no_case_is_a_near_copy_of_an_example() -> None:
    pieces = CountVectorizer(analyzer=shape, binary=True).fit(line.text for line in EVERY_LINE)
    cases, examples = (
        pieces.transform(line.text for line in lines) for lines in (EVERY_CASE, EVERY_EXAMPLE)
    )
    shared = (cases @ examples.T).toarray()
    either = cases.sum(axis=1).A + examples.sum(axis=1).A.T - shared
    near = np.argwhere(shared > 0.6 * either)
    assert [(EVERY_CASE[row].text, EVERY_EXAMPLE[column].text) for row, column in near] == []


@pytest.mark.parametrize("brand", BRANDS)
def test_every_article_stands_in_one_group(brand: str) -> None:
    group_of = MATERIAL.groups[brand]
    assert 5 <= len(set(group_of.values())) <= 7
    assert sorted(group_of) == sorted({a.id for a in ARTICLES if a.brand == brand})
