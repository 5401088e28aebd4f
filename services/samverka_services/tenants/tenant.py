"""Giving organisations their place: the operator's part, outside the REST API."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from psycopg import Connection

from samverka_domain.kernel.aggregate import EVENT_TYPES, DomainEvent
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.identifiers import organisation_number
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.mandates import STREAM, Mandates, Role
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.organisations import Organisation, OrganisationKind
from samverka_infra.event_log import reader
from samverka_infra.event_log.errors import KommunkodTaken
from samverka_infra.event_log.unit_of_work import EventLog, Stamp
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.municipalities import require_known
from samverka_services.tenants.errors import OnlyAdministrator

OPERATOR = "operator"


@dataclass(frozen=True)
class Tenant:
    """An organisation to be provisioned."""

    organisation_number: str
    name: str
    kind: OrganisationKind
    kommunkod: str | None
    first_administrator: str


def provision(log: EventLog, tenant: Tenant, new_id: Callable[[], str]) -> bool:
    """Register a tenant with its first administrator; False if it was there already. Raises Refused."""
    if tenant.kommunkod is not None:
        require_known(tenant.kommunkod)
    try:
        return _provision(log, tenant, new_id)
    except KommunkodTaken as error:
        raise Refused(Rule.KOMMUNKOD_TAKEN, kommunkod=tenant.kommunkod) from error


def _provision(log: EventLog, tenant: Tenant, new_id: Callable[[], str]) -> bool:
    number = organisation_number(tenant.organisation_number)
    with log.unit_of_work(number) as work:
        if work.load(Organisation, Organisation.stream(number)) is not None:
            return False
        aggregates = [
            Organisation.register(number, tenant.name, tenant.kind, tenant.kommunkod, work.at),
            Mandates.open(new_id(), tenant.first_administrator, work.at),
        ]
        if tenant.kind is OrganisationKind.KOMMUNALFORBUND:
            aggregates.append(Kommunalforbund.found(number, tenant.name, work.at))
        key = f"samverka provision {number}"
        work.save(*aggregates, stamp=Stamp(OPERATOR, key, key), result={})
    return True


def name_administrator(log: EventLog, number: str, person_id: str, reason: str, new_id: Callable[[], str]) -> bool:
    """Name one more administrator of a tenant; False if this person is one. Raises NotFound, Refused."""
    with log.unit_of_work(number) as work:
        mandates = work.load(Mandates, STREAM)
        if mandates is None:
            raise NotFound("Organisation", number)
        if Role.ADMINISTRATOR in mandates.roles(person_id, local_day(work.at)):
            return False
        mandate_id = new_id()
        mandates.name_administrator(mandate_id, person_id, reason, work.at)
        key = f"samverka administrator {mandate_id}"
        work.save(mandates, stamp=Stamp(OPERATOR, key, key), result={})
    return True


def require_another_administrator(
    log: EventLog, number: str, person_id: str, among: Collection[str] | None = None
) -> None:
    """Refuse to take from a tenant the only administrator, among those who can log in. Raises OnlyAdministrator."""
    with log.unit_of_work(number) as work:
        mandates = work.load(Mandates, STREAM)
    if mandates is not None and mandates.is_only_administrator(person_id, local_day(work.at), among):
        raise OnlyAdministrator(number, person_id)


def organisations(connection: Connection) -> list[Organisation]:
    """Every tenant's own record of who it is, in the order in which they came; read as the projector."""
    types = [name for name, each in EVENT_TYPES.items() if each.aggregate_class is Organisation]
    streams: dict[str, list[DomainEvent]] = {}
    for recorded in reader.page(connection, 0, reader.head(connection), types):
        streams.setdefault(recorded.stream_id, []).append(recorded.event)
    return [each for events in streams.values() if (each := Organisation.replay(events)) is not None]
