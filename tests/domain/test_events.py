"""Events survive being written down: ``decode`` undoes ``encode`` for every type and value."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.domain.events import (
    EVENT_TYPES,
    ClosedHoursTold,
    ContactQueued,
    Event,
    OfferMade,
    decode,
    encode,
    type_name,
)

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
TIMES = st.datetimes(datetime(1970, 1, 2), datetime(2999, 1, 1), timezones=ZONES)


def events() -> st.SearchStrategy[Event]:
    st.register_type_strategy(datetime, TIMES)
    st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
    return st.sampled_from(sorted(EVENT_TYPES)).flatmap(lambda name: st.builds(EVENT_TYPES[name]))


@given(event=events())
def test_decode_undoes_encode_through_json(event: Event) -> None:
    written = json.loads(json.dumps(encode(event)))
    assert decode(type_name(type(event)), written) == event


@given(event=events())
def test_what_is_written_is_plain_json(event: Event) -> None:
    for value in encode(event).values():
        assert value is None or isinstance(value, str | int | float | bool | list)


def test_times_are_written_in_utc() -> None:
    casablanca = timezone(timedelta(hours=1))
    event = ClosedHoursTold("c", "q", datetime(2026, 3, 2, 9, 0, tzinfo=casablanca))
    assert encode(event)["opens_at"] == "2026-03-02T08:00:00+00:00"
    assert decode("closed_hours_told", encode(event)) == event


def test_a_word_that_looks_like_a_time_stays_a_word() -> None:
    event = ContactQueued("2026-03-02T08:00:00+00:00", "q", "r", datetime(2026, 1, 1, tzinfo=UTC))
    assert decode("contact_queued", encode(event)) == event


@pytest.mark.parametrize(
    ("cls", "name"), [(OfferMade, "offer_made"), (ContactQueued, "contact_queued")]
)
def test_a_stored_type_is_the_class_in_snake_case(cls: type[Event], name: str) -> None:
    assert type_name(cls) == name
    assert EVENT_TYPES[name] is cls


def test_every_event_is_known_by_one_name() -> None:
    assert len(set(EVENT_TYPES.values())) == len(EVENT_TYPES)
    assert {"contact_event", "event"} & EVENT_TYPES.keys() == set()


def test_an_unknown_type_or_field_is_a_defect() -> None:
    with pytest.raises(KeyError):
        decode("contact_vanished", {})
    fields: dict[str, Any] = {"contact": "c", "reason": "x", "surprise": 1}
    with pytest.raises(KeyError):
        decode("contact_closed", fields)
