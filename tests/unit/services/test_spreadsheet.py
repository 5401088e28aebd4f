"""A table to keep opens in Excel as it is, and no text of it becomes a formula."""

import csv
import io

import pytest

from samverka_services.downloads.spreadsheet import Table, csv_of

FORMULAS = ("=1+1", "+46", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", '=HYPERLINK("http://x")', "＝1+1")
TEXTS = ("1=1", "a@b.example", "KS 2026/1", " =1", "'=1", "rad ett\nrad två", "a;b", '"citat"', "å", "")


def read(written: str) -> list[list[str]]:
    """As a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline=""), delimiter=";"))


@pytest.mark.parametrize("given", FORMULAS)
def test_what_a_spreadsheet_would_take_for_a_formula_is_a_text(given: str) -> None:
    assert read(csv_of(Table("", [given], [[given]]))) == [["'" + given], ["'" + given]]


@pytest.mark.parametrize("given", TEXTS)
def test_every_other_text_stands_as_it_is(given: str) -> None:
    assert read(csv_of(Table("", ["a", "b"], [[given, "z"]]))) == [["a", "b"], [given, "z"]]


def test_numbers_are_numbers_with_a_decimal_comma() -> None:
    assert csv_of(Table("", ["a", "b", "c", "d"], [[-5, 2.5, -0.25, None]])) == "\ufeffa;b;c;d\r\n-5;2,5;-0,25;\r\n"


def test_the_file_begins_with_the_mark_by_which_excel_knows_utf_8() -> None:
    written = csv_of(Table("", ["Kommun", "Svar"], [["Åmål", "ja"]]))
    assert written.encode() == b"\xef\xbb\xbf" + "Kommun;Svar\r\nÅmål;ja\r\n".encode()
