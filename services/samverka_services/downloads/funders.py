"""Who funds an insats: a row for each organisation that was let in to its reports."""

from samverka_projections.funders import FunderThen, funders_of
from samverka_projections.insatser import insatser_by_id
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.downloads.columns import Column, Columns, Listing, decided
from samverka_services.downloads.declared import Inquiry, table_file

_VALUES: dict[str, Column[FunderThen]] = {
    "funder": Column(lambda row, _: row.funder),
    "organisationsnummer": Column(lambda row, _: row.organisation_id),
    "valid-from": Column(lambda row, _: row.valid_from),
    "valid-to": Column(lambda row, _: row.valid_to),
}
COLUMNS = Columns(_VALUES | decided(lambda row: row.decision))


@table_file("/insatser/{insatsId}/funders", "finansiarer", "Funders", COLUMNS)
async def funders(inquiry: Inquiry) -> Listing[FunderThen]:
    """The organisations that fund an insats, from when to when each reads its reports."""
    insats_id = inquiry.path["insatsId"]
    insats = (await insatser_by_id(inquiry.connection, [insats_id], inquiry.as_of)).get(insats_id)
    if insats is None:
        raise NotFound("Insats", insats_id)
    found = await funders_of(inquiry.connection, [insats_id], inquiry.as_of)
    title = f"{inquiry.text('title.funders')}: {insats.code} {insats.title}"
    return Listing(title, COLUMNS, found[insats_id])
