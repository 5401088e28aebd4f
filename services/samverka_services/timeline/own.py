"""The timeline of one organisation, as its own auditor asks for it: on pages, and as a table to take along."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from psycopg import AsyncConnection

from samverka_domain.kernel.aggregate import EVENT_TYPES, DomainEvent
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Body
from samverka_domain.mandates import Mandate
from samverka_infra.event_log.audited import DEVIATIONS, Audited, audited, related
from samverka_infra.event_log.rows import Row
from samverka_projections.final_reports import final_reports_owed
from samverka_projections.insatser import insatser_by_id
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.memberships import members_of_all_times, regions
from samverka_projections.networks import networks
from samverka_projections.requests import drafts, requests_by_id
from samverka_services.timeline.entries import LONG_AFTER_DAYS, Teller, TimelineEntry
from samverka_services.timeline.names import Names, readable
from samverka_services.timeline.telling import insats_of

MARKS = tuple(DEVIATIONS)
"""What is a deviation, by the names that the catalogue has for the marks."""
THINGS = tuple(sorted({each.aggregate_class.__name__ for each in EVENT_TYPES.values()}))
"""What decisions are about, by the names of the things."""


@dataclass(frozen=True)
class OwnSelection:
    """Which of an organisation's decisions are asked for; what is unset does not matter."""

    person: str | None = None
    body: Body | None = None
    thing: str | None = None
    """One of THINGS."""
    since: date | None = None
    until: date | None = None
    deviations: Sequence[str] = ()
    before: int | None = None

    def audited(self, as_of: AsOf, stops: Sequence[int]) -> Audited:
        """The same to the log; `stops` are the places of what was stopped and lacks its final report."""
        return Audited(
            position=as_of.position,
            known=as_of.known,
            long_after_days=LONG_AFTER_DAYS,
            decided_as_of=as_of.decided_as_of,
            types=None if self.thing is None else _types(self.thing),
            person=self.person,
            body=self.body,
            since=self.since,
            until=self.until,
            deviations=self.deviations,
            before=self.before,
            stops=stops,
        )


def _types(thing: str) -> list[str]:
    return [name for name, each in EVENT_TYPES.items() if each.aggregate_class.__name__ == thing]


async def own_timeline(
    connection: AsyncConnection,
    asked: OwnSelection,
    as_of: AsOf,
    language: str,
    limit: int,
    names: Names | None = None,
) -> list[TimelineEntry]:
    """Told with their corrections, newest first; `names` learns what things are called."""
    owing = await final_reports_owed(connection, as_of)
    stops = [each.stopped_at for each in owing if each.report.is_overdue(as_of.day)]
    rows = await audited(connection, asked.audited(as_of, stops), limit)
    around = await related(connection, rows, [_root(row) for row in rows])
    known = names or Names()
    await _learn(connection, known, rows, as_of)
    teller = Teller(known, language, local_day(as_of.now), frozenset(stops))
    told = {entry.row.position: entry for entry in teller.entries([*rows, *around])}
    return [told[row.position] for row in rows]


def _root(row: Row) -> int:
    """The version of what a row is, or corrects."""
    recorded = readable(row)
    return getattr(recorded.event, "corrects", row.version) if recorded else row.version


async def _learn(connection: AsyncConnection, names: Names, rows: Sequence[Row], as_of: AsOf) -> None:
    """What the rows name."""
    events = [each.event for row in rows if (each := readable(row))]
    asked = (getattr(each, "request_id", None) for each in events)
    await learn(connection, names, _given([*map(insats_of, events), *map(_insats_of_role, events), *asked]), as_of)


async def learn(connection: AsyncConnection, names: Names, ids: Sequence[str], as_of: AsOf) -> None:
    """What insatser and requests of these ids are called, and all drafts and organisations, by the views of then."""
    as_of = replace(as_of, decided_as_of=None)
    for insats in (await insatser_by_id(connection, ids, as_of)).values():
        names.now[insats.insats_id] = f"{insats.code} {insats.title}"
    asked = await requests_by_id(connection, ids, as_of)
    names.now |= {request_id: request.title for request_id, request in asked.items()}
    names.now |= {draft.request_id: draft.wording.title for draft in await drafts(connection, as_of)}
    for region in await regions(connection, as_of):
        names.now[region.region_id] = region.name
        names.now |= {
            each.member_id: each.name for each in await members_of_all_times(connection, region.region_id, as_of)
        }
        names.now |= {each.network_id: each.name for each in await networks(connection, region.region_id, as_of)}


def _insats_of_role(event: DomainEvent) -> str | None:
    """The insats of a role that was given or ended."""
    mandate: Mandate | None = getattr(event, "mandate", getattr(event, "ends", None))
    return mandate.insats_id if mandate else None


def _given(ids: Iterable[str | None]) -> list[str]:
    return sorted({each for each in ids if each})
