"""Reading as a funder: a transaction says as which, and the database what its tenant was let in to that day."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from psycopg import AsyncConnection

_READ_AS = "select set_config('app.reads_as_funder', %s, true)"


@asynccontextmanager
async def reading_as(connection: AsyncConnection, funder_ids: Sequence[str]) -> AsyncIterator[None]:
    """Meanwhile the transaction's tenant also reads what these funders are told, if it is they; after it no more."""
    await connection.execute(_READ_AS, [" ".join(funder_ids)])
    yield
    await connection.execute(_READ_AS, [""])
