"""The recorder under eventsourcing's applications: one tenant's view of the log.

What the stock PostgreSQL recorder lacks, and why, is told in ARCHITECTURE (2). Everything here runs inside a
transaction that carries the tenant; row-level security decides what is seen.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from typing import Any, cast
from uuid import UUID

import msgspec
from eventsourcing.persistence import ApplicationRecorder, Notification, StoredEvent, Subscription
from psycopg import Connection, errors

from samverka_infra.event_log.errors import (
    ClockPassed,
    GuardFailed,
    KommunkodTaken,
    NotHersToRecord,
    StaleVersion,
)
from samverka_infra.event_log.mapper import StoredTenantEvent
from samverka_infra.event_log.rows import COLUMNS, Row, row_factory, stored_event

Transaction = Callable[[], AbstractContextManager[Connection]]
"""Opens, or joins, a transaction that carries the tenant."""

POLL_SECONDS = 0.05

_FAILURES: dict[str, type[Exception]] = {
    "SV001": StaleVersion,
    "SV002": GuardFailed,
    "SV003": ClockPassed,
    "SV005": NotHersToRecord,
}

_ONE_OF_A_KOMMUNKOD = "one_organisation_of_a_kommunkod"

_APPEND = "select * from samverka.append_events(%s, %s, %s, %s, %s, %s, %s, %s)"

_SELECT_STREAM = f"""
select {COLUMNS} from samverka.events
where tenant_id = samverka.current_tenant() and stream_id = %(stream)s
  and version > %(gt)s and version <= %(lte)s
"""

_SELECT_LOG = f"""
select {COLUMNS} from samverka.events
where position >= %(start)s and position <= %(stop)s and (%(types)s::text[] = '{{}}' or type = any (%(types)s))
order by position limit %(limit)s
"""

_MOST = 2**31 - 1
_MOST_POSITIONS = 2**63 - 1


@dataclass(frozen=True)
class Append:
    """The circumstances of an append: who, by which command, and what must still hold. When, the log says."""

    actor: str
    command_id: str
    correlation_id: str
    guards: Sequence[Mapping[str, Any]] = ()
    valid_until: datetime | None = None
    """The first moment at which the decision would no longer hold."""
    fingerprint: str | None = None
    """Of the command, if its key is to be remembered with `result`."""
    result: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Appended:
    """Where the events came to lie."""

    first_position: int
    last_position: int
    recorded_at: datetime


class TenantRecorder(ApplicationRecorder):
    """Appends to and reads from the log as one tenant."""

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self.appended: Appended | None = None
        """The outcome of the latest append."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        """Append; needs `append` (see Append). Raises StaleVersion, GuardFailed, ClockPassed or NotHersToRecord."""
        append: Append = kwargs["append"]
        with self._transaction() as connection:
            self.appended = _append(connection, cast("Sequence[StoredTenantEvent]", stored_events), append)
        return range(self.appended.first_position, self.appended.last_position + 1)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The events of one of the tenant's own streams."""
        query = _SELECT_STREAM + f"order by version {'desc' if desc else 'asc'} limit %(limit)s"
        values = {"stream": originator_id, "gt": gt or 0, "lte": _or_most(lte), "limit": _or_most(limit)}
        with self._transaction() as connection, connection.cursor(row_factory=row_factory) as cursor:
            return [stored_event(row) for row in cursor.execute(query, values)]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """What the tenant may read of the log, in order of position."""
        first = (start or 0) + (0 if inclusive_of_start else 1)
        values = {"start": first, "stop": stop or _MOST_POSITIONS, "types": list(topics), "limit": limit}
        with self._transaction() as connection, connection.cursor(row_factory=row_factory) as cursor:
            rows = cursor.execute(_SELECT_LOG, values).fetchall()
        return [_notification(row) for row in rows]

    def max_notification_id(self) -> int | None:
        """The last position that the tenant may read, or None."""
        with self._transaction() as connection:
            found = connection.execute("select max(position) from samverka.events").fetchone()
        return cast("int | None", found[0]) if found else None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> Subscription[ApplicationRecorder]:
        """Follow what the tenant may read, by polling: a bookmark is one number, so nothing can be slept through."""
        return PollingSubscription(self, gt, topics)


class PollingSubscription(Subscription[ApplicationRecorder]):
    """Yields notifications as they come; `stop` ends it from another thread."""

    def __init__(self, recorder: ApplicationRecorder, gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(recorder, gt, topics)
        self._waiting: list[Notification] = []
        self._stopping = Event()

    def stop(self) -> None:
        """End the iteration at the next poll."""
        super().stop()
        self._stopping.set()

    def __next__(self) -> Notification:
        while not self._waiting:
            self._waiting = list(self._pull())
            if not self._waiting and self._stopping.wait(POLL_SECONDS):
                raise StopIteration
        notification = self._waiting.pop(0)
        self._last_notification_id = notification.id
        return notification

    def _pull(self) -> Sequence[Notification]:
        start = self._last_notification_id or 0
        return self._recorder.select_notifications(start, 500, topics=self._topics, inclusive_of_start=False)


def _notification(row: Row) -> Notification:
    return Notification(row.stream_id, row.version, row.type, row.payload.encode(), row.position)


def _append(connection: Connection, events: Sequence[StoredTenantEvent], append: Append) -> Appended:
    values = [
        append.actor,
        append.command_id,
        append.correlation_id,
        _json([_row(event) for event in events]),
        _json(append.guards),
        append.valid_until,
        append.fingerprint,
        _json(append.result),
    ]
    try:
        found = connection.execute(_APPEND, values).fetchone()
    except errors.DatabaseError as error:
        raise _failure(error)(str(error)) from error
    assert found is not None
    return Appended(*found)


def _failure(error: errors.DatabaseError) -> type[Exception]:
    if error.diag.constraint_name == _ONE_OF_A_KOMMUNKOD:
        return KommunkodTaken
    return _FAILURES.get(error.sqlstate or "", type(error))


def _row(event: StoredTenantEvent) -> dict[str, Any]:
    return {
        "stream_id": event.originator_id,
        "version": event.originator_version,
        "type": event.topic,
        "schema_version": event.schema_version,
        "payload": msgspec.Raw(event.state),
        "audience": event.audience,
        **event.columns,
    }


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _or_most(value: int | None) -> int:
    return _MOST if value is None else value
