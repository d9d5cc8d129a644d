"""What the assistant's versions and the stream must say about each other (see ``doctor``)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from nawba.domain import events as ev
from nawba.domain.versions import from_json
from nawba.store import tables
from nawba.store.assistant_versions import current_number
from nawba.store.invariants import RESTORE, Violation

_MOVING = tuple(ev.type_name(one) for one in (ev.AssistantPublished, ev.AssistantRolledBack))


def versions_are_whole(connection: Connection) -> Iterator[Violation]:
    """A version's content is what its id says, and every part that it names is kept."""
    table = tables.assistant_versions
    parts = set(connection.execute(sa.select(tables.assistant_parts.c.id)).scalars())
    for row in connection.execute(sa.select(table.c.number, table.c.id, table.c.document)):
        document = from_json(row.document)
        subject = f"assistant version {row.number}"
        if document.id != row.id:
            yield Violation(
                "versions_are_whole", subject, "was changed after it was published", RESTORE
            )
        for part in sorted(document.parts - parts):
            what = f"names part {part[:12]}, which is not kept"
            yield Violation("versions_are_whole", subject, what, RESTORE)


def the_right_version_answers(connection: Connection) -> Iterator[Violation]:
    """The version that answers is the last that the stream told of."""
    events = tables.events
    statement = sa.select(events.c.data).where(events.c.type.in_(_MOVING))
    ordered = statement.order_by(events.c.at.desc(), events.c.seq.desc()).limit(1)
    data = connection.execute(ordered).scalar()
    told = None if data is None else data["version"]
    kept = current_number(connection)
    if told != kept:
        what = f"is version {kept}, the stream says {told}"
        yield Violation("the_right_version_answers", "assistant", what, RESTORE)
