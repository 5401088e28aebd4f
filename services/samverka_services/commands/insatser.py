"""Commands about an insats: its idea, its description, the e-råd's priority."""

from typing import Annotated

from pydantic import Field

from samverka_domain.insatser import Gist, Insats, Origin, Priority, StartsWith
from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_domain.plans import ActionPlan
from samverka_services.commands.base import CommandTable, Context, Decided, Handling
from samverka_services.commands.fields import Command, DecisionInput, Fields, Id, ShortText
from samverka_services.commands.plans import Code

Points = Annotated[tuple[ShortText, ...], Field(max_length=50)]


class GistInput(Fields):
    """What the insats is about, point by point."""

    benefits_short: Points = ()
    benefits_long: Points = ()
    activities: Points = ()
    forbund_contributes: Points = ()
    municipalities_contribute: Points = ()

    def gist(self) -> Gist:
        """The domain's gist."""
        return Gist(**dict(self))


class ReceiveIdea(Command):
    """Record an idea for an insats."""

    code: Code
    title: ShortText
    origin: Origin
    starts_with: StartsWith
    plan_id: Id | None = Field(None, description="The action plan that it belongs to")
    effect_goals: Annotated[tuple[Code, ...], Field(max_length=50)] = ()
    gist: GistInput = GistInput()


class DescribeInsats(Command):
    """Change title, effect goals or gist."""

    insats_id: Id
    title: ShortText
    effect_goals: Annotated[tuple[Code, ...], Field(max_length=50)] = ()
    gist: GistInput = GistInput()


class PrioritiseInsats(Command):
    """The e-råd decides: start now, wait, or decline."""

    insats_id: Id
    priority: Priority
    decision: DecisionInput


def receive_idea(command: ReceiveIdea, context: Context) -> Decided:
    """A new insats, checked against its plan's effect goals."""
    _require_goals(command.plan_id, command.effect_goals, context)
    insats_id = context.new_id()
    insats = Insats.receive_idea(
        insats_id,
        context.tenant_id,
        command.code,
        command.title,
        command.origin,
        command.starts_with,
        command.plan_id,
        command.effect_goals,
        command.gist.gist(),
        context.at,
    )
    return Decided("insats", insats_id, insats)


def describe_insats(command: DescribeInsats, context: Context) -> Decided:
    """A new description, checked like a new insats."""
    insats = context.find_to_change(Insats, Insats.stream(command.insats_id))
    _require_goals(insats.plan_id, command.effect_goals, context)
    insats.describe(command.title, command.effect_goals, command.gist.gist(), context.at)
    return Decided("insats", command.insats_id, insats)


def prioritise_insats(command: PrioritiseInsats, context: Context) -> Decided:
    """The e-råd's judgement."""
    insats = context.find_to_change(Insats, Insats.stream(command.insats_id))
    insats.prioritise(command.priority, context.decided(), context.at)
    return Decided("insats", command.insats_id, insats)


def _require_goals(plan_id: str | None, codes: tuple[str, ...], context: Context) -> None:
    if plan_id is not None:
        context.find(ActionPlan, ActionPlan.stream(plan_id)).require_goals(codes)


_KIND = OrganisationKind.KOMMUNALFORBUND
_LEADERS = frozenset({Role.PROCESS_LEADER})

TABLE: CommandTable = {
    ReceiveIdea: Handling(receive_idea, _LEADERS | {Role.OFFICER}, _KIND),
    DescribeInsats: Handling(describe_insats, _LEADERS, _KIND, changes=True),
    PrioritiseInsats: Handling(prioritise_insats, _LEADERS, _KIND, changes=True),
}
