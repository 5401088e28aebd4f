"""What insatser serve, whom they concern and where they stand: by what any list about insatser is narrowed down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg import AsyncConnection

from samverka_domain.final_reports import warnings_of
from samverka_domain.kernel.decision import Body
from samverka_domain.participation import Status
from samverka_domain.reporting_rhythm import REPORTING
from samverka_domain.steps import REPORTED, Phase
from samverka_projections.gates import CaseThen, cases
from samverka_projections.insatser import InsatsThen
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.memberships import descriptions
from samverka_projections.participation.matrix import Cell, matrix
from samverka_projections.plans import plans
from samverka_projections.status_reports import Series, status_reports

MOST = 5_000
"""Insatser of a region that are listed together."""


@dataclass(frozen=True)
class Concern:
    """By code, or by organisation number: what each is called; and in which phase it stands."""

    focus_areas: Mapping[str, str]
    effect_goals: Mapping[str, str]
    municipalities: Mapping[str, str]
    """Those that were asked, or take part."""
    phase: Phase | None


async def concerns(
    connection: AsyncConnection,
    region_id: str,
    insatser: Sequence[InsatsThen],
    standing: Mapping[str, CaseThen],
    cells: Sequence[Cell],
    as_of: AsOf,
) -> dict[str, Concern]:
    """Of each of a region's insatser, by its id; `standing`: their cases, `cells`: those of the matrix."""
    published = await plans(connection, region_id, as_of)
    areas = {area.code: area.title for plan in published for area in plan.focus_areas}
    area_of = {goal.code: goal.focus_area for plan in published for goal in plan.effect_goals}
    concerned = await _municipalities(connection, region_id, cells, as_of)
    found: dict[str, Concern] = {}
    for insats in insatser:
        served = {area_of[goal] for goal in insats.effect_goals if goal in area_of}
        found[insats.insats_id] = Concern(
            {code: f"{code} {areas[code]}" for code in sorted(served)},
            {goal: goal for goal in insats.effect_goals},
            concerned.get(insats.insats_id, {}),
            standing[insats.insats_id].case.phase if insats.insats_id in standing else None,
        )
    return found


async def _municipalities(
    connection: AsyncConnection, region_id: str, cells: Sequence[Cell], as_of: AsOf
) -> dict[str, dict[str, str]]:
    asked = [each for each in cells if each.status is not Status.NOT_ASKED]
    ids = sorted({each.municipality_id for each in asked})
    called = await descriptions(connection, region_id, ids, as_of)
    found: dict[str, dict[str, str]] = {}
    for each in asked:
        if each.municipality_id in called:
            found.setdefault(each.insats_id, {})[each.municipality_id] = called[each.municipality_id].name
    return found


def is_overdue(then: CaseThen, series: Series) -> bool:
    """Whether its day of review has passed, or its next status report or its final report is late."""
    day, case = then.as_of.day, then.case
    if case.review_on is not None:
        return case.review_on < day
    owed = warnings_of(case)
    if owed:
        return min(owed.values()) < day
    reports = case.step in REPORTED and case.phase in REPORTING
    due = series.due(case.since, case.phase) if reports and case.phase else None
    return due is not None and due.is_late(day, series.pauses)


@dataclass(frozen=True)
class Narrowing:
    """To which insatser a list is narrowed down; what is None is not asked by."""

    phase: str | None = None
    body: Body | None = None
    """That takes the decision that comes next; of several, the first in the process."""
    municipality: str | None = None
    """That was asked, or takes part, by its number."""
    focus_area: str | None = None
    effect_goal: str | None = None
    overdue: bool | None = None

    @property
    def is_nothing(self) -> bool:
        """Whether every insats is wanted."""
        return self == Narrowing()

    async def of(
        self, connection: AsyncConnection, region_id: str, insatser: Sequence[InsatsThen], as_of: AsOf
    ) -> list[InsatsThen]:
        """Those of a region's insatser that are wanted, in their order."""
        ids = [each.insats_id for each in insatser]
        standing = await cases(connection, ids, as_of)
        cells = await matrix(connection, region_id, as_of)
        about = await concerns(connection, region_id, insatser, standing, cells, as_of)
        series = await status_reports(connection, ids, as_of)
        return [
            each
            for each in insatser
            for then in [standing.get(each.insats_id)]
            if then is not None
            and self._fits(about[each.insats_id])
            and self.body in {None, *(allowed.body for allowed in then.case.allowed[:1])}
            and self.overdue in {None, is_overdue(then, series[each.insats_id])}
        ]

    def _fits(self, concern: Concern) -> bool:
        served = self.focus_area in {None, *concern.focus_areas} and self.effect_goal in {None, *concern.effect_goals}
        return served and self.phase in {None, concern.phase} and self.municipality in {None, *concern.municipalities}
