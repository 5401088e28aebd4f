"""`samverka`: the command line."""

import errno
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import psycopg
import typer
from pydantic import ValidationError
from typer._click.exceptions import UsageError

from samverka_domain.kernel.rules import Refused
from samverka_infra.database import DatabaseUnavailable, LoginAboveTenancy, LoginRefused, NotPrepared
from samverka_infra.event_log.clock import OwnClockInProduction
from samverka_infra.identity_provider.settings import KeycloakSettings
from samverka_infra.migrate import DataFromBefore, OtherSchema
from samverka_infra.settings import Settings, variable_of
from samverka_projections.kernel.auditing import AuditRuns
from samverka_projections.kernel.projector import OutdatedProjector
from samverka_services.catalogue import field_message, text, texts
from samverka_services.cli import (
    audit,
    embedded,
    give,
    invitations,
    keycloak,
    login,
    mail,
    members,
    projections,
    reading,
    remote,
    running,
    server,
    tenants,
    timeline,
)
from samverka_services.cli.common import Exit, language, meaning_of, say, settings
from samverka_services.cli.declared import TAKE_ALL
from samverka_services.cli.demo import demo
from samverka_services.cli.printing import tell
from samverka_services.cli.usage import App, show_version, told_usage
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.demo.kept import NotTheDemonstrations, PlayedToAnotherDay
from samverka_services.demo.running import (
    FOLDER,
    AlreadyRunning,
    NotStarted,
    PartEnded,
    PortTaken,
)
from samverka_services.login.demo_issuer import RefusedInProduction
from samverka_services.plan_import.reading import BadPlanFile
from samverka_services.processes.databases import is_embedded
from samverka_services.processes.required_settings import AddressMalformed, SettingMissing, UnsafeIssuer

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

app = App(add_completion=False, pretty_exceptions_enable=False, help=say("help.command.samverka"))


@app.callback()
def samverka(
    _version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=show_version, help=say("help.parameter.version"))
    ] = False,
) -> None:
    """What stands before a command."""


app.command(help=say("help.command.demo"))(demo)
app.command(help=say("help.command.serve"))(running.serve)
app.command(help=say("help.command.project"))(running.project)
app.command(help=say("help.command.mail"))(mail.mail)
app.command(help=say("help.command.migrate"))(running.migrate)
app.command("import", help=say("help.command.import"))(running.import_file)
app.command(help=say("help.command.matrix"))(reading.matrix)
app.command(help=say("help.command.answers"))(reading.answers)
app.command(help=say("help.command.memberships"))(reading.memberships)
app.command(help=say("help.command.log"))(reading.log)
app.command("access-log", help=say("help.command.access-log"))(reading.access_log)
app.command("settings", help=say("help.command.settings"))(reading.list_settings)
app.add_typer(projections.app, name="projections")
app.add_typer(audit.app, name="audit")
audit.app.command(help=say("help.command.audit-timeline"))(timeline.timeline)
app.command("keycloak", help=say("help.command.keycloak"))(keycloak.keycloak)
app.command(help=say("help.command.login"))(login.login)
app.command(help=say("help.command.remote"), context_settings=TAKE_ALL)(remote.remote)
app.command(help=say("help.command.give"), context_settings=TAKE_ALL)(give.give)
app.add_typer(tenants.app, name="tenants")
tenants.app.command("invite", help=say("help.command.tenants-invite"))(invitations.invite)
tenants.app.command(help=say("help.command.tenants-machine"))(members.machine)
tenants.app.command("remove-person", help=say("help.command.tenants-remove-person"))(members.remove_person)

_TOLD: dict[type[Exception], tuple[Exit, Callable[[Exception], str]]] = {
    AuditRuns: (Exit.UNAVAILABLE, lambda _: say("error.audit-runs")),
    AlreadyRunning: (Exit.UNAVAILABLE, lambda error: say("error.already-running", folder=error)),
    DatabaseUnavailable: (Exit.UNAVAILABLE, lambda error: say("error.database", what=_reason(error))),
    AddressMalformed: (Exit.SETTINGS, lambda error: say("error.address-malformed", name=error)),
    LoginRefused: (Exit.SETTINGS, lambda error: say("error.login-refused", what=_reason(error))),
    PartEnded: (Exit.UNAVAILABLE, lambda error: say("error.part-ended", log=error)),
    PlayedToAnotherDay: (Exit.REFUSED, lambda error: say("error.played-to-another-day", day=error)),
    NotTheDemonstrations: (Exit.REFUSED, lambda error: say("error.not-the-demonstrations", folder=error)),
    LoginAboveTenancy: (Exit.SETTINGS, lambda error: say("error.login-above", login=error)),
    NotFound: (Exit.REFUSED, lambda error: _not_found(error)),
    NotPrepared: (Exit.UNAVAILABLE, lambda error: say("error.not-prepared", what=error)),
    NotStarted: (Exit.UNAVAILABLE, lambda error: say("error.not-started", folder=error)),
    OSError: (Exit.REFUSED, lambda error: say("error.file", what=_system_said(error))),
    DataFromBefore: (Exit.UNAVAILABLE, lambda _: say("error.data-from-before")),
    OtherSchema: (Exit.UNAVAILABLE, lambda error: say("error.other-schema", **vars(error))),
    OwnClockInProduction: (Exit.SETTINGS, lambda _: say("error.own-clock")),
    OutdatedProjector: (Exit.REFUSED, lambda error: say("error.outdated", name=error)),
    PortTaken: (Exit.UNAVAILABLE, lambda error: say("error.port", port=error)),
    RefusedInProduction: (Exit.SETTINGS, lambda _: say("error.production")),
    SettingMissing: (Exit.SETTINGS, lambda error: say("error.setting-missing", name=error)),
    UnsafeIssuer: (Exit.SETTINGS, lambda error: say("error.unsafe-issuer", issuer=error)),
    UnicodeEncodeError: (Exit.REFUSED, lambda _: say("error.value")),
    ValidationError: (Exit.SETTINGS, lambda error: _wrong_settings(error)),
    psycopg.errors.InsufficientPrivilege: (Exit.SETTINGS, lambda error: say("error.login", what=_reason(error))),
    psycopg.OperationalError: (Exit.UNAVAILABLE, lambda error: say("error.database", what=_reason(error))),
    **embedded.TOLD,
    **keycloak.TOLD,
    **login.TOLD,
    **members.TOLD,
    **server.TOLD,
    **tenants.TOLD,
    **timeline.TOLD,
}
"""What is told of an error of each kind; the kind nearest to the error's own counts."""


def main() -> None:
    """The program: every foreseen error is one clear sentence and an exit code."""
    logging.lastResort = None  # what libraries would write down is told here, in the language of the process
    try:
        code = app(prog_name="samverka", standalone_mode=False)
    except UsageError as wrong:
        _fail(told_usage(wrong), Exit.USAGE)
    except Refused as refused:
        title = text(f"rule.{refused.rule}.title", language(), **refused.params)
        detail = text(f"rule.{refused.rule}.detail", language(), **refused.params)
        _fail(f"{title}. {detail}", Exit.REFUSED)
    except BadPlanFile as bad:
        lines = [say("error.plan-line", line=m.line, field=m.field, message=m.message) for m in bad.mistakes]
        _fail("\n".join([say("error.plan"), *lines]), Exit.REFUSED)
    except tuple(_TOLD) as error:
        code, message = next(_TOLD[kind] for kind in type(error).__mro__ if kind in _TOLD)
        _fail(message(error), code)
    else:
        raise SystemExit(code)


def _fail(message: str, code: Exit) -> None:
    if message:
        tell(message.strip(), stderr=True)
    raise SystemExit(code)


def _not_found(error: Exception) -> str:
    assert isinstance(error, NotFound)
    thing = texts(language())["word"]["thing"].get(error.kind, error.kind)
    told = say("error.not-found", what=f"{thing} {error.id}")
    folder = settings().data_dir / FOLDER
    hint = is_embedded(settings()) and folder.exists() and say("error.look-in-the-demonstration", folder=folder)
    return f"{told} {hint}" if hint else told


def _reason(error: Exception) -> str:
    """What the database says first; hints and the place in the query follow on further lines."""
    return str(error).partition("\n")[0]


def _system_said(error: Exception) -> str:
    assert isinstance(error, OSError)
    code = errno.errorcode.get(error.errno or 0, "")
    known = code if code in texts(language())["cli"]["system-error"] else "other"
    return say(f"system-error.{known}", name=error.filename or "", code=code).strip()


def _wrong_settings(error: Exception) -> str:
    assert isinstance(error, ValidationError)
    kind = KeycloakSettings if error.title == KeycloakSettings.__name__ else Settings
    lines = [_wrong_setting(variable_of(kind, str(entry["loc"][0])), entry) for entry in error.errors()]
    return "\n".join([say("error.settings"), *lines])


def _wrong_setting(variable: str, entry: "ErrorDetails") -> str:
    message = field_message(language(), entry["type"], entry.get("ctx", {}))
    return say("error.setting", name=variable, message=message, meaning=meaning_of(variable))
