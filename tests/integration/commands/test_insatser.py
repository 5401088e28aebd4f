"""An insats belongs to a plan, and only that plan's effect goals are its own."""

import pytest

from samverka_domain.insatser import Description, Idea, Insats, Origin, StartsWith
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.plans import EffectGoal, FocusArea, PlanContent
from samverka_services.commands.insatser import DescribeInsats, ReceiveIdea
from samverka_services.commands.kernel.context import Outcome
from samverka_services.commands.plans import DraftActionPlan
from tests.support.world import FYRBODAL, LEADER, World

KNOWN, UNKNOWN = ("1a",), ("1b",)


@pytest.fixture
def plan_id(world: World) -> str:
    """A plan with one effect goal."""
    areas, goals = (FocusArea("1", "Digital kompetens"),), (EffectGoal("1a", "1", "Fler kan mer"),)
    content = PlanContent("Handlingsplan", areas, goals)
    return world.do(LEADER, FYRBODAL, DraftActionPlan(content=content)).id


def receive(world: World, plan_id: str | None, effect_goals: tuple[str, ...]) -> str:
    idea = Idea(
        code="4.1",
        title="E-arkiv",
        origin=Origin.NETWORK,
        starts_with=StartsWith.PROJECT,
        plan_id=plan_id,
        effect_goals=effect_goals,
    )
    return world.do(LEADER, FYRBODAL, ReceiveIdea(idea=idea)).id


def describe(world: World, insats_id: str, effect_goals: tuple[str, ...]) -> Outcome:
    description = Description(title="E-arkiv", effect_goals=effect_goals)
    command = DescribeInsats(insats_id=insats_id, description=description)
    return world.do(LEADER, FYRBODAL, command, version=1)


def test_an_idea_has_goals_of_its_plan_only(world: World, plan_id: str) -> None:
    receive(world, plan_id, KNOWN)
    with pytest.raises(Refused) as refusal:
        receive(world, plan_id, UNKNOWN)
    assert refusal.value.rule is Rule.EFFECT_GOAL_UNKNOWN


def test_an_insats_is_described_with_goals_of_its_plan_only(world: World, plan_id: str) -> None:
    insats_id = receive(world, plan_id, ())
    with pytest.raises(Refused) as refusal:
        describe(world, insats_id, KNOWN + UNKNOWN)
    assert (refusal.value.rule, refusal.value.params["codes"]) == (Rule.EFFECT_GOAL_UNKNOWN, "1b")
    assert describe(world, insats_id, KNOWN).version == 2
    assert len(world.events(FYRBODAL, Insats.stream(insats_id))) == 2


def test_without_a_plan_there_are_no_goals(world: World) -> None:
    insats_id = receive(world, None, ())
    with pytest.raises(Refused) as refusal:
        describe(world, insats_id, KNOWN)
    assert refusal.value.rule is Rule.EFFECT_GOAL_UNKNOWN
    assert describe(world, insats_id, ()).version == 2
