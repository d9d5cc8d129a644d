"""Reading what people are asked about recorded contacts, and how they answered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.words import Actor
from nawba.store.review_tables import reviews
from nawba.store.statements import Row

DRAWN = ("random", "model")
"""Why something is asked that chance chose: of all answers, or of those that a model gave."""


@dataclass(frozen=True)
class Asked:
    """A question that waits for an answer, and nothing of what the machine says."""

    id: str
    item: str
    scorecard: str
    version: int
    question: str


@dataclass(frozen=True)
class Reading:
    """One question of one item as machine and people answered it; ``people`` in their order.

    ``machine`` is its whole answer (JSON), ``because`` why it was asked: ``unsure``, ``random``, or
    ``model``: drawn from what a language model answered.
    """

    item: str
    scorecard: str
    version: int
    question: str
    because: str
    machine: dict[str, Any]
    people: tuple[str, ...]


def next_question(connection: Connection, actor: Actor) -> Asked | None:
    """What to ask ``actor`` next: the first that waits and that they have not answered yet."""
    mine = reviews.alias("mine")
    seen = sa.exists().where(
        *(mine.c[name] == reviews.c[name] for name in ("item", "scorecard", "version", "question")),
        mine.c.answered_by == str(actor),
    )
    wanted = sa.select(reviews).where(reviews.c.answer.is_(None), ~seen, *_scope(actor))
    # What is asked of one contact comes together: it is listened to once.
    order = ("reading", "asked_at", "item", "question", "id")
    ordered = wanted.order_by(*(reviews.c[name] for name in order))
    row = connection.execute(ordered.limit(1)).first()
    return None if row is None else asked_of(row)


def asked_of(row: Row) -> Asked:
    return Asked(row.id, row.item, row.scorecard, row.version, row.question)


def count_reviews(connection: Connection, actor: Actor) -> dict[str, int]:
    """How many questions are ``waiting``, ``answered``, and answered by the actor (``mine``)."""
    is_open = reviews.c.answer.is_(None)
    counted = sa.select(
        sa.func.coalesce(sa.func.sum(sa.case((is_open, 1), else_=0)), 0),
        sa.func.coalesce(sa.func.sum(sa.case((is_open, 0), else_=1)), 0),
        sa.func.coalesce(
            sa.func.sum(sa.case((reviews.c.answered_by == str(actor), 1), else_=0)), 0
        ),
    ).where(*_scope(actor))
    waiting, answered, mine = connection.execute(counted).one()
    return {"waiting": int(waiting), "answered": int(answered), "mine": int(mine)}


def read_readings(connection: Connection, scorecard: str | None = None) -> Iterator[Reading]:
    """Every question that somebody answered, with all answers to it."""
    order = (reviews.c.item, reviews.c.scorecard, reviews.c.version, reviews.c.question)
    wanted = sa.select(reviews).where(reviews.c.answer.is_not(None))
    if scorecard is not None:
        wanted = wanted.where(reviews.c.scorecard == scorecard)
    kept: list[Row] = []
    for row in connection.execute(wanted.order_by(*order, reviews.c.reading)):
        if kept and _key(kept[0]) != _key(row):
            yield _reading(kept)
            kept = []
        kept.append(row)
    if kept:
        yield _reading(kept)


def _key(row: Row) -> tuple[str, str, int, str]:
    return row.item, row.scorecard, row.version, row.question


def _reading(rows: Sequence[Row]) -> Reading:
    first = rows[0]
    people = tuple(row.answer for row in rows)
    reasons = {row.because for row in rows}
    because = reasons.pop() if len(reasons) == 1 else "unsure"
    item, scorecard, version, question = _key(first)
    return Reading(item, scorecard, version, question, because, first.machine, people)


def _scope(actor: Actor) -> list[sa.ColumnElement[bool]]:
    """What lies within the brands and sites that the actor may see."""
    found: list[sa.ColumnElement[bool]] = []
    if actor.brands is not None:
        found.append(reviews.c.brand.in_(sorted(actor.brands)))
    if actor.sites is not None:
        found.append(reviews.c.site.in_(sorted(actor.sites)))
    return found
