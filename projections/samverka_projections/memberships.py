"""The region and its members, as they were called and belonged at any time."""

from collections.abc import Iterator, Sequence
from dataclasses import field
from datetime import date
from typing import Any

from psycopg import AsyncConnection

from samverka_domain.belonging import Consent, MembershipStatus, status_on
from samverka_domain.joining import Membership
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.text import swedish_order
from samverka_domain.memberships import Kommunalforbund
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Fact, Shared, fact, names, row
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import NEWEST, ask, latest


@fact("regions", of=("region_id",), keys=(("region_id", "position"),))
class RegionFact(Fact):
    """A kommunalförbund and its members, at the time asked about."""

    region_id: str = field(init=False)
    """The förbund's organisationsnummer"""
    name: str


@fact("invited_members", of=("region_id", "invitation"), keys=(("region_id", "member_id", "position"),))
class InvitedFact(Shared):
    """That a förbund invited an organisation, from a day on."""

    invitation: int
    """The version of the event in the förbund's stream."""
    member_id: str
    """Organisationsnummer, ten digits."""
    forbund: str
    connected: bool
    valid_from: date


@fact("ended_memberships", of=("region_id", "member_id"), keys=(("region_id", "member_id", "position"),))
class EndFact(Shared):
    """That a förbund's latest half about a member ends."""

    member_id: str
    valid_to: date


@fact("own_memberships", of=("region_id", "member_id", "invitation"), keys=(("region_id", "member_id", "position"),))
class OwnFact(Shared):
    """What a member said to an invitation, or that it leaves."""

    invitation: int
    member_id: str
    consent: Consent | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@fact("member_descriptions", of=("region_id", "member_id"), keys=(("region_id", "member_id", "position"),))
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
    consent: Consent | None
    connected: bool

    @property
    def status(self) -> MembershipStatus:
        """How far the membership has come"""
        return status_on(self.as_of.day, self.consent, self.valid_from, self.valid_to, connected=self.connected)

    @property
    def has_left(self) -> bool:
        """Whether it was a member once: it keeps its place in the matrix while a part of it runs."""
        return self.status is MembershipStatus.LEFT

    @property
    def not_connected(self) -> bool:
        """Whether it is a member by the förbund's word alone: it was not in Samverka, and has not confirmed since."""
        return self.status is MembershipStatus.NOT_CONNECTED


@row
class MembershipOnDay(MemberOnDay):
    """An organisation's membership in a förbund, or the invitation to it."""

    forbund: str
    """What the förbund is called"""
    invitation: int
    """The version of its event in the förbund's stream"""
    forbund_decision: Decision
    """To invite"""
    own_version: int | None
    """Of what the member has said to the invitation, for If-Match"""
    own_decision: Decision | None
    """The member's own latest: to confirm, to refuse or to leave"""
    invited_at: int
    """The place of its invitation in the log"""


def _founded(event: Kommunalforbund.Founded) -> Iterator[RegionFact]:
    yield RegionFact(name=event.name)


def _invited(event: Kommunalforbund.MemberInvited) -> Iterator[InvitedFact]:
    yield InvitedFact(
        invitation=event.originator_version,
        member_id=event.member_id,
        forbund=event.forbund,
        connected=event.connected,
        valid_from=event.valid_from,
    )


def _ended(event: Kommunalforbund.MembershipEnded) -> Iterator[EndFact]:
    yield EndFact(member_id=event.member_id, valid_to=event.valid_to)


def _answered(event: Membership.Answered) -> Iterator[OwnFact]:
    yield OwnFact(
        invitation=event.invitation, member_id=event.member_id, consent=event.consent, valid_from=event.valid_from
    )


def _left(event: Membership.Left) -> Iterator[OwnFact]:
    yield OwnFact(invitation=event.invitation, member_id=event.member_id, valid_to=event.valid_to)


def _described(event: Kommunalforbund.MemberInvited | Kommunalforbund.MemberDescribed) -> Iterator[MemberFact]:
    said = event.description
    yield MemberFact(
        member_id=event.member_id, name=said.name, kommunkod=said.kommunkod, inhabitants=said.inhabitants
    )


PROJECTION = Projection("memberships", 3, (_founded, _invited, _ended, _answered, _left, _described))


def memberships_question(as_of: AsOf, where: str) -> str:
    """The question for the memberships and invitations that fulfil a condition, by both halves.

    An end is of the latest invitation before it.
    """
    own_decision = "(array_agg(decision order by place desc, position desc))[1]"
    return f"""
        select {names(MemberFact, "m")}, i.place as invited_at, i.forbund, i.invitation, i.connected,
               i.decision as forbund_decision,
               greatest(i.valid_from, own.valid_from) as valid_from, least(i.ends_on, own.valid_to) as valid_to,
               own.consent, own.own_decision, own.own_version
        from (
            select i.*, (
                select min(valid_to) from {EndFact.table} e
                where e.region_id = i.region_id and e.member_id = i.member_id and {as_of.existed}
                  and e.place > i.place and e.place < i.next_place
            ) as ends_on
            from (
                select *, lead(place, 1, {NEWEST}) over same as next_place
                from {InvitedFact.table} where {where} and {as_of.existed}
                window same as (partition by region_id, member_id order by place)
            ) i
        ) i
        join ({latest(MemberFact, as_of, where)}) m on m.region_id = i.region_id and m.member_id = i.member_id
        left join (
            select region_id, member_id, invitation, max(consent) as consent, max(valid_from) as valid_from,
                   max(valid_to) as valid_to, max(version) as own_version, {own_decision} as own_decision
            from {OwnFact.table} where {where} and {as_of.existed} group by region_id, member_id, invitation
        ) own on own.region_id = i.region_id and own.member_id = i.member_id and own.invitation = i.invitation
    """


def members_question(as_of: AsOf) -> str:
    """The question for who belongs to a region on the day, or did so before, by its latest membership until then."""
    said = memberships_question(as_of, "region_id = %(region_id)s")
    agreed = f"consent = '{Consent.CONFIRMED}' or (consent is null and not connected)"
    return f"""
        select distinct on (member_id) {names(MemberOnDay)} from ({said}) said
        where valid_from <= %(day)s and ({agreed})
        order by member_id, valid_from desc
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


async def memberships_of(connection: AsyncConnection, member_id: str, as_of: AsOf) -> list[MembershipOnDay]:
    """An organisation's memberships and invitations as far as the caller may see them, the latest first."""
    return await _memberships(connection, as_of, "member_id = %(member_id)s", member_id=member_id)


async def memberships_in(
    connection: AsyncConnection, region_id: str, as_of: AsOf, *, before: int = NEWEST, limit: int | None = None
) -> list[MembershipOnDay]:
    """Memberships and invitations of a region, the latest first, before the place of one; all, if no limit."""
    values = {"region_id": region_id, "before": before, "limit": limit}
    return await _memberships(connection, as_of, "region_id = %(region_id)s", **values)


async def _memberships(connection: AsyncConnection, as_of: AsOf, where: str, **values: Any) -> list[MembershipOnDay]:
    said = memberships_question(as_of, where)
    query = f"select * from ({said}) said where invited_at < %(before)s order by invited_at desc limit %(limit)s"
    return await ask(connection, MembershipOnDay, query, as_of, **{"before": NEWEST, "limit": None, **values})
