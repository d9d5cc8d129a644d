"""The verbs on gaps: keep what was not answered, group it, dismiss, merge, split, settle.

Grouping is worked out beside the transaction and may come late: what a person changed meanwhile
stays, and a second worker that read the same events is told so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from nawba.actions import gap_steps, steps
from nawba.domain import events as ev
from nawba.domain.errors import Conflict, Invalid
from nawba.domain.folded import fold
from nawba.domain.gaps import Asked, Gap, GapState, Placing, Settled
from nawba.domain.permissions import permit
from nawba.domain.text import clean_required
from nawba.domain.words import Actor
from nawba.store import Store, Transaction, statements
from nawba.store.gaps import packed, read_cursor
from nawba.store.knowledge_tables import (
    gap_cursors,
    gap_examples,
    gap_questions,
    heard_examples,
    heard_gaps,
)
from nawba.store.knowledge_tables import gaps as table

_GROWN, _GROWN_BY = 1.5, 3


def keep_questions(
    store: Store,
    actor: Actor,
    asked: Sequence[Asked],
    since: Mapping[str, int],
    until: Mapping[str, int],
) -> int:
    """Keep what the events from ``since`` to ``until`` showed; returns how many are new.

    One known already gets its answer and reason as they are now. Raises Conflict when another
    worker has read these events meanwhile.
    """
    permit(actor, "group_gaps")
    with store.write("keep_questions", actor) as tx:
        if read_cursor(tx.connection)[0] != dict(since):
            raise Conflict("Another worker reads the same contacts for gaps. It goes on.")
        for cell, seq in until.items():
            moved = {"seq": seq, "at": tx.now}
            if not statements.change(tx.connection, gap_cursors, {"cell": cell}, **moved):
                statements.add(tx.connection, gap_cursors, cell=cell, **moved)
        return sum(_keep(tx, one) for one in asked)


def _keep(tx: Transaction, asked: Asked) -> bool:
    place = {"contact": asked.contact, "message": asked.message}
    now = {"reason": asked.reason.value, "answer": asked.answer}
    if statements.change(tx.connection, gap_questions, place, **now):
        return False
    statements.add(
        tx.connection,
        gap_questions,
        id=steps.new_id("q"),
        **place,
        **now,
        brand=asked.brand,
        language=asked.language,
        text=asked.text,
        key=key_of(asked.text),
        vector=packed(asked.vector),
        version=asked.version,
        placed_by_hand=False,
        at=asked.at,
    )
    return True


def key_of(text: str) -> str:
    """The same for texts that differ in capitals, accents, signs and blanks only."""
    words = "".join(char if char.isalnum() else " " for char in fold(text)).split()
    return hashlib.sha256(" ".join(words).encode()).hexdigest()


def place_questions(store: Store, actor: Actor, placings: Sequence[Placing]) -> int:
    """Carry a grouping out; returns how many gaps are new.

    What was placed, merged or taken away meanwhile stays as it is. A dismissed gap that has grown
    by half, and by three contacts, is open again; so is a closed one whose subject was asked again
    and not answered.
    """
    permit(actor, "group_gaps")
    with store.write("place_questions", actor) as tx:
        return sum(_place(tx, one) for one in placings)


def _place(tx: Transaction, placing: Placing) -> bool:
    is_new = placing.gap is None
    if is_new and not _still_unplaced(tx, placing.questions):
        return False
    gap = _new_gap(tx, placing) if placing.gap is None else placing.gap
    row = statements.find(tx.connection, table, id=gap)
    if row is None:  # merged by hand meanwhile: its questions come with the next grouping
        return False
    for question in placing.questions:
        statements.change(tx.connection, gap_questions, {"id": question, "gap": None}, gap=gap)
    for other in placing.merged:
        _merge_into(tx, gap, other)
    named = {"central": placing.central, "words": list(placing.words)}
    statements.change(tx.connection, table, {"id": gap}, **named)
    if not is_new and placing.questions:
        come_back(tx, gap_steps.load(tx, gap))
    return is_new


def _still_unplaced(tx: Transaction, questions: Sequence[str]) -> bool:
    rows = (statements.find(tx.connection, gap_questions, id=one) for one in questions)
    return any(row is not None and row.gap is None for row in rows)


def _new_gap(tx: Transaction, placing: Placing) -> str:
    return add_gap(tx, placing.brand, by_hand=False)


def add_gap(tx: Transaction, brand: str, *, by_hand: bool) -> str:
    """An open gap without a question, within ``tx``; returns its id."""
    gap = steps.new_id("g")
    statements.add(
        tx.connection,
        table,
        id=gap,
        brand=brand,
        state="open",
        words=[],
        by_hand=by_hand,
        reopened=False,
        revision=1,
        opened_at=tx.now,
        changed_at=tx.now,
    )
    tx.emit(ev.GapMoved(gap, brand, "open"))
    return gap


def _merge_into(tx: Transaction, gap: str, other: str) -> None:
    row = statements.find(tx.connection, table, id=other)
    if row is None or row.state != "open" or row.by_hand:
        return
    _move_all(tx, gap, other)


def _move_all(tx: Transaction, gap: str, other: str) -> None:
    ended = gap_steps.load(tx, other)
    statements.change(tx.connection, gap_questions, {"gap": other}, gap=gap)
    for table_of in (gap_examples, heard_gaps, heard_examples):
        statements.change(tx.connection, table_of, {"gap": other}, gap=gap)
    statements.remove(tx.connection, table, id=other)
    tx.emit(ev.GapMoved(other, ended.brand, "merged"))


def come_back(tx: Transaction, gap: Gap) -> None:
    """Open ``gap`` again if it was dismissed and has grown, or closed and was asked again."""
    if gap.state is GapState.DISMISSED:
        size, before = count_contacts(tx, gap.id), gap.dismissed_at_size or 0
        if size >= max(_GROWN * before, before + _GROWN_BY):
            gap_steps.move(tx, gap, GapState.OPEN, reopened=True, dismissed_at_size=None)
    if gap.state is GapState.CLOSED and _asked_again(tx, gap):
        gap_steps.move(tx, gap, GapState.OPEN, reopened=True)


def _asked_again(tx: Transaction, gap: Gap) -> bool:
    """Whether the version that closed the gap, or a later one, did not answer one of it."""
    rows = statements.find_all(tx.connection, gap_questions, gap=gap.id)
    closed = gap.closed_version or 0
    return any(row.at > gap.changed_at and (row.version or 0) >= closed for row in rows)


def count_contacts(tx: Transaction, gap: str) -> int:
    """Contacts with a question of ``gap``, and those that listening counted."""
    contacts = sa.func.count(gap_questions.c.contact.distinct())
    counted = sa.select(contacts).where(gap_questions.c.gap == gap)
    told = sa.select(sa.func.sum(heard_gaps.c.contacts)).where(heard_gaps.c.gap == gap)
    heard = tx.connection.execute(told).scalar_one() or 0
    return int(tx.connection.execute(counted).scalar_one()) + int(heard)


def settle_gaps(store: Store, actor: Actor, settled: Sequence[Settled], version: int | None) -> int:
    """Close the gaps whose article the ``version`` answering now serves, if it answers them.

    Half of a gap's questions must be answered; else it is open again and says so. A closed one
    whose article is served no more is drafted again. Returns how many changed their state.
    """
    permit(actor, "group_gaps")
    with store.write("settle_gaps", actor) as tx:
        return sum(_settle(tx, one, version) for one in settled)


def _settle(tx: Transaction, settled: Settled, version: int | None) -> bool:
    row = statements.find(tx.connection, table, id=settled.gap)
    if row is None or row.state not in ("drafted", "closed"):
        return False
    for question, answered in settled.answered.items():
        statements.change(tx.connection, gap_questions, {"id": question}, answered=answered)
    gap = gap_steps.load(tx, settled.gap)
    wanted = GapState.CLOSED if settled.is_answered else GapState.OPEN
    if not settled.served:
        wanted = GapState.DRAFTED
    if wanted is gap.state:
        return False
    closed = version if wanted is GapState.CLOSED else None
    is_open = wanted is GapState.OPEN
    gap_steps.move(tx, gap, wanted, reopened=is_open, closed_version=closed)
    return True


def dismiss_gap(store: Store, actor: Actor, gap: str, reason: str) -> None:
    """Nothing will be written for it, for ``reason``; it comes back when it has grown by half."""
    told = clean_required(reason, field="reason", limit=500)
    with store.write("dismiss_gap", actor) as tx:
        found = _load(tx, actor, gap)
        if found.state is not GapState.OPEN:
            raise Conflict(f"This gap is {found.state}. Only an open one can be dismissed.")
        size = count_contacts(tx, gap)
        gap_steps.move(
            tx, found, GapState.DISMISSED, reason=told, reopened=False, dismissed_at_size=size
        )


def open_gap(store: Store, actor: Actor, gap: str) -> None:
    """Open a dismissed or closed gap again. Raises Conflict when it is neither."""
    with store.write("open_gap", actor) as tx:
        found = _load(tx, actor, gap)
        if found.state not in (GapState.DISMISSED, GapState.CLOSED):
            raise Conflict(f"This gap is {found.state} already.")
        gap_steps.move(tx, found, GapState.OPEN, reason=None, reopened=True, dismissed_at_size=None)


def merge_gaps(store: Store, actor: Actor, gaps: Sequence[str]) -> str:
    """Make one of ``gaps``, of one brand: one that is drafted, else the oldest; returns its id.

    Raises Invalid for fewer than two or two brands, Conflict when two of them are drafted.
    """
    with store.write("merge_gaps", actor) as tx:
        found = [_load(tx, actor, gap) for gap in dict.fromkeys(gaps)]
        if len(found) < 2 or len({gap.brand for gap in found}) > 1:
            raise Invalid("Choose two or more gaps of one brand.", field="gaps")
        taken = [gap for gap in found if gap.article is not None]
        if len(taken) > 1:
            raise Conflict("Two of these gaps have an article of their own. Merge the others.")
        oldest = sorted(found, key=lambda gap: (gap.opened_at, gap.id))
        kept = next(iter(taken + oldest))
        for other in found:
            if other.id != kept.id:
                _move_all(tx, kept.id, other.id)
        statements.change(tx.connection, gap_questions, {"gap": kept.id}, placed_by_hand=True)
        gap_steps.move(tx, kept, kept.state, by_hand=True)
        return kept.id


def split_gap(store: Store, actor: Actor, gap: str, questions: Sequence[str]) -> str:
    """Take ``questions`` out into a gap of their own, which grouping leaves apart; returns its id.

    They are no examples of the first one's article any more. Raises Invalid when none or all of
    the questions would go.
    """
    with store.write("split_gap", actor) as tx:
        found = _load(tx, actor, gap)
        own = statements.find_all(tx.connection, gap_questions, ("at", "id"), gap=gap)
        taken = [row for row in own if row.id in set(questions)]
        if not taken or len(taken) == len(own):
            raise Invalid("Choose some of the questions, and not all of them.", field="items")
        new = add_gap(tx, found.brand, by_hand=True)
        for row in taken:
            place = {"gap": new, "placed_by_hand": True}
            statements.change(tx.connection, gap_questions, {"id": row.id}, **place)
            key = {"brand": row.brand, "language": row.language, "key": row.key, "gap": gap}
            statements.remove(tx.connection, gap_examples, **key)
        _name(tx, new, [row.id for row in taken])
        _name(tx, gap, [row.id for row in own if row not in taken])
        gap_steps.move(tx, gap_steps.load(tx, gap), found.state, by_hand=True)
        return new


def _name(tx: Transaction, gap: str, questions: Sequence[str]) -> None:
    """A first name, the latest question; the next grouping finds a better one."""
    statements.change(tx.connection, table, {"id": gap}, central=questions[-1])


def _load(tx: Transaction, actor: Actor, gap: str) -> Gap:
    permit(actor, "draft_article")
    found = gap_steps.load(tx, gap)
    permit(actor, "draft_article", brand=found.brand)
    return found
