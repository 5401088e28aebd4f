"""The matrix of municipalities and insatser, asked of the participation view at any place in time."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import AsyncConnection, AsyncCursor
from psycopg.rows import class_row

from samverka_projections.as_of import EXISTED, AsOf
from samverka_projections.insatser import INSATSER
from samverka_projections.organisations import MEMBERS
from samverka_projections.superseding import LATEST, LATEST_KNOWN

_ANSWERS_NOW = f"select * from views.answers where region_id = %(region_id)s and {EXISTED} and {LATEST}"
_PARTS_NOW = f"select * from views.commitments where region_id = %(region_id)s and {EXISTED} and {LATEST}"
_ANSWERS_KNOWN = f"select * from views.answers where region_id = %(region_id)s and {EXISTED} and {LATEST_KNOWN}"
_PARTS_KNOWN = f"select * from views.commitments where region_id = %(region_id)s and {EXISTED} and {LATEST_KNOWN}"

# What was decided by a day need not be what was recorded last: then the facts themselves are put in order.
_ANSWERS_DECIDED = f"""
select distinct on (request_id, municipality_id) * from views.answers
where region_id = %(region_id)s and {EXISTED} order by request_id, municipality_id, position desc
"""
_PARTS_DECIDED = f"""
select distinct on (insats_id, municipality_id) * from views.commitments
where region_id = %(region_id)s and {EXISTED} order by insats_id, municipality_id, position desc
"""

_CELLS = f"""
with member as (
    select m.*, to_json(member_id)::text as written, row_number() over (order by member_id) as place
    from ({MEMBERS}) m
),
insats as (
    select i.*, to_json(insats_id)::text as written, row_number() over (order by code, insats_id) as place
    from ({INSATSER}) i
),
asked as (
    select distinct on (r.insats_id, r.member_id) r.insats_id, r.member_id, r.request_id
    from views.request_recipients r
    where r.region_id = %(region_id)s and {EXISTED}
    order by r.insats_id, r.member_id, r.position desc
),
request as (
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
answer as (
    select request_id, municipality_id, own, stance, withdrawn, late, conditions, reason, record_number,
           effective_on, recorded_at
    from ({{answers}}) said
),
part as (
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
select i.place as column_place, m.place as row_place, i.written as column_written, m.written as row_written,
    i.insats_id, m.member_id as municipality_id,
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

_MATRIX = """
select insats_id, municipality_id, status, request_id, round, late, on_behalf, conditions, reason, record_number,
       hours, thousand_kronor, valid_from, valid_to, decided_on, recorded_at
from ({cells}) c
order by column_place, row_place
"""

# Written as text: json_build_object takes twice as long, and that is a quarter of the whole answer.
_MATRIX_JSON = """
select concat('[', string_agg(concat(
    '{{"insatsId":', column_written, ',"municipalityId":', row_written, ',"status":"', status,
    case when late then '","late":true' else '","late":false' end,
    case when on_behalf then ',"onBehalf":true' else ',"onBehalf":false' end,
    ',"hours":', coalesce(hours::text, 'null'), ',"thousandKronor":', coalesce(thousand_kronor::text, 'null'), '}}'
), ',' order by column_place, row_place), ']')
from ({cells}) c
"""

_PARTICIPANTS = """
select insats_id, municipality_id, status, request_id, round, late, on_behalf, conditions, reason, record_number,
       hours, thousand_kronor, valid_from, valid_to, decided_on, recorded_at
from ({cells} and i.insats_id = any (%(ids)s)) c
order by insats_id, municipality_id
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
    await cursor.execute("set local enable_nestloop = off; set local enable_mergejoin = off; set local jit = off")
    # A plan that is kept for all regions and readers is worse than one that is made for each.
    await cursor.execute(as_of.narrowed(query.format(cells=cells)), as_of.values(**values), prepare=False)
    await cursor.connection.execute("set local enable_nestloop = on; set local enable_mergejoin = on")


def _facts(as_of: AsOf) -> tuple[str, str]:
    if as_of.decided_as_of is not None:
        return _ANSWERS_DECIDED, _PARTS_DECIDED
    return (_ANSWERS_NOW, _PARTS_NOW) if as_of.known_at is None else (_ANSWERS_KNOWN, _PARTS_KNOWN)
