"""An insats has a code of its own, goals of its plan, and is not stopped while it is asked about."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest

from samverka_domain.ideas import Description, Idea, Origin
from samverka_domain.insatser import Insats, Priority
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.plans import EffectGoal, FocusArea, PlanContent
from samverka_domain.steps import StartsWith
from samverka_graphql.kernel.dashboards import matrix_answer
from samverka_services.commands.insatser import (
    CorrectPriority,
    DescribeInsats,
    PrioritiseInsats,
    ReceiveIdea,
    StrikeIdea,
)
from samverka_services.commands.kernel.context import Caller, Outcome
from samverka_services.commands.kernel.executor import CommandExecutor
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.commands.plans import DraftActionPlan
from samverka_services.commands.requests import WithdrawInterestRequest
from samverka_services.kernel.timing import new_id
from tests.support.queries import data
from tests.support.racing import RacingLog
from tests.support.views import ask
from tests.support.world import CHAIR, FYRBODAL, GOTEBORGSREGIONEN, LEADER, World

KNOWN, UNKNOWN = ("1a",), ("1b",)


@pytest.fixture
def plan_id(world: World) -> str:
    """A plan with one effect goal."""
    areas, goals = (FocusArea("1", "Digital kompetens"),), (EffectGoal("1a", "1", "Fler kan mer"),)
    content = PlanContent("Handlingsplan", areas, goals)
    return world.do(LEADER, FYRBODAL, DraftActionPlan(content=content)).id


def receive(world: World, plan_id: str | None, effect_goals: tuple[str, ...]) -> str:
    idea = Idea(
        code=f"4.{len(world.readable_by(FYRBODAL))}",
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


def taken(world: World, code: str) -> str:
    with pytest.raises(Refused) as refusal:
        world.insats(code, started=False)
    assert refusal.value.params["pointer"] == "/code"
    return refusal.value.rule


def strike(world: World, insats_id: str) -> None:
    world.do(LEADER, FYRBODAL, StrikeIdea(insats_id=insats_id, reason="Dubblett"), version=1)


def test_a_code_stands_for_one_insats_of_a_region(world: World) -> None:
    world.insats("4.1b", started=False)
    for same in ("4.1b", "4.1B", " 4.1b "):
        assert taken(world, same) == Rule.INSATS_CODE_TAKEN
    world.insats("4.1b", forbund=GOTEBORGSREGIONEN)


def test_a_struck_idea_gives_its_code_back(world: World) -> None:
    for _ in range(2):
        strike(world, world.insats("4.1", started=False))
    world.insats("4.1")
    assert taken(world, "4.1") == Rule.INSATS_CODE_TAKEN


def test_of_two_who_take_a_code_at_once_one_does(world: World) -> None:
    log = RacingLog(world.log, lambda: world.insats("4.1", started=False))
    executor = CommandExecutor(log, COMMANDS, new_id)
    idea = Idea(title="E-arkiv", code="4.1", origin=Origin.NETWORK, starts_with=StartsWith.PROJECT)
    with pytest.raises(Refused) as refusal:
        executor.execute(ReceiveIdea(idea=idea), Caller(LEADER, FYRBODAL, "race"), key="racing")
    assert refusal.value.rule is Rule.INSATS_CODE_TAKEN


STOPS = (Priority.WAIT, Priority.DECLINE)


def stop(world: World, insats_id: str, priority: Priority = Priority.WAIT) -> Outcome:
    decision = world.decision(Body.E_RAD, CHAIR)
    review_on = world.now.date() + timedelta(days=90)
    command = PrioritiseInsats(insats_id=insats_id, priority=priority, decision=decision, review_on=review_on)
    return world.do(LEADER, FYRBODAL, command, version=2)


def put_right(world: World, insats_id: str, priority: Priority) -> Outcome:
    decision = world.decision(Body.E_RAD, CHAIR)
    command = CorrectPriority(
        insats_id=insats_id, version=2, corrected=decision, decision=decision, content={"priority": priority}
    )
    return world.do(LEADER, FYRBODAL, command, version=2)


@pytest.mark.parametrize("priority", STOPS)
@pytest.mark.parametrize("how", [stop, put_right])
def test_an_insats_is_not_stopped_while_municipalities_can_answer_about_it(
    world: World, how: Callable[[World, str, Priority], Outcome], priority: Priority
) -> None:
    insats_id = world.insats()
    world.sent_request(insats_id, world.now.date())
    with pytest.raises(Refused) as refusal:
        how(world, insats_id, priority)
    assert refusal.value.rule is Rule.INSATS_ASKED_ABOUT
    world.now += timedelta(days=1)
    assert how(world, insats_id, priority).version == 3


def test_a_request_about_another_insats_or_one_that_was_withdrawn_stops_nobody(world: World) -> None:
    insats_id = world.insats()
    world.sent_request(world.insats())
    request_id = world.sent_request(insats_id)
    withdrawal = WithdrawInterestRequest(request_id=request_id, decision=world.decision(Body.E_RAD, CHAIR))
    world.do(LEADER, FYRBODAL, withdrawal, version=3)
    assert stop(world, insats_id).version == 3


def test_nothing_is_sent_about_an_insats_that_has_been_stopped(world: World) -> None:
    insats_id = world.insats()
    request_id = world.draft(insats_id)
    stop(world, insats_id)
    with pytest.raises(Refused) as refusal:
        world.send(request_id)
    assert refusal.value.rule is Rule.INSATS_NOT_PRIORITISED


def test_a_request_that_is_sent_meanwhile_keeps_the_insats_started(world: World) -> None:
    insats_id = world.insats()
    request_id = world.draft(insats_id)
    log = RacingLog(world.log, lambda: world.send(request_id))
    executor = CommandExecutor(log, COMMANDS, new_id)
    decision = world.decision(Body.E_RAD, CHAIR)
    review_on = world.now.date() + timedelta(days=90)
    command = PrioritiseInsats(insats_id=insats_id, priority=Priority.WAIT, decision=decision, review_on=review_on)
    with pytest.raises(Refused) as refusal:
        executor.execute(command, Caller(LEADER, FYRBODAL, "race"), key="racing", expected_version=2)
    assert refusal.value.rule is Rule.INSATS_ASKED_ABOUT


def test_insatser_are_listed_as_people_count_page_by_page(world: World) -> None:
    codes = ["4.1", "8.2", "8.10", "10.1"]
    for code in reversed(codes):
        world.insats(code, started=False)
    world.project()
    query = """query($id: ID!, $after: String) { region(id: $id) {
        insatser(first: 1, after: $after) { edges { node { code } } pageInfo { endCursor } }
        participationMatrix { insatser { code } cells { insatsId } }
    } }"""
    found, after = [], None
    for _ in codes:
        region = data(world, FYRBODAL, query, id=FYRBODAL, after=after)["region"]
        found += [edge["node"]["code"] for edge in region["insatser"]["edges"]]
        after = region["insatser"]["pageInfo"]["endCursor"]
    assert found == codes
    assert [insats["code"] for insats in region["participationMatrix"]["insatser"]] == codes
    document = json.loads(
        ask(world, FYRBODAL, lambda connection, as_of: matrix_answer(connection, FYRBODAL, as_of, "token"))
    )
    matrix = document["data"]["region"]["participationMatrix"]
    assert [insats["code"] for insats in matrix["insatser"]] == codes
    assert [cell["insatsId"] for cell in matrix["cells"]] == [
        cell["insatsId"] for cell in region["participationMatrix"]["cells"]
    ]
