"""The organisation's own mandates: who holds which role or seat, from when to when, and who decided so."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

import strawberry

from samverka_domain.mandates import Role
from samverka_graphql.kernel.connections import After, Edge, First, PageInfo, page
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.place_in_time import DecidedAsOf, KnownAt
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import AUDITORS, TO_AUDITOR
from samverka_projections import mandates as mandates_view
from samverka_projections.mandates import MandateDecision, MandateThen

PURPOSE = "mandates"

strawberry.enum(Role, name="MandateRole", description="What a person may do besides deciding")

Day = Annotated[
    date | None, strawberry.argument(description="Only those that held on this day: was she entitled then?")
]
IncludeEnded = Annotated[
    bool, strawberry.argument(description="Also those that have ended; no matter if day is given")
]


@dataclass(frozen=True)
class MandateConnection:
    """A page of mandates, in the order in which they were given."""

    edges: list[Edge[MandateThen]]
    page_info: PageInfo
    version: int
    """Of the organisation's mandates as a whole, at the time asked about"""


show(MandateDecision, to=TO_AUDITOR, hide=("as_of", "number"), also=("in_force",))
show(MandateThen, "Mandate", to=TO_AUDITOR, id="mandate_id", hide=("number",))
show(MandateConnection, to=TO_AUDITOR)


@field(
    "Who holds which role or seat in the caller's organisation, and by which decision; "
    "for its auditor and administrator"
)
async def mandates(
    info: Info,
    first: First = 50,
    after: After = None,
    include_ended: IncludeEnded = False,
    person_id: str | None = None,
    day: Day = None,
    known_at: KnownAt = None,
    decided_as_of: DecidedAsOf = None,
) -> MandateConnection | None:
    """A page, by the organisation's own log."""
    context = info.context
    context.require_role(*AUDITORS)
    asked = page(context, PURPOSE, first, after, await context.as_of(known_at, decided_as_of))
    found = await mandates_view.mandates(context.connection, context.reader.tenant_id, asked.as_of)
    begin = int(asked.key[0]) if asked.key else 0
    rows = [
        row
        for row in found.mandates
        if row.number > begin
        and person_id in {None, row.person_id}
        and row.is_wanted(day, include_ended, asked.as_of.day)
    ]
    listed = asked.connection(rows, lambda row: [row.number])
    return MandateConnection(listed.edges, listed.page_info, found.version)
