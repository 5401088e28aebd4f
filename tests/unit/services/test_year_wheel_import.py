"""Days of a year wheel from a file: all of them, or what is wrong on which line."""

from datetime import date

import pytest

from samverka_domain.year_wheel import OwnDay, OwnDayKind
from samverka_services.year_wheel_import.found import MOST_DAYS
from samverka_services.year_wheel_import.reading import days_of

KS = "Kommunstyrelsen"


def days(written: str, body: str = "", language: str = "sv") -> list[OwnDay]:
    found, mistakes = days_of(written, body, language)
    assert mistakes == []
    return found


def mistakes(written: str, body: str = "") -> list[tuple[int, str, str]]:
    found, wrong = days_of(written, body, "sv")
    assert found == []
    return [(each.line, each.field, each.message) for each in wrong]


def calendar(*events: str) -> str:
    inside = "".join(f"BEGIN:VEVENT\nUID:{number}\n{event}\nEND:VEVENT\n" for number, event in enumerate(events))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{inside}END:VCALENDAR\n".replace("\n", "\r\n")


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_csv_is_read_by_its_headings_in_any_order(delimiter: str) -> None:
    lines = [
        ("Dag", "Organ", "Handlingar senast", "Slag", "Anteckning"),
        ("2027-01-13", KS, "2027-01-06", "", "a"),
        ("2027-05-01", "Budget", "", "Budgetarbete", ""),
    ]
    assert days("\r\n".join(delimiter.join(line) for line in lines)) == [
        OwnDay(KS, date(2027, 1, 13), date(2027, 1, 6), "a"),
        OwnDay("Budget", date(2027, 5, 1), kind=OwnDayKind.BUDGET),
    ]


def test_csv_is_read_in_both_languages_and_empty_lines_are_none() -> None:
    assert days("Body;Day\n\nBoard;2027-01-13\n;\n") == [OwnDay("Board", date(2027, 1, 13))]


def test_each_mistake_is_told_with_its_line_and_nothing_is_read() -> None:
    told = mistakes(
        "Organ;Dag;Handlingar senast;Slag\n"
        "KS;2027-01-13;2027-01-20;\n"
        "KS;13 januari;i tid;möte\n"
        ";2027-01-14;;\n"
        "KF;2027-02-01;;\n"
    )
    assert [(line, field) for line, field, _ in told] == [
        (2, ""),
        (3, "Dag"),
        (3, "Handlingar senast"),
        (3, "Slag"),
        (4, ""),
    ]
    assert told[1][2] == "Skriv dagen som 2027-01-13."


@pytest.mark.parametrize("written", ["", "\n", "Organ;Dag\n", "\x00", "hej"])
def test_what_holds_no_days_says_so(written: str) -> None:
    assert mistakes(written)


def test_columns_that_are_missing_are_named() -> None:
    assert [field for _, field, _ in mistakes("När;Vad\n2027-01-13;KS\n")] == ["Organ", "Dag"]
    assert days("Dag\n2027-01-13\n", body=KS) == [OwnDay(KS, date(2027, 1, 13))]


def test_too_many_days_are_told() -> None:
    lines = "\n".join(f"Organ {number};2027-01-13" for number in range(MOST_DAYS + 1))
    assert str(MOST_DAYS) in mistakes(f"Organ;Dag\n{lines}")[0][2]


def test_a_calendar_gives_meetings_without_their_descriptions() -> None:
    written = calendar(
        "SUMMARY:KS\nDTSTART;VALUE=DATE:20270113\nDESCRIPTION:https://mote.example/hemligt",
        "SUMMARY:KF\nDTSTART:20270113T233000Z",
        "SUMMARY:Inställt\nDTSTART;VALUE=DATE:20270115\nSTATUS:CANCELLED",
    )
    assert days(written) == [OwnDay("KS", date(2027, 1, 13)), OwnDay("KF", date(2027, 1, 14))]


def test_meetings_that_are_repeated_are_read_one_by_one_with_what_was_moved_and_left_out() -> None:
    series = (
        "SUMMARY:KS\nDTSTART;TZID=Europe/Stockholm:20270112T090000\n"
        "RRULE:FREQ=MONTHLY;BYDAY=2TU;UNTIL=20270413T090000Z\nEXDATE;TZID=Europe/Stockholm:20270209T090000"
    )
    moved = (
        "SUMMARY:KS\nRECURRENCE-ID;TZID=Europe/Stockholm:20270309T090000\n"
        "DTSTART;TZID=Europe/Stockholm:20270310T090000"
    )
    written = calendar(series, moved).replace("UID:1", "UID:0")
    assert sorted(day.held_on for day in days(written)) == [date(2027, 1, 12), date(2027, 3, 10), date(2027, 4, 13)]


def test_a_series_without_an_end_is_read_three_years_ahead() -> None:
    found = days(calendar("SUMMARY:KS\nDTSTART;VALUE=DATE:20270112\nRRULE:FREQ=MONTHLY"))
    assert (len(found), found[-1].held_on.year) == (37, 2030)


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("FREQ=DAILY;INTERVAL=10;COUNT=3", ["2027-01-12", "2027-01-22", "2027-02-01"]),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;UNTIL=20270129",
            ["2027-01-12", "2027-01-14", "2027-01-26", "2027-01-28"],
        ),
        ("FREQ=WEEKLY;COUNT=2", ["2027-01-12", "2027-01-19"]),
        ("FREQ=MONTHLY;BYDAY=-1TU;COUNT=2", ["2027-01-26", "2027-02-23"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1;COUNT=2", ["2027-01-26", "2027-02-23"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2", ["2027-01-31", "2027-02-28"]),
        ("FREQ=MONTHLY;BYMONTH=3,9;COUNT=2", ["2027-03-12", "2027-09-12"]),
        ("FREQ=YEARLY;BYMONTH=6;BYDAY=3WE;COUNT=2", ["2027-06-16", "2028-06-21"]),
        ("FREQ=YEARLY;COUNT=2", ["2027-01-12", "2028-01-12"]),
    ],
)
def test_a_rule_is_followed_as_calendar_programs_mean_it(rule: str, found: list[str]) -> None:
    written = calendar(f"SUMMARY:KS\nDTSTART;VALUE=DATE:20270112\nRRULE:{rule}")
    assert [day.held_on.isoformat() for day in days(written)] == found


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=DAILY;BYHOUR=9",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=WEEKLY;BYDAY=2TU",
        "FREQ=MONTHLY;BYDAY=XX",
        "FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2",
        "COUNT=3",
    ],
)
def test_a_rule_of_another_kind_or_without_a_day_is_refused_at_once(rule: str) -> None:
    assert mistakes(calendar(f"SUMMARY:KS\nDTSTART;VALUE=DATE:20270112\nRRULE:{rule}"))


@pytest.mark.parametrize("event", ["SUMMARY:KS", "SUMMARY:KS\nDTSTART:i morgon", "DTSTART;VALUE=DATE:20270112"])
def test_an_event_that_cannot_be_kept_is_told_with_the_line_on_which_it_begins(event: str) -> None:
    good = "SUMMARY:KF\nDTSTART;VALUE=DATE:20270113"
    assert [line for line, _, _ in mistakes(calendar(good, event))] == [9]


def test_what_only_begins_as_a_calendar_is_told() -> None:
    assert "Exportera den på nytt" in mistakes("BEGIN:VCALENDAR\nBEGIN:VEVENT\n")[0][2]


def test_one_body_may_be_said_for_the_whole_file() -> None:
    assert [day.body for day in days(calendar("SUMMARY:Möte\nDTSTART;VALUE=DATE:20270112"), body=KS)] == [KS]
