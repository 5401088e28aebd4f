"""Whom the organisation's administrators have invited, with which roles, and what became of it."""

from collections.abc import Sequence

from psycopg import AsyncConnection
from strawberry import Parent

from samverka_graphql.kernel.connections import After, Connection, First, newest_first, page
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.place_in_time import DecidedAsOf, KnownAt
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import AUDITORS, TO_AUDITOR
from samverka_infra.invited import Invited, async_find
from samverka_projections import invitations as invitations_view
from samverka_projections.invitations import InvitationThen
from samverka_projections.kernel.as_of import AsOf

show(
    InvitationThen,
    "Invitation",
    to=TO_AUDITOR,
    id="invitation_id",
    also=("recorded_at",),
)
show(Invited, "Invited", to=TO_AUDITOR, hide=("invitation_id",))


@field("Who is invited; null when it is over, since names and addresses are not kept")
async def colleague(invitation: Parent[InvitationThen], info: Info) -> Invited | None:
    """As she stands beside the log now."""
    return await info.context.load(_waiting, invitation.as_of, invitation.invitation_id)


async def _waiting(connection: AsyncConnection, ids: Sequence[str], as_of: AsOf) -> dict[str, Invited]:  # noqa: ARG001
    return {each.invitation_id: each for each in await async_find(connection, ids)}


@field("Whom the caller's organisation has invited, newest first; for its auditor and administrator")
async def invitations(
    info: Info, first: First = 50, after: After = None, known_at: KnownAt = None, decided_as_of: DecidedAsOf = None
) -> Connection[InvitationThen] | None:
    """A page."""
    context = info.context
    context.require_role(*AUDITORS)
    asked = page(context, "invitations", first, after, await context.as_of(known_at, decided_as_of))

    async def ask(before: int, limit: int) -> Sequence[InvitationThen]:
        return await invitations_view.invitations(context.connection, asked.as_of, before=before, limit=limit)

    return await newest_first(asked, ask, lambda row: row.position)
