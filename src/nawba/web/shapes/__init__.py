"""The shapes of answers and the words about them, for the description of the API: data alone.

Comes in: nothing. Goes out: ``SCHEMAS`` by name, ``ANSWERS`` by route, and what is said of routes.
Routes answer plain values, and nothing here is run while they do: what tests answer is held
against these shapes (tests/web/described.py). Who adds a route, or a field, describes it here.
"""

from nawba.web.shapes import (
    assistant,
    candidates,
    centre,
    contacts,
    hiring,
    knowledge,
    listening,
    people,
    planning,
    redispatch,
    settings,
)
from nawba.web.shapes.parts import Answers, Schema
from nawba.web.shapes.sayings import EXAMPLES, SUMMARIES, TAGS

__all__ = ["ANSWERS", "EXAMPLES", "SCHEMAS", "SUMMARIES", "TAGS"]

_ROOMS = (
    contacts,
    centre,
    redispatch,
    assistant,
    knowledge,
    listening,
    hiring,
    candidates,
    people,
    planning,
    settings,
)

SCHEMAS: dict[str, Schema] = {name: one for room in _ROOMS for name, one in room.SCHEMAS.items()}
ANSWERS: Answers = {place: one for room in _ROOMS for place, one in room.ANSWERS.items()}
