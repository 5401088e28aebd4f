"""Imports every aggregate, so that every event class is known by its name in the log."""

from samverka_domain.answers import InterestResponse
from samverka_domain.commitments import Commitment
from samverka_domain.insatser import Insats
from samverka_domain.kernel.aggregate import EVENT_TYPES, DomainEvent
from samverka_domain.mandates import Mandates
from samverka_domain.memberships import Kommunalforbund
from samverka_domain.organisations import Organisation
from samverka_domain.plans import ActionPlan
from samverka_domain.requests import InterestRequest

AGGREGATES = (
    Organisation,
    Kommunalforbund,
    Mandates,
    ActionPlan,
    Insats,
    InterestRequest,
    InterestResponse,
    Commitment,
)


def event_class(type_name: str) -> type[DomainEvent]:
    """The event class with this name in the log (KeyError if there is none)."""
    return EVENT_TYPES[type_name]
