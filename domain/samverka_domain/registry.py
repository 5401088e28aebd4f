"""Imports every aggregate, so that every event class is known by its name in the log."""

from samverka_domain.action_plan import ActionPlan
from samverka_domain.base import EVENT_TYPES, DomainEvent
from samverka_domain.commitment import Commitment
from samverka_domain.insats import Insats
from samverka_domain.interest_request import InterestRequest
from samverka_domain.interest_response import InterestResponse
from samverka_domain.kommunalforbund import Kommunalforbund
from samverka_domain.mandates import Mandates
from samverka_domain.organisation import Organisation

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
