"""Server-sent event frames, encoded once and shared by all the pages that receive them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nawba.domain import events as ev
from nawba.domain.words import Message
from nawba.web.views import message_json

_CHANGES_VIEW = (
    ev.ContactQueued,
    ev.HandStarted,
    ev.HandEnded,
    ev.BriefWritten,
    ev.LanguageChanged,
    ev.ClosedHoursTold,
    ev.WrapUpStarted,
    ev.ContactClosed,
    ev.RatingGiven,
)


@dataclass(frozen=True)
class Frame:
    """``data`` is the encoded frame; None asks the stream to read and send the contact anew.

    ``cursor`` is set on frames that come from the event table.
    """

    data: bytes | None
    cursor: str | None = None

    @staticmethod
    def contact_changed(cursor: str | None) -> Frame:
        return Frame(None, cursor)


def encode(name: str, payload: Any, cursor: str | None = None) -> bytes:
    """One frame of the text/event-stream format (WHATWG HTML, section 9.2)."""
    head = f"id: {cursor}\n" if cursor else ""
    body = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
    return f"{head}event: {name}\ndata: {body}\n\n".encode()


def staff_frame(recorded: ev.Recorded, cursor: str, messages: Mapping[str, Message]) -> Frame:
    event = recorded.event
    payload: dict[str, Any] = {
        "cell": recorded.cell,
        "seq": recorded.seq,
        "at": recorded.at.isoformat(),
        "type": ev.type_name(type(event)),
        "actor": recorded.actor,
        "data": ev.encode(event),
    }
    if isinstance(event, ev.MessageAdded) and event.message in messages:
        payload["message"] = message_json(messages[event.message])
    return Frame(encode("event", payload, cursor), cursor)


def customer_frames(
    recorded: ev.Recorded, cursor: str, messages: Mapping[str, Message]
) -> list[Frame]:
    """What the customer is sent about an event of their contact; nothing of private notes."""
    event = recorded.event
    if isinstance(event, ev.MessageAdded):
        message = messages.get(event.message)
        if message is None or event.kind == "note":
            return []
        return [Frame(encode("message", message_json(message), cursor), cursor)]
    return [Frame.contact_changed(cursor)] if isinstance(event, _CHANGES_VIEW) else []


def typing_frame(payload: dict[str, Any]) -> Frame:
    return Frame(encode("typing", payload))


def position_frame(position: int) -> Frame:
    """The place of a waiting contact in its queue: it moves by what happens to others."""
    return Frame(encode("position", {"position": position}))


PING = b"event: ping\ndata: {}\n\n"
RESYNC = b"event: resync\ndata: {}\n\n"
SIGNED_OUT = b"event: signed_out\ndata: {}\n\n"
