"""People are asked what a machine was unsure of, and some drawn at random; their answers count.

Who is asked is not told what the machine said until they have answered: agreement measured on
answers that were suggested is worth nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

import sqlalchemy as sa

from nawba.actions import masking
from nawba.actions.steps import new_id
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, Invalid, NotFound
from nawba.domain.permissions import permit
from nawba.domain.text import clean
from nawba.domain.words import Actor
from nawba.store import Store, Transaction, statements
from nawba.store.review_tables import reviews
from nawba.store.reviews import Asked, asked_of

ANSWERS = ("yes", "no", "not_applicable", "unknown")
UNDO_WITHIN = timedelta(hours=1)
_MOST_WORDS = 1000


@dataclass(frozen=True)
class ToReview:
    """A question of ``scorecard`` about ``item`` that ``readings`` people are to answer.

    ``machine`` is the machine's answer as the stage wrote it. ``contact`` is the id of the centre's
    own contact, if it is one: its erasure takes the answers along.
    """

    item: str
    scorecard: str
    version: int
    question: str
    because: Literal["unsure", "random", "model"]
    machine: Mapping[str, Any]
    readings: int = 1
    contact: str = ""
    brand: str = ""
    site: str = ""


@dataclass(frozen=True)
class Reviewed:
    """What was answered, and only now what the machine says (``machine``, JSON)."""

    asked: Asked
    answer: str
    machine: dict[str, Any]


def ask_reviews(store: Store, actor: Actor, wanted: Iterable[ToReview]) -> int:
    """Ask people these questions; returns how many readings are new.

    What was asked already is not asked again.
    """
    permit(actor, "ask_reviews")
    count = 0
    with store.write("ask_reviews", actor) as tx:
        for one in wanted:
            count += _ask(tx, one)
        if count:
            tx.emit(ev.ReviewsAsked(count))
    return count


def _ask(tx: Transaction, one: ToReview) -> int:
    key = {name: getattr(one, name) for name in ("item", "scorecard", "version", "question")}
    known = {row.reading for row in statements.find_all(tx.connection, reviews, **key)}
    missing = [reading for reading in range(1, one.readings + 1) if reading not in known]
    for reading in missing:
        statements.add(
            tx.connection,
            reviews,
            **key,
            id=new_id("rv"),
            contact=one.contact,
            brand=one.brand,
            site=one.site,
            reading=reading,
            because=one.because,
            machine=dict(one.machine),
            asked_at=tx.now,
        )
    return len(missing)


def answer_review(
    store: Store, actor: Actor, item: str, question: str, answer: str, note: str = ""
) -> Reviewed:
    """Keep the actor's answer to ``question`` of ``item``; returns what the machine said.

    If somebody answered it meanwhile, theirs stands and this one becomes a second reading. Raises
    Invalid for no answer, NotFound when nobody is asked that, Conflict when the actor answered it
    before (``undo_review`` takes an answer back).
    """
    permit(actor, "answer_review")
    if answer not in ANSWERS:
        raise Invalid(f"Answer one of {', '.join(ANSWERS)}.", field="answer")
    words = masking.mask_field(clean(note, field="note", limit=_MOST_WORDS))
    with store.write("answer_review", actor) as tx:
        row = _open_row(tx, actor, item, question)
        permit(actor, "answer_review", brand=row.brand, site=row.site)
        given = {"answer": answer, "answered_by": str(actor), "answered_at": tx.now, "note": words}
        statements.change(tx.connection, reviews, {"id": row.id}, **given)
        tx.emit(ev.ReviewAnswered(row.id, item, question))
        return Reviewed(asked_of(row), answer, dict(row.machine))


def _open_row(tx: Transaction, actor: Actor, item: str, question: str) -> statements.Row:
    """The reading that the actor answers: of the latest version, made if others took all."""
    rows = statements.find_all(
        tx.connection, reviews, ("version", "reading"), item=item, question=question
    )
    rows = [row for row in rows if row.version == rows[-1].version]
    if not rows:
        raise NotFound(f"Nobody is asked {question} about {item}. It may have been erased.")
    if any(row.answered_by == str(actor) for row in rows):
        raise Conflict("You answered this already. Take your answer back to change it.")
    return next((row for row in rows if row.answer is None), None) or _one_more(tx, rows[-1])


def _one_more(tx: Transaction, last: statements.Row) -> statements.Row:
    fresh = last._asdict() | {
        "id": new_id("rv"), "reading": last.reading + 1, "asked_at": tx.now,
        "answered_by": None, "answer": None, "note": "", "answered_at": None,
    }  # fmt: skip
    statements.add(tx.connection, reviews, **fresh)
    found = statements.find(tx.connection, reviews, id=fresh["id"])
    assert found is not None  # added just now
    return found


def undo_review(store: Store, actor: Actor) -> Asked | None:
    """Take the actor's last answer back, given within ``UNDO_WITHIN``; None if there is none.

    They know what the machine said by then: what they answer now does not count for agreement.
    """
    permit(actor, "answer_review")
    with store.write("undo_review", actor) as tx:
        mine = sa.select(reviews).where(
            reviews.c.answered_by == str(actor), reviews.c.answered_at >= tx.now - UNDO_WITHIN
        )
        row = tx.run(mine.order_by(reviews.c.answered_at.desc(), reviews.c.id).limit(1)).first()
        if row is None:
            return None
        emptied = {"answer": None, "answered_by": None, "answered_at": None, "note": ""}
        statements.change(tx.connection, reviews, {"id": row.id}, **emptied, because="unsure")
        tx.emit(ev.ReviewUndone(row.id, row.item, row.question))
        return asked_of(row)


def forget_reviews(tx: Transaction, items: Iterable[str]) -> int:
    """Part of erasing recorded contacts: what people were asked about them goes too."""
    return sum(statements.remove(tx.connection, reviews, item=item) for item in items)
