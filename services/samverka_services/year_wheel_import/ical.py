"""Days as iCalendar (RFC 5545), as calendar programs write it: each event is a meeting, also where it is repeated.

Descriptions stay where they are: calendar programs put addresses of people and of video meetings into them.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import Calendar

from samverka_domain.kernel.calendar import local_day
from samverka_domain.year_wheel import OwnDay
from samverka_services.year_wheel_import.found import Found, NotRead

MOST_REPEATED, LONGEST_REPEATED = 400, timedelta(days=3 * 366)
_BEGINS = re.compile(r"^BEGIN:VEVENT\s*$", re.IGNORECASE | re.MULTILINE)


def ical_days(written: str, body: str, language: str) -> Iterator[Found | NotRead]:  # noqa: ARG001
    """Each event's days, or what cannot be read of it."""
    try:
        events = Calendar.from_ical(written).walk("VEVENT")
    except ValueError:
        yield NotRead(0, "", "calendar-unreadable")
        return
    lines = [written.count("\n", 0, found.start()) + 1 for found in _BEGINS.finditer(written)]
    moved = {_moved(event) for event in events if "recurrence-id" in event}
    for event, line in zip(events, lines, strict=False):
        if str(event.get("status", "")).upper() != "CANCELLED":
            yield from _days(event, line, body or str(event.get("summary", "")).strip(), moved)


def _days(event: Any, line: int, body: str, moved: set[tuple[str, date]]) -> Iterator[Found | NotRead]:
    try:
        days = _held_on(event)
    except (ValueError, TypeError, KeyError):
        yield NotRead(line, "", "event-unreadable")
        return
    uid, is_moved = str(event.get("uid", "")), "recurrence-id" in event
    yield from (Found(line, OwnDay(body, day)) for day in days if is_moved or (uid, day) not in moved)


def _held_on(event: Any) -> Sequence[date]:
    """Raises ValueError, TypeError or KeyError for what cannot be read."""
    begins = event.decoded("dtstart")
    if "rrule" not in event:
        return [_day(begins)]
    start = begins if isinstance(begins, datetime) else datetime.combine(begins, time())
    rule = rrulestr(event["rrule"].to_ical().decode(), dtstart=start)
    left_out = {_day(each.dt) for dates in _listed(event.get("exdate")) for each in dates.dts}
    near = takewhile(lambda moment: moment - start <= LONGEST_REPEATED, rule)
    return [day for day, _ in zip(map(_day, near), range(MOST_REPEATED), strict=False) if day not in left_out]


def _moved(event: Any) -> tuple[str, date]:
    """Which of a series an event stands in the place of."""
    return str(event.get("uid", "")), _day(event["recurrence-id"].dt)


def _day(moment: Any) -> date:
    """In Sweden; one without a zone is the day that it says. Raises TypeError for what is no day."""
    if not isinstance(moment, date):
        raise TypeError
    if not isinstance(moment, datetime):
        return moment
    return moment.date() if moment.tzinfo is None else local_day(moment)


def _listed(found: Any) -> Sequence[Any]:
    return found if isinstance(found, list) else [found] if found else []
