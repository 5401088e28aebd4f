"""What an insats serves and whom it concerns: columns by which any table about insatser can be narrowed down."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samverka_domain.participation import Status
from samverka_projections.insatser import InsatsThen
from samverka_projections.memberships import descriptions
from samverka_projections.participation.matrix import matrix
from samverka_projections.plans import plans
from samverka_services.downloads.columns import Column
from samverka_services.downloads.declared import Inquiry


@dataclass(frozen=True)
class Concern:
    """By code, or by organisation number: what each is called."""

    focus_areas: Mapping[str, str]
    effect_goals: Mapping[str, str]
    municipalities: Mapping[str, str]
    """Those that were asked, or take part."""


async def concerns(inquiry: Inquiry, region_id: str, insatser: Sequence[InsatsThen]) -> dict[str, Concern]:
    """Of each insats, by its id."""
    published = await plans(inquiry.connection, region_id, inquiry.as_of)
    areas = {area.code: area.title for plan in published for area in plan.focus_areas}
    area_of = {goal.code: goal.focus_area for plan in published for goal in plan.effect_goals}
    concerned = await _municipalities(inquiry, region_id)
    found: dict[str, Concern] = {}
    for insats in insatser:
        served = {area_of[goal] for goal in insats.effect_goals if goal in area_of}
        found[insats.insats_id] = Concern(
            {code: f"{code} {areas[code]}" for code in sorted(served)},
            {goal: goal for goal in insats.effect_goals},
            concerned.get(insats.insats_id, {}),
        )
    return found


async def _municipalities(inquiry: Inquiry, region_id: str) -> dict[str, dict[str, str]]:
    cells = await matrix(inquiry.connection, region_id, inquiry.as_of)
    asked = [each for each in cells if each.status is not Status.NOT_ASKED]
    ids = sorted({each.municipality_id for each in asked})
    called = await descriptions(inquiry.connection, region_id, ids, inquiry.as_of)
    found: dict[str, dict[str, str]] = {}
    for each in asked:
        if each.municipality_id in called:
            found.setdefault(each.insats_id, {})[each.municipality_id] = called[each.municipality_id].name
    return found


def concerned(concern_of: Callable[[Any], Concern]) -> dict[str, Column[Any]]:
    """Columns of a file, by which the rows of a page can be picked too."""
    return {
        "focus-area": _several(lambda row: concern_of(row).focus_areas, "4"),
        "effect-goals": _several(lambda row: concern_of(row).effect_goals, "4B"),
        "concerns": _several(lambda row: concern_of(row).municipalities, "212000-1439"),
    }


def _several(named: Callable[[Any], Mapping[str, str]], example: str) -> Column[Any]:
    return Column(lambda row, _: ", ".join(named(row).values()) or None, codes=named, example=example, on_page=False)
