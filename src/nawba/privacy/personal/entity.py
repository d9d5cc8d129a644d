"""What is found in a text, and which of two findings that overlap stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

TYPES = ("CARD", "CVV", "IBAN", "PHONE", "EMAIL", "NATIONAL_ID", "PERSON", "ADDRESS")
SURE = 50  # what a claim must weigh to stand


@dataclass(frozen=True, order=True)
class Entity:
    """Personal data of ``type`` (one of TYPES) at characters ``start`` up to ``end`` of a text."""

    start: int
    end: int
    type: str


@dataclass(frozen=True)
class Claim:
    """That tokens ``first`` up to ``behind`` are a ``type``; ``weight`` from 0 to 100."""

    type: str
    first: int
    behind: int
    weight: int


def settle(claims: Iterable[Claim]) -> list[Claim]:
    """The claims that stand, in order of place: the weightiest wins, then the longest."""
    ranked = sorted(claims, key=lambda one: (-one.weight, one.first - one.behind, one.first))
    taken, kept = set[int](), list[Claim]()
    for claim in ranked:
        places = range(claim.first, claim.behind)
        if claim.weight >= SURE and taken.isdisjoint(places):
            taken.update(places)
            kept.append(claim)
    return sorted(kept, key=lambda one: one.first)
