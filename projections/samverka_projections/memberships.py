"""The region and its members, as they were called and belonged at any time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from psycopg import AsyncConnection
from psycopg.rows import class_row

from samverka_domain.memberships import Kommunalforbund
from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.kernel.as_of import EXISTED, AsOf
from samverka_projections.kernel.building import Projection, Row, Table

_REGIONS = Table("regions", (("name", "text not null"),), (("region_id", "position"),))

_SPANS = Table(
    "membership_spans",
    (("member_id", "text not null"), ("valid_from", "date not null"), ("valid_to", "date")),
    (("region_id", "member_id", "valid_from", "position"),),
)

_DESCRIPTIONS = Table(
    "member_descriptions",
    (("member_id", "text not null"), ("name", "text not null"), ("kommunkod", "text"), ("inhabitants", "integer")),
    (("region_id", "member_id", "position"),),
)


def _founded(event: Kommunalforbund.Founded, _: RecordedEvent) -> Iterator[Row]:
    yield "regions", (event.name,)


def _membership_started(event: Kommunalforbund.MembershipStarted, _: RecordedEvent) -> Iterator[Row]:
    yield "membership_spans", (event.member_id, event.valid_from, None)
    yield "member_descriptions", (event.member_id, event.name, event.kommunkod, event.inhabitants)


def _member_described(event: Kommunalforbund.MemberDescribed, _: RecordedEvent) -> Iterator[Row]:
    yield "member_descriptions", (event.member_id, event.name, event.kommunkod, event.inhabitants)


def _membership_ended(event: Kommunalforbund.MembershipEnded, _: RecordedEvent) -> Iterator[Row]:
    yield "membership_spans", (event.member_id, event.valid_from, event.valid_to)


PROJECTION = Projection(
    name="organisations",
    version=1,
    tables=(_REGIONS, _SPANS, _DESCRIPTIONS),
    feeds={
        Kommunalforbund.Founded: _founded,
        Kommunalforbund.MembershipStarted: _membership_started,
        Kommunalforbund.MemberDescribed: _member_described,
        Kommunalforbund.MembershipEnded: _membership_ended,
    },
)

MEMBERS = f"""
select distinct on (member_id) member_id, name, kommunkod, inhabitants, span.valid_from
from (
    select distinct on (member_id, valid_from) member_id, valid_from, valid_to
    from views.membership_spans
    where region_id = %(region_id)s and {EXISTED}
    order by member_id, valid_from, position desc
) span
join views.member_descriptions using (member_id)
where region_id = %(region_id)s and {EXISTED}
  and %(day)s between span.valid_from and coalesce(span.valid_to, 'infinity')
order by member_id, position desc
"""
"""The members on the day, as they were described then."""

_REGION = f"""
select region_id, name from views.regions
where region_id = %(region_id)s and {EXISTED} order by position desc limit 1
"""

_MY_REGIONS = f"""
select distinct on (region_id) region_id, name from views.regions
where {EXISTED} order by region_id, position desc
"""

_AFTER_Z = str.maketrans("åäö", "{|}")


@dataclass(frozen=True)
class Region:
    """A kommunalförbund as a region."""

    region_id: str
    name: str


@dataclass(frozen=True)
class MemberRow:
    """A member on the day that was asked about."""

    member_id: str
    name: str
    kommunkod: str | None
    inhabitants: int | None
    valid_from: date


async def region(connection: AsyncConnection, region_id: str, as_of: AsOf) -> Region | None:
    """The region, or None if there was none that the caller may know of."""
    async with connection.cursor(row_factory=class_row(Region)) as cursor:
        await cursor.execute(_REGION, as_of.values(region_id=region_id))
        return await cursor.fetchone()


async def regions(connection: AsyncConnection, as_of: AsOf) -> list[Region]:
    """The regions that the caller belongs to, or is."""
    async with connection.cursor(row_factory=class_row(Region)) as cursor:
        await cursor.execute(_MY_REGIONS, as_of.values())
        return await cursor.fetchall()


async def members(connection: AsyncConnection, region_id: str, as_of: AsOf) -> list[MemberRow]:
    """The members, in Swedish order of name."""
    async with connection.cursor(row_factory=class_row(MemberRow)) as cursor:
        await cursor.execute(MEMBERS, as_of.values(region_id=region_id))
        return sorted(await cursor.fetchall(), key=lambda member: (swedish_order(member.name), member.member_id))


def swedish_order(name: str) -> str:
    """A sort key with å, ä and ö at the end; not every PostgreSQL has a Swedish collation."""
    return name.casefold().translate(_AFTER_Z)
