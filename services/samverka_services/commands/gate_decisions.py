"""The command by which any decision about a document of an insats is recorded at its gate."""

from samverka_domain.documents import Document, Documents
from samverka_domain.gates import GATES, Gate, Outcome, Recorder
from samverka_domain.insatser import Insats
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.limits import Id, place
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import LEADING, STREAM, Mandates, Role
from samverka_domain.organisations import OrganisationKind
from samverka_domain.plans import ActionPlan
from samverka_domain.remarks import Remarks
from samverka_domain.status_reports import acting
from samverka_domain.steering import Stage, SteeredBy, Steering, SteeringGroup, stage_of
from samverka_services.commands.gates import case_of
from samverka_services.commands.insats_acts import VersionNumber, document_of
from samverka_services.commands.kernel.context import Context, Decided
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.commands.kernel.examples import decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.topic import Topic
from samverka_services.commands.steering_lapses import lapsed_by_plan

_ADDRESS, _ROLES = "/insatser/{insatsId}/gate-decisions", frozenset({Role.PROCESS_LEADER, *LEADING})
TOPIC = Topic("document", _ADDRESS, _ROLES, OrganisationKind.KOMMUNALFORBUND)
_RETURNED = {
    "gate": "PRE_STUDY_DIRECTIVE",
    "documentId": "document-id",
    "version": "0.1",
    "outcome": "RETURNED",
    "remarks": [{"text": "Säg vad förstudien kostar per kommun.", "part": "cost"}],
    "decision": decided("E_RAD"),
}


class DecideAtGate(Command):
    """A body approves, gives back with remarks or declines the version of a document that it has before it."""

    insats_id: Id
    gate: Gate
    document_id: Id
    version: VersionNumber
    outcome: Outcome
    remarks: Remarks = ()
    """What is to be changed, when it is given back"""
    replaces: Documents = ()
    """Ids of the documents and action plans that it takes the place of, when it is approved"""
    decision: Decision


@TOPIC.command("POST", example=_RETURNED, changes=True)
def decide_at_gate(command: DecideAtGate, context: Context) -> Decided:
    """Decide only when the gate is open and lacks nothing; `changes` is about the document."""
    _require_recorder(command, context)
    document = document_of(command.insats_id, command.document_id, context)
    case_of(command.insats_id, context).require_open(command.gate, command.outcome)
    _require_known(command.replaces, context)
    about = command.gate, command.outcome, command.version, command.remarks
    document.decide(*about, _decided(command, context), context.at, command.replaces)
    return Decided(command.document_id, document, _lapsing(command, context))


def _lapsing(command: DecideAtGate, context: Context) -> tuple[SteeringGroup, ...]:
    """The steering group, if seats in it end because the plan was approved and it is known who takes part."""
    approves = (command.gate, command.outcome) == (Gate.PROJECT_PLAN, Outcome.APPROVED)
    return lapsed_by_plan(command.insats_id, context) if approves and not command.decision.overtaken else ()


def _require_known(replaces: tuple[str, ...], context: Context) -> None:
    """Refuse what is neither a document nor a plan of the förbund."""
    for index, thing_id in enumerate(replaces):
        document = context.find_if_any(Document, Document.stream(thing_id))
        known = document or context.find_if_any(ActionPlan, ActionPlan.stream(thing_id))
        require(known, Rule.REPLACES_UNKNOWN, **place(("replaces", index)), replaced=thing_id)


def _decided(command: DecideAtGate, context: Context) -> Decision:
    """The decision of who steers that stage, marked if a body acts as steering group; of other gates as it is."""
    if GATES[command.gate].body is not Body.STYRGRUPP:
        return command.decision
    return decided_by_who_steers(command.insats_id, stage_of(command.gate), command.decision, context)


def decided_by_who_steers(insats_id: str, stage: Stage, decision: Decision, context: Context) -> Decision:
    """The decision of who steers, marked if a body acts as steering group. Raises Refused, NotFound."""
    decision = acting(decision)
    _steers(insats_id, stage, context).require_decided(decision)
    return decision


def _steers(insats_id: str, stage: Stage, context: Context) -> SteeredBy:
    """As was decided in Samverka, or else as it was taken over."""
    steering = context.find_if_any(Steering, Steering.stream(insats_id, stage))
    if steering is not None:
        return steering.steered_by
    taken = context.find(Insats, Insats.stream(insats_id)).taken
    body = taken.steered_by(pre_study=stage is Stage.PRE_STUDY) if taken else None
    if body is None:
        raise NotFound(Steering.__name__, insats_id)
    return SteeredBy(body)


def _require_recorder(command: DecideAtGate, context: Context) -> None:
    """Refuse who leads an insats where the process leader alone records; who took the decision always may."""
    if Recorder.INSATS_LEADER in GATES[command.gate].recorders:
        return
    mandates, person_id = context.find(Mandates, STREAM), context.caller.person_id
    seated = mandates.has_seat(person_id, command.decision, local_day(context.at))
    if not (seated and command.decision.decided_by == person_id):
        mandates.require_role(person_id, Role.PROCESS_LEADER, at=context.at)
