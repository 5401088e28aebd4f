"""Importing a plan: whole or not at all, once, and by those who may."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from samverka_domain.insatser import Insats
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.plans import ActionPlan
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.commands.memberships import with_members
from samverka_services.demo import people
from samverka_services.kernel.timing import new_id
from samverka_services.plan_import.importing import Imported, import_plan
from samverka_services.plan_import.reading import PlanFile, read_plan
from tests.support.first_round import Timeline
from tests.support.first_round_player import FirstRound
from tests.support.installation import PLAN, fyrbodal
from tests.support.world import World

FYRBODAL = fyrbodal()


@dataclass
class Importing:
    world: World
    plan: PlanFile

    def run(self, person: str = people.LEADER, plan: PlanFile | None = None) -> Imported:
        return import_plan(self.world.log, plan or self.plan, person, new_id)


@pytest.fixture
def importing(bare: World) -> Importing:
    """Organisations and mandates are there; the plan is not."""
    plan = read_plan(PLAN, "sv")
    FirstRound(bare.log, bare.clock, plan, Timeline(bare.now.date()))._provision()
    return Importing(bare, plan)


def changed(plan: PlanFile, change: Callable[[str], str]) -> PlanFile:
    return PlanFile.model_validate_json(change(plan.model_dump_json()))


def test_the_published_plan_is_imported_whole(importing: Importing) -> None:
    imported = importing.run()
    world = importing.world
    with world.log.unit_of_work(FYRBODAL) as work:
        forbund = work.load(Kommunalforbund, Kommunalforbund.stream(FYRBODAL))
        assert forbund is not None
        members = with_members(forbund, work).members_on(world.now.date())
        (plan_stream,) = work.streams("action-plan:")
        plan = work.load(ActionPlan, plan_stream)
        insatser = [work.load(Insats, stream) for stream in work.streams("insats:")]
    assert plan is not None
    assert len(forbund.invited) == 14
    assert members == [], "they are asked first"
    assert (len(plan.content.focus_areas), len(plan.content.effect_goals), plan.published_version) == (5, 11, "1.0")
    assert [insats.idea.code for insats in insatser if insats] == ["4.1", "4.2", "4.3", "4.4", "4.5"]
    assert (imported.members, imported.insatser) == (14, 5)


def test_the_same_file_again_records_nothing(importing: Importing) -> None:
    importing.run()
    head = importing.world.head()
    assert importing.run() == Imported()
    assert importing.world.head() == head


def test_a_refusal_in_the_middle_leaves_nothing(importing: Importing) -> None:
    """The approval's decider has no seat: found out after the members were decided, and nothing is recorded."""
    head = importing.world.head()
    wrong = changed(importing.plan, lambda text: text.replace(people.DIRECTOR, "exempel-utan-uppdrag"))
    with pytest.raises(Refused) as refusal:
        importing.run(plan=wrong)
    assert refusal.value.rule is Rule.NO_SEAT_ON_THAT_DAY
    assert importing.world.head() == head


def test_only_a_process_leader_imports(importing: Importing) -> None:
    for person in (people.CHAIR, people.AUDITOR, "exempel-okand"):
        with pytest.raises(Refused) as refusal:
            importing.run(person)
        assert refusal.value.rule is Rule.ROLE_MISSING


def test_a_forbund_that_is_not_in_samverka_cannot_import(bare: World) -> None:
    with pytest.raises((Refused, NotFound)):
        import_plan(bare.log, read_plan(PLAN, "sv"), people.LEADER, new_id)
