"""What questions of closed gaps do to a version: a home, examples, none that contradict them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from nawba.assistant.cases import Case, CaseSource
from nawba.assistant.gate.homes import with_homes
from nawba.assistant.gate.material import Material
from nawba.assistant.gate.outgrown import without_outgrown
from nawba.assistant.gate.publishing import with_gaps
from nawba.domain.ports import Found
from nawba.domain.words import Article

ASKED = "Comment activer le renvoi d'appel vers un autre numéro ?"
GROUPS = {"sahla": {"roaming": "abroad", "puk": "sim"}}


def case(text: str, intent: str | None, brand: str = "sahla", source: str = "written") -> Case:
    return Case(text, "fr", brand, intent, text, CaseSource(source))


def gap(text: str = ASKED, brand: str = "sahla") -> Case:
    return case(text, "renvoi", brand, "gap")


def article(name: str) -> Article:
    return Article(name, "sahla", "fr", f"{name} ?", "…", (ASKED,))


def finding(*names: str) -> object:
    """A search that finds these articles, whatever is asked."""

    def search(
        text: str, brand: str, language: str, limit: int = 5, *, today: date
    ) -> Sequence[Found]:
        return [Found(article(name), 0.5) for name in names][:limit]

    return search


def test_examples_of_a_subject_that_is_answered_now_are_left_out() -> None:
    outgrown = [
        case("renvoi d'appel sur un autre numero", None),
        case("je veux activer le renvoi d'appel", None),
    ]
    kept = [
        case("renvoi d'appel sur un autre numero", "other"),  # says what does answer it
        case("renvoi d'appel sur un autre numero", None, "waha"),  # another brand's
        case("Quelle heure est-il à Rabat ?", None),
        case("un autre jour, merci", None),
        case("!!!", None),
    ]
    assert without_outgrown([*outgrown, *kept], [gap()]) == kept
    assert without_outgrown([*outgrown, *kept], []) == [*outgrown, *kept]


def test_questions_of_gaps_are_examples_and_never_cases() -> None:
    material = with_gaps(
        Material(cases=(case("a b", "puk"),), examples=(case("c", None),)), [gap()]
    )
    assert material.examples == (case("c", None), gap())
    assert material.gaps == (gap(),)
    assert material.cases == (case("a b", "puk"),)


def test_a_new_article_stands_with_the_one_that_its_questions_find() -> None:
    search = finding("renvoi", "roaming", "puk")
    articles = [article(name) for name in ("renvoi", "roaming", "puk", "stray")]

    def homes(groups: object, gaps: list[Case]) -> object:
        today = lambda brand: date(2026, 3, 2)  # noqa: E731
        return with_homes(groups, articles, gaps, search, today)  # type: ignore[arg-type]

    assert homes(GROUPS, [gap()]) == {"sahla": {**GROUPS["sahla"], "renvoi": "abroad"}}
    assert homes(GROUPS, []) == GROUPS  # nothing taught: as the folder says
    assert homes({}, [gap()]) == {}  # a brand without groups stays without
