"""The history of an insats: every decision and happening that concerns it, with who, when and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from psycopg import AsyncConnection
from psycopg.rows import class_row

from samverka_domain.answers import InterestResponse
from samverka_domain.commitments import Commitment
from samverka_domain.insatser import Insats
from samverka_domain.kernel.aggregate import DomainEvent
from samverka_domain.requests import InterestRequest
from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.kernel.as_of import EXISTED, AsOf
from samverka_projections.kernel.building import Projection, Row, Table, Writer, key_of
from samverka_projections.kernel.opening import opening_row, openings_table, settle_openings

_DECISIONS = Table(
    "decisions",
    (
        ("insats_id", "text"),
        ("request_id", "text"),
        ("municipality_id", "text"),
        ("type", "text not null"),
        ("actor", "text not null"),
        ("body", "text"),
        ("decided_by", "text"),
        ("record_number", "text"),
        ("reason", "text not null"),
        ("decided", "boolean not null"),
        ("about_answer", "boolean not null"),
    ),
    (
        ("tenant_id", "insats_id", "position"),
        ("tenant_id", "request_id"),
        ("region_id", "insats_id", "position"),
        ("region_id", "request_id"),
    ),
)

_SUBJECTS = Table(
    "request_subjects",
    (("request_id", "text not null"), ("insats_id", "text not null")),
    (("tenant_id", "insats_id"),),
)

_OPENINGS = openings_table("decision")


def _of_insats(event: DomainEvent, recorded: RecordedEvent) -> Iterator[Row]:
    yield _row(event, recorded, insats_id=key_of(recorded.stream_id))


def _of_municipality(event: DomainEvent, recorded: RecordedEvent) -> Iterator[Row]:
    yield _row(event, recorded, insats_id=getattr(event, "insats_id", None))


def _of_request(event: DomainEvent, recorded: RecordedEvent) -> Iterator[Row]:
    yield _row(event, recorded, request_id=key_of(recorded.stream_id))
    if event.audience == "TO_REGION":
        yield "decision_openings", opening_row(recorded)


def _drafted(event: InterestRequest.Drafted, recorded: RecordedEvent) -> Iterator[Row]:
    yield from _of_request(event, recorded)
    yield "request_subjects", (key_of(recorded.stream_id), event.insats_id)


def _sent(event: InterestRequest.Sent, recorded: RecordedEvent) -> Iterator[Row]:
    yield from _of_request(event, recorded)
    yield "request_subjects", (key_of(recorded.stream_id), event.insats_id)


def _row(
    event: DomainEvent, recorded: RecordedEvent, *, insats_id: str | None = None, request_id: str | None = None
) -> Row:
    decision = getattr(event, "decision", None)
    values = (
        insats_id,
        request_id or getattr(event, "request_id", None),
        getattr(event, "municipality_id", None),
        event.type_name,
        recorded.actor,
        decision.body.value if decision else None,
        decision.decided_by if decision else None,
        decision.record_number if decision else None,
        decision.reason if decision else getattr(event, "reason", ""),
        decision is not None,
        isinstance(event, InterestResponse.Given | InterestResponse.Changed | InterestResponse.Withdrawn),
    )
    return "decisions", values


def _settle(writer: Writer, page: list[RecordedEvent] | None) -> None:
    settle_openings(writer, page, "decisions", "decision_openings")


PROJECTION = Projection(
    name="decisions",
    version=2,
    tables=(_DECISIONS, _SUBJECTS, _OPENINGS),
    feeds={
        Insats.IdeaReceived: _of_insats,
        Insats.Described: _of_insats,
        Insats.Prioritised: _of_insats,
        InterestRequest.Drafted: _drafted,
        InterestRequest.Revised: _of_request,
        InterestRequest.Approved: _of_request,
        InterestRequest.Sent: _sent,
        InterestRequest.DeadlineExtended: _of_request,
        InterestRequest.Closed: _of_request,
        InterestRequest.Withdrawn: _of_request,
        InterestResponse.Given: _of_municipality,
        InterestResponse.Changed: _of_municipality,
        InterestResponse.Withdrawn: _of_municipality,
        Commitment.TakingPartDecided: _of_municipality,
        Commitment.ResourcesSetAside: _of_municipality,
        Commitment.Adjusted: _of_municipality,
        Commitment.Ended: _of_municipality,
    },
    settle=_settle,
)

_REGION = "(select region_id from views.insats_ideas where insats_id = %(insats_id)s limit 1)"
_REQUESTS = "(select array_agg(request_id) from views.request_subjects where insats_id = %(insats_id)s)::text[]"

# What can be seen is the region's or one's own. Where each is said there is a key, and not all is read through.
_HISTORY = f"""
select position, recorded_at, case when decided then effective_on end as decided_on, tenant_id, municipality_id,
       type, actor, body, decided_by, record_number, reason
from views.decisions
where {EXISTED} and position < %(before)s and (
    (region_id = {_REGION} and insats_id = %(insats_id)s)
    or (region_id = {_REGION} and request_id = any ({_REQUESTS}))
    or (tenant_id = (select samverka.current_tenant()) and insats_id = %(insats_id)s)
    or (tenant_id = (select samverka.current_tenant()) and request_id = any ({_REQUESTS}))
)
order by position desc limit %(limit)s
"""


@dataclass(frozen=True)
class DecisionRow:
    """One line of history; `decided_on` only for decisions."""

    position: int
    recorded_at: datetime
    decided_on: date | None
    tenant_id: str
    municipality_id: str | None
    type: str
    actor: str
    body: str | None
    decided_by: str | None
    record_number: str | None
    reason: str


async def history(
    connection: AsyncConnection, insats_id: str, as_of: AsOf, *, before: int, limit: int
) -> list[DecisionRow]:
    """A page of what the caller may see of an insats's history, newest first, before a position."""
    async with connection.cursor(row_factory=class_row(DecisionRow)) as cursor:
        await cursor.execute(_HISTORY, as_of.values(insats_id=insats_id, before=before, limit=limit))
        return await cursor.fetchall()
