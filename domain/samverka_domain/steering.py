"""How an insats is steered in each of its stages: by a body that acts as steering group, or by a group (styrgrupp).

A steering group is formed by the e-råd of the municipalities that take part; one group, or one body, may steer many
insatser. It is no authority: it binds no municipality beyond what that municipality has set aside itself.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, ClassVar, Self

from eventsourcing.domain import event

from samverka_domain.gates import Gate
from samverka_domain.insatser import Insats
from samverka_domain.kernel.aggregate import Aggregate, Audience, Correction, Thing
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.limits import Between, Id, Listed, Name, Path, Value, place
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.plans import require_unique

MAY_ACT = (Body.E_RAD, Body.KOMMUNDIREKTORER, Body.FORBUNDSLEDNING)
"""The bodies that may act as steering group."""
MOST_SEATS = 100


class Stage(StrEnum):
    """The two times that an insats is steered: its pre-study and its project may be so by different groups."""

    PRE_STUDY = "PRE_STUDY"
    PROJECT = "PROJECT"


_PRE_STUDY_GATES = frozenset({Gate.PRE_STUDY_DIRECTIVE, Gate.PRE_STUDY_REPORT})


def stage_of(gate: Gate) -> Stage:
    """The stage whose steering group a gate concerns."""
    return Stage.PRE_STUDY if gate in _PRE_STUDY_GATES else Stage.PROJECT


@dataclass(frozen=True)
class SteeredBy(Value):
    """A body that acts as steering group, or which group it is."""

    steering_body: Body
    group_id: Id | None = None

    def require_sensible(self, path: Path) -> None:
        """Refuse a body that steers nothing, and a group without its id."""
        allowed, where = (*MAY_ACT, Body.STYRGRUPP), place((*path, "steering_body"))
        require(self.steering_body in allowed, Rule.BODY_MAY_NOT_STEER, **where, body=self.steering_body)
        named = (self.group_id is not None) == (self.steering_body is Body.STYRGRUPP)
        require(named, Rule.BODY_WITHOUT_ID, **place((*path, "group_id")), body=self.steering_body)

    def require_decided(self, decision: Decision) -> None:
        """Refuse the decision of somebody else than who steers."""
        where, allowed = place(("decision", "body")), (self.steering_body,)
        require(self.has_decided(decision), Rule.BODY_MAY_NOT_DECIDE, **where, body=decision.body, allowed=allowed)

    def has_decided(self, decision: Decision) -> bool:
        """Whether a decision is that of whoever steers; of a body that acts as steering group, only if it says so."""
        if self.steering_body is Body.STYRGRUPP:
            return (decision.body, decision.body_id) == (Body.STYRGRUPP, self.group_id)
        return (decision.body, decision.acting_as) == (self.steering_body, Body.STYRGRUPP)


class Steering(Aggregate):
    """Who steers an insats in one of its stages; decided by the e-råd and open to the region."""

    class Event(Aggregate.Event):
        """What all of them say."""

        audience = Audience.TO_REGION
        bodies = (Body.E_RAD,)
        thing = Thing("steering")
        region_id: str
        insats_id: str
        stage: Stage

    class Arranged(Event, Aggregate.Created):
        """It was decided for the first time who steers."""

        steered_by: SteeredBy
        decision: Decision

    class Rearranged(Event):
        """Another body or group steers from now on."""

        steered_by: SteeredBy
        decision: Decision

    class LateJoiningAccepted(Event):
        """Who steers let in a municipality that was not interested before, or comes after the project plan."""

        thing = Thing("late-joining", "municipality_id")
        municipality_id: Id
        decision: Decision

        @classmethod
        def deciders(cls, said: Mapping[str, Any]) -> tuple[Body, ...]:  # noqa: ARG003
            """Whoever may steer; that it is the one who does is asked where it is recorded."""
            return (*MAY_ACT, Body.STYRGRUPP)

    class Corrected(Correction, Event):
        """What was recorded of who steers was put right."""

        steered_by: SteeredBy | None

    def __init__(self, region_id: str, insats_id: str, stage: Stage, steered_by: SteeredBy) -> None:
        self.region_id = region_id
        self.insats_id = insats_id
        self.stage = stage
        self.steered_by = steered_by

    @staticmethod
    def stream(insats_id: str, stage: Stage) -> str:
        """The stream of an insats' stage in its förbund's tenant."""
        return f"steering:{insats_id}:{stage}"

    @classmethod
    def arrange(
        cls, insats_id: str, insats: Insats, stage: Stage, steered_by: SteeredBy, decision: Decision, at: datetime
    ) -> Self:
        """Say who steers an insats that the e-råd has decided to start."""
        insats.require_started()
        about = {"region_id": insats.region_id, "insats_id": insats_id, "stage": stage}
        stream = cls.stream(insats_id, stage)
        return cls.begin(cls.Arranged, stream, at, **about, steered_by=steered_by, decision=decision)

    def accept_late(self, municipality_id: str, decision: Decision, at: datetime) -> None:
        """Let a municipality join late, by the decision of who steers."""
        self.steered_by.require_decided(decision)
        self.record(self.LateJoiningAccepted, at, municipality_id=municipality_id, decision=decision)

    def rearrange(self, steered_by: SteeredBy, decision: Decision, at: datetime) -> None:
        """Let another body or group steer."""
        require(steered_by != self.steered_by, Rule.STEERING_UNCHANGED)
        self.record(self.Rearranged, at, steered_by=steered_by, decision=decision)

    @event(Rearranged)
    def _when_rearranged(self, steered_by: SteeredBy) -> None:
        self.steered_by = steered_by


Seats = Annotated[tuple[Id, ...], Listed(MOST_SEATS)]


@dataclass(frozen=True, kw_only=True)
class Charter(Value):
    """What a steering group is called, who has a seat in it, and how it works."""

    name: Name
    seats: Annotated[tuple[Id, ...], Listed(MOST_SEATS, least=1)]
    """Organisationsnummer of those that take part; each has a vote."""
    adjuncts: Seats = ()
    """Ids of networks, and organisationsnummer of others, that sit there without a vote."""
    chair: Id | None = None
    """Whose seat is the chair's."""
    deputy_chair: Id | None = None
    months_between: Annotated[int, Between(1, 24)] | None = None
    """How many months may pass between its meetings."""
    decides_between_meetings: bool = False
    """Whether it may decide without meeting (per capsulam), if nobody objects."""

    def require_sensible(self, path: Path) -> None:
        """Refuse a seat that stands twice, and a chair without a vote."""
        require_unique(self.seats, (*path, "seats"))
        require_unique((*self.seats, *self.adjuncts), (*path, "adjuncts"))
        for name in ("chair", "deputy_chair"):
            seated = getattr(self, name) in {None, *self.seats}
            require(seated, Rule.CHAIR_WITHOUT_SEAT, **place((*path, name)))
        distinct = self.chair is None or self.chair != self.deputy_chair
        require(distinct, Rule.CHAIR_WITHOUT_SEAT, **place((*path, "deputy_chair")))

    def without(self, seats: Collection[str]) -> "Charter":
        """The same when these seats have lapsed."""
        chair, deputy = (None if each in seats else each for each in (self.chair, self.deputy_chair))
        left = tuple(each for each in self.seats if each not in seats)
        return replace(self, seats=left, chair=chair, deputy_chair=deputy)


class SteeringGroup(Aggregate):
    """One steering group, by which decisions name it; open to the region."""

    class Event(Aggregate.Event):
        """What all of them say."""

        audience = Audience.TO_REGION
        bodies: ClassVar[tuple[Body, ...]] = (Body.E_RAD,)
        thing = Thing("group")
        region_id: str

    class Formed(Event, Aggregate.Created):
        """The e-råd formed a steering group."""

        charter: Charter
        decision: Decision

    class Composed(Event):
        """The group got another composition, or works otherwise from now on."""

        charter: Charter
        decision: Decision

    class ChairElected(Event):
        """The group elected who chairs it, or the e-råd named who does."""

        bodies = (Body.STYRGRUPP, Body.E_RAD)
        thing = Thing("chair")
        chair: Id
        deputy_chair: Id | None
        decision: Decision

    class SeatsLapsed(Event):
        """Those whose seats these were take no part."""

        seats: Seats

    class Dissolved(Event):
        """The group no longer meets."""

        reason_needed = True
        decision: Decision

    class Corrected(Correction, Event):
        """What was recorded of forming, composing, chair or dissolving was put right."""

        charter: Charter | None
        chair: Id | None
        deputy_chair: Id | None

    def __init__(self, region_id: str, charter: Charter) -> None:
        self.region_id = region_id
        self.charter = charter
        self.dissolved = False

    @staticmethod
    def stream(group_id: str) -> str:
        """The stream of a group in its förbund's tenant."""
        return f"steering-group:{group_id}"

    @property
    def group_id(self) -> str:
        """By which decisions name it."""
        return str(self.id).removeprefix(self.stream(""))

    @classmethod
    def form(
        cls,
        group_id: str,
        region_id: str,
        charter: Charter,
        participants: Collection[str],
        decision: Decision,
        at: datetime,
    ) -> Self:
        """Form a group of those that take part in what it is to steer; `participants` are their ids."""
        _require_participants(charter, participants)
        stream = cls.stream(group_id)
        return cls.begin(cls.Formed, stream, at, region_id=region_id, charter=charter, decision=decision)

    def compose(self, charter: Charter, participants: Collection[str], decision: Decision, at: datetime) -> None:
        """Give the group another composition; whoever had a seat keeps it if it takes part."""
        self.require_standing()
        _require_participants(charter, participants)
        self.record(self.Composed, at, charter=charter, decision=decision)

    def elect_chair(self, chair: str, deputy_chair: str | None, decision: Decision, at: datetime) -> None:
        """Say whose seats are the chair's and the deputy's."""
        self.require_standing()
        own = decision.body is not Body.STYRGRUPP or decision.body_id == self.group_id
        where, allowed = place(("decision", "body_id")), self.ChairElected.bodies
        require(own, Rule.BODY_MAY_NOT_DECIDE, **where, body=decision.body, allowed=allowed)
        replace(self.charter, chair=chair, deputy_chair=deputy_chair).require_sensible(())
        self.record(self.ChairElected, at, chair=chair, deputy_chair=deputy_chair, decision=decision)

    def lapse_seats(self, participants: Collection[str], at: datetime) -> None:
        """End the seats of those that take no part, once it is known who does."""
        self.require_standing()
        lapsing = tuple(each for each in self.charter.seats if each not in participants)
        require(lapsing, Rule.NO_SEAT_LAPSES)
        require(len(lapsing) < len(self.charter.seats), Rule.NOBODY_LEFT_IN_GROUP)
        self.record(self.SeatsLapsed, at, seats=lapsing)

    def dissolve(self, decision: Decision, at: datetime) -> None:
        """Dissolve the group, and say why."""
        self.require_standing()
        self.record(self.Dissolved, at, decision=decision)

    def require_standing(self) -> None:
        """Refuse what happens to a group that has been dissolved."""
        require(not self.dissolved, Rule.GROUP_DISSOLVED, name=self.charter.name)

    def require_seat_of(self, organisation_id: str) -> None:
        """Refuse an organisation that has no seat with a vote in the group."""
        self.require_standing()
        require(organisation_id in self.charter.seats, Rule.NO_SEAT_IN_GROUP, name=self.charter.name)

    @event(Composed)
    def _when_composed(self, charter: Charter) -> None:
        self.charter = charter

    @event(ChairElected)
    def _when_chair_elected(self, chair: str, deputy_chair: str | None) -> None:
        self.charter = replace(self.charter, chair=chair, deputy_chair=deputy_chair)

    @event(SeatsLapsed)
    def _when_seats_lapsed(self, seats: tuple[str, ...]) -> None:
        self.charter = self.charter.without(seats)

    @event(Dissolved)
    def _when_dissolved(self) -> None:
        self.dissolved = True


def _require_participants(charter: Charter, participants: Collection[str]) -> None:
    for index, each in enumerate(charter.seats):
        where = place(("charter", "seats", index))
        require(each in participants, Rule.SEAT_NOT_OF_PARTICIPANT, **where, organisation=each)
