"""A unit of work: one tenant, one transaction, in which a command reads, decides and appends."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from eventsourcing.application import AggregateNotFoundError
from psycopg import Connection
from psycopg_pool import ConnectionPool

from samverka_domain.kernel.aggregate import Aggregate
from samverka_domain.kernel.calendar import end_of_day, local_day
from samverka_infra.credentials import Credential, refuse_revoked
from samverka_infra.database import tenant_transaction, unavailable_if_lost
from samverka_infra.event_log.application import TenantApplication
from samverka_infra.event_log.clock import log_now
from samverka_infra.event_log.errors import KeyInFlight, KeyReused
from samverka_infra.event_log.reader import STREAM, STREAMS
from samverka_infra.event_log.recorder import Append, Appended
from samverka_infra.event_log.rows import RecordedEvent, recorded_event, row_factory

AnyAggregate = TypeVar("AnyAggregate", bound=Aggregate)

_CLAIM = "select pg_try_advisory_xact_lock(hashtextextended(%s, 0))"

_FIND_KEY = """
select fingerprint, first_position, last_position, recorded_at, result
from samverka.command_keys where tenant_id = samverka.current_tenant() and key = %s
"""

_IS_IN_SAMVERKA = "select samverka.is_registered(%s)"

_OWNER = """
select tenant_id from samverka.events
where tenant_id = any (samverka.my_regions() || samverka.current_tenant()) and stream_id = %s limit 1
"""

_OF_A_KIND = """
select stream_id from samverka.events
where tenant_id = samverka.current_tenant() and version = 1 and starts_with(stream_id, %s) order by position
"""

_BEGUN_ABOUT = "select samverka.begun_about(%s, %s)"


@dataclass(frozen=True)
class Stamp:
    """Who acts, by which command, in which conversation."""

    actor: str
    command_id: str
    correlation_id: str


@dataclass(frozen=True)
class StoredResult:
    """What a command key was answered with."""

    appended: Appended
    result: Mapping[str, Any]


class UnitOfWork:
    """Reads and appends inside one transaction. Made by EventLog.unit_of_work."""

    def __init__(self, connection: Connection, tenant_id: str, at: datetime) -> None:
        self._connection = connection
        self.at = at
        """Now, as the log counts time; what is decided is recorded no earlier, and on the same day in Sweden."""
        self._application = TenantApplication(self._joined)
        self._guards: dict[tuple[str, str], int] = {}
        self._valid_until = end_of_day(local_day(at))
        self._fingerprint: str | None = None
        self.tenant_id = tenant_id

    @property
    def connection(self) -> Connection:
        """For rows of the tenant that lie beside the log, stored or deleted with what is appended."""
        return self._connection

    def refuse_revoked(self, credential: Credential) -> None:
        """Raises Revoked if what the caller's token rests on has been ended."""
        refuse_revoked(self._connection, credential)

    def claim(self, key: str, fingerprint: str) -> StoredResult | None:
        """Claim a command key; returns its earlier result if it was carried out before.

        Raises KeyInFlight while another transaction holds it, KeyReused if it was used for something else.
        """
        claimed = self._connection.execute(_CLAIM, [f"{self.tenant_id} {key}"]).fetchone()
        if claimed != (True,):
            raise KeyInFlight(key)
        self._fingerprint = fingerprint
        found = self._connection.execute(_FIND_KEY, [key]).fetchone()
        if found is None:
            return None
        if found[0] != fingerprint:
            raise KeyReused(key)
        return StoredResult(Appended(*found[1:4]), found[4])

    def load(self, aggregate_class: type[AnyAggregate], stream_id: str) -> AnyAggregate | None:
        """One of the tenant's own aggregates, or None."""
        try:
            found: Aggregate = self._application.repository.get(stream_id)
        except AggregateNotFoundError:
            return None
        return found if isinstance(found, aggregate_class) else None

    def events(self, tenant_id: str, stream_id: str) -> list[RecordedEvent]:
        """What this tenant may read of a stream of any tenant, in order of version."""
        with self._connection.cursor(row_factory=row_factory) as cursor:
            return [recorded_event(row) for row in cursor.execute(STREAM, [tenant_id, stream_id])]

    def events_of(self, streams: Collection[tuple[str, str]]) -> dict[tuple[str, str], list[RecordedEvent]]:
        """The same of many streams, each by its tenant and name; of some there may be nothing."""
        found: dict[tuple[str, str], list[RecordedEvent]] = {}
        tenants, names = [tenant for tenant, _ in streams], [name for _, name in streams]
        with self._connection.cursor(row_factory=row_factory) as cursor:
            for row in cursor.execute(STREAMS, [tenants, names]):
                found.setdefault((row.tenant_id, row.stream_id), []).append(recorded_event(row))
        return found

    def is_in_samverka(self, organisation: str) -> bool:
        """Whether an organisation has its place in Samverka, and can be asked itself."""
        return self._connection.execute(_IS_IN_SAMVERKA, [organisation]).fetchone() == (True,)

    def owner_of(self, stream_id: str) -> str | None:
        """The tenant in whose log a stream lies: this one, or the förbund of one of its regions; else None."""
        found = self._connection.execute(_OWNER, [stream_id]).fetchone()
        return found[0] if found else None

    def streams(self, kind: str) -> list[str]:
        """The tenant's own streams whose name begins with `kind`, in the order in which they began."""
        found = self._connection.execute(_OF_A_KIND, [kind]).fetchall()
        return [row[0] for row in found]

    def begun_about(self, owner: str, insats_id: str) -> list[str]:
        """The streams of this tenant, or of its region's förbund, that began with being about an insats, in order.

        Only their names: what the tenant may read of them is another matter.
        """
        return [row[0] for row in self._connection.execute(_BEGUN_ABOUT, [owner, insats_id])]

    def last_position(self) -> int:
        """The last position that the tenant may read; 0 if there is none."""
        return self._application.tenant_recorder.max_notification_id() or 0

    def guard(self, tenant_id: str, stream_id: str, version: int) -> None:
        """Append only if that stream still stands at this version (0: does not exist)."""
        self._guards[tenant_id, stream_id] = version

    def valid_until(self, moment: datetime) -> None:
        """Append only if it is recorded before this moment."""
        self._valid_until = min(self._valid_until, moment)

    def save(self, *aggregates: Aggregate, stamp: Stamp, result: Mapping[str, Any]) -> Appended:
        """Append what the aggregates have decided, with the claimed key and its result.

        Raises StaleVersion, GuardFailed or ClockPassed, and then nothing is stored.
        """
        self._application.save(*aggregates, append=self._append_of(stamp, result))
        appended = self._application.tenant_recorder.appended
        assert appended is not None
        return appended

    def _append_of(self, stamp: Stamp, result: Mapping[str, Any]) -> Append:
        guards = [
            {"tenant_id": tenant_id, "stream_id": stream_id, "version": version}
            for (tenant_id, stream_id), version in self._guards.items()
        ]
        return Append(
            stamp.actor,
            stamp.command_id,
            stamp.correlation_id,
            guards,
            self._valid_until,
            self._fingerprint,
            result,
        )

    @contextmanager
    def _joined(self) -> Iterator[Connection]:
        yield self._connection


class EventLog:
    """The log as commands meet it. One per process."""

    def __init__(self, pool: ConnectionPool[Connection]) -> None:
        self._pool = pool

    @contextmanager
    def unit_of_work(self, tenant_id: str) -> Iterator[UnitOfWork]:
        """A transaction of this tenant; committed at the end, rolled back by an exception.

        Raises DatabaseUnavailable. If the connection is lost around the commit it is unknown whether the command
        was stored; sending it again with the same key finds out.
        """
        with unavailable_if_lost(), tenant_transaction(self._pool, tenant_id) as connection:
            yield UnitOfWork(connection, tenant_id, log_now(connection))
