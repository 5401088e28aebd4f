"""A table as a workbook: what a spreadsheet program reads back is what the table says."""

import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from samverka_domain.kernel.calendar import STOCKHOLM
from samverka_services.catalogue import LANGUAGES
from samverka_services.downloads.declared import table_files
from samverka_services.downloads.spreadsheet import Cell, Table, csv_of
from samverka_services.downloads.workbook import MOST_CHARACTERS, xlsx_of
from tests.unit.services.test_spreadsheet import FORMULAS, TEXTS

MOMENT = datetime(2026, 11, 27, 9, 15, tzinfo=UTC)
DAY = datetime.fromisoformat("2026-11-20T00:00:00")
ROWS: list[list[Cell]] = [["Åmål", 280, date(2026, 11, 20), MOMENT], ["Bengtsfors", 2.5, None, None]]
TABLE = Table("Läget: [exempel]", ["Kommun", "Timmar", "Beslutsdag", "Registrerat"], ROWS, ["Läget i dag", "Hela"])


def sheet(table: Table) -> Worksheet:
    found = load_workbook(io.BytesIO(xlsx_of(table))).active
    assert isinstance(found, Worksheet)
    return found


def values(found: Worksheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in found.iter_rows()]


def test_it_says_what_it_shows_and_then_shows_it() -> None:
    nothing = [None] * 3
    assert values(sheet(TABLE)) == [
        ["Läget: [exempel]", *nothing],
        ["Läget i dag", *nothing],
        ["Hela", *nothing],
        [None, *nothing],
        ["Kommun", "Timmar", "Beslutsdag", "Registrerat"],
        ["Åmål", 280, DAY, MOMENT.astimezone(STOCKHOLM).replace(tzinfo=None)],
        ["Bengtsfors", 2.5, None, None],
    ]


def test_numbers_are_numbers_and_days_and_moments_are_shown_as_such() -> None:
    found = sheet(TABLE)
    assert [(cell.data_type, cell.number_format) for cell in found[6]] == [
        ("s", "General"),
        ("n", "General"),
        ("d", "yyyy-mm-dd"),
        ("d", "yyyy-mm-dd hh:mm"),
    ]


def test_headings_stay_in_sight_and_filter_all_rows() -> None:
    found = sheet(TABLE)
    assert found.freeze_panes == "B6"
    assert found.auto_filter.ref == "A5:D7"
    assert found.print_title_rows == "$5:$5"


def test_a_table_without_rows_is_one_all_the_same() -> None:
    found = sheet(Table("Tom", ["Kommun"], []))
    assert (values(found), found.auto_filter.ref) == ([["Tom"], [None], ["Kommun"]], "A3")


@pytest.mark.parametrize("given", [*FORMULAS, "http://exempel.se", "mailto:a@b.example", "{=1}", "\x01"])
def test_no_text_is_a_formula_or_a_link_nor_becomes_one_when_it_is_edited(given: str) -> None:
    cell = sheet(Table("", ["a"], [[given]]))["A4"]
    assert (cell.data_type, cell.hyperlink) == ("s", None)
    assert unescape(str(cell.value)) == given
    assert bool(cell.quotePrefix) == (given in FORMULAS)


@pytest.mark.parametrize("given", [each for each in TEXTS if each])
def test_every_other_text_stands_as_it_is(given: str) -> None:
    cell = sheet(Table(given, [given], [[given]]))["A4"]
    assert (cell.value, cell.data_type, bool(cell.quotePrefix)) == (given, "s", False)


def test_what_excel_does_not_take_is_cut_and_not_lost() -> None:
    assert sheet(Table("", ["a"], [["x" * 40_000]]))["A4"].value == "x" * MOST_CHARACTERS


def test_the_same_table_as_csv_writes_days_and_moments_as_the_workbook_shows_them() -> None:
    assert csv_of(TABLE).splitlines()[1] == "Åmål;280;2026-11-20;2026-11-27 10:15"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_of_every_table_has_a_heading_of_its_own(language: str) -> None:
    for table in table_files():
        headings = table.columns.headings(language)
        assert len(headings) == len(set(headings)), table.address
