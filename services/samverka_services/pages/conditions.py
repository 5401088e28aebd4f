"""The conditions of conditional answers on the page of their insats: how each stands, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass

from samverka_domain.case import Case
from samverka_domain.mandates import Role
from samverka_projections.conditions import ConditionThen, conditions_by_insats
from samverka_projections.insatser import InsatsThen
from samverka_projections.memberships import MemberOnDay
from samverka_services.pages.kernel.visit import Visit


@dataclass(frozen=True)
class ConditionShown:
    """A municipality's condition: what was marked of it, and where the viewer goes on."""

    member: MemberOnDay
    marked: ConditionThen | None
    address: str | None
    settled: bool


async def conditions_shown(
    visit: Visit, insats: InsatsThen, case: Case, members: dict[str, MemberOnDay]
) -> Sequence[ConditionShown]:
    """Of those that had one when the interest was judged, and that the viewer may know of."""
    found = (await conditions_by_insats(visit.connection, [insats.insats_id], visit.as_of))[insats.insats_id]
    marked = {each.municipality_id: each for each in found}
    known = sorted((case.parties.conditional | marked.keys()) & members.keys())
    return [_shown(visit, insats, case, members[each], marked.get(each)) for each in known]


def _shown(
    visit: Visit, insats: InsatsThen, case: Case, member: MemberOnDay, marked: ConditionThen | None
) -> ConditionShown:
    is_open = member.member_id in case.parties.conditional
    address = _address(visit, insats, member, marked) if is_open else None
    return ConditionShown(member, marked, address, not is_open)


def _address(visit: Visit, insats: InsatsThen, member: MemberOnDay, marked: ConditionThen | None) -> str | None:
    """The förbund marks it, the municipality confirms what was marked."""
    at, roles = f"/insatser/{insats.insats_id}", visit.viewer.roles
    if visit.own == insats.region_id and Role.PROCESS_LEADER in roles:
        return f"{at}/villkor?kommunkod={member.kommunkod}"
    own = visit.own == member.member_id and marked is not None and Role.OFFICER in roles
    return f"{at}/bekrafta-villkor" if own else None
