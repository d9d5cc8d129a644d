"""What people are asked about: what the machine could not tell, and some of everything at random.

The random part is what agreement is measured on, so it is drawn over all answers, sure or not, and
part of it is read twice; the rest teaches. Of a model's answers more are drawn: they count for
nothing until people confirmed enough of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from nawba.actions.reviews import ToReview
from nawba.domain.recordings import Item

NO_USE = ("mono", "no_adviser", "no_purpose")
"""Why an answer is unknown that no listening changes."""

Heard = tuple[Item, Mapping[str, Any]]
"""An item with the document of its ``scorecard`` stage."""


@dataclass(frozen=True)
class Shares:
    """Of all answers, ``random`` are asked, ``twice`` of these a second time; of those that a
    language model gave ``model``, of the unsure ones ``unsure``, each drawn by a hash of item and
    question: the same whenever it is drawn again."""

    random: float = 0.02
    twice: float = 0.25
    unsure: float = 0.2
    model: float = 0.2


def choose(heard: Iterable[Heard], shares: Shares | None = None) -> Iterator[ToReview]:
    """The questions to be asked about ``heard``."""
    drawn = shares or Shares()
    for item, document in heard:
        for answer in document["answers"]:
            if answer["because"] not in NO_USE:
                yield from _asked(item, document, answer, drawn)


def not_all_of_one(items: Iterable[Item]) -> frozenset[str]:
    """The ids of those that may be asked about: of a named adviser half, of whom only one contact
    is there that one. A person all of whose contacts are listened to is watched, not sampled."""
    kept: list[str] = []
    by_adviser: dict[str, list[str]] = {}
    for item in items:
        by_adviser.setdefault(item.adviser, []).append(item.id)
    for adviser, ids in by_adviser.items():
        most = max(1, len(ids) // 2) if adviser else len(ids)
        kept += sorted(ids, key=lambda id: _draw(id, "listened"))[:most]
    return frozenset(kept)


def _asked(
    item: Item, document: Mapping[str, Any], answer: Mapping[str, Any], shares: Shares
) -> Iterator[ToReview]:
    named = f"{document['scorecard']}:{document['version']}:{item.id}:{answer['question']}"
    if _draw(named, "random") < shares.random:
        readings = 2 if _draw(named, "twice") < shares.twice else 1
        yield _to_review(item, document, answer, "random", readings)
    elif answer["by"] == "model" and answer["answer"] != "unknown":
        if _draw(named, "model") < shares.model:
            yield _to_review(item, document, answer, "model", 1)
    elif answer["answer"] == "unknown" and _draw(named, "unsure") < shares.unsure:
        yield _to_review(item, document, answer, "unsure", 1)


def _draw(named: str, purpose: str) -> float:
    """A number in [0, 1) that belongs to ``named``."""
    digest = hashlib.sha256(f"{purpose}:{named}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def _to_review(
    item: Item,
    document: Mapping[str, Any],
    answer: Mapping[str, Any],
    because: Any,
    readings: int,
) -> ToReview:
    return ToReview(
        item.id,
        document["scorecard"],
        document["version"],
        answer["question"],
        because,
        dict(answer),
        readings,
        item.contact,
        item.brand,
        item.site,
    )
