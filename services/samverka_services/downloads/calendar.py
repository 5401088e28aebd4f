"""Last days to answer as a calendar (iCalendar, RFC 5545) that other programs subscribe to."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from samverka_services.catalogue import text

MEDIA_TYPE = "text/calendar; charset=utf-8"
_REFRESHED = timedelta(hours=1)


@dataclass(frozen=True)
class Deadline:
    """A last day to answer, as it is shown."""

    request_id: str
    day: date
    summary: str
    description: str
    address: str
    changed_at: datetime
    """When the day was set, or last put off."""
    version: int
    """Of the request: grows when the day is put off."""


@dataclass(frozen=True)
class Deadlines:
    """Those that an organisation has."""

    organisation_id: str
    organisation: str
    language: str
    entries: Sequence[Deadline]

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

    def _event(self, deadline: Deadline, at: datetime) -> Event:
        """A whole day, on which nobody is shown as busy."""
        event = Event()
        event.add("uid", f"{deadline.request_id}.{self.organisation_id}@samverka")
        event.add("dtstamp", at)
        event.add("last-modified", deadline.changed_at)
        event.add("sequence", deadline.version)
        event.add("dtstart", deadline.day)
        event.add("dtend", deadline.day + timedelta(days=1))
        event.add("summary", deadline.summary)
        event.add("description", deadline.description)
        event.add("url", deadline.address)
        event.add("transp", "TRANSPARENT")
        return event
