"""Golden payloads: every version of every event that was ever released, as it lies in the log."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from samverka_domain.kernel.aggregate import DomainEvent
from samverka_infra.event_log.mapper import StoredTenantEvent

FOLDER = Path(__file__).parents[1] / "golden"
RECORDED_AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def path_of(event_class: type[DomainEvent]) -> Path:
    """Where today's version of an event lies."""
    return FOLDER / f"{event_class.type_name}.v{event_class.class_version}.json"


def document_of(stored: StoredTenantEvent) -> dict[str, Any]:
    """A row of the log, without its place."""
    return {
        "type": stored.topic,
        "schema_version": stored.schema_version,
        "audience": stored.audience,
        "columns": json.loads(msgspec.json.encode(stored.columns)),
        "payload": json.loads(stored.state),
    }


def golden_documents() -> Iterator[tuple[str, dict[str, Any]]]:
    """File name and content of each."""
    for path in sorted(FOLDER.glob("*.json")):
        yield path.name, json.loads(path.read_text(encoding="utf-8"))


def stored_from(document: dict[str, Any]) -> StoredTenantEvent:
    """The row again."""
    return StoredTenantEvent(
        originator_id="stream:1",
        originator_version=1,
        topic=document["type"],
        state=json.dumps(document["payload"]).encode(),
        schema_version=document["schema_version"],
        audience=document["audience"],
        columns=document["columns"],
        recorded_at=RECORDED_AT,
    )
