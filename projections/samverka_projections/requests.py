"""Interest requests: who was asked what, until when, and who has answered."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import class_row

from samverka_domain.requests import InterestRequest
from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.kernel.as_of import EXISTED, AsOf
from samverka_projections.kernel.building import Projection, Row, Table, as_json, key_of
from samverka_projections.kernel.superseding import latest

_DRAFTS = Table(
    "request_drafts",
    (
        ("request_id", "text not null"),
        ("insats_id", "text"),
        ("round", "text"),
        ("title", "text"),
        ("approved", "boolean not null"),
    ),
    (("tenant_id", "request_id", "position"),),
)

_SENT = Table(
    "sent_requests",
    (
        ("request_id", "text not null"),
        ("insats_id", "text not null"),
        ("round", "text not null"),
        ("title", "text not null"),
        ("text", "text not null"),
        ("questions", "jsonb not null"),
        ("open_answers", "boolean not null"),
        ("recipients", "text[] not null"),
    ),
    (("region_id", "insats_id", "position"), ("region_id", "request_id")),
)

_RECIPIENTS = Table(
    "request_recipients",
    (("request_id", "text not null"), ("insats_id", "text not null"), ("member_id", "text not null")),
    (("region_id", "member_id", "insats_id", "position"), ("region_id", "request_id", "member_id")),
)

_DEADLINES = Table(
    "request_deadlines",
    (("request_id", "text not null"), ("closes_at", "timestamptz not null"), ("reason", "text not null")),
    (("region_id", "request_id", "position"),),
)

_ENDINGS = Table(
    "request_endings",
    (("request_id", "text not null"), ("ending", "text not null"), ("reason", "text not null")),
    (("region_id", "request_id", "position"),),
)


def _drafted(event: InterestRequest.Drafted, recorded: RecordedEvent) -> Iterator[Row]:
    key = key_of(recorded.stream_id)
    yield "request_drafts", (key, event.insats_id, event.round.value, event.title, False)


def _revised(event: InterestRequest.Revised, recorded: RecordedEvent) -> Iterator[Row]:
    yield "request_drafts", (key_of(recorded.stream_id), None, None, event.title, False)


def _approved(_event: InterestRequest.Approved, recorded: RecordedEvent) -> Iterator[Row]:
    yield "request_drafts", (key_of(recorded.stream_id), None, None, None, True)


def _sent(event: InterestRequest.Sent, recorded: RecordedEvent) -> Iterator[Row]:
    request_id = key_of(recorded.stream_id)
    questions = as_json(event.questions)
    wording = (event.round.value, event.title, event.text, questions, event.open_answers)
    yield "sent_requests", (request_id, event.insats_id, *wording, list(event.recipients))
    yield "request_deadlines", (request_id, event.closes_at, "")
    for recipient in event.recipients:
        yield "request_recipients", (request_id, event.insats_id, recipient)


def _extended(event: InterestRequest.DeadlineExtended, recorded: RecordedEvent) -> Iterator[Row]:
    yield "request_deadlines", (key_of(recorded.stream_id), event.closes_at, event.reason)


def _closed(event: InterestRequest.Closed, recorded: RecordedEvent) -> Iterator[Row]:
    yield "request_endings", (key_of(recorded.stream_id), "CLOSED", event.reason)


def _withdrawn(event: InterestRequest.Withdrawn, recorded: RecordedEvent) -> Iterator[Row]:
    yield "request_endings", (key_of(recorded.stream_id), "WITHDRAWN", event.decision.reason)


PROJECTION = Projection(
    name="interest_requests",
    version=2,
    tables=(_DRAFTS, _SENT, _RECIPIENTS, _DEADLINES, _ENDINGS),
    feeds={
        InterestRequest.Drafted: _drafted,
        InterestRequest.Revised: _revised,
        InterestRequest.Approved: _approved,
        InterestRequest.Sent: _sent,
        InterestRequest.DeadlineExtended: _extended,
        InterestRequest.Closed: _closed,
        InterestRequest.Withdrawn: _withdrawn,
    },
)

LATEST_REQUESTS = f"""
select s.request_id, s.insats_id, s.region_id, s.round, s.title, s.text, s.questions, s.open_answers,
       s.recorded_at as sent_at, s.position as sent_position, d.closes_at, e.ending,
       greatest(s.version, d.version, e.version) as version,
       case when e.ending is not null then e.ending
            when d.closes_at <= %(moment)s then 'CLOSED' else 'OPEN' end as status
from (select * from views.sent_requests where {{chosen}} and {EXISTED}) s
cross join lateral (
    select closes_at, version from views.request_deadlines
    where region_id = s.region_id and request_id = s.request_id and {EXISTED} order by position desc limit 1
) d
left join lateral (
    select ending, version from views.request_endings
    where region_id = s.region_id and request_id = s.request_id and {EXISTED} order by position desc limit 1
) e on true
"""
"""Sent requests as they stood then; format with `chosen`."""

_PAGE = f"""
select * from ({LATEST_REQUESTS.format(chosen="region_id = %(region_id)s")}) page
where sent_position < %(before)s
order by sent_position desc limit %(limit)s
"""

_BY_ID = LATEST_REQUESTS.format(chosen="request_id = any (%(ids)s)")
_BY_INSATS = LATEST_REQUESTS.format(chosen="insats_id = any (%(ids)s)")

_ASKED = f"""
select * from ({
    LATEST_REQUESTS.format(
        chosen="(region_id, request_id) in (select region_id, request_id from views.request_recipients"
        " where member_id = %(member_id)s)"
    )
}) page
where sent_position < %(before)s order by sent_position desc limit %(limit)s
"""

_DRAFT_LIST = f"""
select request_id, max(insats_id) as insats_id, max(round) as round,
       (array_agg(title order by position desc) filter (where title is not null))[1] as title,
       (array_agg(approved order by position desc))[1] as approved, max(version) as version
from views.request_drafts d
where tenant_id = samverka.current_tenant() and {EXISTED}
  and not exists (
    select from views.sent_requests s
    where s.region_id = d.tenant_id and s.request_id = d.request_id and {EXISTED}
  )
group by request_id order by request_id
"""

_ASKED_BY_ID = """
select request_id, member_id, region_id from views.request_recipients
where request_id = any (%(ids)s) order by request_id, member_id
"""

_SAID = f"""
select request_id, municipality_id, late, stance, withdrawn from views.answers
where region_id = any (%(regions)s) and request_id = any (%(ids)s) and {EXISTED} and {{latest}}
order by own, position
"""


@dataclass(frozen=True)
class RequestRow:
    """A sent request as it stood then; `status` is OPEN, CLOSED or WITHDRAWN at the moment asked about."""

    request_id: str
    insats_id: str
    region_id: str
    round: str
    title: str
    text: str
    questions: list[dict[str, Any]]
    open_answers: bool
    sent_at: datetime
    sent_position: int
    closes_at: datetime
    ending: str | None
    version: int
    status: str


@dataclass(frozen=True)
class DraftRow:
    """A request that has not been sent; seen by its own förbund only."""

    request_id: str
    insats_id: str
    round: str
    title: str
    approved: bool
    version: int


@dataclass(frozen=True)
class TallyRow:
    """One recipient of a request, and its answer as far as the caller may see it."""

    request_id: str
    member_id: str
    late: bool | None
    stance: str | None
    withdrawn: bool | None


_NOTHING = (None, None, None)

NEWEST = 2**62
"""Before every position: the first page."""


async def requests(
    connection: AsyncConnection, region_id: str, as_of: AsOf, *, before: int = NEWEST, limit: int
) -> list[RequestRow]:
    """A page of the region's sent requests, newest first, before a position."""
    return await _rows(connection, _PAGE, as_of.values(region_id=region_id, before=before, limit=limit))


async def asked(
    connection: AsyncConnection, member_id: str, as_of: AsOf, *, before: int = NEWEST, limit: int
) -> list[RequestRow]:
    """A page of the requests that were sent to an organisation, newest first."""
    return await _rows(connection, _ASKED, as_of.values(member_id=member_id, before=before, limit=limit))


async def requests_by_id(connection: AsyncConnection, ids: Sequence[str], as_of: AsOf) -> dict[str, RequestRow]:
    """Those of the ids that the caller may see."""
    return {row.request_id: row for row in await _rows(connection, _BY_ID, as_of.values(ids=list(ids)))}


async def requests_by_insats(connection: AsyncConnection, ids: Sequence[str], as_of: AsOf) -> list[RequestRow]:
    """All sent requests about these insatser."""
    return await _rows(connection, _BY_INSATS, as_of.values(ids=list(ids)))


async def drafts(connection: AsyncConnection, as_of: AsOf) -> list[DraftRow]:
    """The caller's own requests that have not been sent."""
    async with connection.cursor(row_factory=class_row(DraftRow)) as cursor:
        await cursor.execute(_DRAFT_LIST, as_of.values())
        return await cursor.fetchall()


async def tallies(connection: AsyncConnection, ids: Sequence[str], as_of: AsOf) -> list[TallyRow]:
    """The recipients of these requests, each with its answer if the caller may see it."""
    asked = await (await connection.execute(_ASKED_BY_ID, {"ids": list(ids)})).fetchall()
    values = as_of.values(ids=list(ids), regions=list({region for _, _, region in asked}))
    query = as_of.narrowed(_SAID.format(latest=latest(as_of)))
    # A plan that is kept for any number of requests reads all that was ever said about each.
    said = await (await connection.execute(query, values, prepare=False)).fetchall()
    answers = {(request, member): answer for request, member, *answer in said}
    return [TallyRow(request, member, *answers.get((request, member), _NOTHING)) for request, member, _ in asked]


async def _rows(connection: AsyncConnection, query: str, values: dict[str, Any]) -> list[RequestRow]:
    async with connection.cursor(row_factory=class_row(RequestRow)) as cursor:
        await cursor.execute(query, values)
        return await cursor.fetchall()
