"""Commands about analyses: begun for an action plan, written in versions, noted by the e-råd."""

from typing import Annotated

from samverka_domain.analyses import Analysis, AnalysisContent
from samverka_domain.documents import Change
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.limits import Id, Title
from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_domain.plans import ActionPlan
from samverka_services.commands.insats_acts import VersionNumber
from samverka_services.commands.kernel.context import Context, Decided
from samverka_services.commands.kernel.corrections import Correct, corrected
from samverka_services.commands.kernel.examples import correction, decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.spreads import Content, ContentOf, Spread
from samverka_services.commands.kernel.topic import Topic

TOPIC = Topic("analysis", "/analyses", frozenset({Role.PROCESS_LEADER}), OrganisationKind.KOMMUNALFORBUND)
_WRITTEN = {
    "change": "Första utkastet",
    "needsByNetwork": [{"network": "Socialchefsnätverket", "need": "Ett gemensamt sätt att dela journaler."}],
    "surroundings": "Lagen om sammanhållen journalföring ändras 2027.",
    "proposedFocusAreas": [{"focusAreaTitle": "Digital infrastruktur", "why": "Flera behov bygger på den."}],
}
_NOTED = {"version": "0.1", "decision": decided("E_RAD")}


class BeginAnalysis(Command):
    """Begin the analysis that an action plan is built on; its first version is written next."""

    plan_id: Id
    title: Title


class WriteAnalysis(Command):
    """Write the next working copy."""

    analysis_id: Id
    content: Spread[AnalysisContent]
    change: Change
    """What is new in it"""


class NoteAnalysis(Command):
    """The e-råd takes note of the version at hand, which becomes a whole one and a public record."""

    analysis_id: Id
    version: VersionNumber
    decision: Decision


class CorrectAnalysis(Correct):
    """Put right what was recorded of the e-råd's taking note."""

    analysis_id: Id
    content: Annotated[Content, ContentOf(Analysis)]


@TOPIC.command(
    "POST", example={"planId": "plan-id", "title": "Analysrapport inför handlingsplan 2027–2029"}, creates=True
)
def begin_analysis(command: BeginAnalysis, context: Context) -> Decided:
    """Begin it in the förbund's own log, for a plan of its own."""
    context.find(ActionPlan, ActionPlan.stream(command.plan_id))
    analysis_id = context.new_id()
    about = analysis_id, context.tenant_id, command.plan_id, command.title
    return Decided(analysis_id, Analysis.begin_analysis(*about, context.at))


@TOPIC.command("POST", "/{analysisId}/versions", example=_WRITTEN, changes=True)
def write_analysis(command: WriteAnalysis, context: Context) -> Decided:
    """Write on what was seen."""
    analysis = _to_change(command.analysis_id, context)
    analysis.write(command.content, command.change, context.at)
    return Decided(command.analysis_id, analysis)


@TOPIC.command("POST", "/{analysisId}/notings", example=_NOTED, changes=True)
def note_analysis(command: NoteAnalysis, context: Context) -> Decided:
    """Record the e-råd's decision about the version that was seen."""
    analysis = _to_change(command.analysis_id, context)
    analysis.note(command.version, command.decision, context.at)
    return Decided(command.analysis_id, analysis)


@TOPIC.command("POST", "/{analysisId}/corrections", example=correction("E_RAD"), changes=True)
def correct_analysis(command: CorrectAnalysis, context: Context) -> Decided:
    """Put right an event of the analysis."""
    return corrected(command.analysis_id, _to_change(command.analysis_id, context), command, context)


def _to_change(analysis_id: str, context: Context) -> Analysis:
    return context.find_to_change(Analysis, Analysis.stream(analysis_id))
