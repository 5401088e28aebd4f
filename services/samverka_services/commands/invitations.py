"""The command by which an organisation's administrator invites a colleague."""

from samverka_domain.invitations import Invitation, Roles
from samverka_domain.kernel.decision import Decision
from samverka_domain.kernel.limits import Mail, Name
from samverka_domain.mandates import Role
from samverka_infra.invited import Invited, keep
from samverka_services.commands.kernel.context import Context, Decided
from samverka_services.commands.kernel.examples import decided
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.topic import Topic

# As for mandates, which the invited are to hold.
TOPIC = Topic("invitation", "/invitations", frozenset({Role.ADMINISTRATOR}), seat_needed=False)
_COLLEAGUE = {
    "name": "Bo Exempel",
    "mail": "bo@kommunen.example",
    "roles": ["OFFICER"],
    "decision": decided("KOMMUNLEDNING"),
}


class InviteColleague(Command):
    """Invite a colleague, who gets an account, a mail with what to do, and these roles."""

    name: Name
    mail: Mail
    """Where the invitation is sent; kept beside the log, and deleted when that is asked for."""
    roles: Roles
    decision: Decision


@TOPIC.command("POST", example=_COLLEAGUE, creates=True)
def invite_colleague(command: InviteColleague, context: Context) -> Decided:
    """Ask for it: whoever may make accounts carries it out soon."""
    invitation_id = context.new_id()
    invitation = Invitation.invite(invitation_id, command.roles, command.decision, context.at)
    keep(context.work.connection, Invited(invitation_id, command.name, command.mail))
    return Decided(invitation_id, invitation)
