"""The matrix of municipalities and insatser, asked of the participation view at any place in time."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from psycopg import AsyncConnection, AsyncCursor
from psycopg.rows import class_row

from samverka_projections.insatser import insatser_question
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.memberships import members_question

EXISTED = """position <= %(position)s and recorded_at <= %(known_at)s and effective_on <= %(effective_on)s and (
    corrected_at is null or corrected_at > %(position)s or corrected_when > %(known_at)s
)"""
LATEST = "(superseded_at is null or superseded_at > %(position)s)"
LATEST_KNOWN = "(superseded_at is null or superseded_at > %(position)s or superseded_when > %(known_at)s)"

_ANSWERS_NOW = f"select * from views.answers where region_id = %(region_id)s and {EXISTED} and {LATEST}"
_PARTS_NOW = f"select * from views.commitments where region_id = %(region_id)s and {EXISTED} and {LATEST}"
_ANSWERS_KNOWN = f"select * from views.answers where region_id = %(region_id)s and {EXISTED} and {LATEST_KNOWN}"
_PARTS_KNOWN = f"select * from views.commitments where region_id = %(region_id)s and {EXISTED} and {LATEST_KNOWN}"

# What was decided by a day need not be what was recorded last: then the facts themselves are put in order.
_ANSWERS_DECIDED = f"""
select distinct on (request_id, municipality_id) * from views.answers
where region_id = %(region_id)s and {EXISTED} order by request_id, municipality_id, place desc
"""
_PARTS_DECIDED = f"""
select distinct on (insats_id, municipality_id) * from views.commitments
where region_id = %(region_id)s and {EXISTED} order by insats_id, municipality_id, place desc
"""

REQUESTS = f"""
select s.request_id, s.insats_id, s.round, s.recipients, s.position,
    case
        when e.ending = 'WITHDRAWN' then 'NOT_ASKED'
        when d.closes_at <= %(moment)s or e.ending is not null then 'OVERDUE'
        else 'UNANSWERED'
    end as unanswered,
    not s.open_answers and d.closes_at > %(moment)s and e.ending is null
        and (select samverka.current_tenant()) <> %(region_id)s as answers_hidden
from (select * from views.sent_requests where region_id = %(region_id)s and {EXISTED}) s
join (
    select distinct on (request_id) request_id, closes_at from views.request_deadlines
    where region_id = %(region_id)s and {EXISTED} order by request_id, place desc
) d on d.request_id = s.request_id
left join (
    select distinct on (request_id) request_id, ending from views.request_endings
    where region_id = %(region_id)s and {EXISTED} order by request_id, place desc
) e on e.request_id = s.request_id
"""
"""The requests with what stands in the cell of a recipient without an answer; others' may be hidden."""

_ANSWERS = """
select request_id, municipality_id, case when withdrawn then 'WITHDRAWN' else stance end as status,
       coalesce(late, false) as late, on_behalf, coalesce(conditions, '') as conditions,
       decision->>'reason' as reason, decision->>'record_number' as record_number, effective_on, recorded_at
from ({facts}) said
"""


def before_the_end(wanted: str) -> str:
    """What was set aside (`c`) before the part `p` ended; ask by `case`, so that it is looked up for few."""
    return f"""
    (select {wanted} from views.commitments c
     where c.region_id = %(region_id)s and c.insats_id = p.insats_id and c.municipality_id = p.municipality_id
       and c.place < p.place and c.corrected_at is null
       and c.kind = 'RESOURCES_SET_ASIDE' and c.effective_on <= %(effective_on)s
     order by c.place desc limit 1)
    """


_PARTS = f"""
select p.insats_id, p.municipality_id, p.valid_to, p.decision->>'reason' as reason,
    p.decision->>'record_number' as record_number, p.effective_on, p.recorded_at,
    case when p.kind = 'ENDED' then {before_the_end("c.valid_from")} else p.valid_from end as valid_from,
    case
        when p.kind <> 'TAKING_PART' and p.valid_to < %(day)s then 'ENDED'
        when p.kind <> 'ENDED' then p.kind
        when {before_the_end("c.hours")} is null then 'TAKING_PART'
        else 'RESOURCES_SET_ASIDE'
    end as status,
    case when p.kind <> 'ENDED' then p.hours
         when p.valid_to >= %(day)s then {before_the_end("c.hours")} end as hours,
    case when p.kind <> 'ENDED' then p.thousand_kronor
         when p.valid_to >= %(day)s then {before_the_end("c.thousand_kronor")} end as thousand_kronor
from ({{facts}}) p
"""

_CELLS = f"""
with member as ({{members}}),
insats as ({{insatser}}),
asked as (
    select distinct on (r.insats_id, r.member_id) r.insats_id, r.member_id, r.request_id
    from views.request_recipients r
    where r.region_id = %(region_id)s and {EXISTED}
    order by r.insats_id, r.member_id, r.place desc
),
request as ({REQUESTS}),
answer as ({{answers}}),
part as ({{parts}})
select i.code, i.insats_id, m.member_id as municipality_id,
    case
        when p.status is not null then p.status
        when q.request_id is null then 'NOT_ASKED'
        when a.status is not null then a.status
        when q.answers_hidden and m.member_id <> (select samverka.current_tenant()) then 'NOT_DISCLOSED'
        else q.unanswered
    end as status,
    q.request_id, q.round, coalesce(a.late, false) as late, coalesce(a.on_behalf, false) as on_behalf,
    coalesce(a.conditions, '') as conditions,
    coalesce(case when p.status is not null then p.reason else a.reason end, '') as reason,
    coalesce(p.record_number, a.record_number) as record_number, p.hours, p.thousand_kronor,
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
order by code, insats_id, municipality_id
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


async def participants(connection: AsyncConnection, region_id: str, insats_ids: list[str], as_of: AsOf) -> list[Cell]:
    """The same for some insatser."""
    async with connection.cursor(row_factory=class_row(Cell)) as cursor:
        await _ask(cursor, _PARTICIPANTS, as_of, region_id=region_id, ids=insats_ids)
        return await cursor.fetchall()


async def _ask(cursor: AsyncCursor[Any], query: str, as_of: AsOf, **values: Any) -> None:
    """With joins by hash: while a table grows, its statistics lag behind, and loops within loops take minutes."""
    cells = _CELLS.format(
        answers=answers(as_of),
        parts=_PARTS.format(facts=parts(as_of)),
        members=members_question(as_of),
        insatser=insatser_question(as_of, "region_id = %(region_id)s"),
    )
    await cursor.execute("set local enable_nestloop = off; set local enable_mergejoin = off")
    # A plan that is kept for all regions and readers is worse than one that is made for each.
    await cursor.execute(query.format(cells=cells), as_of.values(**values), prepare=False)
    await cursor.connection.execute("set local enable_nestloop = on; set local enable_mergejoin = on")


def answers(as_of: AsOf) -> str:
    """A query for the latest answers to each request that are visible, each as what it makes of its cell."""
    if as_of.decided_as_of is not None:
        return _ANSWERS.format(facts=_ANSWERS_DECIDED)
    return _ANSWERS.format(facts=_ANSWERS_NOW if as_of.known_at is None else _ANSWERS_KNOWN)


def parts(as_of: AsOf) -> str:
    """A query for the latest decision about each part that a municipality takes."""
    if as_of.decided_as_of is not None:
        return _PARTS_DECIDED
    return _PARTS_NOW if as_of.known_at is None else _PARTS_KNOWN
