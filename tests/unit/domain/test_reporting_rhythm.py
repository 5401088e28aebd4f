"""Status reports are due for whole calendar months or quarters, and late a week after their last day."""

from datetime import date

import pytest

from samverka_domain.reporting_rhythm import Due, Pause, Rhythm, due_of, next_due

MONTHLY, QUARTERLY = Rhythm.MONTHLY, Rhythm.QUARTERLY


@pytest.mark.parametrize(
    ("rhythm", "since", "first", "last"),
    [
        (MONTHLY, date(2026, 1, 1), date(2026, 1, 1), date(2026, 1, 31)),
        (MONTHLY, date(2026, 1, 2), date(2026, 2, 1), date(2026, 2, 28)),
        (MONTHLY, date(2027, 12, 15), date(2028, 1, 1), date(2028, 1, 31)),
        (QUARTERLY, date(2026, 4, 1), date(2026, 4, 1), date(2026, 6, 30)),
        (QUARTERLY, date(2026, 10, 2), date(2027, 1, 1), date(2027, 3, 31)),
    ],
)
def test_the_first_report_is_due_for_the_first_whole_period(
    rhythm: Rhythm, since: date, first: date, last: date
) -> None:
    assert next_due(rhythm, since) == Due(first, last)


@pytest.mark.parametrize(
    ("rhythm", "period_to", "last"),
    [
        (MONTHLY, date(2028, 2, 10), date(2028, 2, 29)),
        (QUARTERLY, date(2026, 11, 30), date(2026, 12, 31)),
    ],
)
def test_a_report_belongs_to_the_period_in_which_it_ends(rhythm: Rhythm, period_to: date, last: date) -> None:
    assert due_of(rhythm, period_to).day == last


def test_a_report_is_late_more_than_a_week_after_its_day() -> None:
    due = Due(date(2026, 1, 1), date(2026, 3, 31))
    assert not due.is_late(date(2026, 4, 7))
    assert due.is_late(date(2026, 4, 8))


def test_days_on_which_an_insats_was_paused_make_no_report_late() -> None:
    due = Due(date(2026, 1, 1), date(2026, 3, 31))
    assert due.is_late(date(2026, 4, 8))
    paused = Pause(date(2026, 4, 1), date(2026, 5, 1))
    assert not due.is_late(date(2026, 5, 7), [paused])
    assert due.is_late(date(2026, 5, 8), [paused])
    assert not due.is_late(date(2027, 1, 1), [Pause(date(2026, 2, 1))])
