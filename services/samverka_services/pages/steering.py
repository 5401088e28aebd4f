"""Steering groups: all of them with their seats and what is amiss, each by itself, and who steers which insats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samverka_projections.insatser import InsatsThen, insatser_by_id
from samverka_projections.meetings import MeetingThen, meetings
from samverka_projections.memberships import descriptions
from samverka_projections.steering import (
    GroupThen,
    SteeringFact,
    group_names,
    shared_members,
    steering_by_insats,
    steering_groups,
)
from samverka_services.downloads.meetings import state_text
from samverka_services.downloads.steering import SeatRow, SteeringRow, seats, steered, steers
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import page, there
from samverka_services.pages.kernel.tables import TableShown, table
from samverka_services.pages.kernel.visit import Visit

GROUPS, GROUP = "/styrgrupper", "/styrgrupper/{group_id}"


@dataclass(frozen=True)
class Shared:
    """Somebody who sits in several groups, by the office that she holds at home."""

    function: str
    organisation: str
    groups: Sequence[GroupThen]


@dataclass(frozen=True)
class GroupsShown:
    """All groups of the region."""

    seats: TableShown[SeatRow]
    groups: Sequence[GroupThen]
    shared: Sequence[Shared]


@page(GROUPS, "steering.html", Section.STEERING)
async def groups_page(visit: Visit) -> GroupsShown:
    """Seat by seat; to the förbund with what is amiss in each, to a municipality with what is amiss with its own."""
    shown = await table(visit, seats, regionId=visit.the_region.region_id)
    groups = await region_groups(visit)
    return GroupsShown(shown, groups, _shared(groups))


@page("/styrgrupper/insatser", "steering_insatser.html", Section.STEERING)
async def steered_page(visit: Visit) -> TableShown[SteeringRow]:
    """Who steers which insats in which stage."""
    return await table(visit, steered, regionId=visit.the_region.region_id)


@dataclass(frozen=True)
class GroupShown:
    """One group."""

    group: GroupThen
    insatser: Mapping[str, InsatsThen]
    """By id, those that it steers."""
    without_seat: Sequence[str]
    """What those are called that take part in what it steers and have no seat."""

    meetings: Sequence[tuple[MeetingThen, str]]
    """Those of the group, the latest first, each with how far it has come."""

    def steered(self) -> Sequence[tuple[SteeringFact, InsatsThen]]:
        """What it steers, in which stage."""
        return [
            (each, self.insatser[each.insats_id]) for each in self.group.steers if each.insats_id in self.insatser
        ]


@page(GROUP, "steering_group.html", Section.STEERING)
async def group_page(visit: Visit) -> GroupShown:
    """Its seats, what it steers, how it works, and what is amiss."""
    group, connection = await found_group(visit), visit.connection
    steered = await insatser_by_id(connection, [each.insats_id for each in group.steers], visit.as_of)
    known = await descriptions(connection, visit.the_region.region_id, group.without_seat, visit.as_of)
    return GroupShown(group, steered, [each.name for each in known.values()], await _meetings(visit, group))


async def _meetings(visit: Visit, group: GroupThen) -> list[tuple[MeetingThen, str]]:
    known = await meetings(visit.connection, visit.the_region.region_id, visit.as_of)
    language = visit.write.language
    return [(each, state_text(each, language)) for each in known if each.body_id == group.group_id]


async def region_groups(visit: Visit) -> list[GroupThen]:
    """Of the region that the page is about."""
    return await steering_groups(visit.connection, visit.the_region.region_id, visit.own, visit.as_of)


async def found_group(visit: Visit) -> GroupThen:
    """The group that the address names."""
    found = [
        group
        for region in visit.regions
        for group in await steering_groups(visit.connection, region.region_id, visit.own, visit.as_of)
    ]
    return there(next((each for each in found if each.group_id == visit.path["group_id"]), None))


@dataclass(frozen=True)
class Steers:
    """Who steers an insats in a stage."""

    steering: SteeringFact
    name: str
    address: str | None


async def steering_of(visit: Visit, insats: InsatsThen) -> list[Steers]:
    """Who steers an insats, by stage, as far as has been decided."""
    about = visit.connection, [insats.insats_id], visit.as_of
    found = (await steering_by_insats(*about))[insats.insats_id]
    known = await group_names(visit.connection, insats.region_id, visit.as_of)
    language = visit.write.language
    return [Steers(each, steers(each, known.get(each.group_id or ""), language), _address(each)) for each in found]


def _address(steering: SteeringFact) -> str | None:
    return GROUP.format(group_id=steering.group_id) if steering.group_id else None


def _shared(groups: Sequence[GroupThen]) -> list[Shared]:
    """Those that the reader may know of."""
    standing = [each for each in groups if not each.dissolved]
    known = {seat.seating.person_id: seat for group in standing for seat in group.seats if seat.seating is not None}
    return [
        Shared(known[person_id].seating.function, known[person_id].name, sits_in)  # type: ignore[union-attr]
        for person_id, sits_in in shared_members(standing).items()
    ]
