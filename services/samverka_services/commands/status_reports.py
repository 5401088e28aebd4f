"""Commands about the status reports of an insats."""

from typing import Annotated

from samverka_domain.insatser import Insats
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.limits import Day, Id, Listed, Matching, place
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import LEADING, Role
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.organisations import OrganisationKind
from samverka_domain.reporting_rhythm import Rhythm
from samverka_domain.status_lights import LAMPS
from samverka_domain.status_report_content import ReportContent, StatusReport
from samverka_domain.status_reports import Channel, Onward, Remark, StatusReports
from samverka_domain.steering import Stage
from samverka_services.commands.gate_decisions import decided_by_who_steers
from samverka_services.commands.gates import case_of
from samverka_services.commands.kernel.context import Context, Decided
from samverka_services.commands.kernel.corrections import Correct, corrected
from samverka_services.commands.kernel.examples import correction, decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.spreads import Content, ContentOf, Spread
from samverka_services.commands.kernel.topic import Topic

_FORBUND = OrganisationKind.KOMMUNALFORBUND
_ADDRESS = "/insatser/{insatsId}/status-reports"
TOPIC = Topic("status-report", _ADDRESS, frozenset({Role.PROCESS_LEADER, *LEADING}), _FORBUND)
OF_THE_PROCESS = Topic("status-report", _ADDRESS, frozenset({Role.PROCESS_LEADER}), _FORBUND)
"""What is the process leader's alone."""
ReportNumber = Annotated[str, Matching(r"[1-9][0-9]{0,4}", "1")]
"""As it stands in an address."""
_GREEN = {"light": "GREEN", "sentence": "Enligt plan"}
_YELLOW = {
    "light": "YELLOW",
    "sentence": "Upphandlingen drar ut på tiden",
    "cause": "En överprövning väntas",
    "measure": "Förläng nuvarande avtal",
    "owner": "projektledaren",
    "due": "2027-04-30",
}
_REPORT = {
    "periodFrom": "2026-01-01",
    "periodTo": "2026-03-31",
    "asOf": "2026-03-31",
    "summary": "Krav och modell är klara. Två kommuner provar.",
    "lights": {"time": _YELLOW, **{name: dict(_GREEN) for name in LAMPS[1:]}},
    "spending": {"budget": 400, "outcome": 120, "forecast": 390},
    "milestones": [{"milestone": "Kravlista", "planned": "2026-02-15", "done": "2026-02-20"}],
    "threats": [{"kind": "RISK", "threat": "Nyckelperson slutar", "measure": "Två som delar"}],
    "escalations": [{"body": "E_RAD", "asked": "Besluta om förlängd tid", "due": "2026-05-01"}],
}
_APPROVED = {"decision": decided("E_RAD")}
_RETURNED = {"remarks": ["Utfallet saknar kommunernas timmar"], "decision": decided("E_RAD")}
_PASSED_ON = {"to": "KOMMUNLEDNINGAR", "passedOn": "2026-04-20", "channel": "e-post"}


class SubmitStatusReport(Command):
    """Send up the next status report of an insats."""

    insats_id: Id
    report: Spread[ReportContent]


class ReviseStatusReport(Command):
    """Write a status report anew, before it is approved or received."""

    insats_id: Id
    number: ReportNumber
    report: Spread[ReportContent]


class ReceiveStatusReport(Command):
    """The steering group takes note of a status report of the pre-study."""

    insats_id: Id
    number: ReportNumber
    received_on: Day


class ApproveStatusReport(Command):
    """The steering group approves a status report."""

    insats_id: Id
    number: ReportNumber
    decision: Decision


class ReturnStatusReport(Command):
    """The steering group sends a status report back with remarks."""

    insats_id: Id
    number: ReportNumber
    remarks: Annotated[tuple[Remark, ...], Listed(50)]
    decision: Decision


class PassStatusReportOn(Command):
    """Note to whom an approved status report was passed on."""

    insats_id: Id
    number: ReportNumber
    to: Onward
    passed_on: Day
    channel: Channel


class SetReportingRhythm(Command):
    """Say how often reports are due, as directive or plan has it."""

    insats_id: Id
    rhythm: Rhythm
    since: Day


class CorrectStatusReport(Correct):
    """Put right what was recorded of an approval or a return."""

    insats_id: Id
    content: Annotated[Content, ContentOf(StatusReports)]


@TOPIC.command("POST", example=_REPORT)
def submit_status_report(command: SubmitStatusReport, context: Context) -> Decided:
    """Submit about an insats of this förbund that the e-råd wants to start."""
    reports = _reports(command.insats_id, context)
    _require_members(command.report, context)
    number = reports.submit(_in_its_phase(command, context), context.at)
    return Decided(str(number), reports)


@TOPIC.command("PUT", "/{number}", example=_REPORT, changes=True)
def revise_status_report(command: ReviseStatusReport, context: Context) -> Decided:
    """Write the report anew."""
    reports = _to_change(command.insats_id, context)
    _require_members(command.report, context)
    reports.revise(int(command.number), _in_its_phase(command, context), context.at)
    return Decided(command.number, reports)


@TOPIC.command("POST", "/{number}/receipts", example={"receivedOn": "2026-04-10"}, changes=True)
def receive_status_report(command: ReceiveStatusReport, context: Context) -> Decided:
    """Record that it was received."""
    reports = _to_change(command.insats_id, context)
    reports.receive(int(command.number), command.received_on, context.at)
    return Decided(command.number, reports)


@TOPIC.command("POST", "/{number}/approvals", example=_APPROVED, changes=True)
def approve_status_report(command: ApproveStatusReport, context: Context) -> Decided:
    """Record the approval of the report that was seen."""
    reports = _to_change(command.insats_id, context)
    reports.approve(int(command.number), _of_who_steers(command, context), context.at)
    return Decided(command.number, reports)


@TOPIC.command("POST", "/{number}/returns", example=_RETURNED, changes=True)
def return_status_report(command: ReturnStatusReport, context: Context) -> Decided:
    """Record the remarks."""
    reports = _to_change(command.insats_id, context)
    reports.send_back(int(command.number), command.remarks, _of_who_steers(command, context), context.at)
    return Decided(command.number, reports)


@OF_THE_PROCESS.command("POST", "/{number}/onward", example=_PASSED_ON, changes=True)
def pass_status_report_on(command: PassStatusReportOn, context: Context) -> Decided:
    """Record to whom it went."""
    reports = _to_change(command.insats_id, context)
    reports.pass_on(int(command.number), command.to, command.passed_on, command.channel, context.at)
    return Decided(command.number, reports)


@OF_THE_PROCESS.command("POST", "/rhythm", example={"rhythm": "MONTHLY", "since": "2026-04-01"})
def set_reporting_rhythm(command: SetReportingRhythm, context: Context) -> Decided:
    """Begin the series with it, if there is none yet."""
    reports = _reports(command.insats_id, context)
    reports.set_rhythm(command.rhythm, command.since, context.at)
    return Decided(command.insats_id, reports)


@OF_THE_PROCESS.command("POST", "/corrections", example=correction("E_RAD"), changes=True)
def correct_status_report(command: CorrectStatusReport, context: Context) -> Decided:
    """Put right an event of the series."""
    return corrected(command.insats_id, _to_change(command.insats_id, context), command, context)


def _reports(insats_id: str, context: Context) -> StatusReports:
    """The series; begun here if it is the first report of an insats that has been started."""
    found = context.find_if_any(StatusReports, StatusReports.stream(insats_id))
    if found is None:
        context.find(Insats, Insats.stream(insats_id)).require_started()
        return StatusReports.start(insats_id, context.tenant_id, context.at)
    return found


def _to_change(insats_id: str, context: Context) -> StatusReports:
    return context.find_to_change(StatusReports, StatusReports.stream(insats_id))


def _in_its_phase(command: SubmitStatusReport | ReviseStatusReport, context: Context) -> StatusReport:
    """The report of the phase in which the insats stood on the day as of which it tells."""
    until = command.report.as_of
    return command.report.in_phase(case_of(command.insats_id, context, until=until).phase)


def _of_who_steers(command: ApproveStatusReport | ReturnStatusReport, context: Context) -> Decision:
    """Refused, if it is the decision of anybody else than who steers the project."""
    return decided_by_who_steers(command.insats_id, Stage.PROJECT, command.decision, context)


def _require_members(report: ReportContent, context: Context) -> None:
    """Refuse hours and money of an organisation that has never been a member of the förbund."""
    forbund = context.find(Kommunalforbund, Kommunalforbund.stream(context.tenant_id))
    for index, each in enumerate(report.usage):
        member_id = each.municipality
        where = place(("report", "usage", index, "municipality"))
        require(member_id in forbund.invited, Rule.NOT_A_MEMBER, **where, member_id=member_id)
