"""What whole versions of documents take the place of: other documents, of other kinds too, and earlier plans."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from psycopg import AsyncConnection

from samverka_domain.gates import DocumentKind
from samverka_projections.documents import VersionFact
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Seen, names, row
from samverka_projections.kernel.reading import ask
from samverka_projections.plans import plans


@row
class WholeVersion(Seen):
    """A whole version of a document, without what it says."""

    document_id: str
    insats_id: str
    kind: DocumentKind
    title: str
    number: str
    replaces: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """All that a region's whole versions take the place of, and what can be taken the place of."""

    versions: Sequence[WholeVersion]
    """Oldest first."""
    plans: Mapping[str, str]
    """The published plans' titles, by id."""

    @property
    def documents(self) -> Mapping[str, WholeVersion]:
        """By document, its latest whole version."""
        return {each.document_id: each for each in self.versions}

    def replaced_by(self, thing_id: str) -> list[WholeVersion]:
        """The whole versions that have taken the place of a document or a plan."""
        return [each for each in self.versions if thing_id in each.replaces]

    def replaces(self, document_id: str) -> list[str]:
        """The ids of what a document has taken the place of, in any of its versions that is seen."""
        own = (each.replaces for each in self.versions if each.document_id == document_id)
        return list(dict.fromkeys(thing_id for replaced in own for thing_id in replaced))


async def standing(connection: AsyncConnection, region_id: str, as_of: AsOf) -> Standing:
    """As far as the reader sees a region's documents and plans."""
    query = f"""
        select {names(WholeVersion)} from {VersionFact.table}
        where region_id = %(region_id)s and is_public and {as_of.existed} order by place, position
    """
    versions = await ask(connection, WholeVersion, query, as_of, region_id=region_id)
    published = await plans(connection, region_id, as_of)
    return Standing(versions, {each.plan_id: each.title for each in published})


async def standing_by_region(
    connection: AsyncConnection, region_ids: Sequence[str], as_of: AsOf
) -> dict[str, Standing]:
    """The same of several regions."""
    return {region_id: await standing(connection, region_id, as_of) for region_id in region_ids}
