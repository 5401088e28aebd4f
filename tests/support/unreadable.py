"""Events in the log that a view cannot take in, as another version, or a fault of one, would leave them."""

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from tests.support.world import World

_COPY = """
with head as (
    update samverka.log_head set position = position + 1 returning position
)
insert into samverka.events
select head.position, e.tenant_id, %(stream)s, %(version)s, %(type)s, e.schema_version, %(payload)s, e.recorded_at,
    e.actor, e.command_id, e.correlation_id, e.audience, e.region_id, e.addressed_to, e.leaf_hash
from head, samverka.events e
where e.type = %(like)s order by e.position desc limit 1
returning position
"""


def record_unreadable(
    world: World,
    like: str,
    *,
    type_name: str | None = None,
    stream: str = "insats:exempel",
    payload: Mapping[str, Any] | None = None,
) -> int:
    """An event like the last of a type, but for what is given; returns its position."""
    values = {"like": like, "type": type_name or like, "stream": stream, "version": world.head() + 1}
    with psycopg.connect(world.database.admin_url) as connection:
        found = connection.execute(_COPY, {**values, "payload": Jsonb(payload or {})})
        row = found.fetchone()
    assert row is not None
    return int(row[0])
