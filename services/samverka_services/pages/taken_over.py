"""What was taken over with an insats, and which municipalities have confirmed their parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from samverka_domain.case import Case
from samverka_domain.takeovers import PastPart, TakeOver
from samverka_projections.gates import cases
from samverka_projections.insatser import InsatsThen, insatser
from samverka_projections.memberships import MemberOnDay
from samverka_services.commands.takeovers import TOPIC
from samverka_services.pages.kernel.visit import Visit

MOST = 500


@dataclass(frozen=True)
class PastPartShown:
    """A municipality's part as the förbund knows it."""

    part: PastPart
    municipality: str
    confirmed: bool
    """Whether the municipality has recorded its own decision."""


@dataclass(frozen=True)
class TakenOverShown:
    """All that was entered of an insats that began before Samverka."""

    taken: TakeOver
    parts: Sequence[PastPartShown]
    answers: Sequence[tuple[str, str, str]]
    """Who had answered, what and when."""


@dataclass(frozen=True)
class ToConfirm:
    """The own part in an insats, of which the förbund says that it was there before Samverka."""

    insats: InsatsThen
    part: PastPart


def taken_over_shown(
    case: Case, members: Mapping[str, MemberOnDay], confirmed: frozenset[str], visit: Visit
) -> TakenOverShown | None:
    """Of one insats; `confirmed` have a part by their own decision."""
    taken = case.taken
    if taken is None:
        return None
    names = {key: each.name for key, each in members.items()}
    parts = [
        PastPartShown(each, names.get(each.municipality_id, ""), each.municipality_id in confirmed)
        for each in taken.parts
    ]
    answers = [
        (names.get(each.municipality_id, ""), visit.write.word(each.stance), visit.write.day(each.answered_on))
        for each in taken.answers
    ]
    return TakenOverShown(taken, parts, answers)


def may_take_over(case: Case, insats: InsatsThen, visit: Visit) -> bool:
    """Whether the viewer may enter it at its step, for the first time or anew."""
    own = visit.own == insats.region_id and bool(TOPIC.roles & visit.viewer.roles)
    return own and is_untouched(case, insats)


def is_untouched(case: Case, insats: InsatsThen) -> bool:
    """Whether nothing has happened to it, as far as its case knows."""
    if case.taken is None:
        return insats.priority is None
    begun = case.at_hand or case.parties.set_aside or case.open_reports or case.request
    return not begun and all(each.before for each in case.passed.values())


async def part_to_confirm(visit: Visit, insats_id: str) -> PastPart | None:
    """The own part in an insats that was taken over."""
    then = (await cases(visit.connection, [insats_id], visit.as_of)).get(insats_id)
    return then.case.taken.part_of(visit.own) if then and then.case.taken else None


async def parts_to_confirm(visit: Visit, decided: frozenset[str]) -> list[ToConfirm]:
    """All own parts that were taken over; in `decided`, the insatser about which the own decision is recorded."""
    known = [
        each
        for region in visit.regions
        for each in await insatser(visit.connection, region.region_id, visit.as_of, limit=MOST)
        if each.insats_id not in decided
    ]
    found = await cases(visit.connection, [each.insats_id for each in known], visit.as_of)
    taken = ((each, found[each.insats_id].case.taken) for each in known)
    parts = ((each, was.part_of(visit.own)) for each, was in taken if was is not None)
    return [ToConfirm(each, part) for each, part in parts if part is not None]
