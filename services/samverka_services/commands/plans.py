"""Commands about the action plan."""

from typing import Annotated

from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.limits import Day, Id, Matching, Text, Title
from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_domain.plans import ActionPlan, PlanContent
from samverka_services.commands.kernel.context import Context, Decided
from samverka_services.commands.kernel.corrections import Correct, corrected
from samverka_services.commands.kernel.examples import correction, decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.spreads import Content, ContentOf, Spread
from samverka_services.commands.kernel.topic import Topic

TOPIC = Topic("action-plan", "/action-plans", frozenset({Role.PROCESS_LEADER}), OrganisationKind.KOMMUNALFORBUND)
PlanVersion = Annotated[str, Matching(r"[0-9]{1,3}\.[0-9]{1,3}", "1.0")]
_CONTENT = {
    "title": "Handlingsplan för digitalisering 2027–2029",
    "focusAreas": [{"code": "4", "title": "Digital infrastruktur"}],
    "effectGoals": [{"code": "4B", "focusArea": "4", "title": "Infrastruktur som möjliggör informationsutbyte"}],
}
_VERSION = {
    "version": "0.2",
    "notedOn": "2026-11-20",
    "by": "e-råd",
    "change": "justerad efter granskning",
}


class DraftActionPlan(Command):
    """Begin an action plan."""

    content: Spread[PlanContent]


class ReviseActionPlan(Command):
    """Change an unpublished plan; an approval given before no longer counts."""

    plan_id: Id
    content: Spread[PlanContent]


class NoteActionPlanVersion(Command):
    """Note that a version was made, or handled by somebody."""

    plan_id: Id
    version: PlanVersion
    noted_on: Day
    by: Title
    """A body or a function, not a person"""
    change: Annotated[str, Text(500)]


class ApproveActionPlan(Command):
    """The municipal directors approve the plan."""

    plan_id: Id
    decision: Decision


class PublishActionPlan(Command):
    """Open the approved plan to the region."""

    plan_id: Id
    version: PlanVersion
    published_on: Day


class CorrectActionPlan(Correct):
    """Put right what was recorded of an approval."""

    plan_id: Id
    content: Annotated[Content, ContentOf(ActionPlan)]


@TOPIC.command("POST", example=_CONTENT, creates=True)
def draft_action_plan(command: DraftActionPlan, context: Context) -> Decided:
    """Begin a plan in the förbund's own log."""
    plan_id = context.new_id()
    return Decided(plan_id, ActionPlan.draft(plan_id, context.tenant_id, command.content, context.at))


@TOPIC.command("PUT", "/{planId}/content", example=_CONTENT, changes=True)
def revise_action_plan(command: ReviseActionPlan, context: Context) -> Decided:
    """Change the content."""
    plan = _to_change(command.plan_id, context)
    plan.revise(command.content, context.at)
    return Decided(command.plan_id, plan)


@TOPIC.command("POST", "/{planId}/versions", example=_VERSION)
def note_version(command: NoteActionPlanVersion, context: Context) -> Decided:
    """Note a station on the plan's way."""
    plan = context.find(ActionPlan, ActionPlan.stream(command.plan_id))
    plan.note_version(command.version, command.noted_on, command.by, command.change, context.at)
    return Decided(command.plan_id, plan)


@TOPIC.command("POST", "/{planId}/approvals", example={"decision": decided("KOMMUNDIREKTORER")}, changes=True)
def approve_action_plan(command: ApproveActionPlan, context: Context) -> Decided:
    """Record the directors' decision about the version that was seen."""
    plan = _to_change(command.plan_id, context)
    plan.approve(command.decision, context.at)
    return Decided(command.plan_id, plan)


@TOPIC.command(
    "POST", "/{planId}/publications", example={"version": "1.0", "publishedOn": "2026-11-23"}, changes=True
)
def publish_action_plan(command: PublishActionPlan, context: Context) -> Decided:
    """Let the plan go out."""
    plan = _to_change(command.plan_id, context)
    plan.publish(command.version, command.published_on, context.at)
    return Decided(command.plan_id, plan)


@TOPIC.command("POST", "/{planId}/corrections", example=correction("KOMMUNDIREKTORER"), changes=True)
def correct_action_plan(command: CorrectActionPlan, context: Context) -> Decided:
    """Put right an event of the plan."""
    return corrected(command.plan_id, _to_change(command.plan_id, context), command, context)


def _to_change(plan_id: str, context: Context) -> ActionPlan:
    return context.find_to_change(ActionPlan, ActionPlan.stream(plan_id))
