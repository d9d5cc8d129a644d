"""Webhooks: what a subscription wants, what is sent, how it is signed, when it is tried again.

Messages follow Standard Webhooks (https://www.standardwebhooks.com, version 1.0.0): the headers
``webhook-id``, ``webhook-timestamp`` and ``webhook-signature``, and a body of ``type``,
``timestamp`` and ``data``. They hold ids and facts, never words, names or files of a person.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from nawba.domain.errors import Invalid
from nawba.domain.events import EVENT_TYPES, ContactEvent, Recorded, encode, type_name

ALL = "*"
PING = "ping"
SECRET_MARK = "whsec_"
SECRET_BYTES = 32
TOLERANCE = timedelta(minutes=5)

FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(days=3)
FAILING_FOR = timedelta(days=1)

_INTERNAL = {"lease_taken", "rates_learned", "webhook_changed", "webhook_switched_off"}

SENT_EVENTS = tuple(sorted(set(EVENT_TYPES) - _INTERNAL))
"""What a subscription may ask for."""


@dataclass(frozen=True)
class Webhook:
    """A subscription: events of ``brands`` (None: all) are sent to ``url`` while it ``is_on``."""

    id: str
    url: str
    description: str
    events: tuple[str, ...]
    brands: tuple[str, ...] | None
    is_on: bool
    off_reason: str | None
    cursor: Mapping[str, int]
    failures: int
    failing_since: datetime | None
    succeeded_at: datetime | None
    created_at: datetime
    created_by: str

    def wants(self, recorded: Recorded, brand: str | None) -> bool:
        """Whether ``recorded``, of ``brand`` if it is of one, is to be sent.

        What is of no brand goes to those who see them all.
        """
        name = type_name(type(recorded.event))
        asked = ALL in self.events or name in self.events
        within = self.brands is None or (brand is not None and brand in self.brands)
        return asked and within and name not in _INTERNAL


def check_events(events: Collection[str]) -> tuple[str, ...]:
    """``events`` as they are kept. Raises Invalid for none and for unknown ones."""
    if not events:
        raise Invalid("Choose at least one event, or * for all.", field="events")
    unknown = next((one for one in events if one != ALL and one not in SENT_EVENTS), None)
    if unknown is not None:
        choices = ", ".join(SENT_EVENTS)
        raise Invalid(
            f"'{unknown}' is no event that is sent. Choose from: {choices}.", field="events"
        )
    return (ALL,) if ALL in events else tuple(sorted(set(events)))


def brand_field(recorded: Recorded) -> str | None:
    """The brand that the event itself names, if it does."""
    found = getattr(recorded.event, "brand", None)
    return found if isinstance(found, str) else None


def body_of(recorded: Recorded, brand: str | None) -> bytes:
    """What is sent about an event, as JSON."""
    event = recorded.event
    data = {"cell": recorded.cell, "seq": recorded.seq, "actor": recorded.actor, **encode(event)}
    if brand is not None:
        data["brand"] = brand
    return payload(type_name(type(event)), recorded.at, data)


def payload(kind: str, at: datetime, data: Mapping[str, Any]) -> bytes:
    told = {"type": kind, "timestamp": at.astimezone(UTC).isoformat(), "data": dict(data)}
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False).encode()


def new_secret(random: bytes) -> str:
    """The secret made of ``SECRET_BYTES`` random bytes, as receivers' libraries take it."""
    return SECRET_MARK + base64.b64encode(random).decode()


def sign(secret: str, message: str, at: datetime, body: bytes) -> dict[str, str]:
    """The three headers of the message with the id ``message``, sent ``at``."""
    stamp = str(int(at.timestamp()))
    return {
        "webhook-id": message,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{_signature(secret, message, stamp, body)}",
    }


def verify(secret: str, headers: Mapping[str, str], body: bytes, now: datetime) -> bool:
    """Whether ``body`` came from who holds ``secret``, lately. Header names in lower case."""
    message, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not (stamp.isascii() and stamp.isdecimal() and len(stamp) < 12):
        return False
    if abs(now.timestamp() - int(stamp)) > TOLERANCE.total_seconds():
        return False
    expected = _signature(secret, message, stamp, body).encode()
    given = [one.partition(",") for one in headers.get("webhook-signature", "").split(" ")]
    return any(
        version == "v1" and hmac.compare_digest(value.encode(), expected)
        for version, _, value in given
    )


def _signature(secret: str, message: str, stamp: str, body: bytes) -> str:
    signed = f"{message}.{stamp}.".encode() + body
    return base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    try:
        return base64.b64decode(secret.removeprefix(SECRET_MARK), validate=True)
    except binascii.Error as error:
        raise Invalid("This is no webhook secret.", field="secret") from error


def next_try(attempts: int, since: datetime, now: datetime, chance: float) -> datetime | None:
    """When to try again after ``attempts`` failures, the first try being ``since``; None: give up.

    The wait doubles from 5 seconds up to 6 hours; ``chance`` in [0, 1) takes up to a half off it,
    so that those who failed together do not come back together (full description:
    https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/).
    """
    if now - since >= GIVE_UP_AFTER:
        return None
    doubled: int = 2 ** min(attempts - 1, 30)
    wait = min(LONGEST_RETRY, FIRST_RETRY * doubled)
    return now + wait * (1 - chance / 2)


def is_lost(failures: int, failing_since: datetime | None, now: datetime, most: int) -> bool:
    """Whether a subscription that failed ``failures`` times in a row is to be switched off."""
    long_enough = failing_since is not None and now - failing_since >= FAILING_FOR
    return failures >= most and long_enough


def has_brand(kind: str) -> bool:
    """Whether events of this type are of a brand: of a contact's, or of the one they name."""
    cls = EVENT_TYPES[kind]
    return issubclass(cls, ContactEvent) or "brand" in {one.name for one in fields(cls)}
