"""Between domain events and rows of the log. Payloads are plain JSON; a row names its event, not a Python path."""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any, cast

import msgspec
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from eventsourcing.utils import get_topic
from msgspec import defstruct

from samverka_domain.kernel.aggregate import DomainEvent
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.registry import event_class

_NAMES = tuple(each.name for each in fields(Decision))
_read_all = attrgetter(*_NAMES)
_Said = defstruct(
    "_Said",
    [each.name if each.default is MISSING else (each.name, Any, each.default) for each in fields(Decision)],
    omit_defaults=True,
)
"""What a decision says: what it leaves unsaid is not written, since there are as many as events."""

_DECISIONS = ("decision", "corrected")
"""The fields of events that hold decisions."""

_ENVELOPE = ("originator_id", "originator_version", "timestamp", "originator_topic")


def decision_as_json(decision: Decision) -> str:
    """A decision as JSON, without what it leaves unsaid."""
    return msgspec.json.encode(_said(decision)).decode()


def _said(decision: Decision) -> Any:
    return _Said(*_read_all(decision))


@dataclass(frozen=True)
class StoredTenantEvent(StoredEvent):
    """A row to be: `topic` is the event's name in the log, `state` its payload as JSON."""

    schema_version: int
    audience: str
    columns: dict[str, Any]
    """Region and addressees: what is not in the payload because it has columns of its own."""
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
        for name in _DECISIONS:
            if name in payload:
                payload[name] = _said(getattr(recorded, name))
        columns = {"region_id": payload.pop("region_id", None), "addressed_to": payload.pop("addressed_to", ())}
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
    """The event of a row, in today's shape."""
    place = (str(stored.originator_id), stored.originator_version, stored.recorded_at)
    return decoded(stored.topic, stored.schema_version, stored.state, place, stored.columns)


def decoded(
    name: str,
    schema_version: int,
    payload: bytes,
    place: tuple[str, int, datetime | None],
    columns: Mapping[str, Any],
) -> DomainEvent:
    """An event from its payload as JSON, its stream, version and moment, and the columns of its address.

    All are joined as text, so that the event is built in one step: a rebuild reads millions. What the event's class
    has no field for is left out.
    """
    found = event_class(name)
    payload = _lifted(found, schema_version, payload)
    rest = msgspec.json.encode(
        {
            "originator_id": place[0],
            "originator_version": place[1],
            "timestamp": place[2],
            "originator_topic": _topic(found),
            **columns,
        }
    )
    document = rest if payload == b"{}" else payload[:-1] + b"," + rest[1:]
    return _decoder(found).decode(document)


def _lifted(found: type[DomainEvent], from_version: int, payload: bytes) -> bytes:
    if from_version == found.class_version:
        return payload
    state: dict[str, Any] = msgspec.json.decode(payload)
    for version in range(from_version, found.class_version):
        getattr(found, f"upcast_v{version}_v{version + 1}")(state)
    return msgspec.json.encode(state)


@cache
def _topic(found: type[DomainEvent]) -> str:
    return get_topic(found.aggregate_class)


@cache
def _decoder(found: type[DomainEvent]) -> msgspec.json.Decoder[DomainEvent]:
    return msgspec.json.Decoder(found)
