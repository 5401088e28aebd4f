"""A document is decided about at its gate by who steers, once everything that the gate asks for is there."""

from typing import Any

import pytest

from samverka_domain.document_parts import DocumentContent
from samverka_domain.documents import Document
from samverka_domain.gates import DocumentKind, Gate, Missing
from samverka_domain.gates import Outcome as Decides
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.mandates import Role
from samverka_domain.steering import Stage, SteeredBy
from samverka_domain.steps import Act, Step
from samverka_services.commands.documents import BeginDocument, WriteDocumentVersion
from samverka_services.commands.gate_decisions import DecideAtGate
from samverka_services.commands.insats_acts import PresentDirective, StartProject
from samverka_services.commands.insats_roles import AppointToInsats
from samverka_services.commands.kernel.context import Outcome
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.commands.steering import ArrangeSteering
from tests.integration.commands.test_gates import by_commands, by_queries, close, judge
from tests.support.world import CHAIR, FYRBODAL, LEADER, TROLLHATTAN, World

INVESTIGATOR = "investigator"


def ready(world: World) -> tuple[str, str]:
    """An insats whose directive may be presented, and the document, of which almost everything is missing."""
    insats_id = world.insats()
    close(world, world.sent_request(insats_id))
    judge(world, insats_id)
    begun = BeginDocument(insats_id=insats_id, kind=DocumentKind.PROJECT_DIRECTIVE, title="Direktiv")
    document_id = world.do(LEADER, FYRBODAL, begun).id
    content = DocumentContent(purpose="Gemensam upphandling")
    written = WriteDocumentVersion(document_id=document_id, content=content, change="Första utkastet")
    world.do(LEADER, FYRBODAL, written, version=1)
    return insats_id, document_id


def present(world: World, insats_id: str, document_id: str, number: str = "0.1") -> Outcome:
    said = {"document_id": document_id, "version": number, "presented_on": world.now.date()}
    return world.do(LEADER, FYRBODAL, PresentDirective(insats_id=insats_id, **said), version=3)


def decide(world: World, insats_id: str, document_id: str, person: str = LEADER, **more: Any) -> Outcome:
    said: dict[str, Any] = {
        "gate": Gate.PROJECT_DIRECTIVE,
        "version": "0.1",
        "outcome": Decides.DECLINED,
        "decision": world.decision(Body.FORBUNDSLEDNING, CHAIR),
    }
    command = DecideAtGate(insats_id=insats_id, document_id=document_id, **said | more)
    return world.do(person, FYRBODAL, command, version=2)


def steered(world: World, insats_id: str, body: Body = Body.E_RAD) -> None:
    decision = world.decision(Body.E_RAD, CHAIR)
    arranged = ArrangeSteering(
        insats_id=insats_id, stage=Stage.PROJECT, steered_by=SteeredBy(body), decision=decision
    )
    world.do(LEADER, FYRBODAL, arranged)


def test_a_gate_says_all_that_it_lacks_and_is_decided_once_it_is_there(world: World) -> None:
    insats_id, document_id = ready(world)
    with pytest.raises(Refused) as early:
        decide(world, insats_id, document_id)
    assert early.value.params["missing"] == (Missing.NOT_PRESENTED,)
    present(world, insats_id, document_id)
    with pytest.raises(Refused) as lacking:
        decide(world, insats_id, document_id, outcome=Decides.APPROVED)
    assert lacking.value.rule is Rule.GATE_NOT_OPEN
    parts = {Missing.PART_MISSING, Missing.BENEFIT_CASE_MISSING}
    assert set(lacking.value.params["missing"]) == {Missing.NO_STEERING_GROUP, *parts}
    steered(world, insats_id)
    with pytest.raises(Refused) as early_yes:
        world.take_part(TROLLHATTAN, insats_id, world.resources())
    assert early_yes.value.params["missing"] == (Missing.DIRECTIVE_NOT_SENT,)
    case = by_commands(world, insats_id)
    assert set(case.missing(Gate.PROJECT_DIRECTIVE)) == parts
    assert by_queries(world, insats_id) == case
    decide(world, insats_id, document_id)
    case = by_commands(world, insats_id)
    assert (case.step, case.stood_at) == (Step.STOPPED, Step.DIRECTIVE_APPROVAL)
    assert by_queries(world, insats_id) == case


def test_only_a_document_or_a_plan_of_the_forbund_is_replaced(world: World) -> None:
    insats_id, document_id = ready(world)
    present(world, insats_id, document_id)
    steered(world, insats_id)
    with pytest.raises(Refused) as refusal:
        decide(world, insats_id, document_id, replaces=("somewhere-else",))
    assert refusal.value.rule is Rule.REPLACES_UNKNOWN
    assert refusal.value.params["pointer"] == "/replaces/0"


def test_another_version_and_a_document_of_another_insats_are_not_presented(world: World) -> None:
    insats_id, document_id = ready(world)
    with pytest.raises(Refused) as refusal:
        present(world, insats_id, document_id, "0.2")
    assert refusal.value.rule is Rule.NOT_THE_LATEST_VERSION
    other, _ = ready(world)
    with pytest.raises(NotFound):
        present(world, other, document_id)


def test_an_act_out_of_its_place_is_refused(world: World) -> None:
    insats_id, _ = ready(world)
    with pytest.raises(Refused) as refusal:
        world.do(LEADER, FYRBODAL, StartProject(insats_id=insats_id, started_on=world.now.date()), version=3)
    assert (refusal.value.rule, refusal.value.params["act"]) == (Rule.ACT_OUT_OF_PLACE, Act.START_PROJECT)


def test_who_leads_an_insats_records_what_the_steering_group_decides_and_nothing_else(world: World) -> None:
    insats_id, document_id = ready(world)
    present(world, insats_id, document_id)
    steered(world, insats_id)
    appointed = {"person_id": INVESTIGATOR, "role": Role.INVESTIGATOR, "valid_from": world.now.date()}
    decision = world.decision(Body.E_RAD, CHAIR)
    world.do(LEADER, FYRBODAL, AppointToInsats(insats_id=insats_id, **appointed, decision=decision))
    with pytest.raises(Refused) as refusal:
        decide(world, insats_id, document_id, INVESTIGATOR)
    assert refusal.value.rule is Rule.ROLE_MISSING
    decide(world, insats_id, document_id)
    (*_, declined) = world.events(FYRBODAL, Document.stream(document_id))
    assert isinstance(declined.event, Document.Declined)
