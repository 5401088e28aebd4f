"""Tables that people take with them: each is one declaration, of an address and of the function that reads it."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from psycopg import AsyncConnection

from samverka_domain.mandates import Mandate, Role
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.memberships import RegionFact, region
from samverka_services.catalogue import text
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.downloads.choosing import RowChoice
from samverka_services.downloads.columns import Columns, Listing
from samverka_services.downloads.spreadsheet import Table, local_minute

_WINGS = ("samverka_services.downloads", "samverka_services.timeline")
"""Where tables are declared."""


@dataclass(frozen=True)
class Inquiry:
    """What a table is read with: in which transaction, by which organisation, as of when, in which language."""

    connection: AsyncConnection
    reader_id: str
    as_of: AsOf
    language: str
    path: Mapping[str, Any]
    """What stands in the address."""
    called: Callable[[str], str] = lambda _: ""
    """What a person is called whom her organisation has no name for, by her id."""
    asked: Mapping[str, Any] = field(default_factory=dict)
    """What it is narrowed down to, by the names of the table's filters."""
    held: Sequence[Mandate] = ()
    """What the reader holds today, where the matter is the table's."""

    def text(self, key: str) -> str:
        """A text about tables, by its key in the catalogue."""
        return text(f"download.{key}", self.language)

    async def region(self) -> RegionFact:
        """The one in the address. Raises NotFound."""
        region_id = self.path["regionId"]
        found = await region(self.connection, region_id, self.as_of)
        if found is None:
            raise NotFound("Region", region_id)
        return found


Read = Callable[[Inquiry], Awaitable[Listing[Any]]]


@dataclass(frozen=True, eq=False)
class TableFile:
    """A table that can be taken along; `read` raises NotFound."""

    address: str
    file: str
    """What its files are called, in letters that every system knows."""
    operation: str
    columns: Columns[Any]
    """Those that it always has."""
    read: Read
    roles: tuple[Role, ...] = ()
    """Of which the reader holds one today, besides a mandate; empty: whichever."""
    filters: Mapping[str, Any] = field(default_factory=dict)
    """By name: the annotation of what an address may narrow the table down by."""
    insats_id: str | None = None
    """What its matter is, if the address does not say: ANY_INSATS, if whoever leads one may read it."""

    def called(self, path: Mapping[str, Any]) -> str:
        """The name of a file, without its ending: of what it is about, not of when."""
        return "-".join([self.file, *(each for each in path.values() if isinstance(each, str))])


def table_file(
    address: str,
    file: str,
    operation: str,
    columns: Columns[Any],
    *,
    roles: tuple[Role, ...] = (),
    filters: Mapping[str, Any] | None = None,
    insats_id: str | None = None,
) -> Callable[[Read], TableFile]:
    """Declare the table that a function reads. It is found by lying in a module of `downloads/` or `timeline/`."""

    def declare(read: Read) -> TableFile:
        return TableFile(address, file, operation, columns, read, roles, filters or {}, insats_id)

    return declare


def table_files() -> tuple[TableFile, ...]:
    """All of them, in the order of their modules."""
    return tuple(dict.fromkeys(_declared()))


def _declared() -> Iterator[TableFile]:
    for wing in map(import_module, _WINGS):
        for found in iter_modules(wing.__path__, f"{wing.__name__}."):
            yield from (each for each in vars(import_module(found.name)).values() if isinstance(each, TableFile))


def shows(as_of: AsOf, language: str) -> Iterator[str]:
    """Which moment and day are shown, in sentences."""
    yield text("download.shows.known", language, moment=local_minute(as_of.known))
    if as_of.decided_as_of:
        yield text("download.shows.decided", language, day=as_of.decided_as_of)
    yield text("download.shows.day", language, day=as_of.day)


def file_table(listing: Listing[Any], choice: RowChoice, inquiry: Inquiry) -> Table:
    """The rows that are wanted, with what they show."""
    language = inquiry.language
    said = [*shows(inquiry.as_of, language), *listing.shows, *choice.shows(listing, language)]
    return listing.columns.table(listing.title, choice.rows(listing, language), language, said)
