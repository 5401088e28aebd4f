"""What has been decided and has happened: a row for each entry of the history that the reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from samverka_projections.history import HistoryEntry, news
from samverka_projections.insatser import InsatsThen, insatser_by_id
from samverka_projections.kernel.reading import NEWEST
from samverka_projections.memberships import regions
from samverka_services.catalogue import text, written
from samverka_services.downloads.columns import Column, Columns, Listing, decided, filed, named
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.downloads.names import municipality_names

MOST = 20_000
"""Of the newest."""


@dataclass(frozen=True)
class _Told:
    entry: HistoryEntry
    insats: InsatsThen | None
    municipality: str | None


_VALUES: dict[str, Column[_Told]] = {
    "recorded-at": Column(lambda row, _: row.entry.recorded_at),
    "what": Column(lambda row, language: text(f"event.{row.entry.type}", language)),
    **named(lambda row: row.insats),
    "municipality": Column(lambda row, _: row.municipality),
}
_AFTER: dict[str, Column[_Told]] = filed(
    {
        "reason": lambda row, _: row.entry.reason or None,
        "paragraph": lambda row, _: row.entry.decision.paragraph if row.entry.decision else None,
        "in-force-on": lambda row, _: row.entry.decision.in_force_on if row.entry.decision else None,
        "corrected": lambda row, language: str(written(row.entry.corrected_by is not None, language)),
    }
)
COLUMNS = Columns(_VALUES | decided(lambda row: row.entry.decision) | _AFTER)


@table_file("/history", "historik", "History", COLUMNS)
async def told_history(inquiry: Inquiry) -> Listing[_Told]:
    """What has been decided and has happened, newest first, as far as the reader may see it."""
    newest = await _entries(inquiry)
    found = newest[:MOST]
    ids = sorted({entry.insats_id for entry in found})
    known = await insatser_by_id(inquiry.connection, ids, inquiry.as_of)
    places = [(each.region_id, each.municipality_id) for each in found]
    names = await municipality_names(inquiry.connection, places, inquiry.as_of)
    rows = [_Told(each, known.get(each.insats_id), names.get(each.municipality_id)) for each in found]
    shows = [] if found == newest else [text("download.shows.newest", inquiry.language, count=MOST)]
    return Listing(inquiry.text("title.history"), COLUMNS, rows, shows)


async def _entries(inquiry: Inquiry) -> Sequence[HistoryEntry]:
    ids = [region.region_id for region in await regions(inquiry.connection, inquiry.as_of)]
    return await news(inquiry.connection, ids, inquiry.as_of, before=NEWEST, limit=MOST + 1)
