"""The columns of a table, said once: by what name the catalogue knows their heading, and what stands in them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from samverka_domain.kernel.decision import Decision
from samverka_projections.insatser import InsatsThen
from samverka_services.catalogue import text
from samverka_services.downloads.deciders import decider
from samverka_services.downloads.spreadsheet import Cell, Table

Row = TypeVar("Row")
Value = Callable[[Row, str], Cell]
"""What stands in a cell, of what a row is about, in a language."""


@dataclass(frozen=True, eq=False)
class Columns(Generic[Row]):
    """Columns by name; their headings stand in a section of the catalogue."""

    values: dict[str, Value[Row]]
    section: str = "download.column"

    def headings(self, language: str) -> list[str]:
        """In their order."""
        return [text(f"{self.section}.{name}", language) for name in self.values]

    def cells(self, row: Row, language: str) -> list[Cell]:
        """Of one row."""
        return [value(row, language) for value in self.values.values()]

    def table(self, title: str, rows: Iterable[Row], language: str) -> Table:
        """A row for each."""
        return Table(title, self.headings(language), [self.cells(row, language) for row in rows])


def decided(decision_of: Callable[[Any], Decision | None]) -> dict[str, Value[Any]]:
    """The columns of a decision, of what a row is about; they are empty where there is none."""

    def of(told: Callable[[Decision, str], Cell]) -> Value[Any]:
        def value(row: Any, language: str) -> Cell:
            decision = decision_of(row)
            return None if decision is None else told(decision, language)

        return value

    return {
        "decided-on": of(lambda decision, _: decision.decided_on),
        "body": of(decider),
        "record-number": of(lambda decision, _: decision.record_number),
        "reason": of(lambda decision, _: decision.reason or None),
    }


def named(insats_of: Callable[[Any], InsatsThen | None]) -> dict[str, Value[Any]]:
    """The columns that name the insats that a row is about; they are empty where there is none to see."""

    def of(told: Callable[[InsatsThen], Cell]) -> Value[Any]:
        def value(row: Any, _: str) -> Cell:
            insats = insats_of(row)
            return None if insats is None else told(insats)

        return value

    return {"insats-code": of(lambda insats: insats.code), "insats": of(lambda insats: insats.title)}
