"""The matrix of municipalities and insatser cell by cell, with all that is known of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from psycopg import AsyncConnection
from psycopg.rows import class_row

from samverka_domain.answers import Stance
from samverka_domain.participation import NOTHING_SAID, Standing, Status
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.memberships import members
from samverka_projections.participation.columns import insatser
from samverka_projections.participation.facts import Asker, Places, Sent
from samverka_projections.participation.standings import Making, Standings


@dataclass(frozen=True)
class Cell:
    """One municipality's standing in one insats; `hours` whole hours, `thousand_kronor` whole thousands."""

    insats_id: str
    municipality_id: str
    status: Status
    declined_part: bool
    request_id: str | None
    round: str | None
    answer: Stance | None
    late: bool
    on_behalf: bool
    conditions: str
    reason: str
    record_number: str | None
    hours: int | None
    thousand_kronor: int | None
    valid_from: date | None
    valid_to: date | None
    leaves_on: date | None
    decided_on: date | None
    recorded_at: datetime | None


async def matrix(connection: AsyncConnection, region_id: str, as_of: AsOf) -> list[Cell]:
    """Every member municipality in every insats of the region, insats by insats."""
    ids = [each.insats_id for each in await insatser(connection, region_id, as_of)]
    return await _cells(connection, Asker(connection, region_id, as_of), ids, as_of, region_id)


async def participants(
    connection: AsyncConnection, region_id: str, insats_ids: Sequence[str], as_of: AsOf
) -> list[Cell]:
    """The same for some insatser, asking for nothing else."""
    asker = Asker(connection, region_id, as_of, insats_ids)
    return await _cells(connection, asker, sorted(insats_ids), as_of, region_id)


async def _cells(
    connection: AsyncConnection, asker: Asker, insats_ids: Sequence[str], as_of: AsOf, region_id: str
) -> list[Cell]:
    named = await members(connection, region_id, as_of)
    municipality_ids = sorted(member.member_id for member in named if member.kommunkod)
    facts, answers, parts = await asker.placed()
    standings = Standings(facts, municipality_ids, as_of.day, _PLAIN)
    found = [
        _found(insats_id, member, row[member], standings.asked(insats_id, member), answers, parts)
        for insats_id in insats_ids
        for row in (standings.row(insats_id),)
        for member in municipality_ids
    ]
    details = await _details(connection, found)
    return [_cell(each, details) for each in found]


class _Plain(NamedTuple):
    standing: Standing
    hours: int | None = None
    thousand_kronor: int | None = None


def _with_figures(plain: _Plain, hours: str, thousands: str) -> _Plain:
    return plain._replace(hours=int(hours), thousand_kronor=int(thousands))


_PLAIN = Making(_Plain, _with_figures)


class _Found(NamedTuple):
    insats_id: str
    municipality_id: str
    plain: _Plain
    sent: Sent | None
    answered: int | None
    """The place of the answer in the log."""
    taken: int | None
    """The place of the decision to take part."""
    basis: int | None
    """The place of that on which the standing rests."""


def _found(
    insats_id: str, member: str, plain: _Plain, asked: Sequence[Sent], answers: Places, parts: Places
) -> _Found:
    standing = plain.standing
    sent = None if standing.request is None else asked[standing.request]
    said = answers[sent.request_id, member] if sent and standing.answer else None
    part = None if standing.decision is None else parts[insats_id, member]
    basis = (
        said[standing.answer.rests_on] if said and standing.answer and standing.answer.rests_on is not None else None
    )
    if part and standing.decision is not None:
        basis = part[standing.decision]
    return _Found(insats_id, member, plain, sent, said and said.first, part and part.first, basis)


@dataclass(frozen=True)
class _Detail:
    """What a decision says of itself; conditions are an answer's, days a part's."""

    position: int
    reason: str = ""
    record_number: str | None = None
    effective_on: date | None = None
    recorded_at: datetime | None = None
    conditions: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


_NOWHERE = _Detail(0)

_DETAILS = """
select position, reason, record_number, effective_on, recorded_at, conditions,
       null::date as valid_from, null::date as valid_to
from views.answers where position = any (%(positions)s)
union all
select position, reason, record_number, effective_on, recorded_at, null, valid_from, valid_to
from views.commitments where position = any (%(positions)s)
"""


async def _details(connection: AsyncConnection, found: Iterable[_Found]) -> dict[int, _Detail]:
    """By place in the log."""
    positions = {place for each in found for place in (each.answered, each.taken, each.basis) if place is not None}
    async with connection.cursor(row_factory=class_row(_Detail)) as cursor:
        await cursor.execute(_DETAILS, {"positions": list(positions)})
        return {detail.position: detail for detail in await cursor.fetchall()}


def _cell(found: _Found, details: Mapping[int, _Detail]) -> Cell:
    standing = found.plain.standing
    answer = standing.answer or NOTHING_SAID
    said, taken, basis = (details.get(place or 0, _NOWHERE) for place in (found.answered, found.taken, found.basis))
    return Cell(
        insats_id=found.insats_id,
        municipality_id=found.municipality_id,
        status=standing.status,
        declined_part=standing.declined_part,
        request_id=found.sent.request_id if found.sent else None,
        round=found.sent.round if found.sent else None,
        answer=answer.stance,
        late=answer.late,
        on_behalf=answer.on_behalf,
        conditions=said.conditions or "",
        reason=basis.reason,
        record_number=basis.record_number,
        hours=found.plain.hours,
        thousand_kronor=found.plain.thousand_kronor,
        valid_from=taken.valid_from,
        valid_to=standing.last_day or taken.valid_to,
        leaves_on=standing.leaves_on,
        decided_on=basis.effective_on,
        recorded_at=basis.recorded_at,
    )
