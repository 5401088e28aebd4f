"""Who sits on an organisation's seat in a steering group: its own decision, told to the förbund."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Self

from eventsourcing.domain import event

from samverka_domain.kernel.aggregate import Aggregate, Audience, Correction, Thing
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.limits import Day, Name, Path, Person, Text, Value, place
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.resources import ThousandKronor
from samverka_domain.steering import SteeringGroup


@dataclass(frozen=True, kw_only=True)
class Seating(Value):
    """Who sits there and who deputises, and with which mandate; both days inclusive."""

    person_id: Person
    function: Name
    """The office that she holds at home: by it the others know her."""
    deputy_id: Person | None = None
    deputy_function: Name | None = None
    valid_from: Day
    valid_to: Day | None = None
    scope: Annotated[str, Text(2000, lines=True, may_be_empty=True)] = ""
    """What she may decide there."""
    may_commit: ThousandKronor | None = None
    """On how many thousand kronor she may vote without asking at home; None: it has not been said."""

    def require_sensible(self, path: Path) -> None:
        """Refuse days in the wrong order, and a deputy for herself."""
        in_order = self.valid_to is None or self.valid_from <= self.valid_to
        require(in_order, Rule.ENDS_BEFORE_IT_STARTS, **place((*path, "valid_to")))
        require(self.deputy_id != self.person_id, Rule.DEPUTY_FOR_HERSELF, **place((*path, "deputy_id")))

    def covers(self, day: date) -> bool:
        """Whether it holds on this day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def people(self) -> frozenset[str]:
        """The ids of holder and deputy."""
        return frozenset(each for each in (self.person_id, self.deputy_id) if each)


def seated_on(seatings: Sequence[Seating], day: date) -> Seating | None:
    """Who sat there on a day, as far as has been decided; the latest that had begun took the earlier's place."""
    begun = (each for each in reversed(seatings) if each.valid_from <= day)
    latest = next(begun, None)
    return latest if latest and latest.covers(day) else None


def vacated_after(seatings: Sequence[Seating], day: date) -> tuple[Seating, ...]:
    """The same when nobody sits there after a day."""
    return (*seatings[:-1], replace(seatings[-1], valid_to=day))


class SteeringSeat(Aggregate):
    """One organisation's seat in one steering group."""

    class Event(Aggregate.Event):
        """What all of them say."""

        audience = Audience.TO_FORBUND
        bodies = (Body.KOMMUNLEDNING,)
        thing = Thing("seat")
        region_id: str
        group_id: str
        municipality_id: str
        decision: Decision

    class Filled(Event, Aggregate.Created):
        """The organisation decided for the first time who sits there."""

        seating: Seating

    class HandedOver(Event):
        """Somebody else sits there, or with another mandate."""

        seating: Seating

    class Vacated(Event):
        """Nobody sits there after this day, until somebody is named."""

        valid_to: Day

    class Corrected(Correction, Event):
        """What was recorded of the seat was put right."""

        seating: Seating | None
        valid_to: Day | None

    def __init__(self, region_id: str, group_id: str, municipality_id: str, seating: Seating) -> None:
        self.region_id = region_id
        self.group_id = group_id
        self.municipality_id = municipality_id
        self.seatings: tuple[Seating, ...] = (seating,)

    @staticmethod
    def stream(group_id: str) -> str:
        """The stream of an organisation's seat in its own tenant: one per group."""
        return f"steering-seat:{group_id}"

    def is_held_by(self, person_id: str, day: date) -> bool:
        """Whether somebody sat there on a day, or deputised."""
        seating = seated_on(self.seatings, day)
        return seating is not None and person_id in seating.people

    @classmethod
    def fill(
        cls,
        group_id: str,
        group: SteeringGroup,
        municipality_id: str,
        seating: Seating,
        decision: Decision,
        at: datetime,
    ) -> Self:
        """Decide who sits on the organisation's seat."""
        group.require_seat_of(municipality_id)
        about = {"region_id": group.region_id, "group_id": group_id, "municipality_id": municipality_id}
        return cls.begin(cls.Filled, cls.stream(group_id), at, **about, seating=seating, decision=decision)

    def hand_over(self, group: SteeringGroup, seating: Seating, decision: Decision, at: datetime) -> None:
        """Let somebody else sit there, or with another mandate, from a day on."""
        group.require_seat_of(self.municipality_id)
        self.record(self.HandedOver, at, seating=seating, decision=decision)

    def vacate(self, valid_to: date, decision: Decision, at: datetime) -> None:
        """Let nobody sit there after this day."""
        latest = self.seatings[-1]
        held = latest.valid_to is None or valid_to < latest.valid_to
        require(held, Rule.SEAT_EMPTY)
        require(latest.valid_from <= valid_to, Rule.ENDS_BEFORE_IT_STARTS, **place(("valid_to",)))
        self.record(self.Vacated, at, valid_to=valid_to, decision=decision)

    @event(HandedOver)
    def _when_handed_over(self, seating: Seating) -> None:
        self.seatings = (*self.seatings, seating)

    @event(Vacated)
    def _when_vacated(self, valid_to: date) -> None:
        self.seatings = vacated_after(self.seatings, valid_to)
