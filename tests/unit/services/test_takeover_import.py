"""A file of insatser under way is read whole, or each mistake is told with its line and column."""

from datetime import date

import pytest

from samverka_domain.gates import Gate, Outcome
from samverka_domain.resources import YearHours
from samverka_domain.steps import StartsWith, Step
from samverka_services.downloads.spreadsheet import Table
from samverka_services.downloads.workbook import xlsx_of
from samverka_services.http.multipart import text_of
from samverka_services.kernel.file_mistakes import Mistake
from samverka_services.takeover_import.columns import COLUMNS, EXAMPLES, heading
from samverka_services.takeover_import.reading import PastInsats, entries_of
from samverka_services.takeover_import.workbook import NotAWorkbook, rows_of_workbook

TODAY = date(2026, 11, 23)
MEMBERS = {"1484": "2120001389", "lysekil": "2120001389"}
HEADINGS = "Rad;Kod;Titel;Vad;Utfall;Organ;Dag;Diarienummer;Kommun;År;Timmar;Väg"
INSATS = "insats;9;E-arkiv;genomförande;;;2025-03-12;;;;;ett projekt"
PLAN = "beslut;9;;G12;godkänt;e-rådet;2025-03-10;2025/17"


def read(*lines: str, language: str = "sv") -> tuple[list[PastInsats], list[Mistake]]:
    return entries_of("\n".join((HEADINGS, *lines)), MEMBERS, TODAY, language)


def test_lines_of_one_code_are_one_insats() -> None:
    parts = ("del;9;;;;;2025-02-01;;Lysekil;2025;120", "del;9;;;;;2025-02-01;;1484;2026;80")
    (entry,), mistakes = read(INSATS, PLAN, *parts)
    assert mistakes == []
    assert (entry.idea.code, entry.taken.step, entry.taken.path) == ("9", Step.EXECUTION, StartsWith.PROJECT)
    (decision,), (part,) = entry.taken.decisions, entry.taken.parts
    assert (decision.gate, decision.outcome) == (Gate.PROJECT_PLAN, Outcome.APPROVED)
    assert part.hours == (YearHours(2025, 120), YearHours(2026, 80))


@pytest.mark.parametrize(
    ("lines", "line", "column", "says"),
    [
        ((INSATS, PLAN.replace("2025-03-10", "i mars")), 3, "Dag", "”i mars” är ingen dag"),
        ((INSATS, PLAN.replace("godkänt", "kanske")), 3, "Utfall", "”kanske” känns inte igen"),
        ((INSATS, PLAN.replace("2025/17", "")), 3, "Diarienummer", "behöver fyllas i"),
        ((INSATS, PLAN, "del;9;;;;;2025-02-01;;Borås"), 4, "Kommun", "”Borås” är ingen kommun"),
        ((INSATS, PLAN, "del;9;;;;;2025-02-01;;1484;2025;många"), 4, "Timmar", "inget heltal"),
        ((PLAN,), 2, "Rad", "behöver en rad, och bara en"),
        ((INSATS, PLAN.replace("2025-03-10", "2025-04-10")), 2, "Dag", "före beslutet som förde den dit"),
        ((INSATS, PLAN.replace("G12", "G14")), 3, "Rad", "hör till ett senare steg"),
        ((INSATS.replace("2025-03-12", "2027-01-01"), PLAN), 2, "Dag", "har inte kommit"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_column(
    lines: tuple[str, ...], line: int, column: str, says: str
) -> None:
    entries, mistakes = read(*lines)
    assert entries == []
    assert any((each.line, each.field) == (line, column) and says in each.message for each in mistakes), mistakes


def test_a_workbook_is_read_as_its_template_is_written() -> None:
    rows = [[each.get(column) for column in COLUMNS] for each in EXAMPLES]
    book = xlsx_of(Table("Samverka", [heading(column, "sv") for column in COLUMNS], rows))
    (entry,), mistakes = entries_of(text_of(book), MEMBERS, TODAY, "sv")
    assert mistakes == []
    assert entry.taken.step is Step.EXECUTION
    assert entry.taken.parts[0].hours == (YearHours(2025, 120),)


def test_what_is_no_workbook_or_no_table_is_told() -> None:
    with pytest.raises(NotAWorkbook):
        rows_of_workbook(b"PK\x03\x04 not")
    assert "kan inte läsas" in entries_of("PK\x03\x04 not", {}, TODAY, "sv")[1][0].message
    assert "saknas" in entries_of("a;b\n1;2", {}, TODAY, "sv")[1][0].message
