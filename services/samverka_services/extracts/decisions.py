"""The feed of what has been decided and has happened about insatser, oldest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from samverka_graphql.history import id_of
from samverka_infra.tokens import Tokens
from samverka_projections.history import HistoryEntry, entries
from samverka_projections.insatser import InsatsThen, insatser_by_id
from samverka_services.downloads.names import municipality_names
from samverka_services.extracts.feed import FeedColumn, FeedPage, FeedRow, OwnId, decided, feed, named


@dataclass(frozen=True)
class _Happened:
    entry: HistoryEntry
    insats: InsatsThen | None
    municipality: str | None
    tokens: Tokens

    def id(self, position: int | None) -> OwnId | None:
        return None if position is None else OwnId(id_of(self.tokens, position))


COLUMNS = {
    "id": FeedColumn("EXEMPEL-ID-1", lambda row: row.id(row.entry.position)),
    "type": FeedColumn("CommitmentTakingPartDecided", lambda row: row.entry.type),
    "recordedAt": FeedColumn(datetime(2026, 11, 23, 11, tzinfo=UTC), lambda row: row.entry.recorded_at),
    "organisationId": FeedColumn("2120001546", lambda row: row.entry.tenant_id),
    "insatsId": FeedColumn("0198f3a2-7c1e-7d2b-9b1a-1f0e8f1c2d3e", lambda row: row.entry.insats_id),
    **named(lambda row: row.insats),
    "municipalityId": FeedColumn("2120001546", lambda row: row.entry.municipality_id),
    "municipality": FeedColumn("Trollhättan", lambda row: row.municipality),
    **decided(lambda row: row.entry.decision),
    "inForce": FeedColumn(True, lambda row: row.entry.in_force),
    "reason": FeedColumn("Exempel", lambda row: row.entry.reason or None),
    "corrects": FeedColumn(None, lambda row: row.id(row.entry.corrects)),
    "correctedBy": FeedColumn(None, lambda row: row.id(row.entry.corrected_by)),
}


@feed("decisions", COLUMNS)
async def decisions(page: FeedPage) -> Sequence[FeedRow]:
    """What has been decided and has happened, oldest first: a row for each entry of the history."""
    filters = page.filters
    found = await entries(
        page.connection,
        page.region_ids,
        page.as_of,
        insats_id=filters.insats,
        municipality_id=filters.municipality,
        days=(filters.since, filters.until),
        after=int(page.key[0]) if page.key else 0,
        limit=page.limit,
    )
    insatser = await insatser_by_id(page.connection, sorted({each.insats_id for each in found}), page.as_of)
    places = [(each.region_id, each.municipality_id) for each in found]
    names = await municipality_names(page.connection, places, page.as_of)
    return [
        FeedRow(
            [each.position],
            _Happened(each, insatser.get(each.insats_id), names.get(each.municipality_id), page.tokens),
        )
        for each in found
    ]
