"""From recorded events to rows. A correction is folded as the event that it puts right, and stands in its place."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from psycopg import Connection

from samverka_domain.kernel.aggregate import Audience, DomainEvent, PutRight
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.order import decision_of
from samverka_infra.event_log.mapper import decision_as_json
from samverka_infra.event_log.reader import STREAM
from samverka_infra.event_log.rows import RecordedEvent, recorded_event, row_factory
from samverka_projections.kernel.fact import Fact, values_of
from samverka_projections.kernel.projection import Projection

Rows = dict[type[Fact], list[list[Any]]]
"""By the kind of fact, the values of the columns that are written."""


class Stated(NamedTuple):
    """An event as it counts, and its place in the log."""

    event: DomainEvent
    place: int


Restate = Callable[[RecordedEvent], Stated]
"""From a recorded correction to the event that it puts right, as it stands after it."""


def rows_of(projection: Projection, page: Iterable[RecordedEvent], restate: Restate) -> Rows:
    """What a page of events comes to."""
    rows: Rows = {kind: [] for kind in projection.facts}
    values = {kind: values_of(kind) for kind in projection.facts}
    for recorded in page:
        stated = _stated(projection, recorded, restate)
        if stated is not None:
            common = _common(recorded, stated)
            for fact in projection.state(recorded, stated.event):
                kind = type(fact)
                rows[kind].append(common + values[kind](fact))
    return rows


def _stated(projection: Projection, recorded: RecordedEvent, restate: Restate) -> Stated | None:
    """The event that counts for a projection; None if it was overtaken before it was recorded."""
    event = recorded.event
    corrects = isinstance(event, PutRight)
    stated = restate(recorded) if corrects else Stated(event, recorded.position)
    if projection.as_recorded:
        return Stated(event, stated.place)
    decision = decision_of(stated.event)
    return None if decision is not None and decision.overtaken else stated


def restating(connection: Connection) -> Restate:
    """Find in the log what a correction puts right, with all that had been put right before."""

    def restate(recorded: RecordedEvent) -> Stated:
        correction = recorded.event
        assert isinstance(correction, PutRight)
        before = list(_stream_until(connection, recorded))
        wrong = next(each for each in before if each.event.originator_version == correction.corrects)
        event = wrong.event
        for each in before:
            if isinstance(each.event, PutRight) and each.event.corrects == correction.corrects:
                event = each.event.put_right(event)
        return Stated(event, wrong.position)

    return restate


def _stream_until(connection: Connection, recorded: RecordedEvent) -> Iterator[RecordedEvent]:
    with connection.cursor(row_factory=row_factory) as cursor:
        for row in cursor.execute(STREAM, [recorded.tenant_id, recorded.stream_id]):
            if row.position <= recorded.position:
                yield recorded_event(row)


def _common(recorded: RecordedEvent, stated: Stated) -> list[Any]:
    """The values that all facts are written with, in order; who may see a row is said by its own event."""
    event, decision = recorded.event, decision_of(stated.event)
    shared = event.audience is not Audience.PRIVATE
    return [
        recorded.position,
        stated.place,
        recorded.recorded_at,
        decision.decided_on if decision else stated.event.own_day or _recorded_on(recorded),
        event.originator_version,
        recorded.tenant_id,
        getattr(event, "region_id", None) if shared else None,
        recorded.recorded_at if event.audience is Audience.TO_REGION else None,
        decision_as_json(decision) if decision else None,
    ]


def _recorded_on(recorded: RecordedEvent) -> date:
    return local_day(recorded.recorded_at)


def key_of(stream_id: str) -> str:
    """The id in a stream's name: `insats:<id>`."""
    return stream_id.split(":", 1)[1]
