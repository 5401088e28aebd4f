"""All projections."""

from samverka_projections import answers_and_commitments as answers_and_commitments_view
from samverka_projections import history as history_view
from samverka_projections import insatser
from samverka_projections import memberships as memberships_view
from samverka_projections import plans as plans_view
from samverka_projections import requests as requests_view
from samverka_projections.kernel.building import Projection

PROJECTIONS: tuple[Projection, ...] = (
    memberships_view.PROJECTION,
    plans_view.PROJECTION,
    insatser.PROJECTION,
    requests_view.PROJECTION,
    answers_and_commitments_view.PROJECTION,
    history_view.PROJECTION,
)
