"""From what was heard to the review queue, and from people's answers back to what is learned."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from nawba.actions.reviews import ask_reviews
from nawba.domain.ports import Embed
from nawba.domain.recordings import Item, Transcript, transcript_from_json
from nawba.domain.words import Actor
from nawba.listening.scorecard.choosing import Heard, Shares, choose
from nawba.listening.scorecard.classifier import Learned, examples_of, learn
from nawba.listening.scorecard.document import Scorecard
from nawba.listening.shelf import Shelf
from nawba.store import Store
from nawba.store.listening import ItemFilter, every_item
from nawba.store.reviews import read_readings


def ask_about(
    store: Store,
    shelf: Shelf,
    actor: Actor,
    wanted: ItemFilter | None = None,
    shares: Shares | None = None,
) -> int:
    """Ask people about the items ``wanted`` that have answers; returns how many are new.

    May be done again at any time: what was drawn is drawn again, and asked once.
    """
    heard = list(_heard(store, shelf, wanted or ItemFilter(state="done")))
    return ask_reviews(store, actor, choose(heard, shares))


def _heard(store: Store, shelf: Shelf, wanted: ItemFilter) -> Iterator[Heard]:
    with store.read() as connection:
        rows = list(every_item(connection, wanted))
    for row in rows:
        document = shelf.document(row.id, "scorecard")
        if document is not None:
            yield _item(row), document


def _item(row: Any) -> Item:
    return Item(row.id, row.kind, (), contact=row.contact, brand=row.brand, site=row.site)


@dataclass(frozen=True)
class Taught:
    """Of one question: how many answers there were, and what came of them, if anything."""

    question: str
    answered: int
    learned: Learned | None


def learn_all(store: Store, shelf: Shelf, scorecard: Scorecard, embed: Embed) -> list[Taught]:
    """What people's answers to this version of ``scorecard`` teach, question by question."""
    with store.read() as connection:
        readings = [
            one
            for one in read_readings(connection, scorecard.id)
            if one.version == scorecard.version
        ]
    found = []
    for question in scorecard.question:
        examples = examples_of(readings, question.id, _transcripts(shelf))
        found.append(Taught(question.id, len(examples), learn(question, examples, embed)))
    return found


def _transcripts(shelf: Shelf) -> Callable[[str], Transcript | None]:
    def read(item: str) -> Transcript | None:
        document = shelf.document(item, "redact")
        return None if document is None else transcript_from_json(document)

    return read
