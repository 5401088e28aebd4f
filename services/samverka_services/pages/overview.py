"""What a person sees first: for whom she acts, her mandates, and her regions' matrices; read as all reading is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool

from samverka_domain.mandates import Mandate
from samverka_graphql.kernel.context import Reader
from samverka_graphql.kernel.dashboards import matrix_answer
from samverka_graphql.kernel.entitlement import Entitlement, NoMandate
from samverka_infra.database import async_tenant_transaction
from samverka_infra.tokens import TokenKey
from samverka_projections.kernel.as_of import AsOf, shown
from samverka_projections.memberships import regions
from samverka_projections.requests import RequestThen, requests
from samverka_services.login.organisation_choice import organisation_name

MOST_REQUESTS = 20
"""Of a region; older ones are asked for over GraphQL."""


@dataclass(frozen=True)
class Overview:
    """One moment of an organisation, as one of its people may see it."""

    organisation: str
    mandates: Sequence[Mandate]
    """Hers today; without any she sees no region."""
    regions: Sequence[dict[str, Any]]
    """Answers to the matrix document."""
    asked: Mapping[str, Sequence[RequestThen]]
    """By region: the latest requests."""


async def overview(
    pool: AsyncConnectionPool[AsyncConnection], entitlement: Entitlement, key: TokenKey, reader: Reader
) -> Overview:
    """In one transaction of the reader's tenant. Raises Revoked."""
    async with async_tenant_transaction(pool, reader.tenant_id) as connection:
        name = await organisation_name(connection, reader.tenant_id) or reader.tenant_id
        try:
            mandates = await entitlement.require(connection, reader)
        except NoMandate:
            return Overview(name, (), (), {})
        as_of, tokens = AsOf(*await shown(connection)), await key.read_tokens(connection, reader.tenant_id)
        matrices = await _matrices(connection, as_of, tokens.of(as_of.place))
        asked = {each["id"]: await requests(connection, each["id"], as_of, limit=MOST_REQUESTS) for each in matrices}
        return Overview(name, mandates, matrices, asked)


async def _matrices(connection: AsyncConnection, as_of: AsOf, token: str) -> list[dict[str, Any]]:
    answers = [
        orjson.loads(await matrix_answer(connection, region.region_id, as_of, token))["data"]["region"]
        for region in await regions(connection, as_of)
    ]
    return [answer for answer in answers if answer is not None]
