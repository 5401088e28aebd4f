"""Reading as a funder: a transaction says as which, and the database what its tenant was let in to that day."""

from collections.abc import Sequence

from psycopg import AsyncConnection

_READ_AS = "select set_config('app.reads_as_funder', %s, true)"


async def read_as(connection: AsyncConnection, funder_ids: Sequence[str]) -> None:
    """For the rest of this transaction its tenant also reads what these funders are told, if it is they."""
    await connection.execute(_READ_AS, [" ".join(funder_ids)])
