"""Commands by which a municipality gives hours to a pre-study."""

from typing import Annotated

from samverka_domain.insatser import Insats
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.limits import Id
from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_domain.pre_studies import require_takes_hours
from samverka_domain.pre_study_hours import Given, PreStudyHours
from samverka_services.commands.gates import case_of
from samverka_services.commands.kernel.context import Context, Decided
from samverka_services.commands.kernel.corrections import Correct, corrected
from samverka_services.commands.kernel.examples import correction, decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.spreads import Content, ContentOf
from samverka_services.commands.kernel.topic import Topic
from samverka_services.commands.memberships import require_member

_ADDRESS = "/insatser/{insatsId}/pre-study-hours"
TOPIC = Topic("pre-study", _ADDRESS, frozenset({Role.OFFICER}), OrganisationKind.KOMMUN)
_HOURS = [{"role": "verksamhetskunnig i workshop", "year": 2027, "hours": 24}]


class GivePreStudyHours(Command):
    """Give hours to a pre-study, in place of those given before; an empty list: none any more."""

    insats_id: Id
    hours: Given
    decision: Decision


class CorrectPreStudyHours(Correct):
    """Put right what was recorded of the hours for a pre-study."""

    insats_id: Id
    content: Annotated[Content, ContentOf(PreStudyHours)]


@TOPIC.command("POST", example={"hours": _HOURS, "decision": decided("KOMMUNLEDNING")})
def give_pre_study_hours(command: GivePreStudyHours, context: Context) -> Decided:
    """Give hours from the first judgement until the second; they say nothing about the project."""
    insats = context.find_shared(Insats, Insats.stream(command.insats_id))
    insats.require_started()
    require_takes_hours(case_of(command.insats_id, context))
    given = context.find_if_any(PreStudyHours, PreStudyHours.stream(command.insats_id))
    said = command.hours, command.decision, context.at
    if given is None:
        return Decided(command.insats_id, PreStudyHours.decide(command.insats_id, insats, context.tenant_id, *said))
    given.decide_anew(*said)
    return Decided(command.insats_id, given)


@TOPIC.command("POST", "/own/corrections", example=correction("KOMMUNLEDNING", hours=_HOURS), changes=True)
def correct_pre_study_hours(command: CorrectPreStudyHours, context: Context) -> Decided:
    """Put right a decision about the hours."""
    given = context.find_to_change(PreStudyHours, PreStudyHours.stream(command.insats_id))
    require_member(given.region_id, context)
    return corrected(command.insats_id, given, command, context)
