"""Who joined which insats: the matrix of municipalities and insatser, with the strength of each yes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from psycopg import AsyncConnection
from psycopg.rows import class_row

from samverka_domain.answers import InterestResponse
from samverka_domain.commitments import Commitment, Resources
from samverka_domain.requests import InterestRequest
from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.kernel.as_of import EXISTED, AsOf
from samverka_projections.kernel.building import Projection, Row, Table, Writer, as_json
from samverka_projections.kernel.opening import opening_row, openings_table, settle_openings
from samverka_projections.kernel.superseding import SUPERSEDED, supersede

_ANSWERS = Table(
    "answers",
    (
        ("request_id", "text not null"),
        ("insats_id", "text not null"),
        ("municipality_id", "text not null"),
        ("own", "boolean not null"),
        ("stance", "text"),
        ("withdrawn", "boolean not null"),
        ("withdrawn_from", "date"),
        ("late", "boolean"),
        ("conditions", "text"),
        ("reason", "text not null"),
        ("source", "text"),
        ("answers", "jsonb"),
        ("record_number", "text not null"),
        ("about_answer", "boolean not null"),
        *SUPERSEDED,
    ),
    (
        ("position",),
        ("region_id", "superseded_at"),
        ("region_id", "request_id", "municipality_id", "own", "position"),
    ),
)

_COMMITMENTS = Table(
    "commitments",
    (
        ("insats_id", "text not null"),
        ("municipality_id", "text not null"),
        ("kind", "text not null"),
        ("hours", "integer"),
        ("thousand_kronor", "integer"),
        ("lines", "jsonb"),
        ("valid_from", "date"),
        ("valid_to", "date"),
        ("reason", "text not null"),
        ("record_number", "text not null"),
        *SUPERSEDED,
    ),
    (
        ("position",),
        ("region_id", "superseded_at"),
        ("region_id", "insats_id", "municipality_id", "position"),
        ("region_id", "municipality_id", "position"),
    ),
)

_OPENINGS = openings_table("answer")


def _answered(event: InterestResponse.Given | InterestResponse.Changed, _: RecordedEvent) -> Iterator[Row]:
    reply, decision = event.reply, event.decision
    yield (
        "answers",
        (
            event.request_id,
            event.insats_id,
            event.municipality_id,
            event.addressed_to is None,
            reply.stance.value,
            False,
            None,
            event.late,
            reply.conditions,
            decision.reason,
            event.source,
            as_json(reply.answers),
            decision.record_number,
            True,
            None,
            None,
        ),
    )


def _withdrawn(event: InterestResponse.Withdrawn, _: RecordedEvent) -> Iterator[Row]:
    own, decision = event.addressed_to is None, event.decision
    identity = (event.request_id, event.insats_id, event.municipality_id, own)
    withdrawn = (None, True, event.effective_from, None, None, decision.reason, None, None)
    yield "answers", (*identity, *withdrawn, decision.record_number, True, None, None)


def _taking_part(event: Commitment.TakingPartDecided, _: RecordedEvent) -> Iterator[Row]:
    yield _commitment(event, "TAKING_PART", None, event.decision.decided_on)


def _set_aside(event: Commitment.ResourcesSetAside | Commitment.Adjusted, _: RecordedEvent) -> Iterator[Row]:
    yield _commitment(event, "RESOURCES_SET_ASIDE", event.resources, None)


def _ended(event: Commitment.Ended, _: RecordedEvent) -> Iterator[Row]:
    yield _commitment(event, "ENDED", None, None, event.valid_to)


def _commitment(
    event: Commitment.TakingPartDecided | Commitment.ResourcesSetAside | Commitment.Adjusted | Commitment.Ended,
    kind: str,
    resources: Resources | None,
    valid_from: date | None,
    valid_to: date | None = None,
) -> Row:
    hours = sum(line.hours for line in resources.hours) if resources else None
    money = sum(line.thousand_kronor for line in resources.money) if resources else None
    lines = as_json({"hours": resources.hours, "money": resources.money}) if resources else None
    first = resources.valid_from if resources else valid_from
    last = resources.valid_to if resources else valid_to
    content = (kind, hours, money, lines, first, last, event.decision.reason, event.decision.record_number)
    return "commitments", (event.insats_id, event.municipality_id, *content, None, None)


def _request_moved(_event: object, recorded: RecordedEvent) -> Iterator[Row]:
    yield "answer_openings", opening_row(recorded)


def _settle(writer: Writer, page: list[RecordedEvent] | None) -> None:
    settle_openings(writer, page, "answers", "answer_openings")
    # A municipality's own answer comes after all that the förbund registered on its behalf, and replaces them.
    supersede(writer, page, "answers", ("request_id", "municipality_id"))
    supersede(writer, page, "commitments", ("insats_id", "municipality_id"))


PROJECTION = Projection(
    name="participation",
    version=3,
    tables=(_ANSWERS, _COMMITMENTS, _OPENINGS),
    feeds={
        InterestRequest.Sent: _request_moved,
        InterestRequest.DeadlineExtended: _request_moved,
        InterestRequest.Closed: _request_moved,
        InterestRequest.Withdrawn: _request_moved,
        InterestResponse.Given: _answered,
        InterestResponse.Changed: _answered,
        InterestResponse.Withdrawn: _withdrawn,
        Commitment.TakingPartDecided: _taking_part,
        Commitment.ResourcesSetAside: _set_aside,
        Commitment.Adjusted: _set_aside,
        Commitment.Ended: _ended,
    },
    settle=_settle,
)

_OWN = """
select distinct on (request_id) request_id, insats_id, stance, withdrawn, late, conditions, reason, own, answers,
       record_number, effective_on as decided_on, recorded_at, version
from views.answers
where municipality_id = %(member_id)s and {existed}
order by request_id, own desc, position desc
"""

_PARTS = """
select distinct on (insats_id) insats_id, region_id, kind, hours, thousand_kronor, lines, valid_from, valid_to,
       record_number, effective_on as decided_on, recorded_at, version
from views.commitments
where municipality_id = %(member_id)s and {existed}
order by insats_id, position desc
"""


@dataclass(frozen=True)
class AnswerRow:
    """A municipality's latest answer to a request."""

    request_id: str
    insats_id: str
    stance: str | None
    withdrawn: bool
    late: bool | None
    conditions: str | None
    reason: str
    own: bool
    answers: list[dict[str, object]] | None
    record_number: str
    decided_on: date
    recorded_at: datetime
    version: int


@dataclass(frozen=True)
class CommitmentRow:
    """A municipality's part in an insats, by its latest decision."""

    insats_id: str
    region_id: str
    kind: str
    hours: int | None
    thousand_kronor: int | None
    lines: dict[str, list[dict[str, object]]] | None
    valid_from: date | None
    valid_to: date | None
    record_number: str
    decided_on: date
    recorded_at: datetime
    version: int


async def answers_of(connection: AsyncConnection, member_id: str, as_of: AsOf) -> dict[str, AnswerRow]:
    """A municipality's answers by request, as far as the caller may see them."""
    async with connection.cursor(row_factory=class_row(AnswerRow)) as cursor:
        await cursor.execute(_OWN.format(existed=EXISTED), as_of.values(member_id=member_id))
        return {row.request_id: row for row in await cursor.fetchall()}


async def commitments_of(connection: AsyncConnection, member_id: str, as_of: AsOf) -> list[CommitmentRow]:
    """A municipality's parts in insatser, as far as the caller may see them."""
    async with connection.cursor(row_factory=class_row(CommitmentRow)) as cursor:
        await cursor.execute(_PARTS.format(existed=EXISTED), as_of.values(member_id=member_id))
        return await cursor.fetchall()
