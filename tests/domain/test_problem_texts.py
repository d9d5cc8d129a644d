"""Errors in French and Arabic: whatever people meet is translated, and nothing stale is kept."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.domain import errors
from nawba.domain.languages import preferred
from nawba.domain.problem_texts import (
    _catalogue,
    meaning_of,
    say_invalid,
    sentences,
    title_of,
    translate,
)
from nawba.domain.texts import LANGUAGES
from raised import KINDS, SOURCE, raised, texts_of

TRANSLATED = ("fr", "ar")
OF_THE_WEB = {"defect", "http_error", "not_local", "rate_limited"}
CODES = {vars(errors)[kind].code for kind in KINDS} | OF_THE_WEB

MET_BY_PEOPLE = (
    "actions/contacts.py", "actions/hands.py", "actions/offers.py", "actions/presence.py",
    "actions/steps.py", "actions/webhooks.py", "actions/sessions.py", "domain/passwords.py",
    "actions/policies.py", "web/policy.py",
    "domain/identity.py", "web/doorkeeper.py", "web/session.py", "domain/attachments.py",
    "domain/permissions.py",
    "domain/text.py", "domain/outward.py", "web/customer.py", "web/desk.py", "web/files.py",
    "web/history.py", "actions/redispatch.py", "domain/redispatch.py", "web/redispatch.py",
    "web/callers.py", "web/paging.py", "web/customer_view.py",
)  # fmt: skip
"""Where customers, advisers and integrators meet errors in normal life."""
AMONG_PROCESSES = {"The lease of cell {} was lost to {}.", "{} dispatches cell {} until {}."}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_error_has_a_title(language: str) -> None:
    assert set(_catalogue(language)["titles"]) == CODES
    titles = [title_of(code, language) for code in CODES]
    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_error_says_what_it_means_and_what_to_mend(language: str) -> None:
    told = CODES - {"error"}  # which nothing answers: it stands for all
    assert set(_catalogue(language)["kinds"]) == told
    for code in told:
        said = {one: meaning_of(code, one) or "" for one in ("en", language)}
        names = [sorted(re.findall(r"`[^`]+`", text)) for text in said.values()]
        assert all(said.values()), code
        assert names == names[:1] * len(names), code
    assert meaning_of("nothing", language) is None


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_people_meet_is_translated(language: str) -> None:
    met = set(raised(*MET_BY_PEOPLE)) - AMONG_PROCESSES
    assert not {one for one in met if translate(one, language) is None}


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_translation_is_of_a_sentence_that_nobody_says(language: str) -> None:
    source = {_shape(one) for one in _every_text()}
    stale = {one for one in sentences(language) if _shape(one) not in source}
    assert not stale


def _every_text() -> list[str]:
    return [text for file in sorted(SOURCE.rglob("*.py")) for text in texts_of(file)] + [
        "Not Found",  # Starlette's own
        "Method Not Allowed",
    ]


def _shape(text: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", text)


def test_the_languages_translate_the_same_sentences() -> None:
    assert set(sentences("fr")) == set(sentences("ar"))
    assert set(_catalogue("fr")["validation"]) == set(_catalogue("ar")["validation"])


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_takes_the_values_that_its_sentence_has(language: str) -> None:
    for sentence in sentences(language):
        values = [f"v{n}" for n in range(sentence.count("{}"))]
        parts = sentence.split("{}")
        said = "".join(a + b for a, b in zip(parts, [*values, ""], strict=True))
        translated = translate(said, language)
        assert translated is not None
        assert all(value in translated for value in values)


@given(st.text(max_size=80))
def test_a_value_is_put_in_as_it_is(value: str) -> None:
    said = translate(f"There is no brand '{value}' here.", "fr")
    assert said == f"Il n’y a pas de marque « {value} » ici."


@pytest.mark.parametrize("language", TRANSLATED)
def test_an_unknown_sentence_is_not_invented(language: str) -> None:
    assert translate("Nobody ever said this.", language) is None
    assert translate("Nobody ever said this.", "en") == "Nobody ever said this."


def test_an_unknown_kind_of_validation_is_said_in_general_words() -> None:
    assert say_invalid("never_seen", "age", {}, "fr") == (
        "age : cette valeur n’est pas acceptée ici."
    )
    assert say_invalid("less_than_equal", "limit", {"le": 200}, "ar") == (
        "limit: يجب ألا يزيد على 200."
    )


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("fr", "fr"),
        ("fr-FR,fr;q=0.9,en;q=0.8", "fr"),
        ("ar-MA", "ar"),
        ("en;q=0.2, ar;q=0.7", "ar"),
        ("es, pt;q=0.9, fr;q=0.1", "fr"),
        ("es", "en"),
        ("*", "en"),
        ("fr;q=0, en;q=0.1", "en"),
        ("FR", "fr"),
        ("", "en"),
        ("fr;q=nonsense", "en"),
        ("fr;q=²", "en"),
    ],
)
def test_the_language_that_is_preferred(accept: str, language: str) -> None:
    assert preferred(accept) == language


@given(st.text(max_size=200))
def test_any_header_prefers_a_language_of_ours(accept: str) -> None:
    assert preferred(accept) in LANGUAGES
