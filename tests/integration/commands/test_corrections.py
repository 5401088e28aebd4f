"""What was recorded wrongly is put right, what was forgotten is recorded afterwards, and an idea can be struck."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from samverka_domain.answers import InterestResponse, Reply, Stance
from samverka_domain.commitments import Commitment
from samverka_domain.insatser import Insats, Priority
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.mandates import STREAM, Mandates
from samverka_domain.memberships import Kommunalforbund
from samverka_infra.event_log.errors import StaleVersion
from samverka_services.commands.answers import (
    CorrectAnswer,
    CorrectAnswerOnBehalf,
    RegisterAnswerOnBehalf,
    WithdrawAnswer,
)
from samverka_services.commands.commitments import AdjustCommitment, CorrectCommitment, EndCommitment
from samverka_services.commands.insatser import CorrectPriority, PrioritiseInsats, StrikeIdea
from samverka_services.commands.kernel.context import Caller, Outcome
from samverka_services.commands.kernel.corrections import Correct
from samverka_services.commands.kernel.executor import CommandExecutor
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.commands.mandates import CorrectMandate
from samverka_services.commands.memberships import CorrectMembership
from samverka_services.kernel.timing import new_id
from tests.support.racing import RacingLog
from tests.support.world import (
    ADMINISTRATOR,
    CHAIR,
    DIRECTOR,
    FYRBODAL,
    LEADER,
    OFFICER,
    TROLLHATTAN,
    UDDEVALLA,
    World,
)

Correcting = tuple[str, str, Correct, int, str]
"""Who corrects in which organisation, the correction, the stream's version, and the stream."""


@pytest.fixture
def world(world: World) -> World:
    """What is put right here may be recorded wherever its insats stands."""
    return world.wherever_insatser_stand()


def corrected(world: World, body: Body, by: str) -> dict[str, Decision]:
    """What was decided under another record number, and the decision to say so."""
    decision = world.decision(body, by)
    right = replace(decision, record_number="2026/2", paragraph="§ 87")
    return {"corrected": right, "decision": replace(decision, reason="Fel nummer i protokollsutdraget")}


def membership(world: World) -> Correcting:
    said = corrected(world, Body.FORBUNDSLEDNING, CHAIR)
    command = CorrectMembership(version=2, content={"valid_from": date(2021, 1, 1)}, **said)
    return LEADER, FYRBODAL, command, 4, Kommunalforbund.stream(FYRBODAL)


def mandate(world: World) -> Correcting:
    said = corrected(world, Body.KOMMUNLEDNING, ADMINISTRATOR)
    with world.log.unit_of_work(TROLLHATTAN) as work:
        given = work.events(TROLLHATTAN, STREAM)[3].event
    assert isinstance(given, Mandates.Given)
    right = replace(given.mandate, person_id="another-auditor")
    return ADMINISTRATOR, TROLLHATTAN, CorrectMandate(version=4, content={"mandate": right}, **said), 4, STREAM


def priority(world: World) -> Correcting:
    insats_id = world.insats()
    said = corrected(world, Body.E_RAD, CHAIR)
    command = CorrectPriority(insats_id=insats_id, version=2, content={"priority": Priority.WAIT}, **said)
    return LEADER, FYRBODAL, command, 2, Insats.stream(insats_id)


def commitment(world: World) -> Correcting:
    insats_id = world.insats()
    world.take_part(TROLLHATTAN, insats_id, world.resources())
    said = corrected(world, Body.KOMMUNLEDNING, DIRECTOR)
    content = {"resources": world.resources(hours=7)}
    command = CorrectCommitment(insats_id=insats_id, version=2, content=content, **said)
    return OFFICER, TROLLHATTAN, command, 2, Commitment.stream(insats_id)


def answer(world: World) -> Correcting:
    request_id = world.sent_request(world.insats())
    world.answer(TROLLHATTAN, request_id)
    said = corrected(world, Body.KOMMUNLEDNING, DIRECTOR)
    content = {"reply": Reply(Stance.CONDITIONAL, conditions="Om kostnaden delas")}
    command = CorrectAnswer(request_id=request_id, version=1, content=content, **said)
    return OFFICER, TROLLHATTAN, command, 1, InterestResponse.stream(request_id)


def answer_on_behalf(world: World) -> Correcting:
    request_id = world.sent_request(world.insats())
    by_letter = RegisterAnswerOnBehalf(request_id=request_id, kommunkod="1488", source="Brev", **world.reply())
    world.do(LEADER, FYRBODAL, by_letter)
    said = corrected(world, Body.KOMMUNLEDNING, "kommundirektören")
    content = {"reply": Reply(Stance.DECLINED)}
    command = CorrectAnswerOnBehalf(request_id=request_id, kommunkod="1488", version=1, content=content, **said)
    return LEADER, FYRBODAL, command, 1, InterestResponse.proxy_stream(request_id, TROLLHATTAN)


ALL = (membership, mandate, priority, commitment, answer, answer_on_behalf)
each = pytest.mark.parametrize("recorded", ALL, ids=lambda recorded: recorded.__name__)


def correct(world: World, correcting: Correcting, executor: CommandExecutor | None = None) -> Outcome:
    person, tenant, command, version, _ = correcting
    caller, seen = Caller(person, tenant, "test"), version if COMMANDS[type(command)].changes else None
    return (executor or world.executor).execute(command, caller, key=new_id(), expected_version=seen)


@each
def test_what_was_recorded_wrongly_is_put_right(world: World, recorded: Callable[[World], Correcting]) -> None:
    correcting = recorded(world)
    _, tenant, command, version, stream = correcting
    assert correct(world, correcting).version == version + 1
    last: Any = world.events(tenant, stream)[-1].event
    assert last.type_name.endswith("Corrected")
    assert (last.corrects, last.corrected, last.decision) == (command.version, command.corrected, command.decision)
    assert {name: getattr(last, name) for name in command.content} == dict(command.content)


@each
def test_of_two_that_correct_alike_one_corrects(world: World, recorded: Callable[[World], Correcting]) -> None:
    correcting = recorded(world)
    racing = CommandExecutor(RacingLog(world.log, lambda: correct(world, correcting)), COMMANDS, new_id)
    with pytest.raises((StaleVersion, Refused)) as failure:
        correct(world, correcting, racing)
    if isinstance(failure.value, Refused):
        assert failure.value.rule is Rule.CORRECTION_CHANGES_NOTHING
    assert len(world.events(correcting[1], correcting[4])) == correcting[3] + 1


@each
def test_a_correction_needs_its_deciders_a_reason_and_something_to_correct(
    world: World, recorded: Callable[[World], Correcting]
) -> None:
    person, tenant, command, version, stream = recorded(world)
    other = Body.KOMMUNDIREKTORER
    without_reason = replace(command.decision, reason="")
    for change, rules in (
        ({"decision": replace(command.decision, body=other)}, {Rule.BODY_MAY_NOT_DECIDE, Rule.NO_SEAT_ON_THAT_DAY}),
        ({"decision": without_reason}, {Rule.REASON_MISSING}),
        ({"decision": replace(command.decision, overtaken=True)}, {Rule.NOTHING_OVERTOOK_IT}),
        ({"version": 99}, {Rule.NOTHING_TO_CORRECT}),
    ):
        with pytest.raises(Refused) as refusal:
            correct(world, (person, tenant, command.model_copy(update=change), version, stream))
        assert refusal.value.rule in rules, change
    assert len(world.events(tenant, stream)) == version


@each
def test_a_correctors_seat_is_asked_for_like_any_deciders(
    world: World, recorded: Callable[[World], Correcting]
) -> None:
    person, tenant, command, version, stream = recorded(world)
    nobody = command.model_copy(update={"decision": replace(command.decision, decided_by="nobody")})
    if COMMANDS[type(command)].seat_needed:
        with pytest.raises(Refused) as refusal:
            correct(world, (person, tenant, nobody, version, stream))
        assert refusal.value.rule is Rule.NO_SEAT_ON_THAT_DAY
    else:
        assert correct(world, (person, tenant, nobody, version, stream)).version == version + 1


def test_a_members_number_is_put_right_with_or_without_its_dash(world: World) -> None:
    said = corrected(world, Body.FORBUNDSLEDNING, CHAIR)
    command = CorrectMembership(version=2, content={"member_id": "212000-1355"}, **said)
    world.do(LEADER, FYRBODAL, command)
    with world.log.unit_of_work(FYRBODAL) as work:
        forbund = work.load(Kommunalforbund, Kommunalforbund.stream(FYRBODAL))
    assert forbund is not None
    assert [each.member_id for each in forbund.invited["2120001355"]] == ["2120001355"]
    assert TROLLHATTAN not in forbund.invited


def test_a_forgotten_decision_is_recorded_afterwards_and_changes_nothing(world: World) -> None:
    insats_id = world.insats()
    world.take_part(TROLLHATTAN, insats_id, world.resources())
    world.now += timedelta(days=10)
    later = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    adjust = AdjustCommitment(insats_id=insats_id, resources=world.resources(hours=7), decision=later)
    world.do(OFFICER, TROLLHATTAN, adjust, version=2)
    between = world.decision(Body.KOMMUNLEDNING, DIRECTOR, on=world.now.date() - timedelta(days=5))
    forgotten = adjust.model_copy(update={"resources": world.resources(hours=300), "decision": between})
    with pytest.raises(Refused) as refusal:
        world.do(OFFICER, TROLLHATTAN, forgotten, version=3)
    assert (refusal.value.rule, refusal.value.params["pointer"]) == (
        Rule.DECIDED_BEFORE_THE_LAST,
        "/decision/decidedOn",
    )
    overtaken = forgotten.model_copy(update={"decision": replace(between, overtaken=True)})
    assert world.do(OFFICER, TROLLHATTAN, overtaken, version=3).version == 4
    with world.log.unit_of_work(TROLLHATTAN) as work:
        part = work.load(Commitment, Commitment.stream(insats_id))
    assert part is not None
    assert part.resources == world.resources(hours=7)


def test_what_was_decided_last_is_not_overtaken(world: World) -> None:
    insats_id = world.insats()
    world.take_part(TROLLHATTAN, insats_id)
    decision = replace(world.decision(Body.KOMMUNLEDNING, DIRECTOR), overtaken=True)
    command = EndCommitment(insats_id=insats_id, valid_to=world.now.date(), decision=decision)
    with pytest.raises(Refused) as refusal:
        world.do(OFFICER, TROLLHATTAN, command, version=1)
    assert refusal.value.rule is Rule.NOTHING_OVERTOOK_IT


def test_a_withdrawal_that_was_overtaken_ends_nothing(world: World) -> None:
    insats_id = world.insats()
    request_id = world.sent_request(insats_id)
    world.answer(UDDEVALLA, request_id)
    world.take_part(UDDEVALLA, insats_id, world.resources())
    world.now += timedelta(days=5)
    world.change(UDDEVALLA, request_id, Stance.CONDITIONAL)
    forgotten = world.decision(Body.KOMMUNLEDNING, DIRECTOR, on=world.now.date() - timedelta(days=2))
    command = WithdrawAnswer(
        request_id=request_id, effective_from=world.now.date(), decision=replace(forgotten, overtaken=True)
    )
    assert world.do(OFFICER, UDDEVALLA, command, version=2).version == 3
    assert len(world.events(UDDEVALLA, Commitment.stream(insats_id))) == 2


def strike(world: World, insats_id: str, version: int) -> Outcome:
    return world.do(LEADER, FYRBODAL, StrikeIdea(insats_id=insats_id, reason="Dubblett"), version=version)


def test_a_mistaken_idea_is_struck_and_then_nothing_comes_of_it(world: World) -> None:
    insats_id = world.insats(started=False)
    assert strike(world, insats_id, 1).version == 2
    decision = world.decision(Body.E_RAD, CHAIR)
    start = PrioritiseInsats(insats_id=insats_id, priority=Priority.START_NOW, decision=decision)
    again = StrikeIdea(insats_id=insats_id, reason="Dubblett")
    for command in (again, start):
        with pytest.raises(Refused) as refusal:
            world.do(LEADER, FYRBODAL, command, version=2)
        assert refusal.value.rule is Rule.INSATS_STRUCK


def test_an_idea_about_which_a_request_was_drafted_is_not_struck(world: World) -> None:
    insats_id = world.insats()
    world.draft(insats_id)
    with pytest.raises(Refused) as refusal:
        strike(world, insats_id, 2)
    assert refusal.value.rule is Rule.INSATS_IN_USE
