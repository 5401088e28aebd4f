"""A decision, as it is shown wherever one is."""

import strawberry

from samverka_domain.kernel.decision import Authority, AuthorityKind, Body, Decision
from samverka_graphql.kernel.types import show
from samverka_graphql.kernel.visibility import WHEN_DISCLOSED

strawberry.enum(Body, name="MandateSeat", description="The body in which a person decides")
strawberry.enum(AuthorityKind, description="Which authority decided on behalf of an organisation")

show(Authority, to=WHEN_DISCLOSED)
show(Decision, to=WHEN_DISCLOSED)
