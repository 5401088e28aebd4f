"""When status reports are due: one for each whole calendar month or quarter, on its last day.

A custom where nothing else is decided: monthly in UTREDA, quarterly later.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from samverka_domain.steps import Phase

DAYS_OF_GRACE = 7
"""After its last day a report is late only when so many more have passed."""


class Rhythm(StrEnum):
    """How often a report is due."""

    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"


_MONTHS = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3}

REPORTING: dict[Phase, Rhythm] = {
    Phase.UTREDA: Rhythm.MONTHLY,
    Phase.GENOMFORANDE: Rhythm.QUARTERLY,
    Phase.AVVECKLING: Rhythm.QUARTERLY,
}
"""The phases in which there are reports, each with its rhythm where no other is decided."""


@dataclass(frozen=True)
class Pause:
    """The days on which an insats was paused, the last exclusive; None while it is."""

    begins: date
    ends: date | None = None

    def days_between(self, first: date, last: date) -> int:
        """How many of them lie from `first` until the day before `last`."""
        return max((min(self.ends or last, last) - max(self.begins, first)).days, 0)


@dataclass(frozen=True)
class Due:
    """The period that is reported next; both days inclusive."""

    period_from: date
    period_to: date

    @property
    def day(self) -> date:
        """The last day for the report."""
        return self.period_to

    def is_late(self, day: date, pauses: Sequence[Pause] = ()) -> bool:
        """Whether a report that comes on this day is late; days on which the insats was paused do not count."""
        paused = sum(each.days_between(self.day, day) for each in pauses)
        return day > self.day + timedelta(days=DAYS_OF_GRACE + paused)


def next_due(rhythm: Rhythm, since: date) -> Due:
    """The first whole calendar period from this day on: the day reporting began, or that after the last report's."""
    first = _first_of_period(rhythm, since)
    if first < since:
        first = _moved(first, _MONTHS[rhythm])
    return Due(first, _moved(first, _MONTHS[rhythm]) - timedelta(days=1))


def due_of(rhythm: Rhythm, period_to: date) -> Due:
    """The calendar period in which a reported one ends."""
    first = _first_of_period(rhythm, period_to)
    return Due(first, _last_of_month(_moved(first, _MONTHS[rhythm] - 1)))


def _first_of_period(rhythm: Rhythm, day: date) -> date:
    months = _MONTHS[rhythm]
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def _moved(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return first.replace(year=first.year + years, month=month + 1)


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
