"""What every event and every aggregate of Samverka has in common.

An event says who may read it (its audience); a decision says who took it, in which body, on which
day, under which record number and why. A class that leaves out its audience does not import.
"""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Self

from eventsourcing.domain import BaseAggregate, CanInitAggregate, CanMutateAggregate, MetaDomainEvent


class Audience(StrEnum):
    """Who may read an event besides the tenant that recorded it."""

    PRIVATE = "PRIVATE"
    """Nobody else."""
    TO_FORBUND = "TO_FORBUND"
    """The kommunalförbund that it is addressed to."""
    TO_REGION = "TO_REGION"
    """The kommunalförbund and all its members."""


class DomainEvent(CanMutateAggregate[str], metaclass=MetaDomainEvent):
    """Something that was decided or happened in one tenant. Frozen; named in the past tense."""

    audience: ClassVar[Audience]
    type_name: ClassVar[str]
    aggregate_class: ClassVar["type[Aggregate]"]
    class_version: ClassVar[int] = 1

    originator_id: str
    originator_version: int
    timestamp: datetime
    """When the event was recorded."""


EVENT_TYPES: dict[str, type[DomainEvent]] = {}
"""Every event class by the name it has in the log."""


class Aggregate(BaseAggregate[str]):
    """One stream of events and the rules that guard it."""

    class Event(DomainEvent):
        """Base of all events."""

    class Created(Event, CanInitAggregate[str]):
        """Base of the events that start a stream."""

        originator_topic: str

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for name, value in tuple(vars(cls).items()):
            if isinstance(value, type) and issubclass(value, DomainEvent) and name not in {"Event", "Created"}:
                _register(cls, name, value)

    @classmethod
    def replay(cls, events: Iterable[DomainEvent]) -> Self | None:
        """Fold recorded events, oldest first, into the aggregate; None if there are none."""
        aggregate: Self | None = None
        for event in events:
            aggregate = event.mutate(aggregate)
        return aggregate


def _register(aggregate_class: type[Aggregate], name: str, event_class: type[DomainEvent]) -> None:
    type_name = f"{aggregate_class.__name__}{name}"
    if not isinstance(getattr(event_class, "audience", None), Audience):
        raise TypeError(f"{type_name} does not say who may read it: set its audience")
    if event_class.audience is not Audience.PRIVATE and "region_id" not in _field_names(event_class):
        raise TypeError(f"{type_name} is shared and must carry a region_id")
    if type_name in EVENT_TYPES:
        raise TypeError(f"{type_name} is defined twice")
    event_class.type_name = type_name
    event_class.aggregate_class = aggregate_class
    EVENT_TYPES[type_name] = event_class


def _field_names(event_class: Any) -> set[str]:
    return {field.name for field in fields(event_class)}
