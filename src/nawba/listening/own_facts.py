"""What the centre itself recorded of a contact, as a manifest would tell it.

``failed`` is what the customer said or did: not solved, a rating of one or two, left while waiting,
or came back within a week; none of these after a week counts as not failed, and before it nobody
knows. ``intent`` is the article that the assistant held likeliest for the first question that it
read, a prediction; empty where there was none, so in the whole holdout arm.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from nawba.domain.decisions import NONE
from nawba.domain.recordings import Speaker
from nawba.domain.words import Centre
from nawba.listening.own_choice import queue_of
from nawba.store.closed_contacts import Course
from nawba.store.statements import Row
from nawba.store.stories import COMES_BACK

_BAD, _GOOD = 2, 4  # ratings from 1 to 5
_SPEAKERS: Mapping[str, Speaker] = {"supervisor": "adviser"}
_PEOPLE = ("adviser", "supervisor")


def facts_of(
    row: Row, course: Course, centre: Centre, now: datetime, *, back: bool
) -> dict[str, Any]:
    """The fields of an Item; ``back``: the customer came back within a week."""
    led = [one.party_id for one in course.leads if one.party == "adviser"]
    known = centre.adviser.get(led[-1]) if led else None
    return {
        "adviser": led[-1] if led else "",
        "site": "" if known is None else known.site,
        "queue": queue_of(row),
        "brand": row.brand,
        "intent": _intent(course.decisions),
        "language": row.language,
        "started_at": row.opened_at,
        "failed": has_failed(row, now, back=back),
        "further": {"channel": row.channel, "arm": row.arm},
        "events": tuple(_events(row, course)),
    }


def has_failed(row: Row, now: datetime, *, back: bool) -> bool | None:
    """Whether the contact failed, by what the customer said and did; None: too early to know."""
    rated = row.rating or 0
    if row.solved is False or 0 < rated <= _BAD:
        return True
    if row.solved or rated >= _GOOD:
        return False
    if row.outcome == "abandoned" or back:
        return True
    return False if row.opened_at + COMES_BACK <= now else None


def _intent(decisions: Sequence[Row]) -> str:
    for one in decisions:
        likely = [reading["intent"] for reading in one.readings or ()]
        if likely:
            return "" if likely[0] == NONE else str(likely[0])
    return ""


def _events(row: Row, course: Course) -> Iterator[dict[str, Any]]:
    """The wait, transfers between people and the end, in seconds from the opening.

    How it ended is no column of its own: what tells that a contact failed must not explain why.
    """
    if row.queued_at is not None:
        until = row.answered_at or row.ended_at or row.closed_at
        at = _since(row, row.queued_at)
        yield {"at": at, "what": "wait", "seconds": max(0.0, _since(row, until) - at)}
    before = None
    for one in course.leads:
        if one.party in _PEOPLE:
            if before is not None and before != (one.party, one.party_id):
                yield {"at": _since(row, one.started_at), "what": "transfer"}
            before = (one.party, one.party_id)
    ended = {"at": _since(row, row.ended_at or row.closed_at), "what": "end"}
    told = {"reason": row.close_reason, "outcome": row.outcome, "wrap_up": row.wrap_up_code}
    yield ended | {name: value for name, value in told.items() if value}


def _since(row: Row, at: datetime) -> float:
    seconds: float = (at - row.opened_at).total_seconds()
    return round(max(0.0, seconds), 3)


def said_in(course: Course, opened_at: datetime) -> list[dict[str, Any]]:
    """The messages as turns: who, when (seconds from the opening) and what."""
    return [
        {
            "speaker": _SPEAKERS.get(one.author, one.author),
            "start": round(max(0.0, (one.at - opened_at).total_seconds()), 3),
            "text": one.text,
        }
        for one in course.messages
        if one.text.strip()
    ]
