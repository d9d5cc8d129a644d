"""Hours and holidays as dispatch keeps them: on the queue's own clock, whatever that clock does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from situations import adviser, centre_of, queue

from nawba.dispatch.engine import Engine
from nawba.domain.board import Board, ContactLine, PresenceLine
from nawba.domain.calendars import Calendar
from nawba.domain.public_holidays import public_holidays
from nawba.domain.words import Centre, Opening, Site

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OFFICE = (Opening(WEEK, "09:00", "17:00"),)


def offers(centre: Centre, at: datetime) -> list[str]:
    """The queues of which a waiting contact is offered at ``at``; everybody is available."""
    board = Board()
    since = at - timedelta(seconds=5)
    for one in centre.queues:
        line = ContactLine(
            one.id, "waha", "chat", "fr", "assistant", since, "waiting", one.id, since
        )
        board.contacts[one.id] = line
    board.presence.update(
        {one.id: PresenceLine("available", None, since) for one in centre.advisers}
    )
    return sorted(one.queue for one in Engine(centre, board).decide(at))


def of_zone(zone: str) -> Centre:
    return centre_of([queue("fr", {"fr": 3}, timezone=zone, hours=OFFICE)], [adviser("a", fr=4)])


@pytest.mark.parametrize(
    ("zone", "day", "opens"),
    [
        ("Africa/Casablanca", date(2026, 2, 14), 8),  # the last day at UTC+1 before Ramadan
        ("Africa/Casablanca", date(2026, 2, 16), 9),  # Ramadan: UTC
        ("Africa/Casablanca", date(2026, 3, 23), 8),  # UTC+1 again
        ("Europe/Lisbon", date(2026, 3, 28), 9),  # winter time: UTC
        ("Europe/Lisbon", date(2026, 3, 30), 8),  # summer time: UTC+1
        ("Europe/Lisbon", date(2026, 10, 26), 9),
    ],
    ids=["before Ramadan", "in Ramadan", "after Ramadan", "winter", "summer", "autumn"],
)
def test_nine_in_the_morning_is_nine_where_the_queue_is(zone: str, day: date, opens: int) -> None:
    opening = datetime(day.year, day.month, day.day, opens, tzinfo=UTC)
    centre = of_zone(zone)
    assert offers(centre, opening - timedelta(seconds=1)) == []
    assert offers(centre, opening) == ["fr"]
    assert offers(centre, opening + timedelta(hours=8)) == []


def test_a_country_rests_on_its_holidays_and_another_works() -> None:
    """25 April is Portugal's; a site's own hours and holidays are for people to read."""
    days = tuple(public_holidays("PT", 2026, "fr"))
    assert any(day.date == "2026-04-25" for day in days)
    zones = {"lisbon": "Europe/Lisbon", "casa": "Africa/Casablanca"}
    centre = centre_of(
        [
            queue(name, {"fr": 3}, timezone=zone, calendars=("pt",) if name == "lisbon" else ())
            for name, zone in zones.items()
        ],
        [adviser("a", "lisbon", fr=4), adviser("b", "lisbon", fr=4)],
    )
    shut = Site("lisbon", "Lisbon", "PT", "Europe/Lisbon", OFFICE, ("pt",))
    centre = replace(centre, sites=(shut,), calendars=(Calendar("pt", "Portugal", "PT", days),))
    assert offers(centre, datetime(2026, 4, 25, 12, tzinfo=UTC)) == ["casa"]
    # Midnight in Lisbon is 23:00 UTC the day before and on the day itself.
    assert offers(centre, datetime(2026, 4, 24, 22, 59, tzinfo=UTC)) == ["casa", "lisbon"]
    assert offers(centre, datetime(2026, 4, 24, 23, tzinfo=UTC)) == ["casa"]
    assert offers(centre, datetime(2026, 4, 25, 23, tzinfo=UTC)) == ["casa", "lisbon"]
