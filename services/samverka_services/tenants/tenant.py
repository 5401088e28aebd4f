"""Giving organisations their place: the operator's part, outside the REST API."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from samverka_domain.kernel.identifiers import organisation_number
from samverka_domain.mandates import Mandates
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.organisations import Organisation, OrganisationKind
from samverka_infra.event_log.unit_of_work import EventLog, Stamp
from samverka_services.municipalities import require_known

OPERATOR = "operator"


@dataclass(frozen=True)
class Tenant:
    """An organisation to be provisioned."""

    organisation_number: str
    name: str
    kind: OrganisationKind
    kommunkod: str | None
    first_administrator: str


def provision(log: EventLog, tenant: Tenant, at: datetime, new_id: Callable[[], str]) -> bool:
    """Register a tenant with its first administrator; False if it was there already. Raises Refused."""
    number = organisation_number(tenant.organisation_number)
    if tenant.kommunkod is not None:
        require_known(tenant.kommunkod)
    with log.unit_of_work(number) as work:
        if work.load(Organisation, Organisation.stream(number)) is not None:
            return False
        aggregates = [
            Organisation.register(number, tenant.name, tenant.kind, tenant.kommunkod, at),
            Mandates.open(new_id(), tenant.first_administrator, at),
        ]
        if tenant.kind is OrganisationKind.KOMMUNALFORBUND:
            aggregates.append(Kommunalforbund.found(number, tenant.name, at))
        key = f"samverka provision {number}"
        work.save(*aggregates, stamp=Stamp(at, OPERATOR, key, key), result={})
    return True
