"""Writing rows that lie beside the log: within the writer's own organisation, counted and in her turn."""

import asyncio
from collections.abc import Callable

from psycopg import Connection
from starlette.requests import Request

from samverka_infra.database import tenant_transaction
from samverka_services.http.limiting import Kind, counted_turn
from samverka_services.pages.kernel.visit import Acting


async def in_her_turn(request: Request, by: Acting, act: Callable[[Connection], None]) -> None:
    """Do it in one transaction of the organisation that she acts for. Raises RateLimited, DatabaseUnavailable."""

    def do() -> None:
        with tenant_transaction(request.app.state.commands, by.reader.tenant_id) as connection:
            act(connection)

    async with counted_turn(request, Kind.COMMANDS):
        await asyncio.to_thread(do)
