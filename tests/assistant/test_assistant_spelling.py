"""Slips of the finger find the word that was meant; words that are far do not."""

from __future__ import annotations

import pytest

from nawba.assistant.spelling import Speller, distance

SPELLER = Speller(["conseiler", "agent", "parler", "representant", "ok"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("conseler", "conseiler"),
        ("consieler", "conseiler"),
        ("conseiiler", "conseiler"),
        ("agnet", "agent"),
        ("agents", "agent"),
        ("reprezentent", "representant"),
        ("parker", "parler"),
        ("facture", None),
        ("ok", None),
        ("okk", None),
        ("gent", None),
        ("rgents", None),
        ("", None),
        ("a" * 500, None),
    ],
)
def test_nearest(written: str, meant: str | None) -> None:
    assert SPELLER.nearest(written) == meant


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("", "", 0), ("ab", "ba", 1), ("abc", "ac", 1), ("abc", "abd", 1), ("kitten", "sitting", 3)],
)
def test_distance(one: str, other: str, slips: int) -> None:
    assert distance(one, other) == distance(other, one) == slips
