"""Who sits on which seat in a steering group, by what the organisations whose seats these are have decided."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from psycopg import AsyncConnection

from samverka_domain.steering_seats import Seating, SteeringSeat, vacated_after
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Shared, fact, names
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import ask


@fact("steering_seats", of=("group_id", "municipality_id"), keys=(("region_id", "group_id", "position"),))
class SeatStepFact(Shared):
    """What an organisation decided about its seat in a group."""

    group_id: str
    municipality_id: str
    number: int
    """The version of the event in the seat's stream."""
    seating: Seating | None = None
    valid_to: date | None = None
    """After which nobody sits there."""


def _seated(event: SteeringSeat.Filled | SteeringSeat.HandedOver) -> Iterator[SeatStepFact]:
    yield replace(_of_seat(event), seating=event.seating)


def _vacated(event: SteeringSeat.Vacated) -> Iterator[SeatStepFact]:
    yield replace(_of_seat(event), valid_to=event.valid_to)


def _of_seat(event: SteeringSeat.Event) -> SeatStepFact:
    return SeatStepFact(
        group_id=event.group_id, municipality_id=event.municipality_id, number=event.originator_version
    )


PROJECTION = Projection("steering_seats", 1, (_seated, _vacated))


@dataclass(frozen=True)
class Seatings:
    """What an organisation has decided about a seat."""

    seatings: tuple[Seating, ...] = ()
    version: int = 0
    number: int = 0


async def seatings(connection: AsyncConnection, region_id: str, as_of: AsOf) -> dict[tuple[str, str], Seatings]:
    """By group and organisation, as far as the reader may know."""
    query = f"""
        select {names(SeatStepFact)} from {SeatStepFact.table}
        where region_id = %(region_id)s and {as_of.existed} order by place
    """
    return _seatings(await ask(connection, SeatStepFact, query, as_of, region_id=region_id))


def _seatings(steps: Iterable[SeatStepFact]) -> dict[tuple[str, str], Seatings]:
    found: dict[tuple[str, str], Seatings] = {}
    for step in steps:
        place = (step.group_id, step.municipality_id)
        before = found.get(place, Seatings())
        found[place] = Seatings(_after(before.seatings, step), max(step.version, before.version), step.number)
    return found


def _after(seatings: tuple[Seating, ...], step: SeatStepFact) -> tuple[Seating, ...]:
    if step.seating:
        return (*seatings, step.seating)
    return vacated_after(seatings, step.valid_to) if seatings and step.valid_to else seatings
