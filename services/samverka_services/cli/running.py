"""Commands that run or prepare the installation: serve, project, migrate, import.

What is slow to import is imported where it is used: a second start should be quick.
"""

import logging
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Annotated

import typer
from psycopg import OperationalError

from samverka_infra.database import admitted, open_pool, refuse_unfit
from samverka_infra.event_log.clock import refuse_own_clock
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_infra.migrate import migrate as run_migrations
from samverka_infra.settings import Environment, Settings
from samverka_services.cli.common import AsJson, fit, language, say, settings
from samverka_services.cli.printing import print_json, tell
from samverka_services.kernel.timing import new_id
from samverka_services.processes.databases import databases, is_embedded
from samverka_services.processes.logs import set_up_logs
from samverka_services.processes.parent_process import stop_with_parent
from samverka_services.processes.required_settings import refuse_unsafe_issuer

_log = logging.getLogger("samverka.start")

WithParent = Annotated[bool, typer.Option("--stop-with-parent", hidden=True)]


def serve(with_parent: WithParent = False) -> None:
    """Answer REST, GraphQL and the web pages, until stopped."""
    if with_parent:
        Thread(target=stop_with_parent, args=[sys.stdin], daemon=True).start()
    chosen = settings()
    refuse_unsafe_issuer(chosen)
    set_up_logs(chosen.log_level)
    with databases(chosen) as found:
        url = found.app
        _warn_if_away(refuse_unfit(url))
        _refuse_own_clock(chosen, url)
        from samverka_services.processes.server import serve as run_server

        run_server(chosen, found)


def project(with_parent: WithParent = False) -> None:
    """Keep the views up with the log, until stopped."""
    from samverka_services.processes.projector import run_projector

    if with_parent:
        Thread(target=stop_with_parent, args=[sys.stdin], daemon=True).start()
    chosen = settings()
    set_up_logs(chosen.log_level)
    with databases(chosen) as found:
        _warn_if_away(refuse_unfit(found.app))
        _refuse_own_clock(chosen, found.app)
        with suppress(OperationalError), admitted(found.projector):
            pass  # What else it needs is told when the projector takes its turn.
        run_projector(found)


def _warn_if_away(reason: str) -> None:
    if reason:
        _log.warning("database away, waiting for it", extra={"details": {"reason": reason}})


def _refuse_own_clock(chosen: Settings, url: str) -> None:
    """In production. Raises OwnClockInProduction; a database that is away now is waited for."""
    if chosen.environment is Environment.PRODUCTION:
        with suppress(OperationalError), admitted(url) as connection:
            refuse_own_clock(connection)


def migrate() -> None:
    """Create or upgrade the database's schema."""
    chosen = settings()
    with databases(chosen) as found:
        applied = run_migrations(found.admin)
    if is_embedded(chosen):
        tell(say("migrated-embedded"))
    else:
        tell(say("migrated", count=len(applied), revisions=", ".join(applied) or "–"))


def import_file(
    plan: Annotated[Path, typer.Argument(help=say("help.parameter.plan"))],
    person: Annotated[str, typer.Option("--as", help=say("help.parameter.process-leader"))],
    as_json: AsJson = False,
) -> None:
    """Import an action plan, whole or not at all; once is enough."""
    from samverka_services.plan_import.importing import import_plan
    from samverka_services.plan_import.reading import read_plan

    chosen = read_plan(plan, language())
    with databases(settings()) as found, open_pool(fit(found.app), 1) as pool:
        imported = import_plan(EventLog(pool), chosen, person, new_id)
    if as_json:
        print_json(vars(imported))
    elif imported.events:
        tell(say("imported", **vars(imported)))
    else:
        tell(say("imported-before"))
