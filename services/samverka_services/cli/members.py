"""`samverka tenants machine` and `… remove-person`: who else may act for a tenant, and who no longer may."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from samverka_domain.kernel.identifiers import organisation_number
from samverka_infra import credentials, people
from samverka_infra.database import open_pool, single_connection, tenant_transaction
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_infra.identity_provider.settings import KeycloakSettings
from samverka_services.cli.common import AsJson, Exit, Number, fit, say, settings
from samverka_services.cli.printing import print_json, tell
from samverka_services.cli.tenants import secret_of_provisioning
from samverka_services.kernel.timing import clock
from samverka_services.login.tokens import Scope
from samverka_services.processes.databases import databases
from samverka_services.tenants.errors import (
    DirectoryRefused,
    OnlyAdministrator,
    UnknownMachine,
    UnknownOrganisation,
    UnknownPerson,
)
from samverka_services.tenants.tenant import require_another_administrator

if TYPE_CHECKING:
    from samverka_services.tenants.machines import Machine

MARGIN = timedelta(seconds=1)
"""Keycloak's clock, by which tokens are dated, may be a little ahead of this one."""
_NAME = r"^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$"

TOLD: dict[type[Exception], tuple[Exit, Callable[[Exception], str]]] = {
    DirectoryRefused: (Exit.REFUSED, lambda error: say("members.refused", what=error)),
    OnlyAdministrator: (Exit.REFUSED, lambda error: say("members.only-administrator", **vars(error))),
    UnknownMachine: (Exit.REFUSED, lambda error: say("members.unknown-machine", name=error)),
    UnknownOrganisation: (Exit.REFUSED, lambda error: say("members.unknown-organisation", number=error)),
    UnknownPerson: (Exit.REFUSED, lambda error: say("members.unknown-person", mail=error)),
}


def machine(
    number: Number,
    name: Annotated[str, typer.Option(help=say("help.parameter.machine-name"))],
    scope: Annotated[list[str] | None, typer.Option(help=say("help.parameter.machine-scope"))] = None,
    rotate: Annotated[bool, typer.Option("--rotate", help=say("help.parameter.machine-rotate"))] = False,
    remove: Annotated[bool, typer.Option("--remove", help=say("help.parameter.machine-remove"))] = False,
    as_json: AsJson = False,
) -> None:
    """Make or find the client of another system that acts for an organisation, renew its secret, or remove it."""
    from samverka_infra.machines import client_id
    from samverka_services.tenants.directory import refusals_are_told
    from samverka_services.tenants.machines import Machines

    found, chosen = organisation_number(number), _scopes(scope or [], needed=not (rotate or remove))
    _require_usable(name, rotate, remove)
    machines = Machines(KeycloakSettings().address, secret_of_provisioning())
    with refusals_are_told(), _revoking() as revoke:
        if remove:
            removed = client_id(found, name)
            try:
                machines.remove(found, name)
            finally:
                revoke([credentials.client(removed)])
            _tell(as_json, {"clientId": removed, "removed": True}, say("members.machine-removed", name=removed))
        elif rotate:
            rotated = machines.rotate(found, name)
            revoke([credentials.client(rotated.client_id)])
            _tell_machine(as_json, rotated)
        else:
            _tell_machine(as_json, machines.ensure(found, name, chosen))


def remove_person(
    number: Number,
    person: Annotated[str, typer.Argument(help=say("help.parameter.person"))],
    as_json: AsJson = False,
) -> None:
    """End a person's membership in Keycloak, and her tokens for the organisation, at once."""
    from samverka_services.tenants.directory import Directory, refusals_are_told

    directory = Directory(KeycloakSettings().address, secret_of_provisioning())
    with refusals_are_told(), _revoking() as revoke:
        person_id = directory.person_id(person)
        _require_another_administrator(organisation_number(number), person_id)
        organisation_id = directory.organisation(organisation_number(number))
        _require_another_administrator(organisation_number(number), person_id, directory.members(organisation_id))
        was_member = directory.remove_member(organisation_id, person_id)
        revoke([credentials.membership(organisation_id, person_id)])
    _forget_address(organisation_number(number), person_id)
    told = say("members.person-removed" if was_member else "members.no-member", person=person_id)
    _tell(as_json, {"personId": person_id, "wasMember": was_member}, told)


def _require_another_administrator(number: str, person_id: str, among: Collection[str] | None = None) -> None:
    with databases(settings()) as found, open_pool(fit(found.app), 1) as pool:
        require_another_administrator(EventLog(pool), number, person_id, among)


def _forget_address(number: str, person_id: str) -> None:
    """Of the organisation she gets no mail any more, whatever mandates she still holds."""
    with (
        databases(settings()) as found,
        open_pool(fit(found.app), 1) as pool,
        tenant_transaction(pool, number) as work,
    ):
        people.forget(work, person_id)


@contextmanager
def _revoking() -> Iterator[Callable[[Iterable[str]], None]]:
    """Connected before anything is done in Keycloak, so that it is not done by halves when the database is away."""
    with databases(settings()) as found, single_connection(found.identity) as connection:
        yield lambda subjects: credentials.revoke(connection, subjects, clock() + MARGIN)


def _scopes(wished: list[str], *, needed: bool) -> list[Scope]:
    known = {scope.rpartition(":")[2]: scope for scope in Scope}
    if (needed and not wished) or not set(wished) <= set(known):
        raise typer.BadParameter(say("members.scopes"), param_hint="--scope")
    return [known[name] for name in sorted(set(wished))]


def _require_usable(name: str, rotate: bool, remove: bool) -> None:
    if not re.match(_NAME, name):
        raise typer.BadParameter(say("members.name"), param_hint="--name")
    if rotate and remove:
        raise typer.BadParameter(say("members.either"), param_hint="--rotate, --remove")


def _tell_machine(as_json: bool, found: "Machine") -> None:
    known = {"clientId": found.client_id, "secret": found.secret, "personId": found.person_id}
    lines = [say("members.machine", client=found.client_id, person=found.person_id)]
    lines.append(say("members.secret", secret=found.secret) if found.secret else say("members.known"))
    _tell(as_json, known, "\n".join([*lines, say("members.mandate", person=found.person_id)]))


def _tell(as_json: bool, document: Mapping[str, object], told: str) -> None:
    print_json(document) if as_json else tell(told)
