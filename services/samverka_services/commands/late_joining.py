"""The command by which who steers an insats lets in a municipality that comes late."""

from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.identifiers import Kommunkod
from samverka_domain.kernel.limits import Id
from samverka_domain.mandates import LEADING, Role
from samverka_domain.organisations import OrganisationKind
from samverka_domain.status_reports import acting
from samverka_domain.steering import Stage, Steering
from samverka_services.commands.conditions import member_by
from samverka_services.commands.kernel.context import Context, Decided
from samverka_services.commands.kernel.examples import decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.topic import Topic

_ROLES = frozenset({Role.PROCESS_LEADER, *LEADING})
TOPIC = Topic("steering", "/insatser/{insatsId}/late-joining", _ROLES, OrganisationKind.KOMMUNALFORBUND)


class AcceptLateJoining(Command):
    """Let in a municipality that was not interested before, or that comes after the project plan."""

    insats_id: Id
    kommunkod: Kommunkod
    decision: Decision


@TOPIC.command("POST", example={"kommunkod": "1460", "decision": decided("E_RAD")})
def accept_late_joining(command: AcceptLateJoining, context: Context) -> Decided:
    """By the decision of who steers the project; the municipality then decides itself."""
    steering = context.find(Steering, Steering.stream(command.insats_id, Stage.PROJECT))
    steering.accept_late(member_by(command.kommunkod, context), acting(command.decision), context.at)
    return Decided(command.insats_id, steering)
