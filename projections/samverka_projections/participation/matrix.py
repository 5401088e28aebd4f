"""The matrix of municipalities and insatser cell by cell, with all that is known of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

import msgspec
from psycopg import AsyncConnection

from samverka_domain.answers import Stance
from samverka_domain.kernel.decision import Decision
from samverka_domain.participation import NOTHING_SAID, Standing, Status
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.memberships import members_of_all_times
from samverka_projections.participation.columns import insatser
from samverka_projections.participation.facts import Asker, Detail, Details, Sent
from samverka_projections.participation.standings import Making, Standings


@dataclass(frozen=True)
class Cell:
    """One municipality's standing in one insats."""

    insats_id: str
    municipality_id: str
    status: Status
    declined_part: bool
    """Whether DECLINED means that it declined to take part"""
    request_id: str | None
    round: str | None
    answer: Stance | None
    """Its latest answer, also beside a part"""
    late: bool
    on_behalf: bool
    conditions: str
    hours: int | None
    """Whole hours, over all years"""
    thousand_kronor: int | None
    """Whole thousands, over all years"""
    valid_from: date | None
    valid_to: date | None
    leaves_on: date | None
    """The first day without the part, if its end is decided"""
    decision: Decision | None
    """The decision on which the standing rests"""
    recorded_at: datetime | None
    day: date
    """The day asked about."""

    @property
    def reason(self) -> str:
        """Why it was decided."""
        return self.decision.reason if self.decision else ""

    @property
    def in_force(self) -> bool:
        """Whether the decision has gained legal force on the day asked about."""
        return self.decision is None or self.decision.is_in_force(self.day)


async def matrix(connection: AsyncConnection, region_id: str, as_of: AsOf) -> list[Cell]:
    """Every member municipality in every insats of the region, insats by insats; who has left, where a part runs."""
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
    belonging = await members_of_all_times(connection, region_id, as_of)
    facts, answers, parts = await asker.detailed()
    standings = Standings(facts, belonging, as_of.day, _PLAIN)
    found: list[Cell] = []
    for insats_id in insats_ids:
        row, asked = standings.row(insats_id), standings.asked(insats_id)
        found += [
            _cell(
                (insats_id, member),
                row[member],
                asked.get(member, []),
                answers,
                parts.get((insats_id, member)),
                as_of.day,
            )
            for member in standings.municipality_ids(insats_id)
        ]
    return found


class _Plain(NamedTuple):
    standing: Standing
    hours: int | None = None
    thousand_kronor: int | None = None


def _with_figures(plain: _Plain, figures: tuple[str, str]) -> _Plain:
    return _Plain(plain.standing, *map(int, figures))


_PLAIN = Making(_Plain, _with_figures)
_NOTHING = Detail()


def _cell(
    place: tuple[str, str],
    plain: _Plain,
    asked: Sequence[Sent],
    answers: Details,
    part: tuple[Detail, Detail] | None,
    day: date,
) -> Cell:
    standing, hours, thousand_kronor = plain
    sent = None if standing.request is None else asked[standing.request]
    answer = standing.answer or NOTHING_SAID
    said = answers[sent.request_id, place[1]] if sent and standing.answer else (_NOTHING, _NOTHING)
    decided = part if part and standing.decision is not None else (_NOTHING, _NOTHING)
    basis = said[answer.rests_on or 0] if standing.decision is None else decided[standing.decision]
    return Cell(
        insats_id=place[0],
        municipality_id=place[1],
        status=standing.status,
        declined_part=standing.declined_part,
        request_id=sent.request_id if sent else None,
        round=sent.round if sent else None,
        answer=answer.stance,
        late=answer.late,
        on_behalf=answer.on_behalf,
        conditions=said[0].conditions or "",
        hours=hours,
        thousand_kronor=thousand_kronor,
        valid_from=decided[0].valid_from,
        valid_to=standing.last_day or decided[0].valid_to,
        leaves_on=standing.leaves_on,
        decision=msgspec.convert(basis.decision, Decision, strict=False) if basis.decision else None,
        recorded_at=basis.recorded_at,
        day=day,
    )
