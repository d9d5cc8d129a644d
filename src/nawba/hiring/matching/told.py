"""A criterion in words, and the question for whoever did not state it: French, Arabic, English.

The job's own words come first; these are for a job whose file has none in a language.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from nawba.hiring.matching.job import Criterion, Texts

LANGUAGES = ("fr", "ar", "en")
_ELSE = "en"


def told(criterion: Criterion, language: str) -> str:
    """What the criterion asks for, in ``language`` or else in English."""
    if own := criterion.text.get(language):
        return own
    words = words_of(language)
    values = {
        "what": _what(criterion, words),
        "level": words["named"].get(criterion.level, criterion.level),
        "months": criterion.months,
        "years": criterion.years,
    }
    return str(words[_form(criterion)]).format(**values)


def _form(criterion: Criterion) -> str:
    if criterion.level:
        return "language_level"
    if criterion.months is not None:
        return "experience_months"
    if criterion.years is not None and not criterion.any_of:
        return "education_years"
    return criterion.kind


def question(criterion: Criterion, language: str) -> str:
    """What is asked of a candidate whose documents do not state it."""
    own = criterion.ask.get(language)
    return own or str(words_of(language)["ask"]).format(text=told(criterion, language))


def words_of(language: str) -> Mapping[str, Any]:
    """The words of ``language``, or English ones."""
    every = _words()
    return every[language if language in every else _ELSE]


def own_words(texts: Texts, language: str) -> str:
    """What a job's file says in ``language``, else in any language; empty if nothing."""
    return texts.get(language) or next(iter(texts.values()), "")


def _what(criterion: Criterion, words: Mapping[str, Any]) -> str:
    if criterion.kind == "experience":
        return _experience(criterion, words)
    named = {
        "language": (criterion.language,),
        "shift": criterion.shifts,
        "site": criterion.places,
        "availability": (str(criterion.by),),
        "notice": (str(criterion.days),),
        "right_to_work": (criterion.country,),
    }.get(criterion.kind, criterion.any_of)
    joint = ", " if criterion.kind == "shift" else str(words["or"])
    return joint.join(_named(named, words))


def _experience(criterion: Criterion, words: Mapping[str, Any]) -> str:
    centre = str(words["contact_centre"]) if criterion.contact_centre else ""
    more = _named((*criterion.channels, *criterion.sectors), words)
    return f"{centre} ({', '.join(more)})" if more else centre


def _named(names: Iterable[str], words: Mapping[str, Any]) -> list[str]:
    return [str(words["named"].get(one, one)) for one in names]


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("nawba.hiring.matching").joinpath("words.toml").read_text("utf-8"))
