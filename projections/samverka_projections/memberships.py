"""The region and its members, as they were called and belonged at any time."""

from collections.abc import Iterator, Sequence
from dataclasses import field
from datetime import date

from psycopg import AsyncConnection

from samverka_domain.kernel.text import swedish_order
from samverka_domain.memberships import Kommunalforbund
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Fact, Shared, fact, row
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import ask, latest


@fact("regions", of=("region_id",), keys=(("region_id", "position"),))
class RegionFact(Fact):
    """A kommunalförbund and its members, at the time asked about."""

    region_id: str = field(init=False)
    """The förbund's organisationsnummer"""
    name: str


@fact("membership_spans", of=("member_id", "valid_from"), keys=(("region_id", "member_id", "position"),))
class SpanFact(Shared):
    """That a membership began, or that the one that had begun last ends."""

    member_id: str
    """Organisationsnummer, ten digits."""
    valid_from: date | None = None
    valid_to: date | None = None


@fact("member_descriptions", of=("member_id",), keys=(("region_id", "member_id", "position"),))
class MemberFact(Shared):
    """A member of the region, as it was described then."""

    member_id: str
    """Organisationsnummer, ten digits"""
    name: str
    kommunkod: str | None
    inhabitants: int | None


@row
class MemberOnDay(MemberFact):
    """A member of the region, or one that has left, as it was described then."""

    valid_from: date
    valid_to: date | None
    """The last day of its membership, if an end is decided"""

    @property
    def has_left(self) -> bool:
        """Whether it was a member once: it keeps its place in the matrix while a part of it runs."""
        return self.valid_to is not None and self.valid_to < self.as_of.day


def _founded(event: Kommunalforbund.Founded) -> Iterator[RegionFact]:
    yield RegionFact(name=event.name)


def _membership_started(event: Kommunalforbund.MembershipStarted) -> Iterator[SpanFact]:
    yield SpanFact(member_id=event.member_id, valid_from=event.valid_from)


def _membership_ended(event: Kommunalforbund.MembershipEnded) -> Iterator[SpanFact]:
    yield SpanFact(member_id=event.member_id, valid_to=event.valid_to)


def _described(event: Kommunalforbund.MembershipStarted | Kommunalforbund.MemberDescribed) -> Iterator[MemberFact]:
    said = event.description
    yield MemberFact(
        member_id=event.member_id, name=said.name, kommunkod=said.kommunkod, inhabitants=said.inhabitants
    )


PROJECTION = Projection("memberships", 2, (_founded, _membership_started, _membership_ended, _described))


def members_question(as_of: AsOf) -> str:
    """The question for who belongs to a region on the day, or did so before, by its latest membership until then."""
    described = latest(MemberFact, as_of, "region_id = %(region_id)s")
    return f"""
        select distinct on (m.member_id) m.*, span.valid_from, span.valid_to
        from ({described}) m
        join (
            select member_id, min(valid_from) as valid_from, max(valid_to) as valid_to
            from (
                select member_id, valid_from, valid_to,
                       count(valid_from) over (partition by member_id order by place) as membership
                from {SpanFact.table} where region_id = %(region_id)s and {as_of.existed}
            ) said
            group by member_id, membership
        ) span using (member_id)
        where span.valid_from <= %(day)s
        order by m.member_id, span.valid_from desc
    """


async def region(connection: AsyncConnection, region_id: str, as_of: AsOf) -> RegionFact | None:
    """The region, or None if there was none that the caller may know of: that it is there, nobody has decided."""
    query = latest(RegionFact, as_of.whenever_decided, "region_id = %(region_id)s")
    found = await ask(connection, RegionFact, query, as_of, region_id=region_id)
    return found[0] if found else None


async def regions(connection: AsyncConnection, as_of: AsOf) -> list[RegionFact]:
    """The regions that the caller belongs to, or is."""
    return await ask(connection, RegionFact, latest(RegionFact, as_of.whenever_decided, "true"), as_of)


async def members(connection: AsyncConnection, region_id: str, as_of: AsOf) -> list[MemberOnDay]:
    """The members, in Swedish order of name."""
    return [each for each in await members_of_all_times(connection, region_id, as_of) if not each.has_left]


async def members_of_all_times(connection: AsyncConnection, region_id: str, as_of: AsOf) -> list[MemberOnDay]:
    """The same with those who have left."""
    found = await ask(connection, MemberOnDay, members_question(as_of), as_of, region_id=region_id)
    return sorted(found, key=lambda member: (swedish_order(member.name), member.member_id))


async def descriptions(
    connection: AsyncConnection, region_id: str, ids: Sequence[str], as_of: AsOf
) -> dict[str, MemberFact]:
    """What these members of the region, also former ones, were called then; by organisationsnummer."""
    query = latest(MemberFact, as_of, "region_id = %(region_id)s and member_id = any (%(ids)s)")
    found = await ask(connection, MemberFact, query, as_of, region_id=region_id, ids=list(ids))
    return {member.member_id: member for member in found}


async def members_by_region(
    connection: AsyncConnection, region_ids: Sequence[str], as_of: AsOf
) -> dict[str, dict[str, MemberOnDay]]:
    """The members of each of these regions, by organisationsnummer."""
    return {
        region_id: {member.member_id: member for member in await members(connection, region_id, as_of)}
        for region_id in region_ids
    }
