"""What several verbs do to a gap inside their transaction: move it, draft it, let it teach."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from nawba.actions import steps
from nawba.domain import events as ev
from nawba.domain.errors import NotFound
from nawba.domain.gaps import Gap, GapState
from nawba.store import Transaction, statements
from nawba.store.gaps import gap_of
from nawba.store.knowledge_tables import OPEN_STATES, article_drafts, gap_examples, gap_questions
from nawba.store.knowledge_tables import gaps as table


def load(tx: Transaction, gap: str) -> Gap:
    """Raises NotFound."""
    row = statements.find(tx.connection, table, id=gap)
    if row is None:
        raise NotFound(f"There is no gap {gap}. It may have been merged into another.")
    return gap_of(row)


def move(tx: Transaction, gap: Gap, state: GapState, **values: Any) -> None:
    """Bring ``gap`` into ``state``; told when that is another one."""
    changed = {"state": state.value, "changed_at": tx.now, "revision": gap.revision + 1}
    statements.change(tx.connection, table, {"id": gap.id}, **changed, **values)
    if state is not gap.state:
        tx.emit(ev.GapMoved(gap.id, gap.brand, state.value))


def draft(tx: Transaction, gap: str, brand: str, article: str) -> None:
    """An article that closes ``gap`` is being written."""
    found = load(tx, gap)
    if found.brand != brand:
        raise NotFound(f"Gap {gap} is of brand {found.brand}, not of {brand}.", field="gap")
    move(tx, found, GapState.DRAFTED, article=article, reason=None, reopened=False)


def undraft(tx: Transaction, gap: str) -> None:
    """Open ``gap`` again unless another draft, or what was published of them, is for it."""
    drafts = article_drafts
    kept = drafts.c.state.in_([*OPEN_STATES, "published"])
    others = sa.select(drafts.c.id).where(drafts.c.gap == gap, kept)
    found = load(tx, gap)
    if found.state is GapState.DRAFTED and tx.connection.execute(others).first() is None:
        move(tx, found, GapState.OPEN, article=None)


def teach(tx: Transaction, gap: str, article: str) -> int:
    """Make the gap's questions examples of ``article``; returns how many are new.

    Each wording of a brand and language is an example of one article only: of the latest.
    """
    found = load(tx, gap)
    new = 0
    for row in statements.find_all(tx.connection, gap_questions, ("at", "id"), gap=gap):
        place = {"brand": found.brand, "language": row.language, "key": row.key}
        taught = {"gap": gap, "article": article}
        if statements.change(tx.connection, gap_examples, place, **taught):
            continue
        new += 1
        statements.add(
            tx.connection,
            gap_examples,
            id=steps.new_id("x"),
            contact=row.contact,
            text=row.text,
            at=tx.now,
            **place,
            **taught,
        )
    return new


def forget_contact(tx: Transaction, contact: str) -> None:
    """Erase what a contact left in gaps: its questions and what they taught.

    A gap without a question goes too, unless a draft refers to it; another one whose central
    question went is named anew by the next grouping.
    """
    own = sa.select(gap_questions.c.gap).where(
        gap_questions.c.contact == contact, gap_questions.c.gap.is_not(None)
    )
    touched = set(tx.connection.execute(own).scalars())
    statements.remove(tx.connection, gap_examples, contact=contact)
    statements.remove(tx.connection, gap_questions, contact=contact)
    for gap in touched:
        _forget(tx, gap)
    _forget_origins(tx, contact)


def _forget(tx: Transaction, gap: str) -> None:
    left = statements.find_all(tx.connection, gap_questions, ("at", "id"), gap=gap)
    drafts = statements.find(tx.connection, article_drafts, gap=gap)
    if left or drafts is not None:
        is_named = any(row.id == load(tx, gap).central for row in left)
        central = left[-1].id if left and not is_named else load(tx, gap).central
        statements.change(tx.connection, table, {"id": gap}, words=[], central=central)
    else:
        tx.emit(ev.GapMoved(gap, load(tx, gap).brand, "erased"))
        statements.remove(tx.connection, table, id=gap)


def _forget_origins(tx: Transaction, contact: str) -> None:
    """Drafts forget which of their sentences came from the contact."""
    rows = tx.connection.execute(sa.select(article_drafts.c.id, article_drafts.c.origins)).all()
    for draft_id, origins in rows:
        kept = [one for one in origins if one["contact"] != contact]
        if len(kept) < len(origins):
            statements.change(tx.connection, article_drafts, {"id": draft_id}, origins=kept)
