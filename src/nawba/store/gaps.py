"""Gaps and their questions as they are kept, read back as values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.gaps import Asked, Gap, GapState, HeardExample, Missed, Question, Vector
from nawba.store import statements, tables
from nawba.store.knowledge_tables import (
    GAP_STATES,
    gap_cursors,
    gap_examples,
    gap_questions,
    gaps,
    heard_examples,
    heard_gaps,
)
from nawba.store.statements import Row
from nawba.store.stream import head

_TOLD = ("wrap_up_started", "contact_closed", "rating_given", "contact_opened")
_PLAIN = (
    "id", "brand", "central", "opened_at", "changed_at", "revision", "reason", "article",
    "by_hand", "reopened", "dismissed_at_size", "closed_version",
)  # fmt: skip


def read_gap(connection: Connection, gap: str) -> Gap | None:
    row = statements.find(connection, gaps, id=gap)
    return None if row is None else gap_of(row)


def read_gaps(
    connection: Connection,
    brands: Sequence[str] | None = None,
    states: Sequence[str] = GAP_STATES,
) -> list[Gap]:
    """Those of ``brands`` (None: all) in one of ``states``, the oldest first."""
    statement = sa.select(gaps).where(gaps.c.state.in_(states))
    if brands is not None:
        statement = statement.where(gaps.c.brand.in_(brands))
    ordered = statement.order_by(gaps.c.opened_at, gaps.c.id)
    return [gap_of(row) for row in connection.execute(ordered)]


def gap_of(row: Row) -> Gap:
    return Gap(
        state=GapState(row.state),
        words=tuple(row.words),
        **{name: row._mapping[name] for name in _PLAIN},
    )


def read_questions(
    connection: Connection, *, brand: str | None = None, gap: str | None = None
) -> list[Question]:
    """The questions of a ``brand`` or a ``gap``, the oldest first."""
    statement = sa.select(gap_questions)
    if brand is not None:
        statement = statement.where(gap_questions.c.brand == brand)
    if gap is not None:
        statement = statement.where(gap_questions.c.gap == gap)
    ordered = statement.order_by(gap_questions.c.at, gap_questions.c.id)
    return [question_of(row) for row in connection.execute(ordered)]


def question_of(row: Row) -> Question:
    asked = Asked(
        row.contact,
        row.message,
        row.brand,
        row.language,
        Missed(row.reason),
        row.text,
        unpacked(row.vector),
        row.at,
        row.answer,
        row.version,
    )
    return Question(row.id, asked, row.key, row.gap, row.placed_by_hand, row.answered)


def read_heard(connection: Connection, gap: str) -> tuple[int, list[HeardExample]]:
    """How many contacts listening counted for ``gap``, and redacted words of some of them."""
    told = sa.select(sa.func.sum(heard_gaps.c.contacts)).where(heard_gaps.c.gap == gap)
    rows = statements.find_all(connection, heard_examples, ("at", "id"), gap=gap)
    examples = [HeardExample(row.item, row.text, row.language) for row in rows]
    return int(connection.execute(told).scalar_one() or 0), examples


def unplaced_brands(connection: Connection) -> list[str]:
    """Brands with questions that stand in no gap yet."""
    brand = gap_questions.c.brand
    found = sa.select(brand).where(gap_questions.c.gap.is_(None)).distinct().order_by(brand)
    return [str(one) for one in connection.execute(found).scalars()]


def read_examples(connection: Connection) -> list[Row]:
    """What gaps teach: brand, article, language and text of each, in the order of ids."""
    return list(connection.execute(sa.select(gap_examples).order_by(gap_examples.c.id)))


def read_cursor(connection: Connection) -> tuple[dict[str, int], datetime | None]:
    """Up to where the stream was read for gaps, and when last."""
    rows = list(connection.execute(sa.select(gap_cursors)))
    return {row.cell: row.seq for row in rows}, max((row.at for row in rows), default=None)


def told_since(
    connection: Connection, cursor: dict[str, int], limit: int
) -> tuple[list[str], dict[str, int], bool]:
    """Contacts that ended, were rated or opened after ``cursor``, at most ``limit`` events of each
    cell; the cursor behind them; and whether there is more to read."""
    events, found, until = tables.events, dict[str, None](), dict(cursor)
    more = False
    for cell, last in head(connection).items():
        if last <= cursor.get(cell, 0):
            continue
        later = sa.and_(
            events.c.cell == cell, events.c.seq > cursor.get(cell, 0), events.c.type.in_(_TOLD)
        )
        statement = sa.select(events.c.seq, events.c.contact).where(later).order_by(events.c.seq)
        rows = list(connection.execute(statement.limit(limit)))
        found.update((row.contact, None) for row in rows)
        until[cell] = rows[-1].seq if len(rows) == limit else last
        more = more or len(rows) == limit
    return list(found), until, more


def packed(vector: Vector) -> bytes:
    """``vector`` in 16 bits a number: twice as small, and no cosine moves by a thousandth."""
    return vector.astype(np.float16).tobytes()


def unpacked(content: bytes) -> Vector:
    return np.frombuffer(content, np.float16).astype(np.float32)
