"""`samverka mail`: people are told by mail of what concerns their organisation."""

import sys
from threading import Thread
from typing import Annotated

import typer

from samverka_infra.identity_provider.settings import KeycloakSettings
from samverka_services.cli.common import AsJson, Exit, fit, say, settings
from samverka_services.cli.printing import print_json, tell
from samverka_services.processes.databases import databases
from samverka_services.processes.logs import set_up_logs
from samverka_services.processes.parent_process import stop_with_parent

Once = Annotated[bool, typer.Option("--once", help=say("help.parameter.mail-once"))]
WithParent = Annotated[bool, typer.Option("--stop-with-parent", hidden=True)]


def mail(once: Once = False, as_json: AsJson = False, with_parent: WithParent = False) -> None:
    """Send what waits, and unless only that is asked for, whatever comes until stopped."""
    from samverka_services.processes.mailing import origin_of, run_mailing, send_waiting, transport_of

    if with_parent:
        Thread(target=stop_with_parent, args=[sys.stdin], daemon=True).start()
    chosen, keycloak = settings(), KeycloakSettings()
    set_up_logs(chosen.log_level)
    transport, origin = transport_of(chosen, keycloak), origin_of(chosen, keycloak)
    with databases(chosen) as found:
        fit(found.app)
        if not once:
            run_mailing(found, transport, origin)
            return
        outcome = send_waiting(found, transport, origin)
    print_json(vars(outcome)) if as_json else tell(say("mail-sent", **vars(outcome)))
    if outcome.failure:
        raise typer.Exit(Exit.UNAVAILABLE)
