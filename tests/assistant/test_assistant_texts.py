"""The three catalogues say the same things with the same placeholders."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from nawba.assistant.texts import DEFAULT_LANGUAGE, LANGUAGES, catalogue, in_every_language, say


def _placeholders(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", LANGUAGES)
def test_same_keys_and_placeholders(language: str) -> None:
    ours, reference = catalogue(language), catalogue(DEFAULT_LANGUAGE)
    assert list(ours) == list(reference)
    for key, sentence in ours.items():
        assert _placeholders(sentence) == _placeholders(reference[key]), key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_written_and_tidy(language: str) -> None:
    for key, sentence in catalogue(language).items():
        assert sentence == sentence.strip() != "", key
        assert "  " not in sentence, key
        assert not re.search(r"\bagent\b", sentence, re.IGNORECASE), f"{key}: we say adviser"
        assert bool(re.search(r"[\u0600-\u06ff]", sentence)) == (language == "ar"), key


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "pas une personne"), ("en", "not a person"), ("ar", "ولست")]
)
def test_the_machine_says_that_it_is_one(language: str, words: str) -> None:
    for key in ("greeting", "disclosure", "am_machine"):
        assert words in say(key, language, assistant="Nour", brand="Sahla")


def test_fallback_is_the_brands_language_then_french() -> None:
    assert say("choice_person", "es", "en") == say("choice_person", "en")
    assert say("choice_person", "es", "pt") == say("choice_person", "fr")


def test_values_fill_the_placeholders_and_are_not_read_as_placeholders() -> None:
    assert say("queued", "fr", position=3).startswith("Vous êtes n° 3 ")
    assert "{brand}" in say("adviser_joined", "fr", name="{brand}")


def test_defects_are_loud() -> None:
    with pytest.raises(KeyError):
        say("no_such_key", "fr")
    with pytest.raises(KeyError):
        say("queued", "fr")


def test_a_choice_is_known_in_every_language() -> None:
    assert len(set(in_every_language("choice_person"))) == len(LANGUAGES)
