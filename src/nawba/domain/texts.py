"""Every sentence that the assistant or the house says to a customer, in each language served.

The sentences live in ``texts/<language>.json`` so that a translator never opens Python. All files
hold the same keys with the same placeholders; a test checks it.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from nawba.domain.words import Queue

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


def say_closed(queue: Queue, opens_at: datetime | None, language: str, fallback: str) -> str:
    """That ``queue`` is closed, and when it opens in its own zone's time, if it ever does."""
    if opens_at is None:
        return say("queue_closed_unknown", language, fallback)
    local = opens_at.astimezone(ZoneInfo(queue.timezone))
    return say("queue_closed", language, fallback, opens_at=f"{local:%d/%m %H:%M}")


def in_every_language(key: str) -> tuple[str, ...]:
    """The sentence ``key`` as it reads in each language, to recognise a choice clicked earlier."""
    return tuple(catalogue(language)[key] for language in LANGUAGES)


@cache
def catalogue(language: str) -> dict[str, str]:
    """All sentences of one of ``LANGUAGES``, by key. Raises FileNotFoundError for another."""
    source = files("nawba.domain").joinpath("texts", f"{language}.json")
    sentences: dict[str, str] = json.loads(source.read_text(encoding="utf-8"))
    return sentences
