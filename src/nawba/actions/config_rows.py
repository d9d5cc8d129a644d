"""The rows behind the administrator's verbs: nouns, their order and history, advisers' places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from nawba.domain.centre_diff import ADDED, CHANGED, REORDERED, RESTORED, RETIRED
from nawba.domain.centre_kinds import Kind, plain, tidy
from nawba.domain.errors import Busy
from nawba.domain.words import Actor, Centre, Json
from nawba.store import Transaction, tables
from nawba.store.config_changes import last_change, read_items
from nawba.store.config_tables import config_changes
from nawba.store.rows import SETUP, Row

if TYPE_CHECKING:
    from nawba.actions.configuring import Edit


class Changes:
    """Numbers the changes of one transaction and keeps them in the history."""

    def __init__(self, tx: Transaction, actor: Actor) -> None:
        self.tx, self._by = tx, str(actor)
        self._next = last_change(tx.connection) + 1
        self._batch = self._next
        self.numbers: list[int] = []

    def keep(self, changes: Iterable[Json]) -> None:
        """Keep ``changes``: kind, id, what, before, after and the revision that came of it."""
        rows = []
        for change in changes:
            common = {"n": self._next, "batch": self._batch, "at": self.tx.now, "by": self._by}
            rows.append(common | change)
            self.numbers.append(self._next)
            self._next += 1
        if rows:
            self.tx.connection.execute(config_changes.insert(), rows)


def write_rows(
    changes: Changes, edits: Sequence[Edit], rows: Mapping[tuple[str, str], Row]
) -> None:
    """Make the rows what ``edits`` say; ``rows`` are those there are."""
    _insert(changes.tx, [edit for edit in edits if (edit.kind.name, edit.id) not in rows])
    kept = []
    for edit in edits:
        row = rows.get((edit.kind.name, edit.id))
        if row is not None:
            _update(changes.tx, edit, row)
        kept.append(_change(edit, row))
    changes.keep(kept)


def _insert(tx: Transaction, edits: Sequence[Edit]) -> None:
    by_kind: dict[str, list[Edit]] = {}
    for edit in edits:
        by_kind.setdefault(edit.kind.name, []).append(edit)
    for name, new in by_kind.items():
        table = SETUP[name][0]
        last = tx.connection.execute(sa.select(sa.func.max(table.c.position))).scalar()
        first = 0 if last is None else last + 1
        rows = [
            {"id": edit.id, "position": first + place, "retired": False, "revision": 1,
             "document": plain(tidy(edit.noun))}
            for place, edit in enumerate(new)
        ]  # fmt: skip
        tx.connection.execute(table.insert(), rows)


def _update(tx: Transaction, edit: Edit, row: Row) -> None:
    table = SETUP[edit.kind.name][0]
    values: dict[str, Any] = {"retired": edit.noun is None, "revision": row.revision + 1}
    if edit.noun is not None:
        values["document"] = plain(tidy(edit.noun))
    tx.connection.execute(table.update().where(table.c.id == edit.id).values(values))


def _change(edit: Edit, row: Row | None) -> Json:
    after = None if edit.noun is None else plain(tidy(edit.noun))
    before = None if row is None or row.retired else row.document
    what = ADDED if row is None else RESTORED if row.retired else CHANGED
    return {
        "kind": edit.kind.name,
        "id": edit.id,
        "what": RETIRED if edit.noun is None else what,
        "before": before,
        "after": after,
        "revision": 1 if row is None else row.revision + 1,
    }


def write_order(changes: Changes, kind: Kind, ids: Sequence[str]) -> None:
    """Put the nouns of ``kind`` in the order of ``ids``; told in the history of ordered kinds."""
    tx, table = changes.tx, SETUP[kind.name][0]
    positions = {row.id: row.position for row in read_items(tx.connection, kind)}
    before = sorted(positions, key=lambda one: (positions[one], one))
    after = [one for one in ids if one in positions]
    if before == after:
        return
    for place, one in enumerate(after):
        if positions[one] != place:
            where = table.c.id == one
            tx.connection.execute(table.update().where(where).values(position=place))
    if kind.ordered:
        told = {"before": {"ids": before}, "after": {"ids": after}, "revision": 0}
        changes.keep([{"kind": kind.name, "id": "", "what": REORDERED, **told}])


def check_busy(tx: Transaction, edits: Iterable[Edit], centre: Centre) -> None:
    """Raise Busy when contacts wait in a queue that goes, or an adviser who goes holds some."""
    told, total = [], 0
    for edit in edits:
        count = _contacts_of(tx, edit) if edit.noun is None else 0
        if count:
            total += count
            told.append(f"{edit.kind.name} {_name(centre, edit)} has {count}")
    if told:
        some = ", ".join(told[:5]) + (f" and {len(told) - 5} more" if len(told) > 5 else "")
        message = (
            f"Contacts would be left behind: {some}. Let them end first, or say `--retire-busy`."
        )
        raise Busy(message, total)


def _name(centre: Centre, edit: Edit) -> str:
    adviser = centre.adviser.get(edit.id) if edit.kind.name == "advisers" else None
    return edit.id if adviser is None else f"{edit.id} ({adviser.name})"


def _contacts_of(tx: Transaction, edit: Edit) -> int:
    contacts, hands, offers = tables.contacts, tables.hands, tables.offers
    is_open = contacts.c.state != "closed"
    conditions = {
        "queues": (contacts.c.queue == edit.id) & (contacts.c.state == "waiting"),
        "brands": (contacts.c.brand == edit.id) & is_open,
        "advisers": contacts.c.id.in_(
            sa.union(
                sa.select(hands.c.contact).where(
                    hands.c.party == "adviser",
                    hands.c.party_id == edit.id,
                    hands.c.ended_at.is_(None),
                ),
                sa.select(offers.c.contact).where(
                    offers.c.adviser == edit.id, offers.c.state == "live"
                ),
            )
        ),
    }
    if edit.kind.name not in conditions:
        return 0
    counted = sa.select(sa.func.count()).select_from(contacts)
    return int(tx.connection.execute(counted.where(conditions[edit.kind.name])).scalar_one())


def fit_slots(tx: Transaction, edits: Sequence[Edit]) -> None:
    """One row per place that each adviser edited has; a place in use outlives its capacity."""
    slots = tables.adviser_slots
    known = set(tx.connection.execute(sa.select(slots.c.adviser).distinct()).scalars())
    rows: list[Json] = []
    for edit in edits:
        capacity = {} if edit.noun is None else edit.noun.capacity
        wanted = {(name, slot) for name, count in capacity.items() for slot in range(1, count + 1)}
        there = _fit(tx, edit.id, wanted) if edit.id in known else set()
        rows += [
            {"adviser": edit.id, "channel": channel, "slot": slot}
            for channel, slot in sorted(wanted - there)
        ]
    if rows:
        tx.connection.execute(slots.insert(), rows)


def _fit(tx: Transaction, adviser: str, wanted: set[tuple[str, int]]) -> set[tuple[str, int]]:
    """Remove the free places that are not wanted any more; returns those there are."""
    slots, taken = tables.adviser_slots, tables.occupancy
    own = slots.c.adviser == adviser
    there = {(r.channel, r.slot) for r in tx.connection.execute(sa.select(slots).where(own))}
    used = tx.connection.execute(sa.select(taken).where(taken.c.adviser == adviser))
    for channel, slot in there - wanted - {(row.channel, row.slot) for row in used}:
        tx.connection.execute(
            slots.delete().where(own, slots.c.channel == channel, slots.c.slot == slot)
        )
    return there
