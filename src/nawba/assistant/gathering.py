"""What is looked up for one turn: the message, or its several questions, or what was picked.

At most three searches a turn. A pick is looked up by the message that the choices were
about, with the same search: so only what may be served at that moment is served, and nothing about
the question asked back needs to be kept anywhere but in the conversation itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from nawba.assistant.acts import Part, Pick
from nawba.assistant.clarifying import resolve
from nawba.assistant.questions import MOST_PARTS, Span, split
from nawba.domain.ports import Found

Look = Callable[[str], Sequence[Found]]
"""From words to what is found for them."""

ThresholdOf = Callable[[str], float | None]
"""From an article's id, "" for none, to the score from which it may be served."""


@dataclass(frozen=True)
class Gathered:
    """For ``Turn``: ``found`` for the whole message, ``parts`` where it has several questions."""

    found: Sequence[Found] = ()
    parts: tuple[Part, ...] = ()
    pick: Pick | None = None


def gather(
    text: str, look: Look, threshold: ThresholdOf, pick: str | None = None, in_parts: bool = True
) -> Gathered:
    """Look ``text`` up: with ``pick`` it is the message that the choices were about.

    Of three questions the whole is not looked up: it would read as none of them.
    """
    spans = split(text) if in_parts else ()
    found = look(text) if len(spans) < MOST_PARTS else ()
    parts = tuple(_part(span, look(span.text), threshold) for span in spans)
    if pick is None:
        return Gathered(found, parts)
    return Gathered(found, pick=resolve(pick, [found, *(part.found for part in parts)]))


def provable(seen: Gathered, threshold: ThresholdOf) -> frozenset[str]:
    """The ids found whose group may be answered at all, from whatever score."""
    readings = [seen.found, *(part.found for part in seen.parts)]
    ids = {one.article.id for reading in readings for one in reading}
    return frozenset(one for one in ids if threshold(one) is not None)


def _part(span: Span, found: Sequence[Found], threshold: ThresholdOf) -> Part:
    return Part(span, found, threshold(found[0].article.id if found else ""))
