"""Reading the views beside GraphQL: in one transaction of the reader's tenant, entitled and in her turn as there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, datetime

from psycopg import AsyncConnection
from starlette.requests import Request

from samverka_graphql.kernel.context import Reader, place_in_time
from samverka_infra.database import async_tenant_transaction
from samverka_projections.kernel.as_of import AsOf, shown


@asynccontextmanager
async def reading(request: Request, by: Reader) -> AsyncIterator[AsyncConnection]:
    """What she may see, at one moment; her request has been counted.

    Raises NoMandate, Revoked, RateLimited, ReadTooLong, NotYetShown.
    """
    state = request.app.state
    async with state.turn_to_read(request), async_tenant_transaction(state.queries, by.tenant_id) as connection:
        await state.entitlement.require(connection, by)
        yield connection


async def at(connection: AsyncConnection, known_at: datetime | None, decided_as_of: date | None) -> AsOf:
    """From where a question looks."""
    return place_in_time(await shown(connection), known_at, decided_as_of)
