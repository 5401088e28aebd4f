"""Commands about the action plan."""

from typing import Annotated

from pydantic import Field

from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_domain.plans import ActionPlan, EffectGoal, FocusArea
from samverka_services.commands.base import CommandTable, Context, Decided, Handling
from samverka_services.commands.fields import Command, Day, DecisionInput, Fields, Id, ShortText, Text

Code = Annotated[Text, Field(min_length=1, max_length=20)]
Version = Annotated[Text, Field(pattern=r"^[0-9]{1,3}\.[0-9]{1,3}$", examples=["0.1", "1.0"])]


class FocusAreaInput(Fields):
    """A focus area."""

    code: Code
    title: ShortText


class EffectGoalInput(Fields):
    """An effect goal and the focus area it belongs to."""

    code: Code
    focus_area: Code
    title: ShortText


class Content(Command):
    """Title, focus areas and effect goals."""

    title: ShortText
    focus_areas: Annotated[tuple[FocusAreaInput, ...], Field(max_length=50)]
    effect_goals: Annotated[tuple[EffectGoalInput, ...], Field(max_length=200)]

    def areas(self) -> tuple[FocusArea, ...]:
        """The domain's focus areas."""
        return tuple(FocusArea(area.code, area.title) for area in self.focus_areas)

    def goals(self) -> tuple[EffectGoal, ...]:
        """The domain's effect goals."""
        return tuple(EffectGoal(goal.code, goal.focus_area, goal.title) for goal in self.effect_goals)


class DraftActionPlan(Content):
    """Begin an action plan."""


class ReviseActionPlan(Content):
    """Change an unpublished plan; an approval given before no longer counts."""

    plan_id: Id


class NoteActionPlanVersion(Command):
    """Note that a version was made, or handled by somebody."""

    plan_id: Id
    version: Version
    noted_on: Day
    by: ShortText = Field(description="A body or a function, not a person")
    change: ShortText


class ApproveActionPlan(Command):
    """The municipal directors approve the plan."""

    plan_id: Id
    decision: DecisionInput


class PublishActionPlan(Command):
    """Open the approved plan to the region."""

    plan_id: Id
    version: Version
    published_on: Day


def draft_action_plan(command: DraftActionPlan, context: Context) -> Decided:
    """A new plan in the förbund's own log."""
    plan_id = context.new_id()
    plan = ActionPlan.draft(plan_id, command.title, command.areas(), command.goals(), context.at)
    return Decided("action-plan", plan_id, plan)


def revise_action_plan(command: ReviseActionPlan, context: Context) -> Decided:
    """New content."""
    plan = context.find_to_change(ActionPlan, ActionPlan.stream(command.plan_id))
    plan.revise(command.title, command.areas(), command.goals(), context.at)
    return Decided("action-plan", command.plan_id, plan)


def note_version(command: NoteActionPlanVersion, context: Context) -> Decided:
    """A station on the plan's way."""
    plan = context.find(ActionPlan, ActionPlan.stream(command.plan_id))
    plan.note_version(command.version, command.noted_on, command.by, command.change, context.at)
    return Decided("action-plan", command.plan_id, plan)


def approve_action_plan(command: ApproveActionPlan, context: Context) -> Decided:
    """The directors' decision about the version that was seen."""
    plan = context.find_to_change(ActionPlan, ActionPlan.stream(command.plan_id))
    plan.approve(context.decided(), context.at)
    return Decided("action-plan", command.plan_id, plan)


def publish_action_plan(command: PublishActionPlan, context: Context) -> Decided:
    """The plan goes out."""
    plan = context.find_to_change(ActionPlan, ActionPlan.stream(command.plan_id))
    plan.publish(context.tenant_id, command.version, command.published_on, context.at)
    return Decided("action-plan", command.plan_id, plan)


_KIND = OrganisationKind.KOMMUNALFORBUND
_PLANNERS = frozenset({Role.PROCESS_LEADER})

TABLE: CommandTable = {
    DraftActionPlan: Handling(draft_action_plan, _PLANNERS, _KIND),
    ReviseActionPlan: Handling(revise_action_plan, _PLANNERS, _KIND, changes=True),
    NoteActionPlanVersion: Handling(note_version, _PLANNERS, _KIND),
    ApproveActionPlan: Handling(approve_action_plan, _PLANNERS, _KIND, changes=True),
    PublishActionPlan: Handling(publish_action_plan, _PLANNERS, _KIND, changes=True),
}
