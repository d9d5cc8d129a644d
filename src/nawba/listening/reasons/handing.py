"""Reasons that no article covers, from the last insight to the editor's list of gaps."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nawba.actions.heard_gaps import hand_over_gaps
from nawba.domain.errors import NotFound
from nawba.domain.gaps import HeardExample, HeardGap
from nawba.domain.words import Actor
from nawba.listening.reasons.keeping import read_insight
from nawba.store import Store


def hand_over(store: Store, actor: Actor, folder: Path) -> tuple[int, int]:
    """How many gaps are new, of how many handed over. Raises NotFound without an insight."""
    found = read_insight(folder)
    if found is None:
        raise NotFound("No reasons were looked for yet. `nawba listen reasons` does.")
    gaps = [_gap(one) for one in found["gaps"]]
    return hand_over_gaps(store, actor, gaps), len(gaps)


def _gap(told: Mapping[str, Any]) -> HeardGap:
    names = told["names"]
    name = next(iter(names.values()), told["reason"])
    examples = tuple(HeardExample(**one) for one in told["examples"])
    words = tuple(name.split(" · "))
    return HeardGap(told["reason"], told["brand"], words, told["contacts"], examples)
