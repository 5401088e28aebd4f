"""A calendar of deadlines as other programs read it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar

from samverka_services.downloads.calendar import CalendarEntries, CalendarEntry

SENT = datetime(2026, 11, 20, 8, 15, 30, tzinfo=UTC)
SHOWN = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
ENTRY = CalendarEntry(
    "01a2", date(2026, 12, 18), "Svara: 4.1 Ett, två; tre", "Rad 1\r\nATTENDEE:x", "https://a.example/b", SENT, 3
)
ENTRIES = CalendarEntries("2120001546", "Trollhättans stad", "sv", (ENTRY,))


def event(entries: CalendarEntries) -> Any:
    return Calendar.from_ical(entries.file(SHOWN)).walk("VEVENT")[0]


def test_a_last_day_is_a_whole_day_on_which_nobody_is_busy() -> None:
    found = event(ENTRIES)
    assert (found.decoded("dtstart"), found.decoded("dtend")) == (date(2026, 12, 18), date(2026, 12, 19))
    assert found["transp"] == "TRANSPARENT"
    assert found["uid"] == "01a2.2120001546@samverka"
    assert (found.decoded("dtstamp"), found.decoded("last-modified"), found["sequence"]) == (SHOWN, SENT, 3)


def test_what_is_written_stays_text() -> None:
    found = event(ENTRIES)
    assert found["summary"] == "Svara: 4.1 Ett, två; tre"
    assert "attendee" not in found
    assert str(found["description"]).endswith("ATTENDEE:x")


def test_a_day_that_is_put_off_keeps_its_entry_and_says_when_it_was_changed() -> None:
    later = replace(ENTRY, day=date(2027, 1, 15), changed_at=SENT + timedelta(days=2), version=4)
    found = event(replace(ENTRIES, entries=(later,)))
    assert found["uid"] == event(ENTRIES)["uid"]
    assert (found.decoded("last-modified"), found["sequence"]) == (SENT + timedelta(days=2), 4)


def test_the_tag_follows_what_is_shown_and_not_when() -> None:
    later = replace(ENTRY, day=date(2027, 1, 15))
    assert replace(ENTRIES, entries=(later,)).tag != ENTRIES.tag
    assert ENTRIES.file(SHOWN) != ENTRIES.file(SHOWN + timedelta(hours=1))
    assert replace(ENTRIES).tag == ENTRIES.tag


def test_an_organisation_that_waits_for_nothing_has_an_empty_calendar() -> None:
    found = Calendar.from_ical(replace(ENTRIES, entries=()).file(SHOWN))
    assert found.walk("VEVENT") == []
    assert found["x-wr-calname"] == "Samverka: Trollhättans stad"
