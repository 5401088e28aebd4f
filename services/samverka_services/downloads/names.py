"""What municipalities were called then."""

from collections.abc import Iterable

from psycopg import AsyncConnection

from samverka_projections.kernel.as_of import AsOf
from samverka_projections.memberships import descriptions

Place = tuple[str | None, str | None]
"""A region, and one of its municipalities."""


async def municipality_names(
    connection: AsyncConnection, places: Iterable[Place], as_of: AsOf
) -> dict[str | None, str]:
    """By organisationsnummer, as their regions called them; who is nobody there has none."""
    wanted: dict[str, set[str]] = {}
    for region_id, municipality_id in places:
        if region_id and municipality_id:
            wanted.setdefault(region_id, set()).add(municipality_id)
    names: dict[str | None, str] = {}
    for region_id, ids in wanted.items():
        described = await descriptions(connection, region_id, sorted(ids), as_of)
        names |= {member_id: member.name for member_id, member in described.items()}
    return names
