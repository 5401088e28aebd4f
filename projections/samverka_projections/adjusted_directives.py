"""Directives that were changed after their approval, and which version of them stands."""

from collections.abc import Sequence

from psycopg import AsyncConnection

from samverka_domain.document_parts import more_than_wording
from samverka_domain.gates import DIRECTIVES
from samverka_projections.documents import DocumentThen, VersionFact
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import names
from samverka_projections.kernel.reading import ask
from samverka_projections.replacing import WholeVersion


def needs_new_approval(document: DocumentThen) -> tuple[str, ...]:
    """The names of the parts of an approved directive that its latest version changes in more than their wording."""
    if document.public is None or document.kind not in DIRECTIVES:
        return ()
    return more_than_wording(document.public.content, document.content)


async def directives_in_force(
    connection: AsyncConnection, insats_ids: Sequence[str], as_of: AsOf
) -> dict[str, WholeVersion]:
    """By insats, the whole version of its directive that was approved last; only of those that have one."""
    query = f"""
        select {names(WholeVersion)} from {VersionFact.table}
        where insats_id = any (%(ids)s) and is_public and kind = any (%(kinds)s) and {as_of.existed}
        order by place, position
    """
    found = await ask(connection, WholeVersion, query, as_of, ids=list(insats_ids), kinds=list(DIRECTIVES))
    return {each.insats_id: each for each in found}
