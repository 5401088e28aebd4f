"""Which rows of a table are asked for, and in which order: as an address says it, for a page and its files alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from samverka_domain.kernel.text import counted_order, is_empty
from samverka_services.catalogue import text
from samverka_services.downloads.columns import Columns, Listing
from samverka_services.downloads.spreadsheet import Cell

SORT, WORDS = "sort", "words"
MOST_CHARACTERS = 200
"""Of what is asked for by a word, or by a column."""

Row = TypeVar("Row")


@dataclass(frozen=True)
class RowChoice:
    """What an address asks of a table."""

    sort: str = ""
    """A column's name; in front of it "-" for the other way round."""
    words: str = ""
    """All of them stand in a row that is wanted."""
    picked: Mapping[str, str] = field(default_factory=dict)
    """By column: what is wanted, by its code."""

    @classmethod
    def of(cls, asked: Mapping[str, str], columns: Columns[Any]) -> "RowChoice":
        """What is asked of these columns: an order that is none of theirs is the order in which they were read."""
        sort = asked.get(SORT, "")
        picked = {name: asked[name][:MOST_CHARACTERS] for name in columns.picked_by if asked.get(name)}
        words = asked.get(WORDS, "")[:MOST_CHARACTERS]
        return cls(sort if sort.removeprefix("-") in columns.columns else "", " ".join(words.split()), picked)

    @property
    def column(self) -> str:
        """That rows are put in order by; empty if by none."""
        return self.sort.removeprefix("-")

    @property
    def is_backwards(self) -> bool:
        """Whether the greatest comes first."""
        return self.sort.startswith("-")

    @property
    def leaves_out(self) -> bool:
        """Whether only some rows are asked for."""
        return bool(self.words or self.picked)

    @property
    def asked(self) -> dict[str, str]:
        """The same as an address says it."""
        return {name: said for name, said in {SORT: self.sort, WORDS: self.words, **self.picked}.items() if said}

    def rows(self, listing: Listing[Row], language: str) -> list[Row]:
        """Those that are wanted, in their order."""
        wanted = [row for row in listing.rows if self._wants(row, listing.columns, language)]
        return self._ordered(wanted, listing.columns, language) if self.column else wanted

    def shows(self, listing: Listing[Any], language: str) -> Iterator[str]:
        """What a file says of how its rows were chosen, in sentences."""
        columns = listing.columns
        if self.words:
            yield text("download.shows.words", language, words=self.words)
        for name, code in self.picked.items():
            value = dict(choices(listing, name, language)).get(code, code)
            yield text("download.shows.picked", language, heading=columns.heading(name, language), value=value)
        if self.leaves_out:
            count = len(self.rows(listing, language))
            yield text("download.shows.count", language, count=count, all=len(listing.rows))
        if self.column:
            key = "download.shows.backwards" if self.is_backwards else "download.shows.ordered"
            yield text(key, language, heading=columns.heading(self.column, language))

    def _wants(self, row: Row, columns: Columns[Row], language: str) -> bool:
        if any(code not in columns.columns[name].choices(row, language) for name, code in self.picked.items()):
            return False
        return not self.words or _has(row, self.words.casefold().split(), columns, language)

    def _ordered(self, rows: Iterable[Row], columns: Columns[Row], language: str) -> list[Row]:
        """What is empty comes last both ways; what is alike stays as it was."""
        column = columns.columns[self.column]
        keyed = [(column.order(row) if column.order else column.value(row, language), row) for row in rows]
        known = [(_key(cell), row) for cell, row in keyed if not _is_nothing(cell)]
        known.sort(key=lambda each: each[0], reverse=self.is_backwards)
        return [row for _, row in known] + [row for cell, row in keyed if _is_nothing(cell)]


def choices(listing: Listing[Row], name: str, language: str) -> Sequence[tuple[str, str]]:
    """What rows can be picked by in a column: codes that are there, each with its word, in order of the words."""
    column = listing.columns.columns[name]
    found = {code: word for row in listing.rows for code, word in column.choices(row, language).items()}
    return sorted(found.items(), key=lambda each: counted_order(each[1]))


def _has(row: Row, words: Sequence[str], columns: Columns[Row], language: str) -> bool:
    written = (str(each.value(row, language) or "") for each in columns.columns.values())
    said = " ".join(written).casefold()
    return all(word in said for word in words)


def _is_nothing(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and is_empty(cell))


def _key(cell: Cell) -> tuple[bool, Any]:
    """Texts as people put them in order, 8.2 before 8.10, after whatever is no text."""
    return (True, counted_order(cell)) if isinstance(cell, str) else (False, cell)
