"""What every event and every aggregate of Samverka has in common.

An event's class says who may read it, which bodies may decide it, what it is about and whether it needs a reason;
recording checks all of it. An aggregate's own `Event` says which fields all its events carry; recording fills them
in from the aggregate. A class that leaves something out does not import.

About one thing decisions are recorded in the order in which they were taken. One that was overtaken before it was
recorded changes nothing; what was recorded wrongly is put right by a `Correction`, and the stream is folded again.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Self

from eventsourcing.domain import BaseAggregate, CanInitAggregate, CanMutateAggregate, MetaDomainEvent

from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Body, Decision, require_decided, require_reason
from samverka_domain.kernel.limits import place, require_parts_fitting
from samverka_domain.kernel.order import decision_of, is_overtaken, latest_about, passed_by, taken_on
from samverka_domain.kernel.rules import Rule, require


class Audience(StrEnum):
    """Who may read an event besides the tenant that recorded it."""

    PRIVATE = "PRIVATE"
    """Nobody else."""
    TO_FORBUND = "TO_FORBUND"
    """The kommunalförbund that it is addressed to."""
    TO_REGION = "TO_REGION"
    """The kommunalförbund and all its members."""


@dataclass(frozen=True)
class Thing:
    """What an event is about, within its stream: one thing of this name, or one for each value of a field."""

    name: str
    field: str | None = None

    def of(self, said: Mapping[str, Any]) -> str:
        """The thing that an event with these fields is about."""
        return f"{self.name}:{said[self.field]}" if self.field else self.name


class DomainEvent(CanMutateAggregate[str], metaclass=MetaDomainEvent):
    """Something that was decided or happened in one tenant. Frozen; named in the past tense."""

    audience: ClassVar[Audience]
    bodies: ClassVar[tuple[Body, ...]] = ()
    """The bodies that may take the decision; a class for which they depend on the event overrides `deciders`."""
    thing: ClassVar[Thing]
    reason_needed: ClassVar[bool] = False
    """A class for which it depends on the event overrides `needs_reason`."""
    type_name: ClassVar[str]
    aggregate_class: ClassVar["type[Aggregate]"]
    class_version: ClassVar[int] = 1

    originator_id: str
    originator_version: int
    timestamp: datetime
    """When the event was recorded."""

    @classmethod
    def deciders(cls, said: Mapping[str, Any]) -> tuple[Body, ...]:  # noqa: ARG003
        """The bodies that may decide an event with these fields."""
        return cls.bodies

    @classmethod
    def needs_reason(cls, said: Mapping[str, Any]) -> bool:  # noqa: ARG003
        """Whether the decision of an event with these fields must give its reason."""
        return cls.reason_needed

    @property
    def about(self) -> str | None:
        """The thing that it is about; None if it is no decision."""
        return self.thing.of(vars(self)) if decision_of(self) else None

    @property
    def own_day(self) -> date | None:
        """The day from which it counts, of an event that is no decision but has a day of its own."""
        return None

    def mutate(self, aggregate: Any) -> Any:
        """Apply the event to the aggregate that its predecessors led to (None before the first)."""
        return self.take_step(aggregate)

    def take_step(self, aggregate: Any) -> Any:
        """Change what the aggregate knows, unless the decision was overtaken before it was recorded."""
        changed: Any = aggregate if is_overtaken(self) else super().mutate(aggregate)
        return changed.passed(self)


class PutRight(DomainEvent):
    """An earlier event of the stream was recorded wrongly. Base of what puts decisions right, and acts."""

    corrects: int
    """The version of the corrected event in the stream."""

    @classmethod
    def content(cls) -> frozenset[str]:
        """The fields that put right what the corrected event says besides its decision."""
        base = next(each for each in cls.__mro__ if PutRight in each.__bases__)
        return field_names(cls) - field_names(base) - field_names(cls.aggregate_class.Event)

    def put_right(self, event: DomainEvent) -> DomainEvent:
        """The event as it should have been recorded."""
        raise NotImplementedError

    def mutate(self, aggregate: Any) -> Any:
        """Fold the stream again, with the corrected event in the place of the one that was recorded."""
        aggregate.become(self.take_step(aggregate.put_right(self.corrects, self.put_right)))
        return aggregate

    def take_step(self, aggregate: Any) -> Any:
        """Keep the correction only: the events before it have been put right already."""
        return aggregate.passed(self)


class Correction(PutRight):
    """A decision was put right, and what is given of its content.

    The first base of an aggregate's corrections, before its own `Event`: what they are about is their own.
    """

    corrected: Decision
    """The decision as it should have been recorded."""
    decision: Decision
    """The decision to correct, with its own day, number and reason."""

    reason_needed: ClassVar[bool] = True
    thing: ClassVar[Thing] = Thing("correction", "corrects")

    def put_right(self, event: DomainEvent) -> DomainEvent:
        """The event as it should have been recorded."""
        given = {name: getattr(self, name) for name in self.content()}
        return put_right(event, self.corrected, given)


EVENT_TYPES: dict[str, type[DomainEvent]] = {}
"""Every event class by the name it has in the log."""


class Aggregate(BaseAggregate[str]):
    """One stream of events and the rules that guard it."""

    drafts_count_at_once: ClassVar[bool] = False
    """Whether what is no decision counts for what was decided by a day, whenever it was recorded."""

    class Event(DomainEvent):
        """Base of all events."""

    class Created(Event, CanInitAggregate[str]):
        """Base of the events that start a stream."""

        originator_topic: str

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        nested = {name: value for name, value in vars(cls).items() if isinstance(value, type)}
        for name, value in nested.items():
            if issubclass(value, DomainEvent) and name not in {"Event", "Created"}:
                _register(cls, name, value)

    def __base_init__(self, originator_id: Any, originator_version: int, timestamp: datetime) -> None:
        super().__base_init__(originator_id, originator_version, timestamp)
        self._past: list[DomainEvent] = []
        self._later: list[DomainEvent] = []

    @classmethod
    def replay(cls, events: Iterable[DomainEvent]) -> Self | None:
        """Fold recorded events, oldest first, into the aggregate; None if there are none."""
        aggregate: Self | None = None
        for event in events:
            aggregate = event.mutate(aggregate)
        return aggregate

    @classmethod
    def begin(cls, event_class: type[DomainEvent], stream: str, at: datetime, **said: Any) -> Self:
        """Record the event that starts a stream. Raises Refused."""
        _require_recordable(event_class, said, at)
        decision = said.get("decision")
        require(decision is None or not decision.overtaken, Rule.NOTHING_OVERTOOK_IT)
        created: Any = event_class
        return cls._create(created, id=stream, timestamp=at, **said)

    def record(self, event_class: type[DomainEvent], at: datetime, **said: Any) -> None:
        """Record an event with what it says, and with the fields that all events of the aggregate carry.

        Raises Refused for what is outside its limits, decided by others than may, or dated before the latest
        decision about the same thing.
        """
        complete = self._common(event_class) | said
        _require_recordable(event_class, complete, at)
        self._require_in_order(event_class, complete)
        self.trigger_event(event_class, timestamp=at, **complete)

    @classmethod
    def corrections(cls) -> tuple[type[Correction], ...]:
        """The events by which decisions are put right: one for each audience, so that none tells more than it."""
        nested = (each for each in vars(cls).values() if isinstance(each, type))
        return tuple(each for each in nested if issubclass(each, Correction))

    @property
    def past(self) -> tuple[DomainEvent, ...]:
        """The events that it was folded from, with corrections carried out, and those since."""
        return tuple(self._past)

    def correct(
        self,
        version: int,
        corrected: Decision,
        decision: Decision,
        at: datetime,
        content: Mapping[str, Any],
        **more: Any,
    ) -> None:
        """Put right what an earlier event says of its decision and, by `content`, besides. Raises Refused.

        What is None in `content` was recorded rightly; `more` is what the correction says of itself.
        """
        wrong = next((event for event in self._past if event.originator_version == version), None)
        correctable = wrong is not None and decision_of(wrong) and not isinstance(wrong, Correction)
        correction = next((kind for kind in self.corrections() if wrong and kind.audience is wrong.audience), None)
        require(correction and correctable, Rule.NOTHING_TO_CORRECT, version=version)
        assert correction is not None
        assert wrong is not None
        require_decided(decision, wrong.deciders(vars(wrong)), at)
        right = put_right(wrong, corrected, content)
        self._require_better(wrong, right, at)
        self.put_right(version, lambda _: right).require_coherent(local_day(at))
        complete = dict.fromkeys(correction.content()) | dict(content) | more
        self.record(correction, at, corrects=version, corrected=decision_of(right), decision=decision, **complete)

    def as_decided_by(self, day: date) -> Self:
        """The aggregate as the decisions taken until this day had left it.

        What it records goes to the end of the stream: decisions that were overtaken before they were recorded.
        """
        then = [event for event in self._past if self._counts(event, day)]
        earlier: Self = _folded(then)
        earlier._version = self.version
        known = {event.originator_version for event in then}
        earlier._later = [event for event in self._past if event.originator_version not in known]
        return earlier

    def require_coherent(self, day: date) -> None:
        """Refuse a correction, made on this day, after which what the aggregate knows would not fit together."""

    def passed(self, event: DomainEvent) -> Self:
        """Keep an event among those folded, and stand at its version."""
        self._past.append(event)
        self._version, self._modified_on = event.originator_version, event.timestamp
        return self

    def put_right(self, version: int, how: Callable[[DomainEvent], DomainEvent]) -> Self:
        """The same aggregate, folded anew from its past with one event put right."""
        again: Self = _folded(how(event) if event.originator_version == version else event for event in self._past)
        return again

    def become(self, other: Self) -> None:
        """Take over the state of another fold of the same stream, and keep what is not yet stored."""
        vars(self).update({**vars(other), "_pending_events": self._pending_events})

    def _counts(self, event: DomainEvent, day: date) -> bool:
        """Whether an event of the past counts for what was decided by a day."""
        at_once = self.drafts_count_at_once and decision_of(event) is None
        return at_once or taken_on(event) <= day or event is self._past[0]

    def _common(self, event_class: type[DomainEvent]) -> dict[str, Any]:
        common = field_names(type(self).Event) - field_names(DomainEvent) - {"decision"}
        return {name: getattr(self, name) for name in common & field_names(event_class)}

    def _require_in_order(self, event_class: type[DomainEvent], said: Mapping[str, Any]) -> None:
        decision: Decision | None = said.get("decision")
        if decision is None:
            return
        about = event_class.thing.of(said)
        if decision.overtaken:
            later = latest_about(self._later, about)
            require(later and decision.decided_on < later.decided_on, Rule.NOTHING_OVERTOOK_IT)
        elif latest := latest_about([*self._past, *self._later], about):
            require(
                latest.decided_on <= decision.decided_on,
                Rule.DECIDED_BEFORE_THE_LAST,
                **place(("decision", "decided_on")),
                decided_on=latest.decided_on,
                record_number=latest.record_number,
            )

    def _require_better(self, wrong: DomainEvent, right: DomainEvent, at: datetime) -> None:
        require(right != wrong, Rule.CORRECTION_CHANGES_NOTHING)
        _require_recordable(type(right), vars(right), at, decided_in="corrected")
        passed = passed_by(right, self._past)
        stands = passed and passed.decided_on
        require(not passed, Rule.CORRECTION_OUT_OF_ORDER, **place(("corrected", "decided_on")), decided_on=stands)


def field_names(event_class: Any) -> frozenset[str]:
    """The names of all fields of an event's class."""
    return frozenset(field.name for field in fields(event_class))


def put_right(event: DomainEvent, corrected: Decision, content: Mapping[str, Any]) -> DomainEvent:
    """An event as it should have been recorded; a content of None leaves the event's. Raises Refused."""
    given = {name: value for name, value in content.items() if value is not None}
    foreign = sorted(name for name in given if not hasattr(event, name))
    require(not foreign, Rule.CORRECTION_DOES_NOT_FIT, fields=", ".join(foreign))
    named: Any = event
    overtaken = named.decision.overtaken
    right: DomainEvent = replace(named, decision=replace(corrected, overtaken=overtaken), **given)
    return right


def _folded(events: Iterable[DomainEvent]) -> Any:
    """An aggregate from events of its past, of which some may be left out, and corrections have been carried out."""
    aggregate: Any = None
    for event in events:
        if aggregate is not None:
            aggregate._version = event.originator_version - 1
        aggregate = event.take_step(aggregate)
    return aggregate


def _require_recordable(
    event_class: type[DomainEvent], said: Mapping[str, Any], at: datetime, decided_in: str = "decision"
) -> None:
    """Refuse what is outside its limits or decided by others than may; `decided_in`: the decision's own field."""
    require_parts_fitting(event_class, said, {"decision": decided_in})
    decision: Decision | None = said.get("decision")
    if decision is None:
        return
    if not issubclass(event_class, Correction):
        require_decided(decision, event_class.deciders(said), at, decided_in)
    if event_class.needs_reason(said):
        require_reason(decision, decided_in)


def _register(aggregate_class: type[Aggregate], name: str, event_class: type[DomainEvent]) -> None:
    type_name = f"{aggregate_class.__name__}{name}"
    _require_said(type_name, event_class)
    if type_name in EVENT_TYPES:
        raise TypeError(f"{type_name} is defined twice")
    event_class.type_name = type_name
    event_class.aggregate_class = aggregate_class
    EVENT_TYPES[type_name] = event_class


def _require_said(type_name: str, event_class: Any) -> None:
    names = field_names(event_class)
    if not isinstance(getattr(event_class, "audience", None), Audience):
        raise TypeError(f"{type_name} does not say who may read it: set its audience")
    if event_class.audience is not Audience.PRIVATE and "region_id" not in names:
        raise TypeError(f"{type_name} is shared and must carry a region_id")
    if issubclass(event_class, Correction) and event_class.thing is not Correction.thing:
        raise TypeError(f"{type_name} must have Correction as its first base")
    if "decision" not in names or issubclass(event_class, Correction):
        return
    if not event_class.bodies and event_class.deciders.__func__ is DomainEvent.deciders.__func__:  # type: ignore[attr-defined]
        raise TypeError(f"{type_name} is a decision and must say which bodies may take it")
    if not isinstance(getattr(event_class, "thing", None), Thing):
        raise TypeError(f"{type_name} is a decision and must say what it is about")
