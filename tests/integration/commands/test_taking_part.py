"""A municipality takes part once the directive was sent to it and its condition is settled, or once it is let in."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from samverka_domain.answers import Stance
from samverka_domain.case import Case
from samverka_domain.commitments import Receiving, RoleHours
from samverka_domain.conditions import ConditionConfirmation, Mark
from samverka_domain.documents import Document
from samverka_domain.gates import Gate, Missing, Outcome
from samverka_domain.kernel.decision import Authority, AuthorityKind, Body
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.mandates import Role
from samverka_domain.steps import StartsWith, Step
from samverka_services.commands.commitments import DecideHandover, TakePart
from samverka_services.commands.conditions import (
    ConfirmCondition,
    CorrectConditionConfirmation,
    CorrectConditionMark,
    MarkCondition,
)
from samverka_services.commands.declining import DeclinePart
from samverka_services.commands.documents import WriteDocumentVersion
from samverka_services.commands.gate_decisions import DecideAtGate
from samverka_services.commands.gates import case_of
from samverka_services.commands.insats_acts import PresentDirective, SendDirective, StartProject
from samverka_services.commands.insats_roles import AppointToInsats
from samverka_services.commands.kernel.context import Caller, Context
from samverka_services.commands.late_joining import AcceptLateJoining
from samverka_services.commands.pre_study_hours import GivePreStudyHours
from samverka_services.commands.requests import WithdrawInterestRequest
from tests.integration.commands.test_gates import by_commands, by_queries, close, judge
from tests.support.directives import directive, judged, sent_directive
from tests.support.queries import data
from tests.support.world import (
    CHAIR,
    DIRECTOR,
    FYRBODAL,
    LEADER,
    OFFICER,
    TROLLHATTAN,
    UDDEVALLA,
    VANERSBORG,
    World,
)


def own_case(world: World, insats_id: str, tenant: str) -> Case:
    """The case as a municipality's own commands fold it."""
    with world.log.unit_of_work(tenant) as work:
        return case_of(insats_id, Context(work, Caller(OFFICER, tenant, "test"), lambda: ""))


def lacks(world: World, insats_id: str, tenant: str) -> Iterable[Missing]:
    """What a municipality lacks, as it is refused and as it is told beforehand."""
    with pytest.raises(Refused) as refusal:
        world.take_part(tenant, insats_id, world.resources())
    assert refusal.value.rule is Rule.GATE_NOT_OPEN
    told = replace(by_queries(world, insats_id, tenant), by=tenant)
    assert told.missing(Gate.PARTICIPATION) == refusal.value.params["missing"]
    missing: tuple[Missing, ...] = refusal.value.params["missing"]
    return missing


def test_a_binding_yes_is_given_once_nothing_keeps_the_municipality_out(world: World) -> None:
    insats_id = world.insats()
    request_id = world.sent_request(insats_id)
    assert lacks(world, insats_id, TROLLHATTAN) == (Missing.DIRECTIVE_NOT_SENT,)
    stances = {TROLLHATTAN: Stance.INTERESTED, UDDEVALLA: Stance.CONDITIONAL, VANERSBORG: Stance.DECLINED}
    for tenant, stance in stances.items():
        world.answer(tenant, request_id, stance)
    judged(world, insats_id, request_id)
    document_id = sent_directive(world, insats_id, TROLLHATTAN, UDDEVALLA)
    assert by_commands(world, insats_id).step is Step.PARTICIPATION
    official = replace(world.decision(Body.KOMMUNLEDNING, DIRECTOR), authority=Authority(AuthorityKind.OFFICIAL))
    with pytest.raises(Refused) as too_low:
        world.do(OFFICER, TROLLHATTAN, TakePart(insats_id=insats_id, decision=official))
    assert too_low.value.rule is Rule.AUTHORITY_TOO_LOW
    world.take_part(TROLLHATTAN, insats_id, world.resources())
    _settles_its_condition(world, insats_id, document_id)
    assert lacks(world, insats_id, VANERSBORG) == (Missing.NOT_INTERESTED_BEFORE,)
    decision = world.decision(Body.E_RAD, CHAIR)
    world.do(LEADER, FYRBODAL, AcceptLateJoining(insats_id=insats_id, kommunkod="1487", decision=decision))
    world.take_part(VANERSBORG, insats_id)
    own = DecideHandover(
        insats_id=insats_id,
        receiving=Receiving.NO_MANAGEMENT,
        decision=world.decision(Body.KOMMUNLEDNING, DIRECTOR),
    )
    world.do(OFFICER, VANERSBORG, own, version=1)
    case = by_commands(world, insats_id)
    assert case.parties.taking_part == {TROLLHATTAN, UDDEVALLA, VANERSBORG}
    assert case.parties.set_aside == {TROLLHATTAN, UDDEVALLA}
    assert case.parties.handed_over == {VANERSBORG}
    assert by_queries(world, insats_id) == case
    for tenant in stances:
        told = replace(by_queries(world, insats_id, tenant), by=tenant)
        assert told.allowed == own_case(world, insats_id, tenant).allowed


def _settles_its_condition(world: World, insats_id: str, document_id: str) -> None:
    assert lacks(world, insats_id, UDDEVALLA) == (Missing.CONDITION_OPEN,)
    decision = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    confirm = ConfirmCondition(insats_id=insats_id, decision=decision)
    with pytest.raises(Refused) as unmarked:
        world.do(OFFICER, UDDEVALLA, confirm)
    assert unmarked.value.rule is Rule.CONDITION_NOT_MARKED
    met = Mark(met=True, document_id=document_id, version="1.0")
    wrong = Mark(met=False, explanation="Kostnaden delas inte")
    world.do(LEADER, FYRBODAL, MarkCondition(insats_id=insats_id, kommunkod="1485", mark=wrong))
    assert _marked(world, insats_id) == [{"mark": {"met": False, "version": None}, "confirmed": False}]
    _mark_put_right(world, insats_id, met, version=1)
    assert _marked(world, insats_id) == [{"mark": {"met": True, "version": "1.0"}, "confirmed": False}]
    assert lacks(world, insats_id, UDDEVALLA) == (Missing.CONDITION_OPEN,)
    world.do(OFFICER, UDDEVALLA, confirm)
    assert _marked(world, insats_id) == [{"mark": {"met": True, "version": "1.0"}, "confirmed": True}]
    _mark_put_right(world, insats_id, replace(met, version="1.1"), version=2)
    assert _marked(world, insats_id) == [{"mark": {"met": True, "version": "1.1"}, "confirmed": False}]
    _puts_its_word_right(world, insats_id)
    with pytest.raises(Refused) as settled:
        world.do(LEADER, FYRBODAL, MarkCondition(insats_id=insats_id, kommunkod="1485", mark=met))
    assert settled.value.rule is Rule.NO_CONDITION
    world.take_part(UDDEVALLA, insats_id, world.resources())


CONDITIONS = """query($id: ID!) { insats(id: $id) { conditions { mark { met version } confirmed } } }"""


def _marked(world: World, insats_id: str) -> Any:
    """As the municipality reads it."""
    world.project()
    return data(world, UDDEVALLA, CONDITIONS, id=insats_id)["insats"]["conditions"]


def _mark_put_right(world: World, insats_id: str, mark: Mark, *, version: int) -> None:
    request_id = by_commands(world, insats_id).request or ""
    about = {"insats_id": insats_id, "request_id": request_id, "municipality_id": UDDEVALLA}
    correct = CorrectConditionMark(**about, version=1, mark=mark, reason="Fel rad markerades")
    world.do(LEADER, FYRBODAL, correct, version=version)


GIVEN = """query($id: ID!) { insats(id: $id) { preStudyHours { municipalityId hours { role year hours } } } }"""
LOAD = """query($id: ID!) { municipality(id: $id) { load { year hours preStudyHours } } }"""


def _puts_its_word_right(world: World, insats_id: str) -> None:
    request_id = by_commands(world, insats_id).request or ""
    wrong = world.decision(Body.KOMMUNLEDNING, DIRECTOR)
    correct = CorrectConditionConfirmation(
        insats_id=insats_id,
        request_id=request_id,
        version=1,
        corrected=replace(wrong, record_number="2026/99"),
        content={},
        decision=replace(wrong, reason="Fel diarienummer"),
    )
    world.do(OFFICER, UDDEVALLA, correct, version=1)
    (*_, last) = world.events(UDDEVALLA, ConditionConfirmation.stream(request_id))
    assert isinstance(last.event, ConditionConfirmation.Corrected)


def test_hours_for_a_pre_study_are_given_in_it_and_say_nothing_about_the_project(world: World) -> None:
    insats_id = world.insats()
    request_id = world.sent_request(insats_id)
    hours = (RoleHours("verksamhetskunnig", 2027, 24),)
    about = {"insats_id": insats_id, "hours": hours, "decision": world.decision(Body.KOMMUNLEDNING, DIRECTOR)}
    with pytest.raises(Refused) as too_early:
        world.do(OFFICER, TROLLHATTAN, GivePreStudyHours(**about))
    assert too_early.value.rule is Rule.OUTSIDE_PRE_STUDY
    world.answer(TROLLHATTAN, request_id)
    close(world, request_id)
    judge(world, insats_id, path=StartsWith.PRE_STUDY)
    world.do(OFFICER, TROLLHATTAN, GivePreStudyHours(**about))
    assert standing(world, TROLLHATTAN) == ("INTERESTED", False, "INTERESTED")
    given = {"municipalityId": TROLLHATTAN, "hours": [{"role": "verksamhetskunnig", "year": 2027, "hours": 24}]}
    assert data(world, FYRBODAL, GIVEN, id=insats_id)["insats"]["preStudyHours"] == [given]
    load = data(world, FYRBODAL, LOAD, id=TROLLHATTAN)["municipality"]["load"]
    assert load == [{"year": 2027, "hours": 0, "preStudyHours": 24}]
    assert by_queries(world, insats_id) == by_commands(world, insats_id)


def test_an_adjusted_directive_is_sent_only_if_nothing_but_its_wording_has_changed(world: World) -> None:
    insats_id = world.insats()
    request_id = world.sent_request(insats_id)
    world.answer(TROLLHATTAN, request_id)
    judged(world, insats_id, request_id)
    document_id = sent_directive(world, insats_id, TROLLHATTAN)
    adjust = {"document_id": document_id, "change": "Justerat"}
    for number, part, version in (("1.1", "background", 6), ("1.2", "purpose", 7)):
        content = directive(background="Ny bakgrund", **({"purpose": "Nytt syfte"} if part == "purpose" else {}))
        world.do(LEADER, FYRBODAL, WriteDocumentVersion(content=content, **adjust), version=version)
        said = {"document_id": document_id, "version": number, "answer_by": world.now.date()}
        again = SendDirective(insats_id=insats_id, **said)
        if part == "background":
            world.do(LEADER, FYRBODAL, again, version=5)
            continue
        with pytest.raises(Refused) as refusal:
            world.do(LEADER, FYRBODAL, again, version=6)
        assert (refusal.value.rule, refusal.value.params["parts"]) == (Rule.NEEDS_NEW_APPROVAL, ("purpose",))
    _approved_anew(world, insats_id, document_id)


def _approved_anew(world: World, insats_id: str, document_id: str) -> None:
    """The changed directive is presented, approved as a new whole version, and sent in it."""
    said, today = {"insats_id": insats_id, "document_id": document_id}, world.now.date()
    world.do(LEADER, FYRBODAL, PresentDirective(**said, version="1.2", presented_on=today), version=6)
    about = {"gate": Gate.PROJECT_DIRECTIVE, "version": "1.2", "outcome": Outcome.APPROVED}
    decision = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    world.do(LEADER, FYRBODAL, DecideAtGate(**said, **about, decision=decision), version=8)
    assert lacks(world, insats_id, TROLLHATTAN) == (Missing.DIRECTIVE_NOT_SENT,)
    world.do(LEADER, FYRBODAL, SendDirective(**said, version="2.0", answer_by=today), version=7)
    world.take_part(TROLLHATTAN, insats_id, world.resources())
    assert by_queries(world, insats_id) == by_commands(world, insats_id)
    _changed_under_way(world, insats_id, document_id)


DIRECTIVE = """query($id: ID!) { insats(id: $id) { directive { documentId number } } }"""


def _changed_under_way(world: World, insats_id: str, document_id: str) -> None:
    """Of a project that has started: a no leaves 2.0 standing, and 3.0 takes its place at once."""
    e_rad, today = world.decision(Body.E_RAD, CHAIR), world.now.date()
    leads = {"person_id": OFFICER, "role": Role.PROJECT_LEADER, "valid_from": today}
    world.do(LEADER, FYRBODAL, AppointToInsats(insats_id=insats_id, **leads, decision=e_rad))
    world.do(LEADER, FYRBODAL, StartProject(insats_id=insats_id, started_on=today), version=8)
    said = {"insats_id": insats_id, "document_id": document_id}
    for insats_version, version, outcome, stands in ((9, "2.1", "DECLINED", "2.0"), (10, "2.2", "APPROVED", "3.0")):
        change = {"content": directive(purpose=f"Syfte {version}"), "change": "Mer än toleranserna"}
        _to_change(world, WriteDocumentVersion(document_id=document_id, **change))
        presented = PresentDirective(**said, version=version, presented_on=today)
        world.do(LEADER, FYRBODAL, presented, version=insats_version)
        decision = world.decision(Body.FORBUNDSLEDNING, CHAIR)
        about = {"gate": Gate.PROJECT_DIRECTIVE, "version": version, "outcome": Outcome(outcome)}
        _to_change(world, DecideAtGate(**said, **about, decision=decision))
        case = by_commands(world, insats_id)
        assert (case.step, by_queries(world, insats_id)) == (Step.PROJECT_PLAN, case)
        found = data(world, TROLLHATTAN, DIRECTIVE, id=insats_id)["insats"]["directive"]
        assert found == {"documentId": document_id, "number": stands}


def _to_change(world: World, command: WriteDocumentVersion | DecideAtGate) -> None:
    past = world.events(FYRBODAL, Document.stream(command.document_id))
    world.do(LEADER, FYRBODAL, command, version=past[-1].event.originator_version)


def test_a_request_is_written_and_sent_only_in_its_step(world: World) -> None:
    insats_id = world.insats()
    request_id, later = world.draft(insats_id), world.draft(insats_id)
    world.send(request_id)
    with pytest.raises(Refused) as out_of_place:
        world.draft(insats_id)
    assert out_of_place.value.rule is Rule.ACT_OUT_OF_PLACE
    with pytest.raises(Refused) as not_yet:
        world.send(later)
    assert not_yet.value.rule is Rule.ACT_OUT_OF_PLACE
    withdrawal = WithdrawInterestRequest(request_id=request_id, decision=world.decision(Body.E_RAD, CHAIR))
    world.do(LEADER, FYRBODAL, withdrawal, version=3)
    world.send(later)
    assert by_commands(world, insats_id).step is Step.FIRST_ANSWERS


CELL = """query($id: ID!) { region(id: $id) { participationMatrix { cells {
    municipalityId status declinedPart answer
} } } }"""


def standing(world: World, tenant: str) -> tuple[str, bool, str | None]:
    """The status of a municipality, whether it declined to take part, and its latest answer."""
    world.project()
    cells = data(world, FYRBODAL, CELL, id=FYRBODAL)["region"]["participationMatrix"]["cells"]
    cell = next(each for each in cells if each["municipalityId"] == tenant)
    return cell["status"], cell["declinedPart"], cell["answer"]


def test_a_municipality_declines_with_an_open_condition_and_may_take_part_later(world: World) -> None:
    insats_id = world.insats()
    request_id = world.sent_request(insats_id)
    world.answer(TROLLHATTAN, request_id, Stance.CONDITIONAL)
    no = replace(world.decision(Body.KOMMUNLEDNING, DIRECTOR), reason="Ryms inte i budgeten")
    decline = DeclinePart(insats_id=insats_id, decision=no)
    with pytest.raises(Refused) as unsent:
        world.do(OFFICER, TROLLHATTAN, decline)
    assert unsent.value.params["missing"] == (Missing.DIRECTIVE_NOT_SENT,)
    assert standing(world, UDDEVALLA)[0] in {"UNANSWERED", "OVERDUE"}
    judged(world, insats_id, request_id)
    assert standing(world, UDDEVALLA) == ("NO_ANSWER", False, None)
    document_id = sent_directive(world, insats_id, TROLLHATTAN)
    with pytest.raises(Refused) as unasked:
        world.do(OFFICER, VANERSBORG, decline)
    assert unasked.value.params["missing"] == (Missing.NOT_INTERESTED_BEFORE,)
    world.do(OFFICER, TROLLHATTAN, decline)
    assert standing(world, TROLLHATTAN) == ("DECLINED", True, "CONDITIONAL")
    met = Mark(met=True, document_id=document_id, version="1.0")
    world.do(LEADER, FYRBODAL, MarkCondition(insats_id=insats_id, kommunkod="1488", mark=met))
    confirm = ConfirmCondition(insats_id=insats_id, decision=world.decision(Body.KOMMUNLEDNING, DIRECTOR))
    world.do(OFFICER, TROLLHATTAN, confirm)
    world.take_part(TROLLHATTAN, insats_id, world.resources())
    assert standing(world, TROLLHATTAN) == ("RESOURCES_SET_ASIDE", False, "CONDITIONAL")
    with pytest.raises(Refused) as takes_part:
        world.do(OFFICER, TROLLHATTAN, decline)
    assert takes_part.value.rule is Rule.PART_HOLDS
