"""The hours that insatser need, and what is set aside of them; read from documents and commitments."""

from collections.abc import Sequence

from psycopg import AsyncConnection

from samverka_domain.commitments import RoleHours
from samverka_domain.needs import NeededHours, needed_hours
from samverka_projections.commitments import PartThen, commitments_in
from samverka_projections.documents import needs_by_insats
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.memberships import descriptions


async def needed_hours_by_insats(
    connection: AsyncConnection, insats_ids: Sequence[str], as_of: AsOf
) -> dict[str, list[NeededHours]]:
    """By insats, what an approved directive or plan says is needed, and what stands set aside; if one says so."""
    needs = await needs_by_insats(connection, insats_ids, as_of)
    parts = await commitments_in(connection, list(needs), as_of)
    names = await _names(connection, [part for of_one in parts.values() for part in of_one], as_of)
    return {insats_id: needed_hours(said, _given(parts[insats_id], names)) for insats_id, said in needs.items()}


async def _names(connection: AsyncConnection, parts: Sequence[PartThen], as_of: AsOf) -> dict[str, str]:
    """What the municipalities of some parts are called, by number."""
    names: dict[str, str] = {}
    for region_id in {part.region_id for part in parts if part.region_id}:
        ids = sorted({part.municipality_id for part in parts if part.region_id == region_id})
        called = await descriptions(connection, region_id, ids, as_of)
        names |= {number: member.name for number, member in called.items()}
    return names


def _given(parts: Sequence[PartThen], names: dict[str, str]) -> dict[str, Sequence[RoleHours]]:
    return {names.get(part.municipality_id, part.municipality_id): part.promised_hours for part in parts}
