"""The columns of a table, said once for pages and files: heading, what stands below it, and how it is chosen by."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from samverka_domain.kernel.decision import Body, Decision
from samverka_projections.insatser import InsatsThen
from samverka_services.catalogue import text, word
from samverka_services.downloads.deciders import decider
from samverka_services.downloads.spreadsheet import Cell, Table

Row = TypeVar("Row")
Value = Callable[[Row, str], Cell]
"""What stands in a cell, of what a row is about, in a language."""


@dataclass(frozen=True, eq=False)
class Column(Generic[Row]):
    """What stands below a heading."""

    value: Value[Row]
    link: Callable[[Row], str | None] | None = None
    """Where it leads on a page."""
    code: Callable[[Row], str | None] | None = None
    """By what rows can be picked, the same in every language; a column without cannot be picked by."""
    codes: Callable[[Row], Mapping[str, str]] | None = None
    """Of a cell that says several things: what each is called, by its code; rows are picked by any of them."""
    example: str = ""
    """One of its codes."""
    order: Callable[[Row], Cell] | None = None
    """By what rows are put in order, if not by what is written."""
    figure: bool = False
    """Whether it is a quantity: it stands to the right, with thousands set apart."""
    on_page: bool = True
    in_file: bool = True
    heading: str = ""
    """Its own, if it has none in the catalogue."""

    @property
    def can_be_picked_by(self) -> bool:
        """Whether rows can be picked by what stands in it."""
        return self.code is not None or self.codes is not None

    def choices(self, row: Row, language: str) -> Mapping[str, str]:
        """By what a row is picked: each code with its word."""
        if self.codes is not None:
            return self.codes(row)
        code = self.code(row) if self.code else None
        return {} if code is None else {code: str(self.value(row, language))}


@dataclass(frozen=True, eq=False)
class Columns(Generic[Row]):
    """Columns by name; their headings stand in a section of the catalogue."""

    columns: Mapping[str, Column[Row]]
    section: str = "download.column"

    def heading(self, name: str, language: str) -> str:
        """Of one of them."""
        return self.columns[name].heading or text(f"{self.section}.{name}", language)

    @property
    def in_file(self) -> Mapping[str, Column[Row]]:
        """Those of a file, in their order."""
        return {name: each for name, each in self.columns.items() if each.in_file}

    @property
    def on_page(self) -> Mapping[str, Column[Row]]:
        """Those of a page, in their order."""
        return {name: each for name, each in self.columns.items() if each.on_page}

    @property
    def picked_by(self) -> Mapping[str, Column[Row]]:
        """By what rows can be picked."""
        return {name: each for name, each in self.columns.items() if each.can_be_picked_by}

    def headings(self, language: str) -> list[str]:
        """Of a file."""
        return [self.heading(name, language) for name in self.in_file]

    def cells(self, row: Row, language: str) -> list[Cell]:
        """Of one row of a file."""
        return [each.value(row, language) for each in self.in_file.values()]

    def table(self, title: str, rows: Iterable[Row], language: str, shows: Sequence[str] = ()) -> Table:
        """A row for each."""
        return Table(title, self.headings(language), [self.cells(row, language) for row in rows], shows)


@dataclass(frozen=True, eq=False)
class Listing(Generic[Row]):
    """All rows of a table as they were read, before any are picked, and what has to be said of it."""

    title: str
    columns: Columns[Row]
    rows: Sequence[Row]
    shows: Sequence[str] = ()

    def table(self, language: str) -> Table:
        """The whole as a file."""
        return self.columns.table(self.title, self.rows, language, self.shows)


def filed(values: Mapping[str, Value[Row]]) -> dict[str, Column[Row]]:
    """Columns that only a file has."""
    return {name: Column(value, on_page=False) for name, value in values.items()}


def decided(decision_of: Callable[[Any], Decision | None]) -> dict[str, Column[Any]]:
    """The columns of a decision, of what a row is about, empty where there is none: one on a page, four in a file.

    Rows are picked by the body that took it.
    """

    def of(told: Callable[[Decision, str], Cell]) -> Value[Any]:
        def value(row: Any, language: str) -> Cell:
            decision = decision_of(row)
            return None if decision is None else told(decision, language)

        return value

    decided_on = of(lambda decision, _: decision.decided_on)
    told = of(lambda decision, language: f"{decider(decision, language)} {decision.record_number}")
    return {
        "decision": Column(told, order=lambda row: decided_on(row, ""), in_file=False),
        **filed(
            {
                "decided-on": decided_on,
                "body": of(decider),
                "record-number": of(lambda decision, _: decision.record_number),
                "reason": of(lambda decision, _: decision.reason or None),
            }
        ),
        **by_body(lambda row: decision.body if (decision := decision_of(row)) else None),
    }


def by_body(body_of: Callable[[Any], Body | None]) -> dict[str, Column[Any]]:
    """By which body's decisions rows are picked; it is written elsewhere."""

    def told(row: Any, language: str) -> str | None:
        body = body_of(row)
        return word(body, language) if body else None

    return {"decider": Column(told, code=body_of, example="E_RAD", on_page=False, in_file=False)}


def named(
    insats_of: Callable[[Any], InsatsThen | None], link: Callable[[Any], str] | None = None
) -> dict[str, Column[Any]]:
    """The columns that name the insats that a row is about; they are empty where there is none to see."""

    def of(told: Callable[[InsatsThen], Cell]) -> Value[Any]:
        def value(row: Any, _: str) -> Cell:
            insats = insats_of(row)
            return None if insats is None else told(insats)

        return value

    def leads(row: Any) -> str | None:
        insats = insats_of(row)
        return None if insats is None else link(row) if link else f"/insatser/{insats.insats_id}"

    return {
        "insats-code": Column(of(lambda insats: insats.code)),
        "insats": Column(of(lambda insats: insats.title), link=leads),
    }
