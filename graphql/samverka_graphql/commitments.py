"""What a municipality has committed: its parts in insatser, and what they weigh."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from strawberry import Parent

from samverka_domain.commitments import RoleHours, YearMoney
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_REGION
from samverka_graphql.memberships import Municipality
from samverka_projections.commitments import PartKind, PartThen, commitments_of


@dataclass(frozen=True)
class YearLoad:
    """What a municipality has set aside in one year, over all insatser."""

    year: int
    hours: int
    thousand_kronor: int


show(RoleHours, to=TO_REGION)
show(YearMoney, to=TO_REGION)
show(YearLoad, to=TO_REGION)
show(
    PartThen,
    "Commitment",
    to=TO_REGION,
    hide=("municipality_id", "hours", "thousand_kronor", "resources"),
    also=("decision", "in_force", "version"),
)


@field()
def hours(part: Parent[PartThen]) -> tuple[RoleHours, ...]:
    """Whole hours, by role and year; none unless something is set aside."""
    return part.resources.hours if part.resources and _weighs(part) else ()


@field()
def money(part: Parent[PartThen]) -> tuple[YearMoney, ...]:
    """Whole thousands of kronor, by year; none unless something is set aside."""
    return part.resources.money if part.resources and _weighs(part) else ()


@field("Its parts in insatser, as they stand on the day")
async def commitments(municipality: Parent[Municipality], info: Info) -> list[PartThen]:
    """By insats."""
    return await commitments_of(info.context.connection, municipality.municipality_id, municipality.as_of)


@field("What it has set aside, year by year, over all insatser that the caller may see")
async def load(municipality: Parent[Municipality], info: Info) -> list[YearLoad]:
    """What holds on the day weighs: no part that has ended, and no resources that have run out."""
    return _load(await commitments_of(info.context.connection, municipality.municipality_id, municipality.as_of))


def _weighs(part: PartThen) -> bool:
    return part.kind is PartKind.RESOURCES_SET_ASIDE


def _load(parts: Iterable[PartThen]) -> list[YearLoad]:
    given: Counter[int] = Counter()
    paid: Counter[int] = Counter()
    for part in parts:
        for role in hours(part):
            given[role.year] += role.hours
        for line in money(part):
            paid[line.year] += line.thousand_kronor
    return [YearLoad(year, given[year], paid[year]) for year in sorted(given.keys() | paid.keys())]
