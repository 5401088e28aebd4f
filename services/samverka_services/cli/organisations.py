"""`samverka tenants add`, `… list`, `… administrator`: organisations and their administrators, in the log alone."""

from typing import Annotated

import typer

from samverka_domain.kernel.identifiers import organisation_number
from samverka_domain.organisations import Organisation, OrganisationKind
from samverka_infra.database import open_pool, projector_connection
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_services.cli.common import AsJson, Number, fit, say, settings
from samverka_services.cli.printing import print_json, print_table, tell
from samverka_services.kernel.timing import new_id
from samverka_services.processes.databases import databases
from samverka_services.tenants.tenant import Tenant, name_administrator, organisations, provision

PLACEHOLDERS = frozenset({"PERSONID", "PERSON", "SUB"})
"""What documentation writes in place of a person id."""


def _person_id(given: str) -> str:
    if "".join(each for each in given.upper() if each.isalnum()) in PLACEHOLDERS or "<" in given:
        raise typer.BadParameter(say("members.placeholder", given=given))
    return given


Administrator = Annotated[str, typer.Option(parser=_person_id, help=say("help.parameter.tenant-administrator"))]
NewAdministrator = Annotated[str, typer.Option("--person", parser=_person_id, help=say("help.parameter.person-id"))]


def add_tenant(
    number: Number,
    name: Annotated[str, typer.Option(help=say("help.parameter.tenant-name"))],
    kind: Annotated[OrganisationKind, typer.Option(help=say("help.parameter.tenant-kind"))],
    administrator: Administrator,
    kommunkod: Annotated[str | None, typer.Option(help=say("help.parameter.tenant-kommunkod"))] = None,
) -> None:
    """Add an organisation with its first administrator; one that is there already is left alone."""
    tenant = Tenant(organisation_number(number), name, kind, kommunkod, administrator)
    with databases(settings()) as found, open_pool(fit(found.app), 1) as pool:
        added = provision(EventLog(pool), tenant, new_id)
    tell(say("tenant-added" if added else "tenant-known", name=name))


def add_administrator(
    number: Number,
    person: NewAdministrator,
    reason: Annotated[str, typer.Option(help=say("help.parameter.administrator-reason"))],
) -> None:
    """Name one more administrator of an organisation, as the operator's recorded act. Raises NotFound, Refused."""
    with databases(settings()) as found, open_pool(fit(found.app), 1) as pool:
        named = name_administrator(EventLog(pool), organisation_number(number), person, reason, new_id)
    tell(say("tenants.administrator-named" if named else "tenants.administrator-known", person=person, number=number))


def list_tenants(as_json: AsJson = False) -> None:
    """All organisations, for the operator: the projector's login alone reads across them."""
    with databases(settings()) as found, projector_connection(found.projector) as connection:
        known = organisations(connection)
    if as_json:
        print_json([_document(each) for each in known])
        return
    columns = [say(f"tenants.{name}") for name in ("number", "name", "kind", "kommunkod")]
    rows = [(each.organisation_number, each.name, say("word", word=each.kind), each.kommunkod) for each in known]
    print_table(say("tenants.title"), columns, rows)


def _document(known: Organisation) -> dict[str, str | None]:
    return {
        "organisationsnummer": known.organisation_number,
        "namn": known.name,
        "slag": known.kind,
        "kommunkod": known.kommunkod,
    }
