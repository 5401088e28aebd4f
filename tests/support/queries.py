"""Asking over GraphQL within the process, as a reader does."""

import asyncio
from collections.abc import Iterable
from typing import Any

from psycopg import AsyncConnection

from samverka_domain.mandates import Role
from samverka_graphql.kernel.context import Context, Reader
from samverka_graphql.kernel.documents import Documents
from samverka_graphql.kernel.schema import make_schema
from samverka_infra.credentials import Credential
from samverka_infra.database import async_pool, async_tenant_transaction
from samverka_infra.tokens import TokenKey
from samverka_projections.kernel.as_of import shown
from tests.support.world import LEADER, World


def data(world: World, reader: str, query: str, *, roles: Iterable[Role] = (), **variables: Any) -> dict[str, Any]:
    """The data of a query that is expected to succeed, at the moment that the views show."""

    async def answer() -> dict[str, Any]:
        async with (
            async_pool(world.database.app_url, 1) as pool,
            async_tenant_transaction(pool, reader) as connection,
        ):
            context = await _context(world, reader, connection, query, roles)
            result: Any = await make_schema(introspection=False).execute(
                query, variable_values=variables, context_value=context
            )
            assert not result.errors, result.errors
            found: dict[str, Any] = result.data
            return found

    world.show()
    return asyncio.run(answer())


async def _context(
    world: World, reader: str, connection: AsyncConnection, query: str, roles: Iterable[Role]
) -> Context:
    document = Documents().of(query)
    who = Reader(LEADER, reader, Credential((), world.now))
    return Context(
        who,
        connection,
        await TokenKey().read_tokens(connection, reader),
        await shown(connection),
        frozenset(roles),
        document,
    )
