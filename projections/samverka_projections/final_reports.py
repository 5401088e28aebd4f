"""The final reports that stopped insatser of one's own region owe."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from psycopg import AsyncConnection

from samverka_domain.case import Case
from samverka_domain.final_reports import OwedReport, owed_report
from samverka_domain.gates import Outcome
from samverka_domain.steps import Act, Step
from samverka_projections.gates import HappeningFact
from samverka_projections.kernel.as_of import OF_MY_REGION, AsOf
from samverka_projections.kernel.fact import names
from samverka_projections.kernel.reading import ask, existing


@dataclass(frozen=True)
class Owing:
    """A stopped insats that owes its final report."""

    insats_id: str
    report: OwedReport
    stopped_at: int
    """The place in the log of what stopped it."""


async def final_reports_owed(connection: AsyncConnection, as_of: AsOf) -> list[Owing]:
    """Of the region whose förbund asks; nothing is folded but what was stopped once."""
    of_mine = f"{OF_MY_REGION} and {existing(HappeningFact, as_of)}"
    query = f"""
        select {names(HappeningFact)} from {HappeningFact.table} where {of_mine} and insats_id in (
            select insats_id from {HappeningFact.table}
            where {OF_MY_REGION} and (act = %(stop)s or outcome = any (%(stopping)s))
        ) order by insats_id, place, position
    """
    stopping = [Outcome.DECLINED, Outcome.NO_GO]
    found = await ask(connection, HappeningFact, query, as_of, stop=Act.STOP, stopping=stopping)
    owing = (_owing(list(happened)) for _, happened in groupby(found, attrgetter("insats_id")))
    return [each for each in owing if each]


def _owing(happened: Sequence[HappeningFact]) -> Owing | None:
    case, stopped_at = Case(), 0
    for each in happened:
        before, case = case.step, case.after(each.happening)
        if case.step is Step.STOPPED and before is not Step.STOPPED:
            stopped_at = each.place
    report = owed_report(case)
    return Owing(happened[0].insats_id, report, stopped_at) if report else None
