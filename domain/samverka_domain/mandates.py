"""Mandates: who holds which role, or which seat in a body, from when to when (a delegation order)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Self

from eventsourcing.domain import event

from samverka_domain.kernel.aggregate import Aggregate, Audience, Correction, Thing
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.limits import Between, Day, Id, Path, Person, Reason, Value, place
from samverka_domain.kernel.rules import Rule, require

STREAM = "mandates"
ANY_INSATS = "*"
"""Where the matter is whatever she leads; no id of an insats."""


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
    INVESTIGATOR = "INVESTIGATOR"
    """Utredare: leads the pre-study of one insats."""
    PROJECT_LEADER = "PROJECT_LEADER"
    """Projektledare: leads the project of one insats."""
    CLIENT = "CLIENT"
    """Beställare: named in the directive of one insats."""
    REFERENCE_GROUP = "REFERENCE_GROUP"
    """Referensgrupp of one insats: reads about it."""
    CHANGE_LEADER = "CHANGE_LEADER"
    """Lokal förändringsledare: leads the change that one insats brings about in her own municipality."""
    FUNDER_READER = "FUNDER_READER"
    """Reads the reports of one insats that her organisation, a finansiär, gives money to."""

    @property
    def is_of_an_insats(self) -> bool:
        """Whether it is held in one insats, and means nothing in others."""
        return self in OF_AN_INSATS


LEADING = frozenset({Role.INVESTIGATOR, Role.PROJECT_LEADER})
"""Who leads an insats, and reports of it."""
APPOINTED = LEADING | {Role.CLIENT, Role.REFERENCE_GROUP}
"""Roles in an insats that its förbund gives."""
OWN_IN_AN_INSATS = frozenset({Role.CHANGE_LEADER, Role.FUNDER_READER})
"""Those that an organisation gives its own people in another's insats."""
OF_AN_INSATS = APPOINTED | OWN_IN_AN_INSATS


@dataclass(frozen=True)
class Mandate(Value):
    """One person's role or seat; both days inclusive, open-ended while `valid_to` is None."""

    person_id: Person
    role: Role | None
    seat: Body | None
    valid_from: Day
    valid_to: Day | None = None
    seat_id: Id | None = None
    """In which network or steering group the seat is."""
    insats_id: Id | None = None
    """In which insats the role is held."""
    external: bool = False
    """Whether the holder of a role in an insats comes from elsewhere, as a consultant."""
    thousand_kronor: Annotated[int, Between(0, 50_000)] | None = None
    """What the holder costs, over all days."""

    def covers(self, day: date) -> bool:
        """Whether the mandate holds on this day."""
        return self.valid_from <= day and self.lasts_until(day)

    def lasts_until(self, day: date) -> bool:
        """Whether the mandate has not ended before this day."""
        return self.valid_to is None or day <= self.valid_to

    def overlaps(self, other: "Mandate") -> bool:
        """Whether both are the same person's same role or seat, on some day."""
        same = (self.person_id, self.role, self.seat, self.seat_id, self.insats_id)
        held = same == (other.person_id, other.role, other.seat, other.seat_id, other.insats_id)
        return held and self._days_meet(other)

    def _days_meet(self, other: "Mandate") -> bool:
        first = max(self.valid_from, other.valid_from)
        return self.covers(first) and other.covers(first)

    def counts_in(self, insats_id: str | None) -> bool:
        """Whether it means anything where the matter is this insats, or none."""
        return self.insats_id is None or insats_id in {self.insats_id, ANY_INSATS}

    def covers_from(self, day: date) -> bool:
        """Whether the mandate holds on this day and every day after it."""
        return self.valid_from <= day and self.valid_to is None

    @property
    def deciders(self) -> tuple[Body, ...]:
        """The bodies that decide about it: the management of the organisation whose body a seat is in, or of any.

        About a role in an insats the e-råd; about its project leader also who steers it.
        """
        if self.role in APPOINTED:
            return (Body.E_RAD, Body.STYRGRUPP) if self.role is Role.PROJECT_LEADER else (Body.E_RAD,)
        if self.role in OWN_IN_AN_INSATS:
            return (Body.KOMMUNLEDNING,)
        if self.seat is None:
            return (Body.KOMMUNLEDNING, Body.FORBUNDSLEDNING)
        return (Body.KOMMUNLEDNING,) if self.seat is Body.KOMMUNLEDNING else (Body.FORBUNDSLEDNING,)

    def require_sensible(self, path: Path) -> None:
        """Refuse a mandate that ends before it starts, a seat without its body's id, or a role without its insats."""
        in_order = self.valid_to is None or self.valid_from <= self.valid_to
        require(in_order, Rule.ENDS_BEFORE_IT_STARTS, **place((*path, "valid_to")))
        named = (self.seat_id is not None) == (self.seat is not None and self.seat.is_one_of_several)
        require(named, Rule.BODY_WITHOUT_ID, **place((*path, "seat_id")), body=self.seat)
        scoped = (self.insats_id is not None) == (self.role is not None and self.role.is_of_an_insats)
        require(scoped, Rule.ROLE_WITHOUT_INSATS, **place((*path, "insats_id")), role=self.role)


class Mandates(Aggregate):
    """All mandates of one tenant. Nobody outside the tenant reads them."""

    class Event(Aggregate.Event):
        """Base of a mandate's events: what all of them say."""

        audience = Audience.PRIVATE
        bodies = (Body.KOMMUNLEDNING, Body.FORBUNDSLEDNING)
        thing = Thing("mandate", "mandate_id")

    class Opened(Event, Aggregate.Created):
        """The operator's provisioning recorded the tenant's first administrator."""

        mandate_id: str
        first_administrator: Person
        valid_from: date

    class AdministratorNamed(Event):
        """The operator named one more administrator, as at the start, for an organisation that had none at hand."""

        mandate_id: str
        administrator: Person
        valid_from: date
        reason: Reason

    class Given(Event):
        """A person got a role or a seat."""

        mandate_id: str
        mandate: Mandate
        decision: Decision

        @classmethod
        def deciders(cls, said: Mapping[str, Any]) -> tuple[Body, ...]:
            """Those who decide about such a mandate."""
            mandate: Mandate = said["mandate"]
            return mandate.deciders

    class Ended(Event):
        """A mandate ends with this day; a day before its start means it never held."""

        mandate_id: str
        ends: Mandate
        valid_to: Day
        decision: Decision

        @classmethod
        def deciders(cls, said: Mapping[str, Any]) -> tuple[Body, ...]:
            """Those who decide about the mandate that ends."""
            mandate: Mandate = said["ends"]
            return mandate.deciders

    class Corrected(Correction, Event):
        """A mandate, or its end, was put right."""

        mandate: Mandate | None
        valid_to: Day | None

    def __init__(self, mandate_id: str, first_administrator: str, valid_from: date) -> None:
        self.held: dict[str, Mandate] = {
            mandate_id: Mandate(first_administrator, Role.ADMINISTRATOR, None, valid_from)
        }

    @classmethod
    def open(cls, mandate_id: str, first_administrator: str, at: datetime) -> Self:
        """Start the tenant's mandates with its first administrator."""
        opened = {"mandate_id": mandate_id, "first_administrator": first_administrator}
        return cls.begin(cls.Opened, STREAM, at, **opened, valid_from=local_day(at))

    def of(self, person_id: str, day: date, insats_id: str | None = None) -> list[Mandate]:
        """The person's mandates that hold on this day, where the matter is this insats: in others' she holds none."""
        hers = (held for held in self.held.values() if held.person_id == person_id and held.covers(day))
        return [held for held in hers if held.counts_in(insats_id)]

    def roles(self, person_id: str, day: date, insats_id: str | None = None) -> frozenset[Role]:
        """The person's roles on this day, where the matter is this insats."""
        return frozenset(held.role for held in self.of(person_id, day, insats_id) if held.role)

    def seats(self, person_id: str, day: date) -> frozenset[Body]:
        """The kinds of bodies in which the person has a seat on this day."""
        return frozenset(held.seat for held in self.of(person_id, day) if held.seat)

    def is_only_administrator(self, person_id: str, day: date, among: Collection[str] | None = None) -> bool:
        """Whether some day from this one on would be without an administrator if this person could not act.

        `among`: those who can, if not everybody can.
        """
        known = [held for held in self.held.values() if held.role is Role.ADMINISTRATOR]
        hers = [held for held in known if held.person_id == person_id and held.lasts_until(day)]
        others = [
            held for held in known if held.person_id != person_id and (among is None or held.person_id in among)
        ]
        return bool(hers) and not _covered_from(day, others)

    def holds_already(self, mandate: Mandate) -> bool:
        """Whether its person has the same role or seat on some of its days."""
        return any(held.overlaps(mandate) for held in self.held.values())

    def has_seat(self, person_id: str, decision: Decision, day: date) -> bool:
        """Whether the person has a seat in the decision's body on this day."""
        seat = (decision.body, decision.body_id)
        return any((held.seat, held.seat_id) == seat for held in self.of(person_id, day))

    def seated(self, body: Body, body_id: str | None, day: date) -> tuple[str, ...]:
        """The people who have a seat in a body on this day."""
        held = (each for each in self.held.values() if (each.seat, each.seat_id) == (body, body_id))
        return tuple(dict.fromkeys(each.person_id for each in held if each.covers(day)))

    def require_role(
        self, person_id: str, *roles: Role, at: datetime, insatser: Collection[str | None] = (None,)
    ) -> None:
        """Refuse a person who holds none of these roles today, where the matter is one of these insatser."""
        day = local_day(at)
        held = any(self.roles(person_id, day, each) & set(roles) for each in insatser)
        require(held, Rule.ROLE_MISSING, needed=roles)

    def require_seat(self, decision: Decision) -> None:
        """Refuse a decision whose taker had no seat in the body on the day of the decision."""
        known = self.has_seat(decision.decided_by, decision, decision.decided_on)
        day = {"body": decision.body, "decided_on": decision.decided_on}
        require(known, Rule.NO_SEAT_ON_THAT_DAY, **place(("decision", "decided_by")), **day)

    def give(self, mandate_id: str, mandate: Mandate, decision: Decision, at: datetime) -> None:
        """Give a person a role or a seat in a body."""
        require(mandate_id not in self.held, Rule.MANDATE_EXISTS, mandate_id=mandate_id)
        self._require_not_held(mandate)
        self.record(self.Given, at, mandate_id=mandate_id, mandate=mandate, decision=decision)

    def name_administrator(self, mandate_id: str, person_id: str, reason: str, at: datetime) -> None:
        """The operator's act: one more administrator from today on, whoever else is one."""
        require(mandate_id not in self.held, Rule.MANDATE_EXISTS, mandate_id=mandate_id)
        named = {"mandate_id": mandate_id, "administrator": person_id, "valid_from": local_day(at)}
        self.record(self.AdministratorNamed, at, **named, reason=reason)

    def end(self, mandate_id: str, valid_to: date, decision: Decision, at: datetime) -> None:
        """End a mandate with this day as its last; in force from the next command."""
        require(mandate_id in self.held, Rule.MANDATE_UNKNOWN, mandate_id=mandate_id)
        mandate = self.held[mandate_id]
        still_open = mandate.valid_to is None or valid_to < mandate.valid_to
        require(still_open, Rule.MANDATE_ALREADY_ENDED, valid_to=mandate.valid_to)
        if mandate.role is Role.ADMINISTRATOR:
            self._require_another_administrator(mandate, from_day=max(valid_to + timedelta(days=1), local_day(at)))
        self.record(self.Ended, at, mandate_id=mandate_id, ends=mandate, valid_to=valid_to, decision=decision)

    def require_coherent(self, day: date) -> None:
        """Refuse a correction after which somebody holds a thing twice, or a day to come has no administrator."""
        for mandate in self.held.values():
            self._require_not_held(mandate)
        administrators = [held for held in self.held.values() if held.role is Role.ADMINISTRATOR]
        require(_covered_from(day, administrators), Rule.LAST_ADMINISTRATOR)

    def _require_not_held(self, mandate: Mandate) -> None:
        """Refuse what would leave its holder in when one of two is ended."""
        for mandate_id, held in self.held.items():
            twice = held is not mandate and held.overlaps(mandate)
            require(not twice, Rule.MANDATE_HELD, mandate_id=mandate_id, valid_from=held.valid_from)

    def _require_another_administrator(self, ending: Mandate, from_day: date) -> None:
        others = (held for held in self.held.values() if held.role is Role.ADMINISTRATOR and held is not ending)
        require(any(other.covers_from(from_day) for other in others), Rule.LAST_ADMINISTRATOR)

    @event(AdministratorNamed)
    def _when_administrator_named(self, mandate_id: str, administrator: str, valid_from: date) -> None:
        self.held[mandate_id] = Mandate(administrator, Role.ADMINISTRATOR, None, valid_from)

    @event(Given)
    def _when_given(self, mandate_id: str, mandate: Mandate) -> None:
        self.held[mandate_id] = mandate

    @event(Ended)
    def _when_ended(self, mandate_id: str, valid_to: date) -> None:
        self.held[mandate_id] = replace(self.held[mandate_id], valid_to=valid_to)


def _covered_from(day: date, mandates: Iterable[Mandate]) -> bool:
    """Whether one of the mandates holds on this day, and on every day after it."""
    held = list(mandates)
    while last_days := [each.valid_to for each in held if each.covers(day)]:
        known = [last_day for last_day in last_days if last_day is not None]
        if len(known) < len(last_days):
            return True
        day = max(known) + timedelta(days=1)
    return False
