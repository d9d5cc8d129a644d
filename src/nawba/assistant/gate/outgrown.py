"""Examples that say "no article answers this" of a subject that an article answers by now.

They were right when they were written. When an article closes a gap they would teach the assistant
to be silent on the very questions it was written for, so those that say nearly the same as one of
the gap's are left out; they teach nothing else instead. Cases are left alone: people change what
proves.
"""

from __future__ import annotations

from collections.abc import Sequence

from nawba.assistant.cases import Case
from nawba.knowledge.tokens import tokens

ALIKE = 0.5
"""Shared stems of two questions, as a Dice coefficient: half of what they say is the same."""

FEWEST = 2  # stems shared


def without_outgrown(examples: Sequence[Case], gaps: Sequence[Case]) -> list[Case]:
    """``examples`` less those out of scope that say nearly what one of ``gaps`` says."""
    known: dict[str, list[frozenset[str]]] = {}
    for one in gaps:
        known.setdefault(one.brand, []).append(frozenset(tokens(one.text)))
    return [
        one
        for one in examples
        if one.intent is not None or not _is_outgrown(one, known.get(one.brand, ()))
    ]


def _is_outgrown(example: Case, asked: Sequence[frozenset[str]]) -> bool:
    said = frozenset(tokens(example.text)) if asked else frozenset()
    return any(_alike(said, one) for one in asked)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    shared = len(one & other)
    return shared >= FEWEST and 2 * shared >= ALIKE * (len(one) + len(other))
