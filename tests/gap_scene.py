"""Questions that nobody answered well, put straight into the store: for tests of what follows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from house import House
from nawba.actions.gaps import keep_questions, place_questions
from nawba.domain.gaps import Asked, Gap, Missed, Placing, Question
from nawba.knowledge.gap_reading import GAP_FINDER
from nawba.models.scripted import scripted_embedder
from nawba.store.gaps import read_cursor, read_gap, read_questions

EMBED = scripted_embedder({"colis": "parcel", "طرد": "parcel", "parcel": "parcel"}, 512)


def asked(house: House, text: str, language: str = "fr", **more: Any) -> Asked:
    """A question of a new contact that has ended, a moment after the one before."""
    house.clock.advance(0.01)
    contact = more.pop("contact", None) or house.closed()
    values = {
        "brand": "waha",
        "reason": Missed.HANDED_OVER,
        "vector": EMBED([text])[0],
        "at": house.clock(),
        "message": house.unique("m"),
        **more,
    }
    return Asked(contact=contact, language=language, text=text, **values)


def keep(house: House, *questions: Asked) -> int:
    """Keep ``questions`` as if the stream had been read on by one event for them."""
    with house.store.read() as connection:
        since, _ = read_cursor(connection)
    until = {"main": since.get("main", 0) + 1}
    return keep_questions(house.store, GAP_FINDER, questions, since, until)


def kept(house: House, gap: str | None = None) -> list[Question]:
    with house.store.read() as connection:
        return read_questions(connection, gap=gap)


def gap_of(house: House, gap: str) -> Gap:
    with house.store.read() as connection:
        found = read_gap(connection, gap)
    assert found is not None
    return found


def placed(house: House, texts: Sequence[str], gap: str | None = None, **more: Any) -> str:
    """A gap of new questions of ``texts``, or ``gap`` with these questions more; its id."""
    before = {one.id for one in kept(house)}
    keep(house, *(asked(house, text, **more) for text in texts))
    new = [one for one in kept(house) if one.id not in before]
    brand = more.get("brand", "waha")
    placing = Placing(brand, gap, [one.id for one in new], new[0].id, ("colis",))
    place_questions(house.store, GAP_FINDER, [placing])
    placed_in = next(one.gap for one in kept(house) if one.id == new[0].id)
    assert placed_in is not None
    return placed_in
