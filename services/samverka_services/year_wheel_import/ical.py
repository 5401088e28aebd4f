"""Days as iCalendar (RFC 5545), as calendar programs write it: each event is a meeting, also where it is repeated.

Descriptions stay where they are: calendar programs put addresses of people and of video meetings into them.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from icalendar import Calendar

from samverka_domain.year_wheel import OwnDay
from samverka_services.year_wheel_import.found import MOST_DAYS, FoundDay, NotRead
from samverka_services.year_wheel_import.repeating import day_of, repeated

_BEGINS = "BEGIN:VEVENT"


def ical_days(written: str, body: str, language: str) -> Iterator[FoundDay | NotRead]:  # noqa: ARG001
    """Each event's days, or what cannot be read of it."""
    lines = [number for number, line in enumerate(written.splitlines(), 1) if line.strip().upper() == _BEGINS]
    if len(lines) > MOST_DAYS:
        yield NotRead(0, "", "file-too-long")
        return
    try:
        events = Calendar.from_ical(written).walk("VEVENT")
    except ValueError:
        yield NotRead(0, "", "calendar-unreadable")
        return
    moved = {_moved(event) for event in events if "recurrence-id" in event}
    for event, line in zip(events, lines, strict=False):
        if str(event.get("status", "")).upper() != "CANCELLED":
            yield from _days(event, line, body or str(event.get("summary", "")).strip(), moved)


def _days(event: Any, line: int, body: str, moved: set[tuple[str, date]]) -> Iterator[FoundDay | NotRead]:
    try:
        days = _held_on(event)
    except (ValueError, TypeError, KeyError):
        yield NotRead(line, "", "event-unreadable")
        return
    uid, is_moved = str(event.get("uid", "")), "recurrence-id" in event
    yield from (FoundDay(line, OwnDay(body, day)) for day in days if is_moved or (uid, day) not in moved)


def _held_on(event: Any) -> Sequence[date]:
    """Raises ValueError, TypeError or KeyError for what cannot be read."""
    begins = day_of(event.decoded("dtstart"))
    if "rrule" not in event:
        return [begins]
    left_out = {day_of(each.dt) for dates in _listed(event.get("exdate")) for each in dates.dts}
    return [day for day in repeated(begins, event["rrule"]) if day not in left_out]


def _moved(event: Any) -> tuple[str, date]:
    """Which of a series an event stands in the place of."""
    return str(event.get("uid", "")), day_of(event["recurrence-id"].dt)


def _listed(found: Any) -> Sequence[Any]:
    return found if isinstance(found, list) else [found] if found else []
