"""Who steers which insats, the steering groups with their seats, and what is amiss with them, at any time."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from psycopg import AsyncConnection

from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.text import swedish_order
from samverka_domain.participation import JOINED, Status
from samverka_domain.steering import Charter, Stage, Steering, SteeringGroup
from samverka_domain.steering_seats import Seating, seated_on
from samverka_domain.steering_warnings import Met, SteeringWarning, of_group, of_seat
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Decided, Fact, Shared, fact, names
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import ask, latest
from samverka_projections.kernel.rows import key_of
from samverka_projections.meetings import Attended, MeetingThen, attended, meetings
from samverka_projections.memberships import members_of_all_times
from samverka_projections.networks import networks
from samverka_projections.participation.matrix import Cell, participants
from samverka_projections.steering_seats import Seatings, seatings
from samverka_projections.steering_waits import Steered, waiting_since

SAY_YES = JOINED | {Status.INTERESTED, Status.CONDITIONAL}
"""Who may have a seat in a group: those that take part, and until they are known those that are interested."""


@fact("steering", of=("insats_id", "stage"), keys=(("region_id", "insats_id", "position"),))
class SteeringFact(Decided, Shared):
    """Who steers an insats in one of its stages."""

    insats_id: str
    stage: Stage
    """PRE_STUDY or PROJECT"""
    number: int
    """The version of the event in its stream."""
    steering_body: Body
    """The body that acts as steering group; STYRGRUPP, if a group does"""
    group_id: str | None


@fact("steering_group_steps", of=("group_id",), keys=(("region_id", "group_id", "position"),))
class GroupStepFact(Shared):
    """A step of a group's way: how it was composed, who chairs it, which seats lapsed, that it was dissolved."""

    group_id: str
    number: int
    """The version of the event in the group's stream."""
    charter: Charter | None = None
    chair: str | None = None
    deputy_chair: str | None = None
    lapsed: tuple[str, ...] = ()
    dissolved: bool = False


@dataclass(frozen=True)
class SeatThen:
    """A seat in a steering group, as it stands on the day."""

    group_id: str
    organisation_id: str
    """Organisationsnummer, or the id of a network"""
    name: str
    """What the organisation is called"""
    has_vote: bool
    is_chair: bool
    is_deputy_chair: bool
    takes_part: bool
    """In one of the insatser that the group steers"""
    seating: Seating | None
    """Who sits there; told to its own organisation and to the förbund"""
    warnings: tuple[str, ...]
    """What is amiss with it; told to those who can mend it"""
    version: int | None
    """Of what its organisation has decided about it, for If-Match"""
    number: int | None
    """The version of the event in which that was decided"""
    attended: Attended
    """At how many of the group's meetings the seat was represented"""
    seatings: tuple[Seating, ...] = ()
    """All of them, in order."""


@dataclass(frozen=True)
class LapsedSeat:
    """A seat that ended because its organisation takes no part."""

    organisation_id: str
    name: str
    """What the organisation is called"""
    lapsed_on: date


@dataclass(frozen=True)
class GroupThen:
    """A steering group, as it stands on the day."""

    group_id: str
    name: str
    months_between: int | None
    """How many months may pass between its meetings"""
    decides_between_meetings: bool
    """Whether it may decide without meeting, if nobody objects"""
    dissolved: bool
    version: int
    decision: Decision | None
    """The latest about its composition"""
    composed_by: int
    """The version of the event that says so"""
    steers: tuple[SteeringFact, ...]
    seats: tuple[SeatThen, ...]
    without_seat: tuple[str, ...]
    """Organisationsnummer of those that take part in what it steers and have no seat"""
    warnings: tuple[str, ...]
    """What is amiss with it as a whole"""
    attended: Attended
    """How many of its seats were represented, over all its meetings"""
    lapsed: tuple[LapsedSeat, ...]
    """Seats that have ended, and have not been given anew"""
    charter: Charter

    def seat_of(self, organisation_id: str) -> SeatThen | None:
        """An organisation's."""
        return next((each for each in self.seats if each.organisation_id == organisation_id), None)


def _arranged(event: Steering.Arranged | Steering.Rearranged) -> Iterator[SteeringFact]:
    by = event.steered_by
    yield SteeringFact(
        insats_id=event.insats_id,
        stage=event.stage,
        number=event.originator_version,
        steering_body=by.steering_body,
        group_id=by.group_id,
    )


def _composed(event: SteeringGroup.Formed | SteeringGroup.Composed) -> Iterator[GroupStepFact]:
    yield replace(_step(event), charter=event.charter)


def _chaired(event: SteeringGroup.ChairElected) -> Iterator[GroupStepFact]:
    yield replace(_step(event), chair=event.chair, deputy_chair=event.deputy_chair)


def _lapsed(event: SteeringGroup.SeatsLapsed) -> Iterator[GroupStepFact]:
    yield replace(_step(event), lapsed=event.seats)


def _dissolved(event: SteeringGroup.Dissolved) -> Iterator[GroupStepFact]:
    yield replace(_step(event), dissolved=True)


def _step(event: SteeringGroup.Event) -> GroupStepFact:
    return GroupStepFact(group_id=key_of(event.originator_id), number=event.originator_version)


PROJECTION = Projection("steering", 2, (_arranged, _composed, _chaired, _lapsed, _dissolved))


async def steering(connection: AsyncConnection, region_id: str, as_of: AsOf) -> list[SteeringFact]:
    """Who steers what in the region, by insats and stage."""
    query = f"{latest(SteeringFact, as_of, 'region_id = %(region_id)s')}"
    return await ask(connection, SteeringFact, query, as_of, region_id=region_id)


async def steering_by_insats(
    connection: AsyncConnection, insats_ids: Sequence[str], as_of: AsOf
) -> dict[str, list[SteeringFact]]:
    """Who steers each of these insatser, by stage."""
    query = latest(SteeringFact, as_of, "insats_id = any (%(ids)s)")
    found = await ask(connection, SteeringFact, query, as_of, ids=list(insats_ids))
    return {each: [one for one in found if one.insats_id == each] for each in insats_ids}


async def steering_groups(
    connection: AsyncConnection, region_id: str, reader_id: str, as_of: AsOf
) -> list[GroupThen]:
    """The region's groups that stand, and those that were dissolved after them, by name."""
    about = "region_id = %(region_id)s"
    steps = await _all(connection, GroupStepFact, about, "group_id", region_id, as_of)
    steers = await steering(connection, region_id, as_of)
    steered = {each.insats_id for each in steers if each.group_id}
    cells = await _standings(connection, region_id, steered, as_of)
    called = await _called(connection, region_id, as_of)
    met = await meetings(connection, region_id, as_of)
    seated = await seatings(connection, region_id, as_of)
    waiting = await waiting_since(connection, sorted(steered), as_of) if reader_id == region_id else {}
    reading = _Reading(region_id, reader_id, as_of.day, called, seated, met, waiting)
    found = [
        _group(group_id, list(of_one), [each for each in steers if each.group_id == group_id], cells, reading)
        for group_id, of_one in groupby(steps, lambda step: step.group_id)
    ]
    return sorted(_counted(found, reading), key=lambda group: (group.dissolved, swedish_order(group.name)))


async def group_names(connection: AsyncConnection, region_id: str, as_of: AsOf) -> dict[str, str]:
    """What each group is called, by id."""
    query = latest(GroupStepFact, as_of, "region_id = %(region_id)s and charter is not null")
    found = await ask(connection, GroupStepFact, query, as_of, region_id=region_id)
    return {each.group_id: each.charter.name for each in found if each.charter}


@dataclass(frozen=True)
class _Reading:
    """Who reads, and what is known of organisations and their seats."""

    region_id: str
    reader_id: str
    day: date
    called: dict[str, str]
    seatings: dict[tuple[str, str], Seatings]
    meetings: Sequence[MeetingThen]
    """The latest first."""
    waiting: dict[Steered, list[date]]
    """By insats and stage, since when each document waits."""

    def met(self, group_id: str, since: date) -> Met:
        """When a group that was formed on a day last met, until the day asked about."""
        held = (each for each in self.meetings if each.body_id == group_id and each.has_quorum is not None)
        last = next((each for each in held if each.held_on <= self.day), None)
        return Met(since, last.held_on, had_quorum=bool(last.has_quorum)) if last else Met(since)

    def order(self, organisation_id: str) -> Any:
        """By which seats are put in order: what their organisations are called."""
        return swedish_order(self.called.get(organisation_id, organisation_id))

    def may_know(self, organisation_id: str) -> bool:
        """Whether the reader may know who sits on an organisation's seat."""
        return self.reader_id in {self.region_id, organisation_id}


async def _all(
    connection: AsyncConnection, kind: type[Fact], where: str, order: str, region_id: str, as_of: AsOf
) -> list[Any]:
    query = f"select {names(kind)} from {kind.table} where {where} and {as_of.existed} order by {order}, place"
    return await ask(connection, kind, query, as_of, region_id=region_id)


async def _standings(
    connection: AsyncConnection, region_id: str, insats_ids: Collection[str], as_of: AsOf
) -> list[Cell]:
    """How the members stand to these insatser."""
    return await participants(connection, region_id, sorted(insats_ids), as_of) if insats_ids else []


async def _called(connection: AsyncConnection, region_id: str, as_of: AsOf) -> dict[str, str]:
    members = await members_of_all_times(connection, region_id, as_of)
    known = {each.network_id: each.name for each in await networks(connection, region_id, as_of)}
    return known | {each.member_id: each.name for each in members}


def _group(
    group_id: str,
    steps: Sequence[GroupStepFact],
    steers: Sequence[SteeringFact],
    cells: Iterable[Cell],
    reading: _Reading,
) -> GroupThen:
    charter = _charter(steps)
    taking_part = _taking_part(steps, {each.insats_id for each in steers}, cells)
    formed, *_ = composed = [each for each in steps if each.charter]
    dissolved = any(each.dissolved for each in steps)
    told = reading.reader_id == reading.region_id and not dissolved
    met = reading.met(group_id, formed.effective_on)
    waiting = [day for each in steers for day in reading.waiting.get((each.insats_id, each.stage), ())]
    amiss = of_group(charter, taking_part, met, waiting, reading.day) if told else ()
    return GroupThen(
        group_id,
        charter.name,
        charter.months_between,
        charter.decides_between_meetings,
        dissolved,
        max(each.version for each in steps),
        composed[-1].decision,
        composed[-1].number,
        tuple(steers),
        tuple(_seats(group_id, charter, taking_part, reading)),
        tuple(sorted(taking_part - set(charter.seats))) if told else (),
        tuple(amiss),
        attended(reading.meetings, group_id, reading.day),
        tuple(_lapsed_seats(steps, charter, reading)),
        charter,
    )


def _lapsed_seats(steps: Sequence[GroupStepFact], charter: Charter, reading: _Reading) -> Iterator[LapsedSeat]:
    ended = {each: step.effective_on for step in steps for each in step.lapsed}
    for organisation_id in sorted(set(ended) - set(charter.seats), key=reading.order):
        yield LapsedSeat(
            organisation_id, reading.called.get(organisation_id, organisation_id), ended[organisation_id]
        )


def _taking_part(steps: Sequence[GroupStepFact], steered: Collection[str], cells: Iterable[Cell]) -> set[str]:
    """Those that said yes to what a group steers; once seats have lapsed it is known who takes part."""
    wanted = JOINED if any(each.lapsed for each in steps) else SAY_YES
    return {each.municipality_id for each in cells if each.insats_id in steered and each.status in wanted}


def _charter(steps: Sequence[GroupStepFact]) -> Charter:
    charter = next(each.charter for each in steps if each.charter)
    for step in steps:
        if step.charter:
            charter = step.charter
        elif step.chair:
            charter = replace(charter, chair=step.chair, deputy_chair=step.deputy_chair)
        elif step.lapsed:
            charter = charter.without(step.lapsed)
    return charter


def _seats(group_id: str, charter: Charter, taking_part: set[str], reading: _Reading) -> Iterator[SeatThen]:
    known = sorted(charter.seats, key=reading.order)
    for organisation_id in (*known, *charter.adjuncts):
        said = reading.seatings.get((group_id, organisation_id))
        seatings = said.seatings if said else ()
        yield SeatThen(
            group_id,
            organisation_id,
            reading.called.get(organisation_id, organisation_id),
            organisation_id in charter.seats,
            organisation_id == charter.chair,
            organisation_id == charter.deputy_chair,
            organisation_id in taking_part,
            seated_on(seatings, reading.day),
            (),
            said.version if said else None,
            said.number if said else None,
            attended(reading.meetings, group_id, reading.day, organisation_id),
            seatings,
        )


def _counted(groups: Sequence[GroupThen], reading: _Reading) -> Iterator[GroupThen]:
    """The same with what is amiss with their seats, for which it must be known in how many each person sits."""
    shared = shared_members(groups)
    for group in groups:
        seats = (replace(seat, warnings=tuple(_amiss(group, seat, shared, reading))) for seat in group.seats)
        yield replace(group, seats=tuple(seats))


def shared_members(groups: Iterable[GroupThen]) -> dict[str, list[GroupThen]]:
    """By person who sits in several groups that stand, those groups; as far as the reader may know."""
    found: dict[str, list[GroupThen]] = {}
    for group in groups:
        seated = {seat.seating.person_id for seat in group.seats if seat.seating and not group.dissolved}
        for person_id in seated:
            found.setdefault(person_id, []).append(group)
    return {person_id: sits_in for person_id, sits_in in found.items() if len(sits_in) > 1}


def _amiss(
    group: GroupThen, seat: SeatThen, shared: dict[str, list[GroupThen]], reading: _Reading
) -> Iterator[SteeringWarning]:
    if group.dissolved or not seat.has_vote or not reading.may_know(seat.organisation_id):
        return
    groups = len(shared.get(seat.seating.person_id, ())) if seat.seating else 0
    yield from of_seat(seat.seatings, seat.takes_part, groups, reading.day)
