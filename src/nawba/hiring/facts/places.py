"""Cities and countries that are named in a text."""

from __future__ import annotations

import re
from functools import lru_cache

from nawba.domain.folded import fold
from nawba.hiring.facts.lexicon import meaning_of, meanings

_CODE = re.compile(r"[A-Z]{2}")


@lru_cache(maxsize=4096)
def is_place(text: str) -> bool:
    """Whether ``text`` names a city or country and nothing else."""
    folded = fold(text).strip(" .")
    if _CODE.fullmatch(text.strip()):
        return text.strip() in known_countries()
    return any(meanings("places", key)[0].fullmatch(folded) for key in ("cities", "countries"))


def city_in(folded: str) -> tuple[re.Match[str], str] | None:
    """The first city in a folded text, with its country (ISO 3166-1 alpha-2)."""
    words, meaning = meanings("places", "cities")
    found = words.search(folded)
    return (found, meaning_of(found, meaning)) if found else None


def cities_in(folded: str) -> list[tuple[re.Match[str], str]]:
    """All cities in a folded text, with their countries."""
    words, meaning = meanings("places", "cities")
    return [(found, meaning_of(found, meaning)) for found in words.finditer(folded)]


def country_in(folded: str) -> str:
    """The first country named in a folded text, ISO 3166-1 alpha-2; empty without one."""
    words, meaning = meanings("places", "countries")
    found = words.search(folded)
    return meaning_of(found, meaning) if found else ""


@lru_cache(maxsize=1)
def known_countries() -> frozenset[str]:
    codes = {
        *meanings("places", "cities")[1].values(),
        *meanings("places", "countries")[1].values(),
    }
    return frozenset(codes)
