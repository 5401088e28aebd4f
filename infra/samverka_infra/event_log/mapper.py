"""Between domain events and rows of the log. Payloads are plain JSON; a row names its event, not a Python path."""

from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any, cast

import msgspec
from eventsourcing.domain import CanInitAggregate, DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from eventsourcing.utils import get_topic

from samverka_domain.base import DomainEvent
from samverka_domain.registry import event_class

_ENVELOPE = ("originator_id", "originator_version", "timestamp", "originator_topic")
_DECISION = ("body", "decided_on", "record_number", "decided_by", "reason")
_ADDRESS = ("region_id", "addressed_to")


@dataclass(frozen=True)
class StoredTenantEvent(StoredEvent):
    """A row to be: `topic` is the event's name in the log, `state` its payload as JSON."""

    schema_version: int
    audience: str
    columns: dict[str, Any]
    """Decision and address: what is not in the payload because it has columns of its own."""
    recorded_at: datetime | None = None
    """Known once it has been appended."""


class EventMapper(Mapper[str]):
    """Converts by the events' own dataclass fields; older versions are lifted by their upcasts."""

    def __init__(self) -> None:
        super().__init__(JSONTranscoder())

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredTenantEvent:
        """The row that the event will be, without position and actor."""
        recorded = cast("DomainEvent", domain_event)
        payload = msgspec.to_builtins(recorded)
        for name in _ENVELOPE:
            payload.pop(name, None)
        columns = payload.pop("decision", {}) | {name: payload.pop(name, None) for name in _ADDRESS}
        return StoredTenantEvent(
            originator_id=recorded.originator_id,
            originator_version=recorded.originator_version,
            topic=recorded.type_name,
            state=msgspec.json.encode(payload),
            schema_version=recorded.class_version,
            audience=recorded.audience,
            columns=columns,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEvent:
        """The event as it was recorded, in today's shape."""
        return domain_event_from(cast("StoredTenantEvent", stored_event))


def domain_event_from(stored: StoredTenantEvent) -> DomainEvent:
    """Put the payload, the decision and the envelope together again."""
    found = event_class(stored.topic)
    state: dict[str, Any] = msgspec.json.decode(stored.state)
    _lift(found, stored.schema_version, state)
    names = _field_names(found)
    state |= {name: stored.columns[name] for name in _ADDRESS if name in names}
    if "decision" in names:
        state["decision"] = {name: stored.columns[name] for name in _DECISION}
    state["originator_id"] = stored.originator_id
    state["originator_version"] = stored.originator_version
    state["timestamp"] = stored.recorded_at
    if issubclass(found, CanInitAggregate):
        state["originator_topic"] = get_topic(found.aggregate_class)
    return msgspec.convert(state, found)


def _lift(found: type[DomainEvent], from_version: int, state: dict[str, Any]) -> None:
    for version in range(from_version, found.class_version):
        getattr(found, f"upcast_v{version}_v{version + 1}")(state)


@cache
def _field_names(found: Any) -> frozenset[str]:
    return frozenset(field.name for field in fields(found))
