"""The tenant's place in the log, with its first administrator."""

from collections.abc import Callable
from enum import Enum, auto

from samverka_domain.kernel.calendar import local_day
from samverka_domain.mandates import STREAM, Mandates, Role
from samverka_domain.organisations import Organisation
from samverka_infra import people
from samverka_infra.event_log.unit_of_work import EventLog
from samverka_infra.people import Person
from samverka_services.tenants.file import TenantEntry
from samverka_services.tenants.tenant import Tenant, provision


class Registration(Enum):
    """How a tenant stands in the log."""

    NEW = auto()
    KNOWN = auto()
    ANOTHER_ADMINISTRATOR = auto()
    """It was there, and this person does not administer it today."""


Register = Callable[[TenantEntry, str], Registration]
"""Gives a tenant its place, with the person of this id as first administrator."""


def registering(log: EventLog, new_id: Callable[[], str]) -> Register:
    """Registers what is not there yet."""

    def register(tenant: TenantEntry, person_id: str) -> Registration:
        new = Tenant(tenant.number, tenant.namn, tenant.slag, tenant.kommunkod, person_id)
        is_new = provision(log, new, new_id)
        standing = Registration.NEW if is_new else _standing(log, tenant, person_id)
        if standing is not Registration.ANOTHER_ADMINISTRATOR:
            _keep_name(log, tenant, person_id)
        return standing

    return register


def _keep_name(log: EventLog, tenant: TenantEntry, person_id: str) -> None:
    """What the file calls the administrator, in the tenant's rows about its people."""
    named = Person(person_id, tenant.administrator.namn, tenant.administrator.epost)
    with log.unit_of_work(tenant.number) as work:
        people.keep(work.connection, named)


def rehearsing(log: EventLog) -> Register:
    """Says what registering would find."""
    return lambda tenant, person_id: _standing(log, tenant, person_id)


def _standing(log: EventLog, tenant: TenantEntry, person_id: str) -> Registration:
    with log.unit_of_work(tenant.number) as work:
        if work.load(Organisation, Organisation.stream(tenant.number)) is None:
            return Registration.NEW
        mandates = work.load(Mandates, STREAM)
    administers = mandates is not None and Role.ADMINISTRATOR in mandates.roles(person_id, local_day(work.at))
    return Registration.KNOWN if administers else Registration.ANOTHER_ADMINISTRATOR
