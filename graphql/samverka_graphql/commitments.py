"""What a municipality has committed: its parts in insatser, and what they weigh."""

from strawberry import Parent

from samverka_domain.commitments import RoleHours
from samverka_domain.resources import YearMoney
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_REGION
from samverka_graphql.memberships import Municipality
from samverka_projections.commitments import PartThen, YearLoad, commitments_of, load_on

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
    return part.weighing_hours


@field()
def money(part: Parent[PartThen]) -> tuple[YearMoney, ...]:
    """Whole thousands of kronor, by year; none unless something is set aside."""
    return part.weighing_money


@field("Its parts in insatser, as they stand on the day")
async def commitments(municipality: Parent[Municipality], info: Info) -> list[PartThen]:
    """By insats."""
    return await commitments_of(info.context.connection, municipality.municipality_id, municipality.as_of)


@field("What it has set aside, year by year, over all insatser that the caller may see")
async def load(municipality: Parent[Municipality], info: Info) -> list[YearLoad]:
    """What holds on the day weighs: no part that has ended, and no resources that have run out; hours for pre-studies
    stand beside it."""
    return await load_on(info.context.connection, municipality.municipality_id, municipality.as_of)
