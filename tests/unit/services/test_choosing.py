"""Rows of a table are put in order and chosen as people expect, and as an address asks for it."""

from dataclasses import dataclass
from datetime import date

import pytest

from samverka_services.downloads.choosing import RowChoice, choices
from samverka_services.downloads.columns import Column, Columns, Listing


@dataclass(frozen=True)
class Thing:
    code: str
    name: str | None
    state: str
    hours: int | None
    day: date | None


THINGS = (
    Thing("8.10", "Åmål", "OPEN", 100, date(2026, 12, 18)),
    Thing("8.2", "Bengtsfors", "CLOSED", 9, date(2026, 2, 1)),
    Thing("4.1", "ärla", "OPEN", None, None),
    Thing("4.1b", None, "WITHDRAWN", 20, date(2025, 12, 31)),
)
WORDS = {"OPEN": "öppen", "CLOSED": "stängd", "WITHDRAWN": "tillbakadragen"}
STRENGTHS = ("WITHDRAWN", "OPEN", "CLOSED")


def halves(row: Thing) -> dict[str, str]:
    """Both parts of its code."""
    return {each: f"del {each}" for each in row.code.split(".")}


COLUMNS: Columns[Thing] = Columns(
    {
        "insats-code": Column(lambda row, _: row.code),
        "name": Column(lambda row, _: row.name),
        "state": Column(
            lambda row, _: WORDS[row.state],
            code=lambda row: row.state,
            order=lambda row: STRENGTHS.index(row.state),
        ),
        "hours": Column(lambda row, _: row.hours, figure=True),
        "half": Column(
            lambda row, _: ", ".join(halves(row).values()),
            codes=lambda row: halves(row),
            heading="Del",
        ),
        "last-day": Column(lambda row, _: row.day),
    }
)
LISTING = Listing("Exempel", COLUMNS, THINGS)


def codes(**asked: str) -> list[str]:
    return [row.code for row in RowChoice.of(asked, COLUMNS).rows(LISTING, "sv")]


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("insats-code", ["4.1", "4.1b", "8.2", "8.10"]),
        ("-insats-code", ["8.10", "8.2", "4.1b", "4.1"]),
        ("name", ["8.2", "8.10", "4.1", "4.1b"]),
        ("-name", ["4.1", "8.10", "8.2", "4.1b"]),
        ("hours", ["8.2", "4.1b", "8.10", "4.1"]),
        ("-hours", ["8.10", "4.1b", "8.2", "4.1"]),
        ("last-day", ["4.1b", "8.2", "8.10", "4.1"]),
        ("state", ["4.1b", "8.10", "4.1", "8.2"]),
        ("-state", ["8.2", "8.10", "4.1", "4.1b"]),
    ],
)
def test_rows_stand_as_people_put_them_in_order_with_what_is_empty_last(sort: str, found: list[str]) -> None:
    assert codes(sort=sort) == found


@pytest.mark.parametrize("sort", ["", "nonsense", "-", "--hours", "-nonsense", "hours,name"])
def test_an_order_by_nothing_that_is_there_is_the_plain_order(sort: str) -> None:
    assert codes(sort=sort) == [row.code for row in THINGS]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("åMÅL", ["8.10"]),
        ("öppen 4", ["4.1"]),
        ("  ", ["8.10", "8.2", "4.1", "4.1b"]),
        ("100", ["8.10"]),
        ("%", []),
    ],
)
def test_a_row_is_wanted_if_it_has_all_words(words: str, found: list[str]) -> None:
    assert codes(words=words) == found


def test_rows_are_picked_by_codes_and_a_code_that_no_row_has_leaves_none() -> None:
    assert codes(state="OPEN", sort="insats-code") == ["4.1", "8.10"]
    assert codes(state="öppen") == []
    assert codes(name="Åmål") == [row.code for row in THINGS], "it cannot be picked by name"


def test_rows_are_picked_by_any_of_the_codes_of_a_cell_that_says_several_things() -> None:
    assert codes(half="8") == ["8.10", "8.2"]
    assert codes(half="10", state="OPEN") == ["8.10"]
    assert choices(LISTING, "half", "sv")[:2] == [("1", "del 1"), ("1b", "del 1b")]
    assert next(RowChoice.of({"half": "8"}, COLUMNS).shows(LISTING, "sv")).endswith("del 8")


def test_a_file_says_how_its_rows_were_chosen() -> None:
    choice = RowChoice.of({"sort": "-hours", "words": "8", "state": "OPEN"}, COLUMNS)
    assert list(choice.shows(LISTING, "sv")) == [
        "Rader som innehåller ”8”",
        "Status: öppen",
        "1 av 4 rader",
        "Ordnat efter Timmar, fallande",
    ]
    assert list(RowChoice().shows(LISTING, "sv")) == []
    assert RowChoice.of(choice.asked, COLUMNS) == choice
