"""Asking over GraphQL within the process, as a reader does."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import date
from functools import cache
from typing import Any

from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool
from strawberry import Schema

from samverka_domain.mandates import Mandate, Role
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
    world.show()
    with asking(world) as asker:
        return asker.data(reader, query, roles=roles, **variables)


def refusal(world: World, reader: str, query: str, **variables: Any) -> Told:
    """Why a query was refused that is expected to be."""
    world.show()
    with asking(world) as asker:
        (error,) = asker.result(reader, query, (), variables).errors
    assert isinstance(error.original_error, Told), error
    return error.original_error


@contextmanager
def asking(world: World) -> Iterator["Asker"]:
    """Somebody who asks many questions one after another."""
    with asyncio.Runner() as runner:
        pool = async_pool(world.database.app_url, 1)
        runner.run(pool.open())
        try:
            yield Asker(world, runner, pool)
        finally:
            runner.run(pool.close())


class Asker:
    """Asks on a connection that stays open, in a transaction for each question."""

    def __init__(self, world: World, runner: asyncio.Runner, pool: AsyncConnectionPool[AsyncConnection]) -> None:
        self._world = world
        self._runner = runner
        self._pool = pool
        self._key = TokenKey()

    def data(self, reader: str, query: str, *, roles: Iterable[Role] = (), **variables: Any) -> dict[str, Any]:
        """The data of a query that is expected to succeed, at the moment that the views show."""
        result = self.result(reader, query, roles, variables)
        assert not result.errors, result.errors
        found: dict[str, Any] = result.data
        return found

    def result(self, reader: str, query: str, roles: Iterable[Role], variables: Mapping[str, Any]) -> Any:
        """Data or errors of a query."""

        async def answer() -> Any:
            async with self._context(reader, query, roles) as context:
                return await _schema().execute(query, variable_values=dict(variables), context_value=context)

        return self._runner.run(answer())

    @asynccontextmanager
    async def _context(self, reader: str, query: str, roles: Iterable[Role]) -> AsyncIterator[Context]:
        async with async_tenant_transaction(self._pool, reader) as connection:
            document, who = _documents().of(query), Reader(LEADER, reader, Credential((), self._world.now))
            tokens, seen = await self._key.read_tokens(connection, reader), await shown(connection)
            held = [Mandate(LEADER, role, None, date.min) for role in roles]
            yield Context(who, connection, tokens, seen, held, document)


@cache
def _schema() -> Schema:
    return make_schema(introspection=False)


@cache
def _documents() -> Documents:
    return Documents()
