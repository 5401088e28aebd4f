"""The e-råd judges the interest once the request is closed; what is allowed and what is refused is the same."""

from datetime import timedelta
from typing import Any

import pytest

from samverka_domain.answers import Stance
from samverka_domain.case import Case
from samverka_domain.gates import Gate, Missing
from samverka_domain.insatser import Insats
from samverka_domain.judgements import Counting, Counts, Judgement, Threshold
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.steps import Step
from samverka_projections.gates import cases
from samverka_services.commands.answers import RegisterAnswerOnBehalf, WithdrawAnswer
from samverka_services.commands.gates import CorrectJudgement, JudgeInterest, case_of
from samverka_services.commands.kernel.context import Caller, Context, Outcome
from samverka_services.commands.requests import CloseInterestRequest
from tests.support.views import ask
from tests.support.world import CHAIR, DIRECTOR, FYRBODAL, LEADER, OFFICER, TROLLHATTAN, UDDEVALLA, VANERSBORG, World

TWO = Threshold(2, Counting.INTERESTED_AND_CONDITIONAL)


def judge(world: World, insats_id: str, judgement: Judgement = Judgement.GO, **more: Any) -> Outcome:
    said = {"judgement": judgement, "threshold": TWO, "decision": world.decision(Body.E_RAD, CHAIR)}
    version = more.pop("version", 2)
    return world.do(LEADER, FYRBODAL, JudgeInterest(insats_id=insats_id, **said | more), version=version)


def close(world: World, request_id: str) -> None:
    world.now += timedelta(days=15)
    world.do(LEADER, FYRBODAL, CloseInterestRequest(request_id=request_id, reason="Tiden är ute"), version=3)


def by_commands(world: World, insats_id: str) -> Case:
    """The case as commands fold it, from streams."""
    with world.log.unit_of_work(FYRBODAL) as work:
        return case_of(insats_id, Context(work, Caller(LEADER, FYRBODAL, "test"), lambda: ""))


def by_queries(world: World, insats_id: str, tenant: str = FYRBODAL) -> Case:
    """The case as queries fold it, from the view."""
    world.project()
    return ask(world, tenant, lambda c, as_of: cases(c, [insats_id], as_of))[insats_id].case


def refused_for(world: World, insats_id: str, **more: Any) -> Any:
    with pytest.raises(Refused) as refusal:
        judge(world, insats_id, **more)
    assert refusal.value.rule is Rule.GATE_NOT_OPEN
    return refusal.value.params["missing"]


def test_interest_is_judged_once_after_the_request_is_closed_by_the_answers_until_then(world: World) -> None:
    insats_id = world.insats()
    assert refused_for(world, insats_id) == (Missing.WRONG_STEP,)
    request_id = world.sent_request(insats_id)
    world.answer(TROLLHATTAN, request_id)
    taken_back = {"effective_from": world.now.date(), "decision": world.decision(Body.KOMMUNLEDNING, DIRECTOR)}
    world.do(OFFICER, TROLLHATTAN, WithdrawAnswer(request_id=request_id, **taken_back), version=1)
    world.answer(UDDEVALLA, request_id, Stance.CONDITIONAL)
    letter = {"source": "Brev", **world.reply(Stance.INTERESTED)}
    world.do(LEADER, FYRBODAL, RegisterAnswerOnBehalf(request_id=request_id, kommunkod="1487", **letter))
    assert refused_for(world, insats_id) == (Missing.REQUEST_STILL_OPEN,)
    close(world, request_id)
    assert by_queries(world, insats_id) == by_commands(world, insats_id)
    judge(world, insats_id)
    (*_, judged) = world.events(FYRBODAL, Insats.stream(insats_id))
    assert isinstance(judged.event, Insats.Judged)
    assert judged.event.request_id == request_id
    assert judged.event.counts == Counts(
        recipients=3,
        interested=1,
        conditional=1,
        declined=0,
        unanswered=1,
        came_late=0,
        withdrawn=1,
        on_behalf=1,
        left=0,
    )
    assert refused_for(world, insats_id, version=3) == (Missing.ALREADY_JUDGED,)
    case = by_commands(world, insats_id)
    assert case.step is Step.DIRECTIVE_DRAFT
    assert by_queries(world, insats_id) == case
    assert by_queries(world, insats_id, VANERSBORG).step is case.step


def test_what_waits_is_judged_anew_and_a_correction_moves_it(world: World) -> None:
    insats_id = world.insats()
    close(world, world.sent_request(insats_id))
    because = world.decision(Body.E_RAD, CHAIR, "För få har svarat")
    judge(world, insats_id, Judgement.WAIT, review_on=world.now.date() + timedelta(days=90), decision=because)
    assert by_commands(world, insats_id).open_gates == (Gate.FIRST_JUDGEMENT,)
    judge(world, insats_id, Judgement.NO_GO, decision=because, version=3)
    assert by_commands(world, insats_id).step is Step.STOPPED
    right = {"corrected": because, "decision": because, "content": {"judgement": Judgement.GO}}
    world.do(LEADER, FYRBODAL, CorrectJudgement(insats_id=insats_id, version=4, **right), version=4)
    case = by_commands(world, insats_id)
    assert case.step is Step.DIRECTIVE_DRAFT
    assert by_queries(world, insats_id) == case
