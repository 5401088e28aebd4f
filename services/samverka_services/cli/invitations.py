"""`samverka tenants invite`: what administrators have asked for is carried out by who may make accounts."""

from typing import Annotated

import typer

from samverka_infra.identity_provider.settings import KeycloakSettings
from samverka_services.cli.common import AsJson, Exit, fit, say, settings
from samverka_services.cli.printing import print_json, tell
from samverka_services.cli.tenants import secret_of_provisioning
from samverka_services.processes.databases import databases
from samverka_services.processes.logs import set_up_logs

Once = Annotated[bool, typer.Option("--once", help=say("help.parameter.invite-once"))]


def invite(once: Once = False, as_json: AsJson = False) -> None:
    """Carry out the invitations that wait, and unless only those are asked for, each that comes until stopped."""
    from samverka_services.processes.inviting import carry_out_waiting, run_inviting
    from samverka_services.tenants.directory import Directory

    set_up_logs(settings().log_level)
    directory = Directory(KeycloakSettings().address, secret_of_provisioning())
    with databases(settings()) as found:
        fit(found.app)
        if not once:
            run_inviting(found, directory)
            return
        done, left = carry_out_waiting(found, directory)
    print_json({"over": done, "waiting": left}) if as_json else tell(say("members.invited", done=done, left=left))
    if left:
        raise typer.Exit(Exit.UNAVAILABLE)
