"""One command against a history: `given(facts).when(command, ...).then(facts)`, on the real aggregates.

The clock is injected: `given(...)` stands at `NOW` until `.at(moment)` moves it. Facts leave out what every event
has (stream, version, moment); the scenario fills it in. Each `then` also checks that the new events survive being
stored, and that replaying them gives the state that the command left behind.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from samverka_domain.kernel.aggregate import Aggregate, DomainEvent
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Refused, Rule
from samverka_infra.event_log.mapper import EventMapper

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)
YESTERDAY = TODAY - timedelta(days=1)
TOMORROW = TODAY + timedelta(days=1)
SOME_STREAM = "stream:1"

FYRBODAL = "2220001776"
TROLLHATTAN = "2120001546"
UDDEVALLA = "2120001397"

_ENVELOPE = {"originator_id", "originator_version", "timestamp", "originator_topic"}


def decided(body: Body, reason: str = "", on: date = TODAY, record_number: str = "2026/17") -> Decision:
    """A decision of a body, in order unless the test says otherwise."""
    return Decision(body, on, record_number, "anna", reason, body_id=which(body))


def which(body: Body) -> str | None:
    """An id for a body of which there are several."""
    return "network-1" if body.is_one_of_several else None


@dataclass(frozen=True)
class Fact:
    """What an event says, without where and when it was recorded."""

    event_class: type[DomainEvent]
    says: Mapping[str, Any]

    def recorded(self, stream: str, version: int, at: datetime) -> DomainEvent:
        """The event at its place in a stream."""
        envelope: dict[str, Any] = {"originator_id": stream, "originator_version": version, "timestamp": at}
        if issubclass(self.event_class, Aggregate.Created):
            envelope["originator_topic"] = _topic(self.event_class.aggregate_class)
        return self.event_class(**envelope, **self.says)


def fact(event_class: type[DomainEvent], **says: Any) -> Fact:
    """A fact, for the past or for what is expected."""
    return Fact(event_class, says)


def fact_of(event: DomainEvent) -> Fact:
    """What this event says."""
    named: Any = event
    said = {field.name: getattr(event, field.name) for field in fields(named) if field.name not in _ENVELOPE}
    return Fact(type(event), said)


@contextmanager
def refused(rule: Rule, **params: Any) -> Iterator[None]:
    """What is done inside breaks this rule and says so with these parameters."""
    with pytest.raises(Refused) as refusal:
        yield
    _assert_says(refusal.value, rule, params)


def given(*facts: Fact, stream: str = SOME_STREAM) -> "Scenario":
    """A stream in which this has happened, a day apart from the command."""
    return Scenario(facts, stream)


@dataclass(frozen=True)
class Scenario:
    """A history and a clock."""

    facts: tuple[Fact, ...]
    stream: str
    clock: datetime = NOW
    forgotten_on: date | None = None

    def forgotten(self, day: date) -> "Scenario":
        """The same, when a decision of this day was forgotten: what is recorded was overtaken before."""
        return replace(self, forgotten_on=day)

    def at(self, moment: datetime) -> "Scenario":
        """The same with another clock."""
        return replace(self, clock=moment)

    def history(self) -> list[DomainEvent]:
        """The facts as recorded events."""
        recorded = self.clock - timedelta(days=1)
        return [each.recorded(self.stream, version, recorded) for version, each in enumerate(self.facts, start=1)]

    def state(self) -> Any:
        """The aggregate that the facts fold into."""
        return Aggregate.replay(self.history())

    def subject(self) -> Any:
        """The aggregate that is asked to do something."""
        state = self.state()
        return state.as_decided_by(self.forgotten_on) if self.forgotten_on else state

    def when(self, command: Callable[..., Any], *arguments: Any, **named: Any) -> "Result":
        """Carry out a method of the aggregate, or the class method that starts it."""
        aggregate = self.subject()
        starts = inspect.ismethod(command)
        subject = () if starts else (aggregate,)
        try:
            started = command(*subject, *arguments, **named, at=self.clock)
        except Refused as refusal:
            return Result(self, aggregate, refusal)
        return Result(self, started if starts else aggregate, None)


@dataclass(frozen=True)
class Result:
    """What a command led to."""

    scenario: Scenario
    aggregate: Any
    refusal: Refused | None

    def then(self, *expected: Fact, stream: str | None = None) -> None:
        """Exactly these facts were recorded, now, in this stream."""
        assert self.refusal is None, f"refused: {self.refusal}"
        events = self.aggregate.collect_events()
        assert [fact_of(event) for event in events] == list(expected)
        assert {event.timestamp for event in events} <= {self.scenario.clock}
        assert stream in {None, self.aggregate.id}
        self._same_when_replayed([stored_and_read(event) for event in events])

    def then_refused(self, rule: Rule, **params: Any) -> None:
        """The command broke this rule, said so with these parameters, and recorded nothing."""
        assert self.refusal is not None, f"not refused: {self.aggregate.pending_events}"
        _assert_says(self.refusal, rule, params)
        assert self.aggregate is None or not self.aggregate.pending_events
        assert known(self.aggregate) == known(self.scenario.subject())

    def _same_when_replayed(self, events: list[DomainEvent]) -> None:
        history = self.scenario.history() if self.aggregate.version > len(events) else []
        replayed = Aggregate.replay([*history, *events])
        assert replayed is not None
        assert replayed.version == self.aggregate.version
        if self.scenario.forgotten_on:
            assert state_of(replayed) == state_of(self.scenario.state())
        else:
            assert known(replayed) == known(self.aggregate)


def state_of(aggregate: Any) -> dict[str, Any]:
    """What the aggregate knows, besides its place in the log."""
    return {name: value for name, value in vars(aggregate).items() if not name.startswith("_")}


def known(aggregate: Any) -> Any:
    """What the aggregate knows, and from which events."""
    return (state_of(aggregate), aggregate.past) if aggregate else None


def stored_and_read(event: DomainEvent) -> DomainEvent:
    """The event after a stay in the log."""
    mapper = EventMapper()
    stored = replace(mapper.to_stored_event(event), recorded_at=event.timestamp)
    read = mapper.to_domain_event(stored)
    assert read == event
    return read


def _assert_says(refusal: Refused, rule: Rule, params: Mapping[str, Any]) -> None:
    assert refusal.rule is rule
    assert {**refusal.params, **params} == refusal.params


def _topic(aggregate_class: type[Aggregate]) -> str:
    return f"{aggregate_class.__module__}:{aggregate_class.__qualname__}"
