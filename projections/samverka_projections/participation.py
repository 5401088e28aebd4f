"""Who joined which insats: the matrix of municipalities and insatser, with the strength of each yes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import AsyncConnection, AsyncCursor
from psycopg.rows import class_row

from samverka_domain.commitment import Commitment, Resources
from samverka_domain.interest_request import InterestRequest
from samverka_domain.interest_response import InterestResponse
from samverka_infra.event_log.rows import RecordedEvent
from samverka_projections.as_of import EXISTED, AsOf
from samverka_projections.base import Projection, Row, Table, Writer, as_json
from samverka_projections.insatser import INSATSER
from samverka_projections.opening import opening_row, openings_table, settle_openings
from samverka_projections.organisations import MEMBERS
from samverka_projections.superseding import LATEST, LATEST_KNOWN, SUPERSEDED, supersede

_ANSWERS = Table(
    "answers",
    (
        ("request_id", "text not null"),
        ("insats_id", "text not null"),
        ("municipality_id", "text not null"),
        ("own", "boolean not null"),
        ("stance", "text"),
        ("withdrawn", "boolean not null"),
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
        ("region_id", "superseded_at"),
        ("region_id", "request_id", "municipality_id", "own", "position"),
        ("tenant_id", "request_id"),
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
    content = (None, True, None, None, decision.reason, None, None, decision.record_number, True)
    yield "answers", (*identity, *content, None, None)


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
    supersede(writer, page, "answers", ("request_id", "municipality_id", "own"))
    supersede(writer, page, "commitments", ("insats_id", "municipality_id"))


PROJECTION = Projection(
    name="participation",
    version=2,
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

_ANSWERS_NOW = f"select * from views.answers where region_id = %(region_id)s and {EXISTED} and {LATEST}"
_PARTS_NOW = f"select * from views.commitments where region_id = %(region_id)s and {EXISTED} and {LATEST}"
_ANSWERS_KNOWN = f"select * from views.answers where region_id = %(region_id)s and {EXISTED} and {LATEST_KNOWN}"
_PARTS_KNOWN = f"select * from views.commitments where region_id = %(region_id)s and {EXISTED} and {LATEST_KNOWN}"

# What was decided by a day need not be what was recorded last: then the facts themselves are put in order.
_ANSWERS_DECIDED = f"""
select distinct on (request_id, municipality_id, own) * from views.answers
where region_id = %(region_id)s and {EXISTED} order by request_id, municipality_id, own, position desc
"""
_PARTS_DECIDED = f"""
select distinct on (insats_id, municipality_id) * from views.commitments
where region_id = %(region_id)s and {EXISTED} order by insats_id, municipality_id, position desc
"""

_CELLS = f"""
with member as materialized ({MEMBERS}),
insats as materialized ({INSATSER}),
asked as materialized (
    select distinct on (r.insats_id, r.member_id) r.insats_id, r.member_id, r.request_id
    from views.request_recipients r
    where r.region_id = %(region_id)s and {EXISTED}
    order by r.insats_id, r.member_id, r.position desc
),
request as materialized (
    select s.request_id, s.round, s.open_answers, d.closes_at, e.ending,
           d.closes_at <= %(moment)s or e.ending is not null as closed
    from (select * from views.sent_requests where region_id = %(region_id)s and {EXISTED}) s
    cross join lateral (
        select closes_at from views.request_deadlines
        where region_id = %(region_id)s and request_id = s.request_id and {EXISTED}
        order by position desc limit 1
    ) d
    left join lateral (
        select ending from views.request_endings
        where region_id = %(region_id)s and request_id = s.request_id and {EXISTED}
        order by position desc limit 1
    ) e on true
),
said as materialized ({{answers}}),
answer as materialized (
    select request_id, municipality_id, own, stance, withdrawn, late, conditions, reason, record_number,
           effective_on, recorded_at
    from said
    where own or not exists (
        select from said o where o.own and o.request_id = said.request_id and o.municipality_id = said.municipality_id
    )
),
part as materialized (
    select p.insats_id, p.municipality_id, p.kind, p.valid_to, p.reason, p.record_number, p.effective_on,
           p.recorded_at, coalesce(x.valid_from, p.valid_from) as valid_from, coalesce(x.hours, p.hours) as hours,
           coalesce(x.thousand_kronor, p.thousand_kronor) as thousand_kronor
    from ({{parts}}) p
    left join lateral (
        select c.hours, c.thousand_kronor, c.valid_from from views.commitments c
        where p.kind = 'ENDED' and c.region_id = %(region_id)s and c.insats_id = p.insats_id
          and c.municipality_id = p.municipality_id and c.position < p.position and c.kind = 'RESOURCES_SET_ASIDE'
          and c.effective_on <= %(effective_on)s
        order by c.position desc limit 1
    ) x on true
)
select i.insats_id, i.code, m.member_id as municipality_id,
    case
        when p.kind = 'ENDED' and p.valid_to < %(day)s then 'ENDED'
        when p.kind = 'ENDED' then case when p.hours is null then 'TAKING_PART' else 'RESOURCES_SET_ASIDE' end
        when p.kind = 'RESOURCES_SET_ASIDE' and p.valid_to < %(day)s then 'ENDED'
        when p.kind is not null then p.kind
        when q.request_id is null then 'NOT_ASKED'
        when a.withdrawn then 'WITHDRAWN'
        when a.stance is not null then a.stance
        when q.ending = 'WITHDRAWN' then 'NOT_ASKED'
        when not (q.closed or q.open_answers)
             and (select samverka.current_tenant()) not in (m.member_id, %(region_id)s) then 'NOT_DISCLOSED'
        when q.closed then 'OVERDUE'
        else 'UNANSWERED'
    end as status,
    q.request_id, q.round, coalesce(a.late, false) as late, coalesce(not a.own, false) as on_behalf,
    coalesce(a.conditions, '') as conditions,
    coalesce(case when p.kind is not null then p.reason else a.reason end, '') as reason,
    coalesce(p.record_number, a.record_number) as record_number,
    case when p.kind = 'ENDED' and p.valid_to < %(day)s then null else p.hours end as hours,
    case when p.kind = 'ENDED' and p.valid_to < %(day)s then null else p.thousand_kronor end as thousand_kronor,
    p.valid_from, p.valid_to,
    coalesce(p.effective_on, a.effective_on) as decided_on,
    coalesce(p.recorded_at, a.recorded_at) as recorded_at
from member m
cross join insats i
left join asked on asked.insats_id = i.insats_id and asked.member_id = m.member_id
left join request q on q.request_id = asked.request_id
left join answer a on a.request_id = asked.request_id and a.municipality_id = m.member_id
left join part p on p.insats_id = i.insats_id and p.municipality_id = m.member_id
where m.kommunkod is not null
"""

_ORDER = 'code collate "C", insats_id collate "C", municipality_id collate "C"'

_MATRIX = """
select insats_id, municipality_id, status, request_id, round, late, on_behalf, conditions, reason, record_number,
       hours, thousand_kronor, valid_from, valid_to, decided_on, recorded_at
from ({cells}) c
order by {order}
"""

_MATRIX_JSON = """
select coalesce(json_agg(json_build_object(
    'insatsId', insats_id, 'municipalityId', municipality_id, 'status', status, 'late', late,
    'onBehalf', on_behalf, 'hours', hours, 'thousandKronor', thousand_kronor
) order by {order}), '[]')::text
from ({cells}) c
"""

_PARTICIPANTS = """
select insats_id, municipality_id, status, request_id, round, late, on_behalf, conditions, reason, record_number,
       hours, thousand_kronor, valid_from, valid_to, decided_on, recorded_at
from ({cells} and i.insats_id = any (%(ids)s)) c
order by insats_id, municipality_id
"""

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
class Cell:
    """One municipality's standing in one insats; `hours` whole hours, `thousand_kronor` whole thousands."""

    insats_id: str
    municipality_id: str
    status: str
    request_id: str | None
    round: str | None
    late: bool
    on_behalf: bool
    conditions: str
    reason: str
    record_number: str | None
    hours: int | None
    thousand_kronor: int | None
    valid_from: date | None
    valid_to: date | None
    decided_on: date | None
    recorded_at: datetime | None


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


async def matrix(connection: AsyncConnection, region_id: str, as_of: AsOf) -> list[Cell]:
    """Every member municipality in every insats of the region, insats by insats."""
    async with connection.cursor(row_factory=class_row(Cell)) as cursor:
        await _ask(cursor, _MATRIX, as_of, region_id=region_id)
        return await cursor.fetchall()


async def matrix_cells_json(connection: AsyncConnection, region_id: str, as_of: AsOf) -> bytes:
    """The cells of the matrix document as a JSON array, made by the database."""
    async with connection.cursor() as cursor:
        await _ask(cursor, _MATRIX_JSON, as_of, region_id=region_id)
        found = await cursor.fetchone()
        return str(found[0]).encode() if found else b"[]"


async def participants(connection: AsyncConnection, region_id: str, insats_ids: list[str], as_of: AsOf) -> list[Cell]:
    """The same for some insatser."""
    async with connection.cursor(row_factory=class_row(Cell)) as cursor:
        await _ask(cursor, _PARTICIPANTS, as_of, region_id=region_id, ids=insats_ids)
        return await cursor.fetchall()


async def _ask(cursor: AsyncCursor[Any], query: str, as_of: AsOf, **values: Any) -> None:
    """With joins by hash: while a table grows, its statistics lag behind, and loops within loops take minutes."""
    answers, parts = _facts(as_of)
    cells = _CELLS.format(answers=answers, parts=parts)
    await cursor.execute("set local enable_nestloop = off; set local enable_mergejoin = off")
    await cursor.execute(query.format(cells=cells, order=_ORDER), as_of.values(**values))
    await cursor.connection.execute("set local enable_nestloop = on; set local enable_mergejoin = on")


def _facts(as_of: AsOf) -> tuple[str, str]:
    if as_of.decided_as_of is not None:
        return _ANSWERS_DECIDED, _PARTS_DECIDED
    return (_ANSWERS_NOW, _PARTS_NOW) if as_of.known_at is None else (_ANSWERS_KNOWN, _PARTS_KNOWN)


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
