"""Answers as advisers contest them: what waits counts for nothing, what was decided stands."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from nawba.actions.contests import settle_score
from nawba.domain.words import Actor
from nawba.listening.shelf import Shelf
from nawba.store import Store
from nawba.store.contests import Settled, contested_items

Document = Mapping[str, Any]


def settled(document: Document, contested: Settled) -> dict[str, Any]:
    """The ``document`` of a scorecard with these contests, its points counted anew."""
    if not contested:
        return dict(document)
    asked = {one["id"]: one for one in document["questions"]}
    answers = [_settled(one, contested, asked) for one in document["answers"]]
    pairs = [(asked[one["question"]], one) for one in answers]
    counted = [(question, one) for question, one in pairs if one.get("counts", True)]
    struck = [one["id"] for one, told in counted if one["knock_out"] and told["answer"] == "no"]
    points = sum(one["weight"] for one, told in counted if told["answer"] == "yes")
    of = sum(one["weight"] for one, told in counted if told["answer"] in ("yes", "no"))
    applies = sum(one["weight"] for one, told in pairs if told["answer"] != "not_applicable")
    score = 0.0 if struck else round(points / of, 4) if of else None
    return {
        **document, "answers": answers, "points": points, "of": of, "asked": applies,
        "score": score, "knocked_out": bool(struck), "knock_outs": struck,
    }  # fmt: skip


def score_of(document: Document, contested: Settled) -> dict[str, Any]:
    """What the row of the item says of it."""
    told = settled(document, contested)
    return {"score": told["score"], "knocked_out": told["knocked_out"]}


def settle_all(store: Store, actor: Actor, shelf: Shelf, intake: str) -> None:
    """Keep what was decided where an intake has answered anew."""
    with store.read() as connection:
        items = contested_items(connection, intake)
    for item in items:
        document = shelf.document(item, "scorecard")
        if document is not None:
            named = document["scorecard"], document["version"]
            settle_score(store, actor, item, *named, partial(score_of, document))


def _settled(answer: Document, contested: Settled, asked: Mapping[str, Any]) -> dict[str, Any]:
    if answer["question"] not in contested:
        return dict(answer)
    decided = contested[answer["question"]]
    if decided is None:
        return {**answer, "points": 0.0, "counts": False, "because": "contested"}
    points = asked[answer["question"]]["weight"] if decided == "yes" else 0.0
    told = {"answer": decided, "by": "person", "because": "decided", "confidence": 1.0}
    return {**answer, **told, "points": points, "counts": True}
