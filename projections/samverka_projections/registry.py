"""All projections."""

from samverka_projections import action_plans, decisions, insatser, interest_requests, organisations, participation
from samverka_projections.base import Projection

PROJECTIONS: tuple[Projection, ...] = (
    organisations.PROJECTION,
    action_plans.PROJECTION,
    insatser.PROJECTION,
    interest_requests.PROJECTION,
    participation.PROJECTION,
    decisions.PROJECTION,
)
