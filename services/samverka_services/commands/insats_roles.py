"""Commands by which the e-råd's appointments to an insats are recorded: who investigates, who leads the project."""

from typing import Annotated

from samverka_domain.insatser import Insats
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.limits import Between, Day, Id, Person
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import STREAM, Mandate, Mandates, Role
from samverka_domain.organisations import OrganisationKind
from samverka_services.commands.kernel.context import Context, Decided
from samverka_services.commands.kernel.examples import decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.topic import Topic
from samverka_services.commands.mandates import given

_ADDRESS = "/insatser/{insatsId}/roles"
TOPIC = Topic("mandate", _ADDRESS, frozenset({Role.PROCESS_LEADER}), OrganisationKind.KOMMUNALFORBUND)
_APPOINTED = {
    "personId": "person-id",
    "role": "PROJECT_LEADER",
    "validFrom": "2026-12-01",
    "validTo": "2027-12-31",
    "external": True,
    "thousandKronor": 450,
    "decision": decided("E_RAD"),
}


class AppointToInsats(Command):
    """Appoint somebody to investigate or lead an insats, or to another role in it."""

    insats_id: Id
    person_id: Person
    role: Role
    """One that is held in an insats"""
    valid_from: Day
    valid_to: Day | None = None
    external: bool = False
    """Whether the person comes from elsewhere, as a consultant"""
    thousand_kronor: Annotated[int, Between(0, 50_000)] | None = None
    """What the person costs, over all days"""
    decision: Decision

    @property
    def mandate(self) -> Mandate:
        """The domain's mandate."""
        return Mandate(
            self.person_id,
            self.role,
            None,
            self.valid_from,
            self.valid_to,
            insats_id=self.insats_id,
            external=self.external,
            thousand_kronor=self.thousand_kronor,
        )


class EndInsatsRole(Command):
    """End a role in an insats with a day as its last."""

    insats_id: Id
    mandate_id: Id
    valid_to: Day
    decision: Decision


@TOPIC.command("POST", example=_APPOINTED, creates=True)
def appoint_to_insats(command: AppointToInsats, context: Context) -> Decided:
    """Appoint to an insats that the e-råd wants to start."""
    context.find(Insats, Insats.stream(command.insats_id)).require_started()
    return given(command.mandate, command.decision, context)


@TOPIC.command("POST", "/{mandateId}/endings", example={"validTo": "2026-12-31", "decision": decided("E_RAD")})
def end_insats_role(command: EndInsatsRole, context: Context) -> Decided:
    """End a role that is held in this insats."""
    context.find(Insats, Insats.stream(command.insats_id))
    mandates = context.find(Mandates, STREAM)
    held = mandates.held.get(command.mandate_id)
    of_it = held is not None and held.insats_id == command.insats_id
    require(of_it, Rule.MANDATE_UNKNOWN, mandate_id=command.mandate_id)
    mandates.end(command.mandate_id, command.valid_to, command.decision, context.at)
    return Decided(command.mandate_id, mandates)
