"""From what was heard to the review queue, and from people's answers back to what is learned."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from nawba.actions.reviews import ToReview, ask_reviews
from nawba.domain.ports import Embed
from nawba.domain.recordings import Item, Transcript, transcript_from_json
from nawba.domain.words import Actor
from nawba.listening.scorecard.choosing import Heard, Shares, choose, not_all_of_one
from nawba.listening.scorecard.classifier import Learned, examples_of, learn
from nawba.listening.scorecard.document import Scorecard
from nawba.listening.shelf import Shelf
from nawba.store import Store
from nawba.store.listening import ItemFilter, every_item
from nawba.store.reviews import read_readings

_BATCH = 200


def ask_about(
    store: Store,
    shelf: Shelf,
    actor: Actor,
    wanted: ItemFilter | None = None,
    shares: Shares | None = None,
) -> int:
    """Ask people about the items ``wanted`` that have answers; returns how many are new.

    May be done again at any time: what was drawn is drawn again, and asked once. Of one named
    adviser at most half of the contacts are asked about.
    """
    chosen = choose(_heard(store, shelf, wanted or ItemFilter(state="done")), shares)
    return sum(ask_reviews(store, actor, batch) for batch in _batches(chosen))


def _batches(chosen: Iterable[ToReview]) -> Iterator[list[ToReview]]:
    """The writers' turn is held for some of them only."""
    walk = iter(chosen)
    while batch := list(islice(walk, _BATCH)):
        yield batch


def _heard(store: Store, shelf: Shelf, wanted: ItemFilter) -> Iterator[Heard]:
    with store.read() as connection:
        items = [_item(row) for row in every_item(connection, wanted)]
    kept = not_all_of_one(items)
    for item in items:
        document = shelf.document(item.id, "scorecard") if item.id in kept else None
        if document is not None:
            yield item, document


def _item(row: Any) -> Item:
    named = {name: row._mapping[name] for name in ("contact", "adviser", "brand", "site")}
    return Item(row.id, row.kind, (), **named)


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
