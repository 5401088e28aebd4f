"""Mandates: who holds which role, or which seat in a body, from when to when (a delegation order)."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Self

from eventsourcing.domain import event

from samverka_domain.kernel.aggregate import Aggregate, Audience
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Body, Decision, require_decided_by
from samverka_domain.kernel.rules import Rule, require, require_text

STREAM = "mandates"


class Role(StrEnum):
    """What a person may do in her tenant besides deciding in a body."""

    ADMINISTRATOR = "ADMINISTRATOR"
    """Gives and ends mandates."""
    OFFICER = "OFFICER"
    """Handläggare: prepares, and records the decisions that bodies have taken."""
    PROCESS_LEADER = "PROCESS_LEADER"
    """Processledare at the förbund: drafts plans and requests, records the e-råd's decisions."""
    REGISTRAR = "REGISTRAR"
    """Registrator: may record an answer on a municipality's behalf."""
    AUDITOR = "AUDITOR"
    """Revisor: reads everything, changes nothing."""


@dataclass(frozen=True)
class Mandate:
    """One person's role or seat; both days inclusive, open-ended while `valid_to` is None."""

    mandate_id: str
    person_id: str
    role: Role | None
    seat: Body | None
    valid_from: date
    valid_to: date | None

    def covers(self, day: date) -> bool:
        """Whether the mandate holds on this day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    def covers_from(self, day: date) -> bool:
        """Whether the mandate holds on this day and every day after it."""
        return self.valid_from <= day and self.valid_to is None


class Mandates(Aggregate):
    """All mandates of one tenant. Nobody outside the tenant reads them."""

    class Opened(Aggregate.Created):
        """The operator's provisioning recorded the tenant's first administrator."""

        audience = Audience.PRIVATE
        mandate_id: str
        first_administrator: str
        valid_from: date

    class Given(Aggregate.Event):
        """A person got a role or a seat."""

        audience = Audience.PRIVATE
        mandate_id: str
        person_id: str
        role: Role | None
        seat: Body | None
        valid_from: date
        valid_to: date | None
        decision: Decision

    class Ended(Aggregate.Event):
        """A mandate ends with this day; a day before its start means it never held."""

        audience = Audience.PRIVATE
        mandate_id: str
        valid_to: date
        decision: Decision

    def __init__(self, mandate_id: str, first_administrator: str, valid_from: date) -> None:
        first = Mandate(mandate_id, first_administrator, Role.ADMINISTRATOR, None, valid_from, None)
        self.held: dict[str, Mandate] = {mandate_id: first}

    @classmethod
    def open(cls, mandate_id: str, first_administrator: str, at: datetime) -> Self:
        """Start the tenant's mandates with its first administrator."""
        require_text(first_administrator, "firstAdministrator", longest=200)
        return cls._create(
            cls.Opened,
            id=STREAM,
            timestamp=at,
            mandate_id=mandate_id,
            first_administrator=first_administrator,
            valid_from=local_day(at),
        )

    def of(self, person_id: str, day: date) -> list[Mandate]:
        """The person's mandates that hold on this day."""
        return [held for held in self.held.values() if held.person_id == person_id and held.covers(day)]

    def roles(self, person_id: str, day: date) -> frozenset[Role]:
        """The person's roles on this day."""
        return frozenset(held.role for held in self.of(person_id, day) if held.role)

    def seats(self, person_id: str, day: date) -> frozenset[Body]:
        """The bodies in which the person has a seat on this day."""
        return frozenset(held.seat for held in self.of(person_id, day) if held.seat)

    def require_role(self, person_id: str, *roles: Role, at: datetime) -> None:
        """Refuse a person who holds none of these roles today."""
        held = self.roles(person_id, local_day(at))
        require(held & set(roles), Rule.ROLE_MISSING, needed=", ".join(roles))

    def require_seat(self, decision: Decision) -> None:
        """Refuse a decision whose taker had no seat in the body on the day of the decision."""
        seats = self.seats(decision.decided_by, decision.decided_on)
        known = decision.body in seats
        require(known, Rule.NO_SEAT_ON_THAT_DAY, body=decision.body, decided_on=decision.decided_on)

    def give(
        self,
        mandate_id: str,
        person_id: str,
        holds: Role | Body,
        valid_from: date,
        valid_to: date | None,
        decision: Decision,
        at: datetime,
    ) -> None:
        """Give a person a role or a seat in a body."""
        require_decided_by(decision, *_deciders(holds), at=at)
        require_text(person_id, "personId", longest=200)
        require(valid_to is None or valid_from <= valid_to, Rule.ENDS_BEFORE_IT_STARTS)
        require(mandate_id not in self.held, Rule.MANDATE_EXISTS, mandate_id=mandate_id)
        self.trigger_event(
            self.Given,
            mandate_id=mandate_id,
            person_id=person_id,
            role=holds if isinstance(holds, Role) else None,
            seat=holds if isinstance(holds, Body) else None,
            valid_from=valid_from,
            valid_to=valid_to,
            decision=decision,
            timestamp=at,
        )

    def end(self, mandate_id: str, valid_to: date, decision: Decision, at: datetime) -> None:
        """End a mandate with this day as its last; in force from the next command."""
        require(mandate_id in self.held, Rule.MANDATE_UNKNOWN, mandate_id=mandate_id)
        mandate = self.held[mandate_id]
        require_decided_by(decision, *_deciders(mandate.seat or mandate.role), at=at)
        still_open = mandate.valid_to is None or valid_to < mandate.valid_to
        require(still_open, Rule.MANDATE_ALREADY_ENDED, valid_to=mandate.valid_to)
        if mandate.role is Role.ADMINISTRATOR:
            self._require_another_administrator(mandate, from_day=max(valid_to + timedelta(days=1), local_day(at)))
        self.trigger_event(self.Ended, mandate_id=mandate_id, valid_to=valid_to, decision=decision, timestamp=at)

    def _require_another_administrator(self, ending: Mandate, from_day: date) -> None:
        others = (held for held in self.held.values() if held.role is Role.ADMINISTRATOR and held != ending)
        require(any(other.covers_from(from_day) for other in others), Rule.LAST_ADMINISTRATOR)

    @event(Given)
    def _when_given(
        self,
        mandate_id: str,
        person_id: str,
        role: Role | None,
        seat: Body | None,
        valid_from: date,
        valid_to: date | None,
    ) -> None:
        self.held[mandate_id] = Mandate(mandate_id, person_id, role, seat, valid_from, valid_to)

    @event(Ended)
    def _when_ended(self, mandate_id: str, valid_to: date) -> None:
        self.held[mandate_id] = replace(self.held[mandate_id], valid_to=valid_to)


def _deciders(holds: Role | Body | None) -> tuple[Body, ...]:
    """Who decides about a mandate: a body's seats are filled by the management of its own organisation."""
    match holds:
        case Body.KOMMUNLEDNING:
            return (Body.KOMMUNLEDNING,)
        case Body.FORBUNDSLEDNING | Body.E_RAD | Body.KOMMUNDIREKTORER:
            return (Body.FORBUNDSLEDNING,)
    return (Body.KOMMUNLEDNING, Body.FORBUNDSLEDNING)
