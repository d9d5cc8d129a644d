"""What was listened to, as far as reasons are concerned: read from the rows and the shelf."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from nawba.domain.recordings import Transcript, transcript_from_json
from nawba.listening.reasons.heard import Heard, heard_of
from nawba.listening.reasons.taxonomy import Reason, reasons_of_articles
from nawba.listening.shelf import Shelf
from nawba.store import Store
from nawba.store.gaps import read_examples
from nawba.store.listening import ItemFilter, every_item
from nawba.store.people import people_of
from nawba.store.rows import read_articles
from nawba.store.statements import Row


@dataclass(frozen=True)
class Among:
    """Contacts that began from ``since`` on, of one ``queue`` and ``brand``; empty: all."""

    since: datetime | None = None
    queue: str = ""
    brand: str = ""


def heard_on(store: Store, shelf: Shelf, among: Among) -> list[Heard]:
    """Every recorded contact whose redacted words are kept, in the order of ids."""
    told = [(row, heard_of(row, said)) for row, said in transcripts_on(store, shelf, among)]
    with store.read() as connection:
        people = people_of(connection, [row.contact for row, _ in told if row.contact])
    return [replace(one, customer=people.get(row.contact, one.customer)) for row, one in told]


def transcripts_on(store: Store, shelf: Shelf, among: Among) -> Iterator[tuple[Row, Transcript]]:
    """The row of each recorded contact with its redacted words, in the order of ids."""
    wanted = ItemFilter(state="done", queue=among.queue or None, brand=among.brand or None)
    with store.read() as connection:
        rows = list(every_item(connection, wanted))
    for row in rows:
        document = shelf.document(row.id, "redact") if _is_since(row, among.since) else None
        if document is not None:
            names = ("language", "turns", "source")
            yield row, transcript_from_json({name: document[name] for name in names})


def _is_since(row: Row, since: datetime | None) -> bool:
    return since is None or (row.started_at is not None and row.started_at >= since)


def reasons_of_centre(store: Store, brand: str = "") -> tuple[Reason, ...]:
    """A reason for each article in force, shown by its questions and by what gaps taught of it."""
    with store.read() as connection:
        articles = read_articles(connection, brand or None)
        taught = [
            (row.article, row.text) for row in read_examples(connection) if brand in ("", row.brand)
        ]
    known = {one.id for one in articles}
    return reasons_of_articles(articles, [one for one in taught if one[0] in known])


def covered(store: Store) -> dict[str, frozenset[str]]:
    """From each brand to the ids of its articles in force."""
    found: dict[str, set[str]] = {}
    with store.read() as connection:
        for one in read_articles(connection):
            found.setdefault(one.brand, set()).add(one.id)
    return {brand: frozenset(ids) for brand, ids in found.items()}
