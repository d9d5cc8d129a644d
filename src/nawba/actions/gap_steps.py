"""What several verbs do to a gap inside their transaction: move it, draft it, let it teach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from nawba.actions import steps
from nawba.domain import events as ev
from nawba.domain.errors import NotFound
from nawba.domain.gaps import Gap, GapState
from nawba.store import Transaction, statements
from nawba.store.gaps import gap_of
from nawba.store.knowledge_tables import (
    OPEN_STATES,
    article_drafts,
    gap_examples,
    gap_questions,
    heard_gaps,
)
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


def gaps_of(tx: Transaction, contacts: Sequence[str]) -> list[str]:
    """The gaps that hold a question of ``contacts``."""
    gap, contact = gap_questions.c.gap, gap_questions.c.contact
    found = sa.select(gap).where(contact.in_(contacts), gap.is_not(None)).distinct()
    return sorted(tx.connection.execute(found).scalars())


def forget(tx: Transaction, gaps: Sequence[str], contacts: Sequence[str]) -> None:
    """Once the questions of ``contacts`` are erased: name the ``gaps`` that held them anew.

    A gap without a question goes, unless a draft refers to it. Drafts forget which of their
    sentences came from these contacts.
    """
    for gap in gaps:
        _forget(tx, gap)
    gone = set(contacts)
    if gone:
        _forget_origins(tx, gone)


def _forget(tx: Transaction, gap: str) -> None:
    found = load(tx, gap)
    left = statements.find_all(tx.connection, gap_questions, ("at", "id"), gap=gap)
    drafts = statements.find(tx.connection, article_drafts, gap=gap)
    heard = statements.find(tx.connection, heard_gaps, gap=gap)
    if not left and drafts is None and heard is None:
        statements.remove(tx.connection, table, id=gap)
        tx.emit(ev.GapMoved(gap, found.brand, "erased"))
        return
    is_named = any(row.id == found.central for row in left)
    central = found.central if is_named else next((row.id for row in reversed(left)), None)
    statements.change(tx.connection, table, {"id": gap}, words=[], central=central)


def _forget_origins(tx: Transaction, contacts: set[str]) -> None:
    drafts = article_drafts
    rows = tx.connection.execute(sa.select(drafts.c.id, drafts.c.origins)).all()
    for draft_id, origins in rows:
        kept = [one for one in origins if one["contact"] not in contacts]
        if len(kept) < len(origins):
            statements.change(tx.connection, drafts, {"id": draft_id}, origins=kept)
