"""One story per aggregate in which one decision follows upon another about the same thing, months apart.

What holds for every decision (order, decisions that were overtaken, corrections) is tried on all of them.
"""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from samverka_domain.analyses import Analysis
from samverka_domain.answers import InterestResponse, Reply, Stance
from samverka_domain.belonging import Consent, Invited, MemberDescription
from samverka_domain.commitments import Commitment, Resources, RoleHours
from samverka_domain.conditions import Condition, ConditionConfirmation, Mark
from samverka_domain.declining import Declining
from samverka_domain.document_parts import DocumentContent
from samverka_domain.documents import Document
from samverka_domain.funders import Funder
from samverka_domain.gates import DocumentKind, Gate, Outcome
from samverka_domain.ideas import Idea, Origin
from samverka_domain.insatser import Insats, Priority
from samverka_domain.joining import Membership
from samverka_domain.kernel.aggregate import DomainEvent
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.mandates import Mandate, Mandates, Role
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.networks import Network
from samverka_domain.plans import ActionPlan, PlanContent
from samverka_domain.pre_study_hours import PreStudyHours
from samverka_domain.requests import InterestRequest, Round, Wording
from samverka_domain.status_lights import Lamp, Light, Lights
from samverka_domain.status_report_content import StatusReport
from samverka_domain.status_reports import StatusReports
from samverka_domain.steering import Charter, Stage, SteeredBy, Steering, SteeringGroup
from samverka_domain.steering_seats import Seating, SteeringSeat
from samverka_domain.steps import Phase, StartsWith
from tests.unit.domain import test_analyses as analyses
from tests.unit.domain.story import BECAUSE, FIRST, SECOND, TERMS, Story, story
from tests.unit.support import FYRBODAL, TROLLHATTAN, Fact, decided, fact, given

_PART = {"region_id": FYRBODAL, "insats_id": "insats-1", "municipality_id": TROLLHATTAN}
_ANSWER = {**_PART, "request_id": "request-1", "addressed_to": ()}
_REQUEST = {"region_id": FYRBODAL, "insats_id": "insats-1"}
_RESOURCES = Resources(
    hours=(RoleHours("Arkivarie", 2027, 200),), valid_from=date(2027, 1, 1), valid_to=date(2028, 12, 31)
)
_MORE = replace(_RESOURCES, hours=(RoleHours("Arkivarie", 2027, 300),))
_MEMBER = MemberDescription("Trollhättan", "1488", 59_058)
_NEW_YEAR = date(2026, 1, 1)
_MANDATE = Mandate("bo", Role.OFFICER, None, _NEW_YEAR)
_IDEA = Idea(code="4B1", title="E-arkiv", origin=Origin.NETWORK, starts_with=StartsWith.PRE_STUDY)

_GREEN = Lamp(Light.GREEN, "Enligt plan")
_REPORT = StatusReport(
    phase=Phase.GENOMFORANDE,
    period_from=_NEW_YEAR,
    period_to=date(2026, 1, 31),
    as_of=date(2026, 1, 31),
    summary="Kraven är klara.",
    lights=Lights(_GREEN, _GREEN, _GREEN, _GREEN, _GREEN),
)


def _steered(on: date, record_number: str) -> Decision:
    return decided(Body.STYRGRUPP, BECAUSE, on, record_number)


INSATS = story(
    fact(Insats.IdeaReceived, region_id=FYRBODAL, idea=_IDEA),
    fact(Insats.Prioritised, region_id=FYRBODAL, priority=Priority.WAIT, review_on=_NEW_YEAR),
    Insats.prioritise,
    (Priority.START_NOW,),
    fact(Insats.Prioritised, region_id=FYRBODAL, priority=Priority.START_NOW, review_on=None),
    Body.E_RAD,
    priority=Priority.DECLINE,
)
ANSWER = story(
    None,
    fact(InterestResponse.Given, **_ANSWER, reply=Reply(Stance.INTERESTED), late=False, source=None),
    InterestResponse.change,
    (TERMS, Reply(Stance.DECLINED), None),
    fact(InterestResponse.Changed, **_ANSWER, reply=Reply(Stance.DECLINED), late=False, source=None),
    Body.KOMMUNLEDNING,
    reply=Reply(Stance.INTERESTED),
)
COMMITMENT = story(
    fact(Commitment.TakingPartDecided, **_PART, decision=decided(Body.KOMMUNLEDNING, BECAUSE, FIRST, "2026/1")),
    fact(Commitment.ResourcesSetAside, **_PART, resources=_RESOURCES),
    Commitment.adjust,
    (_MORE,),
    fact(Commitment.Adjusted, **_PART, resources=_MORE),
    Body.KOMMUNLEDNING,
    resources=_RESOURCES,
)
DECLINING = story(
    None,
    fact(Declining.Decided, **_PART),
    Declining.decide_anew,
    (None,),
    fact(Declining.DecidedAnew, **_PART),
    Body.KOMMUNLEDNING,
)
PRE_STUDY_HOURS = story(
    None,
    fact(PreStudyHours.Decided, **_PART, hours=_RESOURCES.hours),
    PreStudyHours.decide_anew,
    (_MORE.hours,),
    fact(PreStudyHours.DecidedAnew, **_PART, hours=_MORE.hours),
    Body.KOMMUNLEDNING,
    hours=_RESOURCES.hours,
)
MEMBERSHIP = story(
    fact(Kommunalforbund.Founded, region_id=FYRBODAL, name="Fyrbodal"),
    fact(
        Kommunalforbund.MemberInvited,
        region_id=FYRBODAL,
        addressed_to=(TROLLHATTAN,),
        forbund="Fyrbodal",
        member_id=TROLLHATTAN,
        description=_MEMBER,
        connected=False,
        valid_from=_NEW_YEAR,
    ),
    Kommunalforbund.end_membership,
    (TROLLHATTAN, date(2026, 12, 31)),
    fact(
        Kommunalforbund.MembershipEnded,
        region_id=FYRBODAL,
        addressed_to=(TROLLHATTAN,),
        member_id=TROLLHATTAN,
        valid_to=date(2026, 12, 31),
    ),
    Body.FORBUNDSLEDNING,
    valid_to=date(2027, 12, 31),
)
_HALF = {"region_id": FYRBODAL, "member_id": TROLLHATTAN, "invitation": 2}
OWN_MEMBERSHIP = story(
    None,
    fact(Membership.Answered, **_HALF, consent=Consent.CONFIRMED, valid_from=None),
    Membership.leave,
    (Invited(2, TROLLHATTAN, _MEMBER, True, _NEW_YEAR), date(2026, 12, 31)),
    fact(Membership.Left, **_HALF, valid_to=date(2026, 12, 31)),
    Body.KOMMUNLEDNING,
    valid_to=date(2027, 12, 31),
)
MANDATE = story(
    fact(Mandates.Opened, mandate_id="first", first_administrator="anna", valid_from=_NEW_YEAR),
    fact(Mandates.Given, mandate_id="second", mandate=_MANDATE),
    Mandates.end,
    ("second", date(2026, 12, 31)),
    fact(Mandates.Ended, mandate_id="second", ends=_MANDATE, valid_to=date(2026, 12, 31)),
    Body.KOMMUNLEDNING,
    valid_to=date(2027, 12, 31),
)
PLAN = story(
    fact(ActionPlan.Drafted, region_id=FYRBODAL, content=PlanContent("Handlingsplan", (), ())),
    fact(ActionPlan.Approved, region_id=FYRBODAL, version="0.1"),
    ActionPlan.approve,
    (),
    fact(ActionPlan.Approved, region_id=FYRBODAL, version="0.1"),
    Body.KOMMUNDIREKTORER,
)
_ANALYSIS = {"region_id": FYRBODAL, "plan_id": "plan-1", "title": "Analys inför planen"}


def _analysed(number: str) -> Fact:
    content = replace(analyses.CONTENT, surroundings=number)
    said = {"number": number, "content": content, "content_hash": content.hash, "change": "Nytt"}
    return fact(Analysis.VersionWritten, **_ANALYSIS, **said)


def _noted(number: str, of: str, on: date) -> Fact:
    content, decision = (
        replace(analyses.CONTENT, surroundings=of),
        decided(Body.E_RAD, BECAUSE, on, f"2026/{number[0]}"),
    )
    said = {"number": number, "noted_number": of, "content": content, "content_hash": content.hash}
    return fact(Analysis.Noted, **_ANALYSIS, **said, decision=decision)


ANALYSIS = Story(
    (fact(Analysis.Begun, **_ANALYSIS), _analysed("0.1"), _noted("1.0", "0.1", FIRST), _analysed("1.1")),
    Analysis.note,
    ("1.1",),
    _noted("2.0", "1.1", SECOND),
    {},
)
REQUEST = story(
    fact(InterestRequest.Drafted, **_REQUEST, round=Round.PRE_STUDY, wording=Wording("Är ni med?", "Ett e-arkiv.")),
    fact(InterestRequest.Approved, **_REQUEST),
    InterestRequest.approve,
    (),
    fact(InterestRequest.Approved, **_REQUEST),
    Body.E_RAD,
)

NETWORK = story(
    None,
    fact(Network.Formed, region_id=FYRBODAL, name="E-nätverket"),
    Network.dissolve,
    (),
    fact(Network.Dissolved, region_id=FYRBODAL),
    Body.FORBUNDSLEDNING,
)
_FUNDER = {"region_id": FYRBODAL, "addressed_to": ("2021009994",), "insats_id": "insats-1"}
FUNDER = story(
    None,
    fact(
        Funder.LetIn,
        **_FUNDER,
        funder="Fonden",
        forbund="Fyrbodal",
        insats="4.1",
        valid_from=_NEW_YEAR,
        valid_to=None,
    ),
    Funder.end,
    (date(2026, 12, 31),),
    fact(Funder.Ended, **_FUNDER, valid_to=date(2026, 12, 31)),
    Body.FORBUNDSLEDNING,
    valid_to=date(2027, 12, 31),
)
_DOCUMENT = _FUNDER | {"addressed_to": (), "kind": DocumentKind.PROJECT_DIRECTIVE, "title": "Projektdirektiv"}
_DECLINED = {"gate": Gate.PROJECT_DIRECTIVE, "number": "0.1", "content_hash": DocumentContent().hash}


def _working_copy(number: str) -> Fact:
    said = {"number": number, "content": DocumentContent(purpose=number), "attachments": (), "change": "Nytt"}
    return fact(Document.VersionWritten, **_DOCUMENT, **said, content_hash="")


def _at_gate(event_class: type[DomainEvent], number: str, on: date, **says: Any) -> Fact:
    decision = decided(Body.FORBUNDSLEDNING, BECAUSE, on, f"2026/{number[-1]}")
    said = {"gate": Gate.PROJECT_DIRECTIVE, "number": number, "decision": decision}
    return fact(event_class, **_DOCUMENT, **said, content_hash=DocumentContent(purpose=number).hash, **says)


DOCUMENT = Story(
    (
        fact(Document.Begun, **_DOCUMENT),
        _working_copy("0.1"),
        _working_copy("0.2"),
        _at_gate(Document.Returned, "0.1", FIRST, remark_count=1),
    ),
    Document.decide,
    (Gate.PROJECT_DIRECTIVE, Outcome.DECLINED, "0.2", ()),
    _at_gate(Document.Declined, "0.2", SECOND),
    {},
)

_STEERED = {"region_id": FYRBODAL, "insats_id": "insats-1", "stage": Stage.PROJECT}
_BY_DIRECTORS = SteeredBy(Body.KOMMUNDIREKTORER)
STEERING = story(
    None,
    fact(Steering.Arranged, **_STEERED, steered_by=SteeredBy(Body.E_RAD)),
    Steering.rearrange,
    (_BY_DIRECTORS,),
    fact(Steering.Rearranged, **_STEERED, steered_by=_BY_DIRECTORS),
    Body.E_RAD,
    steered_by=SteeredBy(Body.FORBUNDSLEDNING),
)
_CHARTER = Charter(name="Styrgruppen", seats=(TROLLHATTAN,))
GROUP = story(
    None,
    fact(SteeringGroup.Formed, region_id=FYRBODAL, charter=_CHARTER),
    SteeringGroup.compose,
    (replace(_CHARTER, months_between=3), {TROLLHATTAN}),
    fact(SteeringGroup.Composed, region_id=FYRBODAL, charter=replace(_CHARTER, months_between=3)),
    Body.E_RAD,
    charter=replace(_CHARTER, months_between=4),
)
_SEATING = Seating(person_id="anna", function="Kommundirektör", valid_from=_NEW_YEAR)
_SEAT = {"region_id": FYRBODAL, "group_id": "group-1", "municipality_id": TROLLHATTAN}
SEAT = story(
    None,
    fact(SteeringSeat.Filled, **_SEAT, seating=_SEATING),
    SteeringSeat.vacate,
    (date(2026, 12, 31),),
    fact(SteeringSeat.Vacated, **_SEAT, valid_to=date(2026, 12, 31)),
    Body.KOMMUNLEDNING,
    valid_to=date(2027, 12, 31),
)

REPORTS = Story(
    (
        fact(StatusReports.Begun, **_REQUEST),
        fact(StatusReports.Submitted, **_REQUEST, number=1, report=_REPORT),
        fact(StatusReports.Returned, **_REQUEST, number=1, remarks=1, decision=_steered(FIRST, "2026/1")),
        fact(StatusReports.Revised, **_REQUEST, number=1, report=replace(_REPORT, summary="Med timmar.")),
    ),
    StatusReports.approve,
    (1,),
    fact(StatusReports.Approved, **_REQUEST, number=1, decision=_steered(SECOND, "2026/2")),
    {},
)

_CONDITION = {**_REQUEST, "request_id": "request-1", "municipality_id": TROLLHATTAN}
_NOT_MET = Mark(met=False, explanation="Ryms inte.")
_MARKED = fact(Condition.Marked, **_CONDITION, addressed_to=(TROLLHATTAN,), mark=_NOT_MET)
CONDITION = story(
    None,
    fact(ConditionConfirmation.Given, **_CONDITION, mark=Mark(met=True, document_id="d", version="1.0")),
    ConditionConfirmation.give_anew,
    (given(_MARKED).state(),),
    fact(ConditionConfirmation.GivenAnew, **_CONDITION, mark=_NOT_MET),
    Body.KOMMUNLEDNING,
)

STORIES = [
    INSATS,
    ANSWER,
    COMMITMENT,
    MEMBERSHIP,
    OWN_MEMBERSHIP,
    MANDATE,
    PLAN,
    ANALYSIS,
    REQUEST,
    NETWORK,
    FUNDER,
    DECLINING,
    PRE_STUDY_HOURS,
    DOCUMENT,
    STEERING,
    GROUP,
    SEAT,
    REPORTS,
    CONDITION,
]


def _named(story: Story) -> Any:
    return pytest.param(story, id=story.aggregate_class.__name__)


of_every_aggregate = pytest.mark.parametrize("story", [_named(story) for story in STORIES])
of_every_content = pytest.mark.parametrize("story", [_named(story) for story in STORIES if story.better])
