"""Texts with the personal data that was put in, clean or as a transcript would have them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

from nawba.bench.personal.values import made_up
from nawba.privacy.personal import TYPES, Entity

LANGUAGES = ("fr", "ar", "en")
_IDS = {"CIN", "NIR", "SSN", "NINO", "PASSPORT"}
_PLACE = re.compile(r"\{(\w+)\}")
_FILLERS = {"fr": ("euh", "euh", "hum", "heu"), "en": ("uh", "um", "er"), "ar": ("يعني", "اه")}
_NOISE = 0.06  # chance of a hesitation before a word
_PUNCTUATION = re.compile(r"[,;:!?]|\.(?=\s|$)")


@dataclass(frozen=True)
class Said:
    """``text`` in ``language`` with what is personal in it; ``about``: its template's type."""

    text: str
    language: str
    entities: tuple[Entity, ...]
    about: str
    spoken: bool
    noisy: bool


def generate(each: int, seed: int, part: str = "held") -> Iterator[Said]:
    """``each`` texts per language, type, form (written, spoken) and noise; same seed, same texts.

    ``part`` of the templates: ``held``, ``seen`` or ``open``. Among the types is NONE: texts that
    hold numbers and no personal data.
    """
    rng = Random(seed)
    for language in LANGUAGES:
        for about, templates in _templates()[language][part].items():
            for form in range(4):
                spoken, noisy = form % 2 == 1, form >= 2
                for _ in range(each):
                    pieces = _filled(rng.choice(templates), language, spoken, rng)
                    if noisy:
                        pieces = _noisy(pieces, language, rng)
                    yield _said(pieces, language, about, spoken, noisy)


def _filled(template: str, language: str, spoken: bool, rng: Random) -> list[tuple[str, str]]:
    """Pieces of text with their type, empty for what is not personal."""
    pieces = []
    for at, part in enumerate(_PLACE.split(template)):
        if at % 2 == 0:
            pieces.append((part, ""))
        else:
            kind = "NATIONAL_ID" if part in _IDS else part if part in TYPES else ""
            pieces.append((made_up(part, language, spoken, rng), kind))
    return pieces


def _noisy(pieces: list[tuple[str, str]], language: str, rng: Random) -> list[tuple[str, str]]:
    """As transcripts come: no capitals, no punctuation, hesitations, a word said twice."""
    done = []
    for text, kind in pieces:
        plain = text if kind == "EMAIL" and "@" in text else _PUNCTUATION.sub("", text)
        words = plain.lower().split(" ")
        done.append((" ".join(_hesitating(words, language, rng)), kind))
    return done


def _hesitating(words: list[str], language: str, rng: Random) -> Iterator[str]:
    for at, word in enumerate(words):
        if at and word and rng.random() < _NOISE:
            yield rng.choice(_FILLERS[language])
        yield word


def _said(
    pieces: list[tuple[str, str]], language: str, about: str, spoken: bool, noisy: bool
) -> Said:
    text, entities = "", []
    for piece, kind in pieces:
        if kind:
            entities.append(Entity(len(text), len(text) + len(piece), kind))
        text += piece
    return Said(text, language, tuple(entities), about, spoken, noisy)


@cache
def _templates() -> dict[str, dict[str, dict[str, list[str]]]]:
    text = files("nawba.bench.personal").joinpath("templates.toml").read_text("utf-8")
    return tomllib.loads(text)
