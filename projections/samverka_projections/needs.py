"""The hours that insatser need, and what is set aside of them; read from documents and commitments."""

from collections.abc import Sequence

from psycopg import AsyncConnection

from samverka_domain.commitments import RoleHours
from samverka_domain.document_parts import Need
from samverka_domain.gates import DIRECTIVES, DocumentKind
from samverka_domain.needs import NeededHours, needed_hours
from samverka_projections.commitments import PartThen, commitments_in
from samverka_projections.documents import VersionFact
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.reading import ask, latest
from samverka_projections.memberships import descriptions

_SAY_NEEDS = (*DIRECTIVES, DocumentKind.PROJECT_PLAN)
"""The kinds that say how many hours a project needs."""


async def needed_hours_by_insats(
    connection: AsyncConnection, insats_ids: Sequence[str], as_of: AsOf
) -> dict[str, list[NeededHours]]:
    """By insats, what an approved directive or plan says is needed, and what stands set aside; if one says so."""
    needs = await _needs(connection, insats_ids, as_of)
    parts = await commitments_in(connection, list(needs), as_of)
    names = await _names(connection, [part for of_one in parts.values() for part in of_one], as_of)
    return {insats_id: needed_hours(said, _given(parts[insats_id], names)) for insats_id, said in needs.items()}


async def _needs(connection: AsyncConnection, insats_ids: Sequence[str], as_of: AsOf) -> dict[str, tuple[Need, ...]]:
    """Of the latest whole version that says so."""
    where = "insats_id = any (%(ids)s) and is_public and kind = any (%(kinds)s)"
    query, kinds = latest(VersionFact, as_of, where), list(_SAY_NEEDS)
    found = await ask(connection, VersionFact, query, as_of, ids=list(insats_ids), kinds=kinds)
    said = sorted((each for each in found if each.content.needs), key=lambda one: (one.place, one.position))
    return {each.insats_id: each.content.needs for each in said}


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
