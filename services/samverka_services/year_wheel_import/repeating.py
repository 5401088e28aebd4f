"""On which days an event of a calendar is repeated (RRULE of RFC 5545), as far as meetings are.

Only so many days ahead are ever looked at, whatever a rule says; what nobody means by meetings is refused.
"""

import calendar
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from samverka_domain.kernel.calendar import local_day

DAYS_AHEAD = 3 * 366
_KNOWN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"})
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_A_WEEK = len(_WEEKDAYS)
_PERIODS: Mapping[str, Callable[[date], int]] = {
    "DAILY": date.toordinal,
    "WEEKLY": lambda day: (day.toordinal() - 1) // _A_WEEK,
    "MONTHLY": lambda day: day.year * 12 + day.month,
    "YEARLY": lambda day: day.year,
}
"""By frequency, the number of the period in which a day lies."""


def repeated(start: date, said: Mapping[str, Sequence[Any]]) -> Iterator[date]:
    """The days from `start` on, in their order. Raises ValueError or KeyError for a rule of another kind."""
    rule = _Rule.of(start, said)
    count, until = said.get("COUNT", [DAYS_AHEAD])[0], day_of(said.get("UNTIL", [date.max])[0])
    found = (day for day in rule.days() if day >= start)
    yield from (day for day, _ in zip(found, range(count), strict=False) if day <= until)


@dataclass(frozen=True)
class _Rule:
    start: date
    frequency: str
    interval: int
    weekdays: Sequence[tuple[int, int]]
    """Each with its number in the month, which is 0 where any of them is meant."""
    days_of_month: Sequence[int]
    months: Sequence[int]
    positions: Sequence[int]
    """Which of a period's days, counted from either end; all if none is named."""

    @classmethod
    def of(cls, start: date, said: Mapping[str, Sequence[Any]]) -> "_Rule":
        rule = cls(
            start,
            str(said["FREQ"][0]).upper(),
            int(said.get("INTERVAL", [1])[0]),
            [_weekday(str(each).upper()) for each in said.get("BYDAY", [])],
            [int(each) for each in said.get("BYMONTHDAY", [])],
            [int(each) for each in said.get("BYMONTH", [])],
            [int(each) for each in said.get("BYSETPOS", [])],
        )
        counted = any(number for number, _ in rule.weekdays)
        in_a_month = rule.frequency == "MONTHLY" or (rule.frequency == "YEARLY" and rule.months)
        if not set(said) <= _KNOWN or rule.interval < 1 or (counted and not in_a_month):
            raise ValueError(rule.frequency)
        return rule

    def days(self) -> Iterator[date]:
        """Of every so many periods; the first may begin before the start."""
        period, first = _PERIODS[self.frequency], date(self.start.year, 1, 1)
        near = (first + timedelta(days) for days in range(DAYS_AHEAD + 366))
        for number, days in groupby((day for day in near if (day - self.start).days <= DAYS_AHEAD), key=period):
            if (number - period(self.start)) % self.interval == 0:
                yield from self._chosen([day for day in days if self._fits(day)])

    def _chosen(self, days: Sequence[date]) -> Sequence[date]:
        if not self.positions:
            return days
        wanted = {position - 1 if position > 0 else len(days) + position for position in self.positions}
        return [day for number, day in enumerate(days) if number in wanted]

    def _fits(self, day: date) -> bool:
        if self.months and day.month not in self.months:
            return False
        if self.days_of_month and not {day.day, day.day - _length(day) - 1} & set(self.days_of_month):
            return False
        if self.weekdays:
            return any(_is_one(day, number, weekday) for number, weekday in self.weekdays)
        return bool(self.days_of_month) or self._is_as_the_first(day)

    def _is_as_the_first(self, day: date) -> bool:
        """Where the rule names no days."""
        match self.frequency:
            case "DAILY":
                return True
            case "WEEKLY":
                return day.weekday() == self.start.weekday()
            case "MONTHLY":
                return day.day == self.start.day
        return day.day == self.start.day and (bool(self.months) or day.month == self.start.month)


def day_of(moment: Any) -> date:
    """In Sweden; one without a zone is the day that it says. Raises TypeError for what is no day."""
    if not isinstance(moment, date):
        raise TypeError
    if not isinstance(moment, datetime):
        return moment
    return moment.date() if moment.tzinfo is None else local_day(moment)


def _weekday(written: str) -> tuple[int, int]:
    return int(written[:-2] or 0), _WEEKDAYS.index(written[-2:])


def _is_one(day: date, number: int, weekday: int) -> bool:
    """Whether it is such a weekday, and the so-and-so-many-eth of its month, from the end if that is negative."""
    if day.weekday() != weekday:
        return False
    return number in {0, (day.day - 1) // _A_WEEK + 1, -((_length(day) - day.day) // _A_WEEK + 1)}


def _length(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]
