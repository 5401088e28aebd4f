"""What has been decided and has happened in the region."""

from collections.abc import Sequence
from dataclasses import dataclass

from samverka_projections.history import HistoryEntry, news
from samverka_projections.insatser import InsatsThen, insatser_by_id
from samverka_projections.kernel.reading import NEWEST
from samverka_services.pages.kernel.entries import EntryShown, entries_shown
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import page
from samverka_services.pages.kernel.visit import Visit

PAGE = 30


@dataclass(frozen=True)
class HistoryShown:
    """A page of it."""

    entries: Sequence[EntryShown]
    insatser: dict[str, InsatsThen]
    older: int | None


@page("/historik", "history.html", Section.HISTORY)
async def history_page(visit: Visit) -> HistoryShown:
    """All that the reader may see of the region, newest first."""
    return await _page(visit, await _found(visit, [region.region_id for region in visit.regions]))


async def _found(visit: Visit, region_ids: Sequence[str]) -> list[HistoryEntry]:
    before = visit.number("before") or NEWEST
    return await news(visit.connection, region_ids, visit.as_of, before=before, limit=PAGE + 1)


async def _page(visit: Visit, found: Sequence[HistoryEntry]) -> HistoryShown:
    ids = sorted({each.insats_id for each in found})
    known = await insatser_by_id(visit.connection, ids, visit.as_of)
    older = found[PAGE - 1].position if len(found) > PAGE else None
    return HistoryShown(await entries_shown(visit, found[:PAGE]), known, older)
