"""What is amiss with steering groups, as tasks of those who can mend it; and that a seat has ended."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_domain.steering_warnings import SteeringWarning
from samverka_projections.memberships import descriptions
from samverka_projections.steering import GroupThen, LapsedSeat, steering, steering_groups
from samverka_services.pages.kernel.tasks import Task
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import capital
from samverka_services.pages.steering import GROUP

NEWS = timedelta(days=30)
"""How long it is told on the first page that a seat has ended."""
_MENDING = {
    OrganisationKind.KOMMUN: frozenset({Role.OFFICER, Role.ADMINISTRATOR}),
    OrganisationKind.KOMMUNALFORBUND: frozenset({Role.PROCESS_LEADER}),
}
"""Who can mend it: a municipality its own seat, the förbund the group."""


async def to_mend(visit: Visit) -> list[Task]:
    """Of the groups that stand, as far as she can mend something; nothing is asked where no group steers anything."""
    if not visit.viewer.roles & _MENDING.get(visit.viewer.kind, frozenset()):
        return []
    found: list[Task] = []
    for region in visit.regions:
        if not any(each.group_id for each in await steering(visit.connection, region.region_id, visit.as_of)):
            continue
        known = await steering_groups(visit.connection, region.region_id, visit.own, visit.as_of)
        standing = [each for each in known if not each.dissolved]
        names = await _without_seat(visit, region.region_id, standing)
        found += [task for each in standing for task in _tasks(visit, each, names)]
    return found


async def _without_seat(visit: Visit, region_id: str, groups: list[GroupThen]) -> dict[str, str]:
    """What those are called that take part and have no seat."""
    ids = sorted({each for group in groups for each in group.without_seat})
    known = await descriptions(visit.connection, region_id, ids, visit.as_of) if ids else {}
    return {number: each.name for number, each in known.items()}


def _tasks(visit: Visit, group: GroupThen, names: dict[str, str]) -> Iterator[Task]:
    own, address = group.seat_of(visit.own), GROUP.format(group_id=group.group_id)
    if own and own.has_vote and own.warnings:
        yield _task(visit, group, "seat", f"{address}/plats", _words(visit, own.warnings))
    for organisation_id in group.without_seat:
        who = names.get(organisation_id, organisation_id)
        offered = f"{address}/sammansattning?plats={organisation_id}"
        yield _task(visit, group, "offer", offered, "", who=who)
    amiss = [each for each in group.warnings if each != SteeringWarning.PARTICIPANT_WITHOUT_SEAT]
    if amiss:
        yield _task(visit, group, "group", address, _words(visit, amiss))
    for lapsed in group.lapsed:
        if _is_news(visit, lapsed):
            explained = visit.write.text("steering.task.lapsed-explained", day=visit.write.day(lapsed.lapsed_on))
            yield _task(visit, group, "lapsed", address, explained)


def _is_news(visit: Visit, lapsed: LapsedSeat) -> bool:
    return lapsed.organisation_id == visit.own and visit.write.today <= lapsed.lapsed_on + NEWS


def _words(visit: Visit, warnings: Iterable[str]) -> str:
    return capital(", ".join(visit.write.word(SteeringWarning(each)) for each in warnings))


def _task(visit: Visit, group: GroupThen, kind: str, address: str, explained: str, *, who: str = "") -> Task:
    write = visit.write
    title = write.text(f"steering.task.{kind}", group=group.name, who=who)
    told = explained or write.text(f"steering.task.{kind}-explained")
    return Task(None, False, title, address, told, write.text(f"steering.task.{kind}-do"))
