"""S4: once the project plan is approved, only those that take part have a seat; who joins later is offered one."""

from dataclasses import replace
from datetime import timedelta

from samverka_domain.answers import Stance
from samverka_domain.document_parts import BenefitStep, Communication, DocumentContent, ProjectStep
from samverka_domain.gates import DocumentKind, Gate, Outcome
from samverka_domain.kernel.decision import Body
from samverka_domain.steps import Step
from samverka_domain.takeovers import PastAnswer, PastPart
from samverka_services.commands.documents import BeginDocument, WriteDocumentVersion
from samverka_services.commands.gate_decisions import DecideAtGate
from samverka_services.commands.late_joining import AcceptLateJoining
from tests.integration.commands.test_steering import filled, formed, groups, own
from tests.integration.commands.test_takeovers import PLAN, RUNNING, THEN, taken_over
from tests.support.world import FYRBODAL, KOMMUN, LEADER, TROLLHATTAN, UDDEVALLA, VANERSBORG, World

DIRECTIVE = replace(PLAN, gate=Gate.PROJECT_DIRECTIVE, body=Body.FORBUNDSLEDNING)
PLANNED = DocumentContent(
    milestones=(ProjectStep(activity="Krav", due=THEN),),
    resources="Två utredare",
    budget=400,
    risks="Få deltar",
    communication=(
        Communication(audience="Kommunerna", message="Start", channel="Brev", when="Våren", responsible="Ledaren"),
    ),
    benefit_plan=(BenefitStep(benefit="Tid", when="2027", where="Arkiven", how="Nya rutiner", owner="Chefen"),),
)


def planned(world: World) -> tuple[str, str, str]:
    """An insats before its plan, steered by two that are interested; one takes part, and the plan is written."""
    answers = tuple(
        PastAnswer(municipality_id=each, stance=Stance.INTERESTED, answered_on=THEN)
        for each in (TROLLHATTAN, UDDEVALLA)
    )
    parts = (PastPart(municipality_id=TROLLHATTAN, since=THEN),)
    taken = replace(RUNNING, step=Step.PROJECT_PLAN, decisions=(DIRECTIVE,), answers=answers, parts=parts)
    insats_id = taken_over(world, taken)
    world.take_part(TROLLHATTAN, insats_id, world.resources())
    group_id = formed(world, insats_id).id
    begun = BeginDocument(insats_id=insats_id, kind=DocumentKind.PROJECT_PLAN, title="Projektplan")
    document_id = world.do(LEADER, FYRBODAL, begun).id
    written = WriteDocumentVersion(document_id=document_id, content=PLANNED, change="Första utkastet")
    world.do(LEADER, FYRBODAL, written, version=1)
    return insats_id, group_id, document_id


def test_s4_seats_of_those_that_take_no_part_end_with_the_plan_and_late_joiners_are_offered_one(world: World) -> None:
    insats_id, group_id, document_id = planned(world)
    filled(world, group_id)
    seat_before = len(world.events(UDDEVALLA, f"steering-seat:{group_id}"))
    world.now += timedelta(days=31)
    world.project()
    (waiting,) = groups(world, FYRBODAL)
    assert "DOCUMENT_WAITS" in waiting.warnings
    approved = DecideAtGate(
        insats_id=insats_id,
        gate=Gate.PROJECT_PLAN,
        document_id=document_id,
        version="0.1",
        outcome=Outcome.APPROVED,
        decision=own(world, group_id, "anna"),
    )
    world.do(LEADER, FYRBODAL, approved, version=2)
    assert len(world.events(UDDEVALLA, f"steering-seat:{group_id}")) == seat_before == 0
    let_in = own(world, group_id, "anna")
    world.do(
        LEADER, FYRBODAL, AcceptLateJoining(insats_id=insats_id, kommunkod=KOMMUN[VANERSBORG][0], decision=let_in)
    )
    world.take_part(VANERSBORG, insats_id, world.resources())
    world.project()
    (group,) = groups(world, FYRBODAL)
    assert [each.organisation_id for each in group.seats] == [TROLLHATTAN]
    assert [(each.organisation_id, each.lapsed_on) for each in group.lapsed] == [(UDDEVALLA, world.now.date())]
    assert group.without_seat == (VANERSBORG,)
    assert set(group.warnings) == {"CHAIR_MISSING", "PARTICIPANT_WITHOUT_SEAT"}
    (told,) = groups(world, UDDEVALLA)
    assert told.lapsed == group.lapsed
