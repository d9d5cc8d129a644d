"""Every sentence that the assistant or the house says to a customer, in each language served.

The sentences live in ``texts/<language>.json`` so that a translator never opens Python. All files
hold the same keys with the same placeholders; a test checks it.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

LANGUAGES = ("fr", "ar", "en")
DEFAULT_LANGUAGE = "fr"


def say(key: str, language: str, fallback: str = DEFAULT_LANGUAGE, /, **values: object) -> str:
    """The sentence ``key`` in ``language``, else in ``fallback`` (the brand's), else in French.

    ``values`` fill the placeholders. Raises KeyError for an unknown key or a missing value: both
    are defects of the caller.
    """
    for wanted in (language, fallback):
        if wanted in LANGUAGES:
            return catalogue(wanted)[key].format(**values)
    return catalogue(DEFAULT_LANGUAGE)[key].format(**values)


def in_every_language(key: str) -> tuple[str, ...]:
    """The sentence ``key`` as it reads in each language, to recognise a choice clicked earlier."""
    return tuple(catalogue(language)[key] for language in LANGUAGES)


@cache
def catalogue(language: str) -> dict[str, str]:
    """All sentences of one of ``LANGUAGES``, by key. Raises FileNotFoundError for another."""
    source = files("nawba.domain").joinpath("texts", f"{language}.json")
    sentences: dict[str, str] = json.loads(source.read_text(encoding="utf-8"))
    return sentences
