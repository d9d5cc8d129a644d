"""Do the tables and the stream agree? Rule 4's cross-table invariants, all of them.

Run at start, after each crash test, and by ``nawba doctor``. The stream is the witness: what it
told, folded, must be what the tables say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain.board import Board
from nawba.store import invariants, journal_rules, tables, version_rules
from nawba.store.invariants import RESTORE, Violation
from nawba.store.snapshot import snapshot
from nawba.store.stream import recorded_of

__all__ = ["Violation", "find_violations", "fold"]

contacts, messages, events = tables.contacts, tables.messages, tables.events


def find_violations(connection: Connection) -> list[Violation]:
    """Everything that does not agree, in the order of ``RULES``; nothing when all is well.

    Call it inside one read transaction. Reads the whole stream: seconds per million events.
    """
    return [found for rule in RULES for found in rule(connection)]


def messages_are_whole(connection: Connection) -> Iterator[Violation]:
    """A contact's count, its highest number, its rows and its events are the same number."""
    told = events.c.type == "message_added"
    kept = sa.select(
        messages.c.contact,
        sa.func.count().label("rows"),
        sa.func.max(messages.c.number).label("highest"),
    )
    rows = kept.group_by(messages.c.contact).subquery()
    counted = sa.select(events.c.contact, sa.func.count().label("told")).where(told)
    facts = counted.group_by(events.c.contact).subquery()
    numbers = (
        sa.func.coalesce(rows.c.rows, 0).label("rows"),
        sa.func.coalesce(rows.c.highest, 0).label("highest"),
        sa.func.coalesce(facts.c.told, 0).label("told"),
    )
    statement = (
        sa.select(contacts.c.id, contacts.c.last_number, *numbers)
        .outerjoin(rows, rows.c.contact == contacts.c.id)
        .outerjoin(facts, facts.c.contact == contacts.c.id)
    )
    for row in connection.execute(statement):
        if {row.rows, row.highest, row.told} != {row.last_number}:
            what = (
                f"counts {row.last_number} messages; {row.rows} are kept, the highest number "
                f"is {row.highest}, {row.told} were told"
            )
            yield Violation("messages_are_whole", f"contact {row.id}", what, RESTORE)


def numbered_without_holes(connection: Connection) -> Iterator[Violation]:
    """A cell's last number is the highest of its events and their count."""
    cells = tables.cells
    count = sa.func.count(events.c.seq)
    statement = (
        sa.select(
            cells.c.id,
            cells.c.last_seq,
            count.label("events"),
            sa.func.coalesce(sa.func.max(events.c.seq), 0).label("highest"),
        )
        .select_from(cells.outerjoin(events, events.c.cell == cells.c.id))
        .group_by(cells.c.id, cells.c.last_seq)
    )
    for row in connection.execute(statement):
        if not row.last_seq == row.highest == row.events:
            what = (
                f"has given {row.last_seq} numbers; {row.events} events are kept, "
                f"the highest is {row.highest}"
            )
            yield Violation("numbered_without_holes", f"cell {row.id}", what, RESTORE)


def stream_agrees(connection: Connection) -> Iterator[Violation]:
    """The live board folded from the whole stream is the one read from the tables."""
    folded, read = fold(connection), snapshot(connection)
    for kind, told, kept in (
        ("contact", folded.contacts, read.contacts),
        ("presence", folded.presence, read.presence),
        ("measure", folded.measures, read.measures),
    ):
        for name in sorted(told.keys() | kept.keys()):
            if told.get(name) != kept.get(name):
                what = f"the stream says {told.get(name)}, the tables say {kept.get(name)}"
                yield Violation("stream_agrees", f"{kind} {name}", what, RESTORE)


def fold(connection: Connection) -> Board:
    """The board as the whole stream tells it."""
    board = Board()
    statement = sa.select(events).order_by(events.c.cell, events.c.seq)
    for row in connection.execute(statement.execution_options(yield_per=1000)):
        board.apply(recorded_of(row))
    # A cell that has given no number yet has a place in the snapshot's cursor too.
    for cell in connection.execute(sa.select(tables.cells.c.id)).scalars():
        board.cursor.setdefault(cell, 0)
    return board


def attachments_are_there(connection: Connection) -> Iterator[Violation]:
    """Each attachment that a message was told to carry is kept, and belongs to that message."""
    table = tables.attachments
    kept = {row.id: row for row in connection.execute(sa.select(table.c.id, table.c.message))}
    told = sa.select(events.c.data).where(events.c.type == "message_added")
    carried = {
        attachment: data["message"]
        for data in connection.execute(told).scalars()
        for attachment in data["attachments"]
    }
    for attachment, message in sorted(carried.items()):
        row = kept.get(attachment)
        if row is None or row.message != message:
            what = f"is carried by message {message} and not kept with it"
            yield Violation("attachments_are_there", f"attachment {attachment}", what, RESTORE)
    for row in kept.values():
        if row.message is not None and row.id not in carried:
            what = f"is kept with message {row.message}, which was not told to carry it"
            yield Violation("attachments_are_there", f"attachment {row.id}", what, RESTORE)


RULES: tuple[Callable[[Connection], Iterator[Violation]], ...] = (
    invariants.one_lead,
    invariants.state_agrees,
    invariants.has_a_place,
    invariants.offered_while_waiting,
    invariants.occupies_a_place,
    invariants.dark_sites_are_left_alone,
    messages_are_whole,
    numbered_without_holes,
    stream_agrees,
    attachments_are_there,
    journal_rules.flows_agree,
    journal_rules.operations_agree,
    journal_rules.commitments_are_kept,
    version_rules.versions_are_whole,
    version_rules.the_right_version_answers,
    invariants.references_hold,
)
