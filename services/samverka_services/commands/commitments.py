"""Commands by which a municipality takes part in an insats and sets resources aside."""

from typing import Annotated

from pydantic import Field, StrictInt

from samverka_domain.commitments import Commitment, Resources, RoleHours, YearMoney
from samverka_domain.insatser import Insats
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_services.commands.base import CommandTable, Context, Decided, Handling
from samverka_services.commands.fields import Command, Day, DecisionInput, Fields, Id, Text

Year = Annotated[StrictInt, Field(ge=2000, le=2100)]


class RoleHoursInput(Fields):
    """Hours that one role gives in one year."""

    role: Annotated[Text, Field(min_length=1, max_length=100)]
    year: Year
    hours: StrictInt = Field(description="Whole hours, 1 to 20,000")


class YearMoneyInput(Fields):
    """Money in one year."""

    year: Year
    thousand_kronor: StrictInt = Field(description="Whole thousands of kronor, 1 to 500,000")


class ResourcesInput(Fields):
    """What is set aside, and for which days."""

    hours: Annotated[tuple[RoleHoursInput, ...], Field(max_length=200)] = ()
    money: Annotated[tuple[YearMoneyInput, ...], Field(max_length=50)] = ()
    valid_from: Day
    valid_to: Day

    def resources(self) -> Resources:
        """The domain's resources."""
        hours = tuple(RoleHours(line.role, line.year, line.hours) for line in self.hours)
        money = tuple(YearMoney(line.year, line.thousand_kronor) for line in self.money)
        return Resources(hours, money, self.valid_from, self.valid_to)


class TakePart(Command):
    """Decide to take part in an insats; with `resources`, set them aside by the same decision."""

    insats_id: Id
    resources: ResourcesInput | None = None
    decision: DecisionInput


class SetResourcesAside(Command):
    """Set resources aside for the first time, or anew after the part had ended."""

    insats_id: Id
    resources: ResourcesInput
    decision: DecisionInput


class AdjustCommitment(Command):
    """Replace what is set aside."""

    insats_id: Id
    resources: ResourcesInput
    decision: DecisionInput


class EndCommitment(Command):
    """End the municipality's part with a day as its last."""

    insats_id: Id
    valid_to: Day
    decision: DecisionInput


def take_part(command: TakePart, context: Context) -> Decided:
    """Taking part, in an insats that the e-råd has decided to start."""
    insats = context.find_shared(Insats, Insats.stream(command.insats_id))
    require(_commitment(command.insats_id, context) is None, Rule.COMMITMENT_EXISTS)
    commitment = Commitment.take_part(command.insats_id, insats, context.tenant_id, context.decided(), context.at)
    if command.resources is not None:
        commitment.set_aside(command.resources.resources(), context.decided(), context.at)
    return Decided("commitment", command.insats_id, commitment)


def set_resources_aside(command: SetResourcesAside, context: Context) -> Decided:
    """The binding yes."""
    context.find_shared(Insats, Insats.stream(command.insats_id)).require_started()
    commitment = context.find_to_change(Commitment, Commitment.stream(command.insats_id))
    commitment.set_aside(command.resources.resources(), context.decided(), context.at)
    return Decided("commitment", command.insats_id, commitment)


def adjust_commitment(command: AdjustCommitment, context: Context) -> Decided:
    """More or less than before."""
    commitment = context.find_to_change(Commitment, Commitment.stream(command.insats_id))
    commitment.adjust(command.resources.resources(), context.decided(), context.at)
    return Decided("commitment", command.insats_id, commitment)


def end_commitment(command: EndCommitment, context: Context) -> Decided:
    """No longer part of it."""
    commitment = context.find_to_change(Commitment, Commitment.stream(command.insats_id))
    commitment.end(command.valid_to, context.decided(), context.at)
    return Decided("commitment", command.insats_id, commitment)


def _commitment(insats_id: str, context: Context) -> Commitment | None:
    return context.work.load(Commitment, Commitment.stream(insats_id))


_KIND = OrganisationKind.KOMMUN
_OFFICERS = frozenset({Role.OFFICER})

TABLE: CommandTable = {
    TakePart: Handling(take_part, _OFFICERS, _KIND),
    SetResourcesAside: Handling(set_resources_aside, _OFFICERS, _KIND, changes=True),
    AdjustCommitment: Handling(adjust_commitment, _OFFICERS, _KIND, changes=True),
    EndCommitment: Handling(end_commitment, _OFFICERS, _KIND, changes=True),
}
