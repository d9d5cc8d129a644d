"""The routes of the review queue: one question at a time, and how far machine and people agree."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from nawba.actions.reviews import answer_review, undo_review
from nawba.domain.words import Actor, Json
from nawba.listening.scorecard.agreement import agreement
from nawba.store.reviews import Asked, Reading, count_reviews, next_question, read_readings
from nawba.web.bodies import Body
from nawba.web.callers import TheHouse, needs
from nawba.web.house import House

router = APIRouter(prefix="/api/listening")

Reader = Annotated[Actor, needs("read_listening")]
Reviewer = Annotated[Actor, needs("answer_review")]


class Given(Body):
    item: Annotated[str, Field(max_length=64)]
    question: Annotated[str, Field(max_length=64)]
    answer: Literal["yes", "no", "not_applicable", "unknown"]
    note: Annotated[str, Field(max_length=1000)] = ""


@router.get("/reviews/next")
def show_next(house: TheHouse, actor: Reviewer) -> Json:
    """The next question for the caller, without anything that the machine says."""
    with house.store.read() as connection:
        asked = next_question(connection, actor)
    return _queue(house, actor, asked)


@router.post("/reviews")
def answer(house: TheHouse, actor: Reviewer, given: Given) -> Json:
    """Keep an answer; only now the machine's is told."""
    done = answer_review(house.store, actor, given.item, given.question, given.answer, given.note)
    told = {"item": done.asked.item, "question": done.asked.question, "answer": done.answer}
    return {**told, "machine": done.machine or None}


@router.post("/reviews/undo")
def undo(house: TheHouse, actor: Reviewer) -> Json:
    """Take the caller's last answer back: it is asked again."""
    asked = undo_review(house.store, actor)
    return _queue(house, actor, asked) if asked else show_next(house, actor)


@router.get("/agreement")
def show_agreement(house: TheHouse, actor: Reader) -> list[Json]:
    """κ of machine and people, question by question, of each scorecard's latest version."""
    with house.store.read() as connection:
        readings = list(read_readings(connection))
    latest = _latest(readings)
    texts = {(one.scorecard, one.question): _words(house, one) for one in latest}
    names = dict.fromkeys(one.scorecard for one in latest)
    return [
        {**one.json(), "scorecard": name, "texts": texts[name, one.question]["texts"]}
        for name in names
        for one in agreement(each for each in latest if each.scorecard == name)
    ]


def _latest(readings: list[Reading]) -> list[Reading]:
    versions: dict[str, int] = {}
    for one in readings:
        versions[one.scorecard] = max(one.version, versions.get(one.scorecard, one.version))
    return [one for one in readings if one.version == versions[one.scorecard]]


def _queue(house: House, actor: Actor, asked: Asked | None) -> Json:
    with house.store.read() as connection:
        counts = count_reviews(connection, actor)
    shown = asked and {"item": asked.item, "question": _words(house, asked)}
    return {"asked": shown, "waiting": counts["waiting"], "answered": counts["mine"]}


def _words(house: House, asked: Asked | Reading) -> Json:
    """The question as the item's scorecard words it; its id alone where that is gone."""
    document = house.listening.shelf.document(asked.item, "scorecard") or {}
    bare = {"id": asked.question, "texts": {}, "weight": 0, "knock_out": False}
    known = document.get("questions", [])
    return next((one for one in known if one["id"] == asked.question), bare)
