"""Reading the views beside GraphQL: in one transaction of the reader's tenant, entitled and in her turn as there."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime

from psycopg import AsyncConnection
from starlette.requests import Request

from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import Mandate, Role
from samverka_graphql.kernel.context import Reader
from samverka_graphql.kernel.place_in_time import Present, place_in_time
from samverka_infra.database import async_tenant_transaction
from samverka_projections.kernel.as_of import AsOf


@asynccontextmanager
async def reading(
    request: Request, by: Reader, roles: Collection[Role] = (), insats_id: str | None = None
) -> AsyncIterator[tuple[AsyncConnection, list[Mandate]]]:
    """What she may see, at one moment, and what she holds; her request has been counted.

    `roles`: those of which she must hold one; `insats_id`: the insats that the matter is.
    Raises NoMandate, Revoked, RateLimited, ReadTooLong, NotYetShown, Refused.
    """
    state = request.app.state
    async with state.turn_to_read(request), async_tenant_transaction(state.queries, by.tenant_id) as connection:
        held = await state.entitlement.require(connection, by, insatser=(insats_id,))
        has_one = any(mandate.role in roles for mandate in held)
        require(not roles or has_one, Rule.ROLE_MISSING, needed=tuple(sorted(roles)))
        yield connection, held


@dataclass(frozen=True)
class Asked:
    """The three arguments about time, as an address names them."""

    known_at: datetime | None = None
    decided_as_of: date | None = None
    on: date | None = None


async def at(request: Request, connection: AsyncConnection, by: Reader, asked: Asked) -> AsOf:
    """From where a question looks."""
    present = await Present.to(by.tenant_id, connection, request.app.state.token_key)
    return await place_in_time(present, asked.known_at, asked.decided_as_of, asked.on)
