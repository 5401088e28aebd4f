"""Every event version ever released can still be read, and says the same."""

from dataclasses import replace
from typing import Any

import pytest

from samverka_domain.kernel.aggregate import EVENT_TYPES, Aggregate, DomainEvent, PutRight
from samverka_domain.kernel.registry import AGGREGATES, event_class
from samverka_infra.event_log.mapper import EventMapper, domain_event_from
from tests.support.golden import FOLDER, document_of, golden_documents, path_of, stored_from

GOLDEN = dict(golden_documents())


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_every_event_has_its_golden_payload(name: str) -> None:
    assert path_of(event_class(name)).exists(), "make snapshots writes it"


@pytest.mark.parametrize("file", GOLDEN)
def test_a_released_payload_is_read_and_written_as_it_was(file: str) -> None:
    """A field that is added, renamed or given another type needs a new version and an upcast."""
    document = GOLDEN[file]
    event = domain_event_from(stored_from(document))
    newest = document["schema_version"] == type(event).class_version
    written = document_of(EventMapper().to_stored_event(event))
    assert written == (document if newest else GOLDEN[path_of(type(event)).name])


@pytest.mark.parametrize("file", GOLDEN)
def test_a_released_payload_has_the_audience_that_its_class_has_today(file: str) -> None:
    document = GOLDEN[file]
    assert event_class(document["type"]).audience == document["audience"]


def test_there_is_no_payload_of_an_event_that_nobody_knows() -> None:
    assert {document["type"] for document in GOLDEN.values()} == set(EVENT_TYPES)
    assert len(GOLDEN) == len(list(FOLDER.iterdir()))


@pytest.mark.parametrize("aggregate", AGGREGATES, ids=lambda found: found.__name__)
def test_an_aggregate_replays_from_its_golden_payloads(aggregate: type[Aggregate]) -> None:
    """The event that starts the stream, and then every other one, in whatever order."""
    events = [domain_event_from(stored_from(d)) for d in GOLDEN.values() if _of(d, aggregate)]
    events.sort(key=lambda event: (not isinstance(event, Aggregate.Created), _presupposes(event)))
    history = [_at(event, version) for version, event in enumerate(events, start=1)]
    replayed = aggregate.replay(history)
    assert replayed is not None
    assert replayed.version == len(history)


def _of(document: dict[str, Any], aggregate: type[Aggregate]) -> bool:
    return event_class(document["type"]).aggregate_class is aggregate


def _presupposes(event: DomainEvent) -> tuple[bool, bool]:
    """What needs a sent request, or a membership or mandate that was given, comes after it."""
    name = event.type_name
    late = ("Extended", "Closed", "Withdrawn", "Described", "Ended", "Corrected", "Received", "Approved", "Returned")
    return name.endswith(late), name.endswith(("Ended", "Withdrawn", "Corrected"))


NOTHING = 1_000_000
"""The version of no event: what stands where among golden payloads is nothing to put right."""


def _at(event: DomainEvent, version: int) -> DomainEvent:
    numbered: Any = event
    corrected = {"corrects": NOTHING} if isinstance(event, PutRight) else {}
    placed: DomainEvent = replace(numbered, originator_version=version, **corrected)
    return placed
