"""What listening found and no article covers comes to the editor's list of gaps, when asked to.

A reason of a brand has one gap, however often it is handed over: its count and its examples are
those of the last time. Grouping leaves such a gap alone, for it has no question to compare.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nawba.actions import gap_steps, steps
from nawba.actions.gaps import add_gap, come_back
from nawba.domain.gaps import HeardExample, HeardGap
from nawba.domain.permissions import permit
from nawba.domain.words import Actor
from nawba.store import Store, Transaction, statements
from nawba.store.knowledge_tables import gaps, heard_examples, heard_gaps
from nawba.store.listening import read_items
from nawba.store.tables import brands


def hand_over_gaps(store: Store, actor: Actor, found: Sequence[HeardGap]) -> int:
    """Open a gap for each of ``found``, or bring its gap up to date; returns how many are new.

    A dismissed one that has grown by half, and by three contacts, is open again. Those of a brand
    that the centre does not know are passed over, and so are words that were erased.
    """
    permit(actor, "group_gaps")
    with store.write("hand_over_gaps", actor) as tx:
        known = [one for one in found if statements.find(tx.connection, brands, id=one.brand)]
        return sum(_hand_over(tx, actor, one) for one in known)


def _hand_over(tx: Transaction, actor: Actor, one: HeardGap) -> bool:
    permit(actor, "group_gaps", brand=one.brand)
    place = {"brand": one.brand, "reason": one.reason}
    row = statements.find(tx.connection, heard_gaps, **place)
    gap = add_gap(tx, one.brand, by_hand=True) if row is None else str(row.gap)
    if row is None:
        statements.change(tx.connection, gaps, {"id": gap}, words=list(one.words))
        statements.add(
            tx.connection, heard_gaps, **place, gap=gap, contacts=one.contacts, at=tx.now
        )
    else:
        told = {"contacts": one.contacts, "at": tx.now}
        statements.change(tx.connection, heard_gaps, place, **told)
        come_back(tx, gap_steps.load(tx, gap))
    _keep_examples(tx, gap, one)
    return row is None


def _keep_examples(tx: Transaction, gap: str, one: HeardGap) -> None:
    place = {"brand": one.brand, "reason": one.reason}
    statements.remove(tx.connection, heard_examples, **place)
    items = read_items(tx.connection, [example.item for example in one.examples])
    living: list[HeardExample] = [
        example
        for example in one.examples
        if example.item in items and items[example.item].erased_at is None
    ]
    for example in living:
        statements.add(
            tx.connection, heard_examples, id=steps.new_id("h"), gap=gap, **place,
            contact=items[example.item].contact, at=tx.now, **vars(example),
        )  # fmt: skip


def forget_heard_examples(tx: Transaction, items: Iterable[str]) -> int:
    """Part of erasing recorded contacts: their words leave the gaps too."""
    return sum(statements.remove(tx.connection, heard_examples, item=item) for item in items)
