"""Who may read: those who hold a mandate in their organisation today. The log says so, not the token."""

from collections.abc import Collection

from psycopg import AsyncConnection

from samverka_domain.mandates import STREAM, Mandate
from samverka_graphql.kernel.context import Reader
from samverka_infra.credentials import IS_REVOKED, Revoked
from samverka_projections.mandates import KeptMandates

_STANDING = f"""
select {IS_REVOKED}, coalesce(max(version), 0), samverka.local_day(samverka.log_now()) from samverka.events
where tenant_id = samverka.current_tenant() and stream_id = %(stream)s
"""


class NoMandate(Exception):
    """The person holds no mandate in the organisation that she acts for."""


class Entitlement:
    """Mandates by organisation. One that has ended counts from the next request: the stream's version is asked."""

    def __init__(self) -> None:
        self._kept = KeptMandates()

    async def require(
        self, connection: AsyncConnection, reader: Reader, *, insatser: Collection[str | None] = (None,)
    ) -> list[Mandate]:
        """The mandates that the reader holds today. Raises NoMandate, or Revoked if her token is good no longer.

        Within the reader's own transaction. Who leads an insats and holds nothing else reads where the matter is
        among others that insats, and nowhere else.
        """
        values = {"stream": STREAM, **reader.credential.values()}
        found = await (await connection.execute(_STANDING, values)).fetchone()
        revoked, version, today = found or (True, 0, None)
        if revoked:
            raise Revoked
        mandates = await self._kept.at(connection, reader.tenant_id, version)
        known = [mandates.of(reader.person_id, today, each) for each in insatser] if mandates is not None else []
        held = dict.fromkeys(mandate for of_one in known for mandate in of_one)
        if not held:
            raise NoMandate
        return list(held)
