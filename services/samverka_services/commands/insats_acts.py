"""Commands by which acts between the gates are recorded: presenting, sending, starting, beginning to hand over."""

from collections.abc import Collection
from typing import Annotated

from samverka_domain.agreements import Agreement
from samverka_domain.documents import Document
from samverka_domain.gates import DIRECTIVES, DocumentKind
from samverka_domain.insatser import Insats
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.limits import Day, Id, Matching
from samverka_domain.mandates import LEADING, STREAM, Mandates, Role
from samverka_domain.organisations import OrganisationKind
from samverka_domain.steps import Act
from samverka_services.commands.funders import told_of_stop
from samverka_services.commands.gates import case_of
from samverka_services.commands.kernel.context import Context, Decided
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.commands.kernel.examples import decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.topic import Topic
from samverka_services.commands.participants import interested

_ADDRESS, _FORBUND = "/insatser/{insatsId}", OrganisationKind.KOMMUNALFORBUND
TOPIC = Topic("insats", _ADDRESS, frozenset({Role.PROCESS_LEADER}), _FORBUND)
OF_LEADERS = Topic("insats", _ADDRESS, frozenset({Role.PROCESS_LEADER, *LEADING}), _FORBUND)
"""What those who lead the insats record too."""
VersionNumber = Annotated[str, Matching(r"[0-9]{1,5}\.[0-9]{1,5}", "0.1")]
REPORTS = (DocumentKind.PRE_STUDY_REPORT,)
_PRESENTED = {"documentId": "document-id", "version": "0.1", "presentedOn": "2026-11-20"}
_AGREEMENT = {
    "party": "Exempelleverantören AB",
    "signedOn": "2026-11-20",
    "validFrom": "2027-01-01",
    "validTo": "2030-12-31",
    "reference": "FYR 2026/87",
}
_SENT = {"documentId": "document-id", "version": "1.0", "answerBy": "2099-12-31"}


class PresentDirective(Command):
    """Record that the draft directive was presented to those who approve it."""

    insats_id: Id
    document_id: Id
    version: VersionNumber
    presented_on: Day


class PresentReport(Command):
    """Record that the pre-study's report was presented to the e-råd."""

    insats_id: Id
    document_id: Id
    version: VersionNumber
    presented_on: Day


class SendDirective(Command):
    """Send the approved directive to those that were interested in the last request, with conditions or not."""

    insats_id: Id
    document_id: Id
    version: VersionNumber
    answer_by: Day


class StartProject(Command):
    """Record that the project was started, by its appointed leader."""

    insats_id: Id
    started_on: Day


class BeginHandover(Command):
    """Record that the handover of what the project has made was begun."""

    insats_id: Id
    begun_on: Day


class RegisterAgreement(Command):
    """Record an agreement that was signed in the insats, or that there is none to sign."""

    insats_id: Id
    agreement: Agreement | None = None
    """None, if there is none to sign"""


class StopInsats(Command):
    """The e-råd stops an insats between its pre-study and its closing."""

    insats_id: Id
    decision: Decision


@TOPIC.command("POST", "/directive-presentations", example=_PRESENTED, changes=True)
def present_directive(command: PresentDirective, context: Context) -> Decided:
    """Present the version at hand, of the kind that the next gate decides about."""
    insats = _to_change(command.insats_id, context)
    case = case_of(command.insats_id, context)
    gates = case.require_in_place(Act.PRESENT_DIRECTIVE)
    _require_at_hand(command, [kind for gate in gates for kind in case.kinds_at(gate)], context)
    insats.present_directive(command.document_id, command.version, command.presented_on, context.at)
    return Decided(command.insats_id, insats)


@OF_LEADERS.command("POST", "/report-presentations", example=_PRESENTED | {"version": "1.0"}, changes=True)
def present_report(command: PresentReport, context: Context) -> Decided:
    """Present the report as it was approved."""
    insats = _to_change(command.insats_id, context)
    case_of(command.insats_id, context).require_in_place(Act.PRESENT_REPORT)
    _require_at_hand(command, REPORTS, context)
    insats.present_report(command.document_id, command.version, command.presented_on, context.at)
    return Decided(command.insats_id, insats)


@TOPIC.command("POST", "/directive-dispatches", example=_SENT, changes=True)
def send_directive(command: SendDirective, context: Context) -> Decided:
    """Send it to those that have said yes, as they stand today."""
    insats = _to_change(command.insats_id, context)
    case_of(command.insats_id, context).require_in_place(Act.SEND_DIRECTIVE)
    _require_at_hand(command, DIRECTIVES, context).require_approved()
    recipients = tuple(sorted(interested(command.insats_id, context)))
    insats.send_directive(command.document_id, command.version, recipients, command.answer_by, context.at)
    return Decided(command.insats_id, insats)


@TOPIC.command("POST", "/project-starts", example={"startedOn": "2026-11-20"}, changes=True)
def start_project(command: StartProject, context: Context) -> Decided:
    """Start once somebody leads it."""
    insats = _to_change(command.insats_id, context)
    case_of(command.insats_id, context).require_in_place(Act.START_PROJECT)
    insats.start_project(command.started_on, context.at, is_led=_is_led(command.insats_id, context))
    return Decided(command.insats_id, insats)


@OF_LEADERS.command("POST", "/handovers", example={"begunOn": "2026-11-20"}, changes=True)
def begin_handover(command: BeginHandover, context: Context) -> Decided:
    """Begin it while the project is carried out."""
    insats = _to_change(command.insats_id, context)
    case_of(command.insats_id, context).require_in_place(Act.BEGIN_HANDOVER)
    insats.begin_handover(command.begun_on, context.at)
    return Decided(command.insats_id, insats)


@TOPIC.command("POST", "/agreements", example={"agreement": _AGREEMENT}, changes=True)
def register_agreement(command: RegisterAgreement, context: Context) -> Decided:
    """While the project is carried out or closed."""
    insats = _to_change(command.insats_id, context)
    case_of(command.insats_id, context).require_in_place(Act.REGISTER_AGREEMENT)
    insats.register_agreement(command.agreement, context.at)
    return Decided(command.insats_id, insats)


@TOPIC.command("POST", "/stops", example={"decision": decided("E_RAD", "Pengarna räcker inte")}, changes=True)
def stop_insats(command: StopInsats, context: Context) -> Decided:
    """Stop it where it stands; nothing that municipalities have decided themselves ends by it. Funders are told."""
    insats = _to_change(command.insats_id, context)
    case = case_of(command.insats_id, context)
    case.require_in_place(Act.STOP)
    insats.stop(command.decision, context.at)
    return Decided(command.insats_id, insats, told_of_stop(command.insats_id, case.step, command.decision, context))


def document_of(insats_id: str, document_id: str, context: Context) -> Document:
    """A document of this very insats, at the version that the caller has seen. Raises NotFound."""
    document = context.find_to_change(Document, Document.stream(document_id))
    if document.insats_id != insats_id:
        raise NotFound(Document.__name__, document_id)
    return document


def _require_at_hand(
    command: PresentDirective | PresentReport | SendDirective, kinds: Collection[DocumentKind], context: Context
) -> Document:
    """The document; refused is another version than the latest of one of these kinds. The case guards it."""
    document = context.find(Document, Document.stream(command.document_id))
    if document.insats_id != command.insats_id:
        raise NotFound(Document.__name__, command.document_id)
    document.require_at_hand(kinds, command.version)
    return document


def _is_led(insats_id: str, context: Context) -> bool:
    """Whether somebody holds the role of its project leader today."""
    held, today = context.find(Mandates, STREAM).held.values(), local_day(context.at)
    leading = (each for each in held if (each.insats_id, each.role) == (insats_id, Role.PROJECT_LEADER))
    return any(each.covers(today) for each in leading)


def _to_change(insats_id: str, context: Context) -> Insats:
    return context.find_to_change(Insats, Insats.stream(insats_id))
