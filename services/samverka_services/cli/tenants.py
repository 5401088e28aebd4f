"""`samverka tenants provision`: organisations and their first administrators, from a file."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

from samverka_domain.kernel.rules import Refused
from samverka_infra.database import DatabaseUnavailable, open_pool
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_infra.identity_provider.secrets import FOLDER, provisioning_secret
from samverka_infra.identity_provider.settings import KeycloakSettings
from samverka_services.catalogue import text
from samverka_services.cli import organisations
from samverka_services.cli.common import AsJson, Exit, fit, language, say, settings
from samverka_services.cli.printing import console, print_json, print_table, tell
from samverka_services.cli.usage import App
from samverka_services.kernel.timing import new_id
from samverka_services.processes.databases import databases
from samverka_services.processes.required_settings import SettingMissing
from samverka_services.tenants.errors import (
    AnotherAdministrator,
    BadTenantFile,
    DirectoryUnreachable,
    NotTried,
    UnknownForbund,
)

if TYPE_CHECKING:
    from samverka_services.tenants.file import TenantEntry
    from samverka_services.tenants.provisioning import TenantOutcome

TOLD: dict[type[Exception], tuple[Exit, Callable[[Exception], str]]] = {
    BadTenantFile: (Exit.REFUSED, lambda error: _told_mistakes(error)),
    DirectoryUnreachable: (Exit.UNAVAILABLE, lambda error: _unreachable(error)),
}
app = App(help=say("help.command.tenants"))


app.command("add", help=say("help.command.tenants-add"))(organisations.add_tenant)
app.command("administrator", help=say("help.command.tenants-administrator"))(organisations.add_administrator)
app.command("list", help=say("help.command.tenants-list"))(organisations.list_tenants)


@app.command(help=say("help.command.tenants-provision"))
def provision(
    file: Annotated[Path, typer.Argument(help=say("help.parameter.tenants-file"))],
    dry_run: Annotated[bool, typer.Option("--dry-run", help=say("help.parameter.tenants-dry-run"))] = False,
    as_json: AsJson = False,
) -> None:
    """Add organisations in Keycloak and in Samverka, and invite their administrators."""
    from samverka_services.tenants.file import read_tenants

    outcomes = _provision(read_tenants(file, language()), dry_run)
    print_json([_document(outcome) for outcome in outcomes]) if as_json else _print(outcomes, dry_run)
    problems = [outcome.problem for outcome in outcomes if outcome.problem]
    if problems:
        away = any(isinstance(problem, DirectoryUnreachable | DatabaseUnavailable) for problem in problems)
        raise typer.Exit(Exit.UNAVAILABLE if away else Exit.REFUSED)


def _provision(tenants: "list[TenantEntry]", dry_run: bool) -> "list[TenantOutcome]":
    from samverka_services.tenants.directory import Directory, Rehearsal
    from samverka_services.tenants.joining import joining, rehearsing_joining
    from samverka_services.tenants.provisioning import WORKERS, Provisioning
    from samverka_services.tenants.registration import registering, rehearsing

    chosen, secret = KeycloakSettings(), secret_of_provisioning()
    directory = Rehearsal(chosen.address, secret) if dry_run else Directory(chosen.address, secret)
    with databases(settings()) as found, open_pool(fit(found.app), WORKERS) as pool, _bar() as bar:
        log = EventLog(pool)
        register = rehearsing(log) if dry_run else registering(log, new_id)
        join = rehearsing_joining(log) if dry_run else joining(log)
        task = bar.add_task(say("tenants.progress"), total=len(tenants))
        return Provisioning(directory, register, join).run(tenants, lambda _outcome: bar.advance(task))


def secret_of_provisioning() -> str:
    """Raises SettingMissing."""
    found = provisioning_secret(KeycloakSettings(), settings().data_dir / FOLDER)
    if found is None:
        raise SettingMissing("SAMVERKA_KEYCLOAK_PROVISIONING_SECRET")
    return found


def _bar() -> Progress:
    columns = ("{task.description}", BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console(stderr=True))


def _print(outcomes: "list[TenantOutcome]", dry_run: bool) -> None:
    from samverka_services.tenants.provisioning import Step

    failed = sum(outcome.problem is not None for outcome in outcomes)
    counts = Counter(step for outcome in outcomes for step in outcome.steps)
    title = say("tenants.rehearsed" if dry_run else "tenants.done", count=len(outcomes))
    print_table(title, [say("tenants.what"), say("tenants.count")], [[say(f"tenants.{s}"), counts[s]] for s in Step])
    if failed:
        tell(say("tenants.failed", count=failed))
    for outcome in outcomes:
        if outcome.problem:
            tell(f"{outcome.tenant.number} {outcome.tenant.namn}: {_told(outcome.problem)}")


def _told(problem: Exception) -> str:
    from keycloak.exceptions import KeycloakError

    from samverka_services.tenants.directory import said_by

    match problem:
        case AnotherAdministrator():
            return say("tenants.another-administrator")
        case NotTried():
            return say("tenants.not-tried")
        case UnknownForbund():
            return say("tenants.unknown-forbund", number=problem)
        case DirectoryUnreachable():
            return _unreachable(problem)
        case Refused():
            return text(f"rule.{problem.rule}.detail", language(), **problem.params)
        case KeycloakError():
            return say("tenants.keycloak-said", what=said_by(problem))
    return say("tenants.database-away", what=problem)


def _unreachable(error: Exception) -> str:
    return say("tenants.unreachable", what=str(error) or say("tenants.no-connection"))


def _document(outcome: "TenantOutcome") -> dict[str, Any]:
    return {
        "organisationsnummer": outcome.tenant.number,
        "namn": outcome.tenant.namn,
        "steps": list(outcome.steps),
        "problem": _told(outcome.problem) if outcome.problem else None,
    }


def _told_mistakes(error: Exception) -> str:
    found = error.mistakes if isinstance(error, BadTenantFile) else []
    lines = [say("error.plan-line", line=m.line, field=m.field, message=m.message) for m in found]
    return "\n".join([say("tenants.bad-file"), *lines])
