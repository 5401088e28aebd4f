"""An insats that began before Samverka goes on in it; a municipality confirms its part by its own decision."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from samverka_domain.answers import Stance
from samverka_domain.gates import Gate, Outcome
from samverka_domain.ideas import Idea, Origin, Succession, SuccessionKind
from samverka_domain.insatser import Priority
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.steps import StartsWith, Step
from samverka_domain.takeovers import PastAnswer, PastDecision, PastPart, TakeOver
from samverka_projections.insatser import successors
from samverka_services.commands.commitments import TakePart
from samverka_services.commands.insatser import PrioritiseInsats, ReceiveIdea
from samverka_services.commands.kernel.context import Caller, Context
from samverka_services.commands.participants import interested
from samverka_services.commands.takeovers import TakeOverInsats, TakeOverNewInsats
from tests.integration.commands.test_gates import by_commands, by_queries, judge
from tests.support.views import ask
from tests.support.world import (
    CHAIR,
    DIRECTOR,
    FYRBODAL,
    GOTEBORG,
    LEADER,
    OFFICER,
    TROLLHATTAN,
    UDDEVALLA,
    VANERSBORG,
    World,
)

THEN = date(2025, 3, 12)
DECIDED: dict[str, Any] = {"decided_on": THEN, "record_number": "2025/17"}
IDEA = Idea(code="9", title="E-arkiv", origin=Origin.NETWORK, starts_with=StartsWith.PROJECT)
PLAN = PastDecision(gate=Gate.PROJECT_PLAN, outcome=Outcome.APPROVED, body=Body.E_RAD, **DECIDED)
RUNNING = TakeOver(
    step=Step.EXECUTION,
    since=THEN,
    path=StartsWith.PROJECT,
    decisions=(PLAN,),
    parts=(PastPart(municipality_id=TROLLHATTAN, since=THEN),),
)


def taken_over(world: World, taken: TakeOver = RUNNING) -> str:
    return world.do(LEADER, FYRBODAL, TakeOverNewInsats(idea=IDEA, taken=taken)).id


def test_an_insats_goes_on_from_the_step_at_which_it_was_taken_over(world: World) -> None:
    insats_id = taken_over(world)
    case = by_commands(world, insats_id)
    assert (case.step, case.open_gates) == (Step.EXECUTION, (Gate.PROJECT_PLAN, Gate.STATUS_REPORT))
    assert by_queries(world, insats_id) == case
    assert by_queries(world, insats_id, UDDEVALLA) == case


def test_a_municipality_confirms_by_its_own_decision_of_long_ago_what_the_forbund_says_of_its_part(
    world: World,
) -> None:
    insats_id = taken_over(world)
    assert by_commands(world, insats_id).parties.set_aside == frozenset()
    then = world.decision(Body.KOMMUNLEDNING, DIRECTOR, on=THEN)
    confirmed = TakePart(insats_id=insats_id, resources=world.resources(year=2025), decision=then)
    world.do(OFFICER, TROLLHATTAN, confirmed)
    assert by_commands(world, insats_id).parties.set_aside == {TROLLHATTAN}
    with pytest.raises(Refused) as refusal:
        world.do(LEADER, FYRBODAL, TakeOverInsats(insats_id=insats_id, taken=RUNNING), version=2)
    assert refusal.value.rule is Rule.INSATS_UNDER_WAY


def test_interest_that_was_answered_before_is_judged_and_relied_on(world: World) -> None:
    start = PastDecision(gate=Gate.PRIORITY, outcome=Outcome.START_NOW, body=Body.E_RAD, **DECIDED)
    stances = {TROLLHATTAN: Stance.INTERESTED, UDDEVALLA: Stance.CONDITIONAL, VANERSBORG: Stance.DECLINED}
    answers = tuple(PastAnswer(municipality_id=each, stance=said, answered_on=THEN) for each, said in stances.items())
    judged_next = replace(RUNNING, step=Step.FIRST_JUDGEMENT, decisions=(start,), parts=(), answers=answers)
    insats_id = taken_over(world, judged_next)
    judge(world, insats_id)
    case = by_commands(world, insats_id)
    counts = case.passed[Gate.FIRST_JUDGEMENT].happening.counts
    assert case.step is Step.DIRECTIVE_DRAFT
    assert counts is not None
    assert (counts.recipients, counts.interested, counts.conditional, counts.declined) == (3, 1, 1, 1)
    with world.log.unit_of_work(FYRBODAL) as work:
        asked = interested(insats_id, Context(work, Caller(LEADER, FYRBODAL, "test"), lambda: ""))
    assert asked == {TROLLHATTAN, UDDEVALLA}


def test_the_part_of_a_stranger_is_refused_at_its_place(world: World) -> None:
    stranger = replace(RUNNING, parts=(PastPart(municipality_id=GOTEBORG, since=THEN),))
    with pytest.raises(Refused) as refusal:
        taken_over(world, stranger)
    assert refusal.value.rule is Rule.NOT_A_MEMBER
    assert refusal.value.params["pointer"] == "/taken/parts/0/municipalityId"


def test_a_new_insats_succeeds_one_that_has_come_to_its_end_and_no_other(world: World) -> None:
    going_on = taken_over(world)
    follows = Succession(insats_id=going_on, succession=SuccessionKind.CONTINUES)
    later = replace(IDEA, code="9b", succeeds=follows)
    with pytest.raises(Refused) as refusal:
        world.do(LEADER, FYRBODAL, ReceiveIdea(idea=later))
    assert refusal.value.rule is Rule.NOT_AT_ITS_END
    stopped = replace(RUNNING, step=Step.STOPPED, stopped_at=Step.EXECUTION)
    world.do(LEADER, FYRBODAL, TakeOverInsats(insats_id=going_on, taken=stopped), version=2)
    new = world.do(LEADER, FYRBODAL, ReceiveIdea(idea=later)).id
    world.project()
    found = ask(world, UDDEVALLA, lambda c, as_of: successors(c, [going_on], as_of))
    assert [each.insats_id for each in found[going_on]] == [new]


def test_the_erad_changes_the_path_with_its_priority_and_not_later(world: World) -> None:
    insats_id = world.insats(started=False)
    chosen = {"path": StartsWith.ASSIGNMENT, "decision": world.decision(Body.E_RAD, CHAIR)}
    command = PrioritiseInsats(insats_id=insats_id, priority=Priority.START_NOW, **chosen)
    world.do(LEADER, FYRBODAL, command, version=1)
    assert by_commands(world, insats_id).starts_with is StartsWith.ASSIGNMENT
    assert by_queries(world, insats_id).starts_with is StartsWith.ASSIGNMENT
    late = taken_over(world)
    too_late = PrioritiseInsats(insats_id=late, priority=Priority.WAIT, review_on=world.now.date(), **chosen)
    with pytest.raises(Refused) as refusal:
        world.do(LEADER, FYRBODAL, too_late, version=2)
    assert refusal.value.rule is Rule.PATH_IS_BEHIND
