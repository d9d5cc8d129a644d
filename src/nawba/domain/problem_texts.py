"""What went wrong, in French and Arabic too: the English sentence is the key, as with gettext.

Errors are raised in plain English where they happen; ``texts/problems/<language>.json`` holds
their translations, with ``{}`` for each value put in. A sentence without a translation stays
English, and whoever answers says so. A test compares the catalogues with what the source raises.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from nawba.domain.texts import LANGUAGES

_HOLE = "{}"


def title_of(code: str, language: str) -> str:
    """What kind of error ``code`` is, in one line; that of ``error`` for an unknown one."""
    titles: dict[str, str] = _catalogue(language)["titles"]
    return titles.get(code, titles["error"])


def meaning_of(code: str, language: str) -> str | None:
    """What the error ``code`` means and what to mend, with names in backticks; None: unknown."""
    return _catalogue(language)["kinds"].get(code)


def translate(message: str, language: str) -> str | None:
    """The English ``message`` in ``language``; None when nobody translated it."""
    if language == "en":
        return message
    exact = _catalogue(language)["messages"].get(message)
    if exact is not None:
        return str(exact)
    for pattern, translated in _patterns(language):
        found = pattern.fullmatch(message)
        if found is not None:
            return _filled(translated, found.groups())
    return None


def say_invalid(kind: str, field: str, values: Mapping[str, Any], language: str) -> str | None:
    """What is wrong with ``field``, by pydantic's ``kind`` of error; None to say it in English."""
    sentences: dict[str, str] = _catalogue(language)["validation"]
    sentence = sentences.get(kind) or sentences.get("other")
    return sentence and sentence.format(**{"field": field, **values})


def sentences(language: str) -> tuple[str, ...]:
    """The English sentences that are translated into ``language``."""
    return tuple(_catalogue(language)["messages"])


@cache
def _catalogue(language: str) -> dict[str, dict[str, str]]:
    if language not in LANGUAGES:
        raise FileNotFoundError(f"no problem texts in {language}")
    source = files("nawba.domain").joinpath("texts", "problems", f"{language}.json")
    found: dict[str, dict[str, str]] = json.loads(source.read_text(encoding="utf-8"))
    return found


@cache
def _patterns(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Sentences with holes, the most literal first: it fits the least else."""
    holed = [(k, v) for k, v in _catalogue(language)["messages"].items() if _HOLE in k]
    ordered = sorted(holed, key=lambda pair: -len(pair[0].replace(_HOLE, "")))
    return tuple((_pattern(sentence), translated) for sentence, translated in ordered)


def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile("(.*?)".join(re.escape(part) for part in sentence.split(_HOLE)), re.DOTALL)


def _filled(translated: str, values: tuple[str, ...]) -> str:
    """Put the values in, in order; no ``format``, since they may hold braces themselves."""
    parts = translated.split(_HOLE)
    woven = [piece for pair in zip(parts, [*values, ""], strict=True) for piece in pair]
    return "".join(woven)
