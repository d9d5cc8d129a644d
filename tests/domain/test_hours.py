"""Opening hours on real clocks: midnight, two zones, and the nights when the clock jumps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nawba.domain.calendars import Calendar, Holiday
from nawba.domain.hours import DAYS, is_open, next_opening, queue_is_open, queue_opens_at
from nawba.domain.words import Centre, LaterTarget, Opening, Queue, Target

WEEK = ("mon", "tue", "wed", "thu", "fri")
OFFICE = (Opening(WEEK, "08:30", "18:00"),)
MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """``day`` days after Monday 2 March 2026, in UTC."""
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


@pytest.mark.parametrize(
    ("moment", "opened"),
    [
        (at(0, 8, 29), False),
        (at(0, 8, 30), True),
        (at(0, 17, 59), True),
        (at(0, 18), False),
        (at(5, 12), False),
    ],
)
def test_open_from_the_first_minute_to_before_the_last(moment: datetime, opened: bool) -> None:
    assert is_open(OFFICE, "UTC", moment) is opened


def test_hours_are_read_on_the_places_own_clock() -> None:
    assert is_open(OFFICE, "Africa/Tunis", at(0, 7, 30))  # UTC+1
    assert not is_open(OFFICE, "Africa/Tunis", at(0, 17))
    assert is_open(OFFICE, "Africa/Dakar", at(0, 17))  # UTC


def test_no_hours_means_always_open() -> None:
    assert is_open((), "UTC", at(6, 3))
    assert next_opening((), "UTC", at(6, 3)) == at(6, 3)


def test_a_night_shift_belongs_to_the_day_it_began() -> None:
    night = (Opening(("fri",), "22:00", "06:00"),)
    assert is_open(night, "UTC", at(4, 23))
    assert is_open(night, "UTC", at(5, 5, 59))
    assert not is_open(night, "UTC", at(5, 6))
    assert not is_open(night, "UTC", at(4, 5))


def test_twenty_four_o_clock_is_midnight() -> None:
    day = (Opening(DAYS, "00:00", "24:00"),)
    for hour in (0, 12, 23):
        assert is_open(day, "UTC", at(3, hour))
    evening = (Opening(("mon",), "20:00", "24:00"),)
    assert is_open(evening, "UTC", at(0, 23, 59))
    assert not is_open(evening, "UTC", at(1, 0))


def test_a_break_at_noon_is_closed() -> None:
    split = (Opening(WEEK, "08:00", "12:00"), Opening(WEEK, "14:00", "18:00"))
    assert not is_open(split, "UTC", at(0, 13))
    assert next_opening(split, "UTC", at(0, 13)) == at(0, 14)


@pytest.mark.parametrize(
    ("moment", "opening"),
    [
        (at(0, 7), at(0, 8, 30)),
        (at(0, 9), at(0, 9)),
        (at(0, 18), at(1, 8, 30)),
        (at(4, 18), at(7, 8, 30)),
        (at(6, 23, 59), at(7, 8, 30)),
    ],
)
def test_the_next_opening(moment: datetime, opening: datetime) -> None:
    assert next_opening(OFFICE, "UTC", moment) == opening


def test_a_place_open_one_day_a_week_opens_within_the_week() -> None:
    monday = (Opening(("mon",), "08:00", "09:00"),)
    assert next_opening(monday, "UTC", at(0, 9)) == at(7, 8)


def test_a_place_without_days_never_opens() -> None:
    assert next_opening((Opening((), "08:00", "18:00"),), "UTC", at(0, 9)) is None


def test_the_clock_that_jumps_moves_the_opening_with_it() -> None:
    # Lisbon: UTC until 29 March 2026 at 01:00, UTC+1 from then on.
    lisbon = (Opening(DAYS, "08:30", "18:00"),)
    saturday, sunday = (
        datetime(2026, 3, 28, 8, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 7, 30, tzinfo=UTC),
    )
    assert next_opening(lisbon, "Europe/Lisbon", saturday - timedelta(hours=1)) == saturday
    assert next_opening(lisbon, "Europe/Lisbon", sunday - timedelta(hours=1)) == sunday
    # Casablanca leaves UTC+1 for UTC during Ramadan, on 15 February 2026, and is back on 22 March.
    office = (Opening(DAYS, "09:00", "17:00"),)
    assert not is_open(office, "Africa/Casablanca", datetime(2026, 3, 2, 8, 30, tzinfo=UTC))
    assert is_open(office, "Africa/Casablanca", datetime(2026, 4, 2, 8, 30, tzinfo=UTC))


CLOCKS = st.tuples(st.integers(0, 23), st.integers(0, 59)).map(lambda t: f"{t[0]:02}:{t[1]:02}")
OPENINGS = st.builds(
    Opening, st.lists(st.sampled_from(DAYS), min_size=1, unique=True).map(tuple), CLOCKS, CLOCKS
)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
PLACES = st.sampled_from(("UTC", "Africa/Casablanca", "Europe/Lisbon", "Asia/Kolkata"))


@given(hours=st.lists(OPENINGS, min_size=1, max_size=3), zone=PLACES, moment=MOMENTS)
def test_the_next_opening_is_open_and_not_before(
    hours: list[Opening], zone: str, moment: datetime
) -> None:
    opening = next_opening(hours, zone, moment)
    assert opening is not None
    assert moment <= opening <= moment + timedelta(days=8)
    assert (opening == moment) == is_open(hours, zone, moment)


@given(hours=st.lists(OPENINGS, min_size=1, max_size=3), moment=MOMENTS)
def test_nothing_is_open_between_now_and_the_next_opening(
    hours: list[Opening], moment: datetime
) -> None:
    opening = next_opening(hours, "UTC", moment)
    assert opening is not None
    step = (opening - moment) / 7
    if step:
        assert not any(is_open(hours, "UTC", moment + step * part) for part in range(7))


# -- holidays -----------------------------------------------------------------------------------


def closed_on(*days: int) -> frozenset[date]:
    return frozenset((MONDAY + timedelta(days=day)).date() for day in days)


def test_a_holiday_is_closed_from_midnight_to_midnight_of_the_place() -> None:
    tunis, holiday = "Africa/Tunis", closed_on(1)  # UTC+1
    assert is_open((), tunis, at(0, 22, 59), holiday)
    assert not is_open((), tunis, at(0, 23), holiday)
    assert not is_open((), tunis, at(1, 22, 59), holiday)
    assert is_open((), tunis, at(1, 23), holiday)
    assert next_opening((), tunis, at(1, 12), holiday) == at(1, 23)


def test_the_next_opening_lies_after_all_holidays_in_a_row() -> None:
    assert next_opening(OFFICE, "UTC", at(0, 12), closed_on(0)) == at(1, 8, 30)
    assert next_opening(OFFICE, "UTC", at(3, 19), closed_on(4)) == at(7, 8, 30)
    long = closed_on(*range(40))
    assert next_opening(OFFICE, "UTC", at(0, 12), long) == at(42, 8, 30)  # day 40 is a Saturday


def test_a_night_is_cut_at_midnight_where_the_holiday_begins_or_ends() -> None:
    night = (Opening(DAYS, "22:00", "06:00"),)
    holiday = closed_on(1)
    assert is_open(night, "UTC", at(0, 23), holiday)
    assert not is_open(night, "UTC", at(1, 1), holiday)
    assert not is_open(night, "UTC", at(1, 23), holiday)
    assert is_open(night, "UTC", at(2, 1), holiday)
    assert next_opening(night, "UTC", at(1, 1), holiday) == at(2, 0)


@given(
    st.lists(st.sampled_from(DAYS), min_size=1, unique=True),
    st.sampled_from([("08:30", "18:00"), ("22:00", "06:00"), ("00:00", "24:00")]),
    st.sets(st.integers(0, 15), max_size=10),
    st.integers(0, 14 * 24 * 60),
)
def test_the_next_opening_is_the_first_open_moment(
    days: list[str], times: tuple[str, str], holidays: set[int], minute: int
) -> None:
    hours, closed = (Opening(tuple(days), *times),), closed_on(*holidays)
    moment = MONDAY + timedelta(minutes=minute)
    opens = next_opening(hours, "UTC", moment, closed)
    assert opens is not None
    assert is_open(hours, "UTC", opens, closed)
    step = timedelta(minutes=30)  # the hours above, and days, begin at half hours
    earlier = (moment + n * step for n in range(-(-(opens - moment) // step)))
    assert opens == moment or not any(is_open(hours, "UTC", one, closed) for one in earlier)


def test_a_queue_is_closed_on_the_days_of_its_own_calendars() -> None:
    target = Target(0.8, 20)
    queues = (
        Queue("q", "b", "Q", "fr", {}, target, hours=OFFICE, calendars=("ma", "gone")),
        Queue("other", "b", "O", "fr", {}, target, hours=OFFICE),
    )
    ma = Calendar("ma", "Maroc", "MA", (Holiday("2026-03-02", "Fête"),))
    centre = Centre((), (), (), queues, (), calendars=(ma,))
    assert not queue_is_open(centre, queues[0], at(0, 12))
    assert queue_opens_at(centre, queues[0], at(0, 12)) == at(1, 8, 30)
    assert queue_is_open(centre, queues[1], at(0, 12))


def test_a_target_holds_from_its_own_local_day_on() -> None:
    later = (LaterTarget("2026-03-05", 0.9, 10), LaterTarget("2026-03-03", 0.85, 15))
    queue = Queue("q", "b", "Q", "fr", {}, Target(0.8, 20), timezone="Africa/Tunis",
                  later_targets=later)  # fmt: skip
    found = [queue.target_at(moment).seconds for moment in (at(0, 22), at(0, 23), at(3, 0))]
    assert found == [20, 15, 10]
