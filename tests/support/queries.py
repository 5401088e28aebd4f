"""Asking over GraphQL within the process, as a reader does."""

import asyncio
from collections.abc import Iterable
from typing import Any

from psycopg import AsyncConnection

from samverka_domain.mandates import Role
from samverka_graphql.kernel.context import Context, Reader
from samverka_graphql.kernel.documents import Documents
from samverka_graphql.kernel.errors import Told
from samverka_graphql.kernel.schema import make_schema
from samverka_infra.credentials import Credential
from samverka_infra.database import async_pool, async_tenant_transaction
from samverka_infra.tokens import TokenKey
from samverka_projections.kernel.as_of import shown
from tests.support.world import LEADER, World


def data(world: World, reader: str, query: str, *, roles: Iterable[Role] = (), **variables: Any) -> dict[str, Any]:
    """The data of a query that is expected to succeed, at the moment that the views show."""
    result = _result(world, reader, query, roles, variables)
    assert not result.errors, result.errors
    found: dict[str, Any] = result.data
    return found


def refusal(world: World, reader: str, query: str, **variables: Any) -> Told:
    """Why a query was refused that is expected to be."""
    result = _result(world, reader, query, (), variables)
    (error,) = result.errors
    assert isinstance(error.original_error, Told), error
    return error.original_error


def _result(world: World, reader: str, query: str, roles: Iterable[Role], variables: dict[str, Any]) -> Any:
    async def answer() -> Any:
        async with (
            async_pool(world.database.app_url, 1) as pool,
            async_tenant_transaction(pool, reader) as connection,
        ):
            context = await _context(world, reader, connection, query, roles)
            return await make_schema(introspection=False).execute(
                query, variable_values=variables, context_value=context
            )

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
