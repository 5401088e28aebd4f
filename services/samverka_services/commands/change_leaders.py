"""The command by which a municipality says who leads the change that an insats brings about in it."""

from samverka_domain.insatser import Insats
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.limits import Day, Id, Person
from samverka_domain.mandates import Mandate, Role
from samverka_domain.organisations import OrganisationKind
from samverka_services.commands.kernel.context import Context, Decided
from samverka_services.commands.kernel.examples import decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.topic import Topic
from samverka_services.commands.mandates import given

_ADDRESS, _ROLES = "/insatser/{insatsId}/change-leaders", frozenset({Role.ADMINISTRATOR})
# As with the organisation's other mandates, who decides is its own order.
TOPIC = Topic("mandate", _ADDRESS, _ROLES, OrganisationKind.KOMMUN, seat_needed=False)
_APPOINTED = {
    "personId": "person-id",
    "validFrom": "2026-12-01",
    "validTo": "2028-12-31",
    "decision": decided("KOMMUNLEDNING"),
}


class AppointChangeLeader(Command):
    """Appoint the municipality's own leader of change in an insats."""

    insats_id: Id
    person_id: Person
    valid_from: Day
    valid_to: Day | None = None
    decision: Decision


@TOPIC.command("POST", example=_APPOINTED, creates=True)
def appoint_change_leader(command: AppointChangeLeader, context: Context) -> Decided:
    """In an insats of a förbund that the municipality is a member of, once the e-råd wants to start it."""
    context.find_shared(Insats, Insats.stream(command.insats_id)).require_started()
    days = command.valid_from, command.valid_to
    mandate = Mandate(command.person_id, Role.CHANGE_LEADER, None, *days, insats_id=command.insats_id)
    return given(mandate, command.decision, context)
