"""How insatser follow upon one another: what each succeeds, what comes after it, and what is carried out instead."""

from collections.abc import Sequence
from dataclasses import dataclass

from samverka_domain.case import Case
from samverka_domain.participation import JOINED, Status
from samverka_domain.steps import AT_ITS_END
from samverka_projections.gates import cases, in_place_of
from samverka_projections.insatser import InsatsThen, insatser, insatser_by_id, successors
from samverka_projections.memberships import members_of_all_times
from samverka_projections.participation.matrix import participants
from samverka_services.pages.kernel.fields import Option
from samverka_services.pages.kernel.visit import Visit

MOST = 500
_SAID_YES = JOINED | {Status.INTERESTED, Status.CONDITIONAL, Status.ENDED}


@dataclass(frozen=True)
class Related:
    """Another insats, and how the two belong together, in words."""

    how: str
    insats: InsatsThen


async def related(visit: Visit, insats: InsatsThen, case: Case) -> list[Related]:
    """What it follows upon, then what follows upon it, then what is carried out instead."""
    instead = [each.happening.instead for each in case.passed.values() if each.happening.instead]
    replaced = await in_place_of(visit.connection, insats.insats_id, visit.as_of)
    wanted = [*([insats.succeeds_id] if insats.succeeds_id else []), *instead, *replaced]
    known = await insatser_by_id(visit.connection, wanted, visit.as_of)
    later = (await successors(visit.connection, [insats.insats_id], visit.as_of))[insats.insats_id]
    ways = [
        *([(f"forward.{insats.succession}", insats.succeeds_id)] if insats.succeeds_id else []),
        *((f"back.{each.succession}", each.insats_id) for each in later),
        *(("instead", each) for each in instead),
        *(("in-place-of", each) for each in replaced),
    ]
    found = known | {each.insats_id: each for each in later}
    return [Related(visit.write.text(f"succession.{how}"), found[key]) for how, key in ways if key in found]


async def to_succeed(visit: Visit) -> dict[str, Sequence[Option]]:
    """Those of the förbund's insatser that have come to their end, for a new one to name."""
    known = await insatser(visit.connection, visit.own, visit.as_of, limit=MOST)
    found = await cases(visit.connection, [each.insats_id for each in known], visit.as_of)
    ended = [each for each in known if found[each.insats_id].case.step in AT_ITS_END]
    return {"/succeeds/insatsId": [Option(each.insats_id, f"{each.code} {each.title}") for each in ended]}


async def suggested(visit: Visit, insats: InsatsThen) -> list[str]:
    """The municipalities that had said yes to what it follows upon, by name: to be asked, if the förbund wants to."""
    if insats.succeeds_id is None:
        return []
    cells = await participants(visit.connection, insats.region_id, [insats.succeeds_id], visit.as_of)
    then = (await cases(visit.connection, [insats.succeeds_id], visit.as_of)).get(insats.succeeds_id)
    before = then.case.taken.interested if then and then.case.taken else frozenset()
    said_yes = before | {each.municipality_id for each in cells if each.status in _SAID_YES}
    known = await members_of_all_times(visit.connection, insats.region_id, visit.as_of)
    return sorted(each.name for each in known if each.member_id in said_yes)
