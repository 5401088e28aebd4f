"""What has been decided and has happened in the region; and for the auditor, in her own organisation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from samverka_domain.mandates import Role
from samverka_infra.access_log import StoredEntry, Wanted, async_entries
from samverka_projections.history import HistoryEntry, news
from samverka_projections.insatser import InsatsThen, insatser_by_id
from samverka_projections.kernel.reading import NEWEST
from samverka_services.pages.kernel.entries import EntryShown, entries_shown
from samverka_services.pages.kernel.names import name_of
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import page
from samverka_services.pages.kernel.visit import Visit

PAGE, MOST_READS = 30, 50
LONG_AFTER_DAYS = 30
"""A decision that is recorded so many days after it was taken is a deviation."""


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


@dataclass(frozen=True)
class Deviation:
    """A decision that was not recorded as decisions are, and in what."""

    entry: EntryShown
    kinds: Sequence[str]


@dataclass(frozen=True)
class Read:
    """An entry of the access log, with the reader's name."""

    entry: StoredEntry
    name: str
    what: str


@dataclass(frozen=True)
class Audit:
    """What an auditor looks through."""

    history: HistoryShown
    deviations: Sequence[Deviation]
    reads: Sequence[Read]


@page("/revision", "audit.html", Section.AUDIT, roles=(Role.AUDITOR, Role.ADMINISTRATOR))
async def audit_page(visit: Visit) -> Audit:
    """Of her own organisation."""
    found = await _found(visit, [])
    shown = await _page(visit, found)
    by_position = {each.position: each for each in found}
    judged = [Deviation(entry, list(_kinds(by_position[entry.position], visit))) for entry in shown.entries]
    reads = await async_entries(visit.connection, Wanted(), MOST_READS)
    return Audit(
        shown,
        [each for each in judged if each.kinds],
        [Read(each, name_of(visit, each.person_id), _what(each, visit)) for each in reads],
    )


def _what(entry: StoredEntry, visit: Visit) -> str:
    """Pages by their address; what programs ask by its own name."""
    kind, _, address = entry.operation.partition(" ")
    return visit.write.text("audit.page", address=address) if kind == "page" else entry.operation


def _kinds(entry: HistoryEntry, visit: Visit) -> Iterator[str]:
    if entry.decision is not None:
        days = (visit.write.local_day(entry.recorded_at) - entry.decision.decided_on).days
        if days > LONG_AFTER_DAYS:
            yield visit.write.text("audit.long-after", days=days)
    if entry.municipality_id not in {None, entry.tenant_id}:
        yield visit.write.text("audit.behalf")
    if entry.corrected_by is not None:
        yield visit.write.text("audit.corrected")
