"""Days and deadlines in Swedish time, also in the nights when the clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example
from hypothesis import given as every
from hypothesis import strategies as st

from samverka_domain.kernel.calendar import end_of_day, last_day_before, local_day

DAYS = st.dates(date(1980, 1, 1), date(2200, 1, 1))
SPRING_FORWARD = date(2026, 3, 29)
FALL_BACK = date(2026, 10, 25)
MOMENT = timedelta(microseconds=1)


def in_utc(moment: datetime) -> datetime:
    """The same moment, in a scale where subtraction counts what has passed."""
    return moment.astimezone(UTC)


@every(DAYS)
@example(SPRING_FORWARD)
@example(FALL_BACK)
@example(SPRING_FORWARD - timedelta(days=1))
@example(FALL_BACK - timedelta(days=1))
def test_a_day_ends_exactly_when_the_next_begins(day: date) -> None:
    end = in_utc(end_of_day(day))
    assert local_day(end) == day + timedelta(days=1)
    assert local_day(end - MOMENT) == day


@every(DAYS)
@example(SPRING_FORWARD)
@example(FALL_BACK)
def test_before_the_end_of_a_day_that_day_is_the_last_and_after_it_the_next(day: date) -> None:
    assert last_day_before(end_of_day(day)) == day
    assert last_day_before(end_of_day(day) + MOMENT) == day + timedelta(days=1)


@every(DAYS)
@example(SPRING_FORWARD)
@example(FALL_BACK)
def test_a_moment_lies_within_its_day(day: date) -> None:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert in_utc(end_of_day(day - timedelta(days=1))) <= noon < in_utc(end_of_day(day))


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        (date(2026, 3, 28), 24),
        (SPRING_FORWARD, 23),
        (date(2026, 3, 30), 24),
        (FALL_BACK, 25),
        (date(2026, 10, 26), 24),
    ],
)
def test_a_day_lasts_as_long_as_the_clocks_make_it(day: date, hours: int) -> None:
    length = in_utc(end_of_day(day)) - in_utc(end_of_day(day - timedelta(days=1)))
    assert length == timedelta(hours=hours)


@every(DAYS.filter(lambda day: day.year < 2038))
def test_only_two_days_of_a_year_are_not_24_hours_long(day: date) -> None:
    length = in_utc(end_of_day(day)) - in_utc(end_of_day(day - timedelta(days=1)))
    is_change = day.month in {3, 9, 10, 4} and day.weekday() == 6
    assert length == timedelta(hours=24) or is_change


@pytest.mark.parametrize(
    ("day", "last_moment"),
    [
        (date(2027, 1, 31), "2027-01-31T22:59:59.999999+00:00"),
        (date(2027, 6, 30), "2027-06-30T21:59:59.999999+00:00"),
        (SPRING_FORWARD, "2026-03-29T21:59:59.999999+00:00"),
        (FALL_BACK, "2026-10-25T22:59:59.999999+00:00"),
    ],
)
def test_the_last_moment_of_a_day(day: date, last_moment: str) -> None:
    assert in_utc(end_of_day(day)) - MOMENT == datetime.fromisoformat(last_moment)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-12-31T22:59:59+00:00", date(2026, 12, 31)),
        ("2026-12-31T23:00:00+00:00", date(2027, 1, 1)),
        ("2026-06-30T22:00:00+00:00", date(2026, 7, 1)),
        ("2026-10-25T00:30:00+00:00", FALL_BACK),
        ("2026-10-25T01:30:00+00:00", FALL_BACK),
        ("2026-11-23T23:30:00-05:00", date(2026, 11, 24)),
    ],
)
def test_a_moment_belongs_to_the_swedish_day(moment: str, day: date) -> None:
    assert local_day(datetime.fromisoformat(moment)) == day
