"""Last days to answer, and own days, as a calendar (iCalendar, RFC 5545) that other programs subscribe to."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from samverka_services.catalogue import text

MEDIA_TYPE = "text/calendar; charset=utf-8"
_REFRESHED = timedelta(hours=1)


@dataclass(frozen=True)
class CalendarEntry:
    """A last day to answer, or a day of one's own, as it is shown."""

    key: str
    """The same as long as the entry is the same, whatever is changed of it."""
    day: date
    summary: str
    description: str
    address: str
    changed_at: datetime
    """When the day was set, or last put off."""
    version: int
    """It grows when the day is put off."""


@dataclass(frozen=True)
class CalendarEntries:
    """Those that an organisation has."""

    organisation_id: str
    organisation: str
    language: str
    entries: Sequence[CalendarEntry]

    @property
    def tag(self) -> str:
        """An entity tag of what is shown, for weak comparison: the moment at which it is shown does not count."""
        return f'"{hashlib.sha256(repr(self).encode()).hexdigest()[:32]}"'

    def file(self, at: datetime) -> bytes:
        """The calendar as it is shown at a moment."""
        calendar = Calendar()
        calendar.add("prodid", "-//Samverka//Samverka//SV")
        calendar.add("version", "2.0")
        calendar.add("x-wr-calname", text("web.calendar.name", self.language, organisation=self.organisation))
        calendar.add("refresh-interval", _REFRESHED, parameters={"VALUE": "DURATION"})
        for each in self.entries:
            calendar.add_component(self._event(each, at))
        content: bytes = calendar.to_ical()
        return content

    def _event(self, entry: CalendarEntry, at: datetime) -> Event:
        """A whole day, on which nobody is shown as busy."""
        event = Event()
        event.add("uid", f"{entry.key}.{self.organisation_id}@samverka")
        event.add("dtstamp", at)
        event.add("last-modified", entry.changed_at)
        event.add("sequence", entry.version)
        event.add("dtstart", entry.day)
        event.add("dtend", entry.day + timedelta(days=1))
        event.add("summary", entry.summary)
        event.add("description", entry.description)
        event.add("url", entry.address)
        event.add("transp", "TRANSPARENT")
        return event
