"""Who holds which mandate in an organisation: a row for each mandate on the day."""

from samverka_projections.mandates import MandateThen, mandates
from samverka_services.catalogue import text
from samverka_services.downloads.columns import Columns, Value, decided
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.downloads.spreadsheet import Table

_VALUES: dict[str, Value[MandateThen]] = {
    "person": lambda mandate, _: mandate.person_id,
    "holds": lambda mandate, language: _holds(mandate, language),
    "valid-from": lambda mandate, _: mandate.valid_from,
    "valid-to": lambda mandate, _: mandate.valid_to,
}
COLUMNS = Columns(_VALUES | decided(lambda mandate: mandate.given and mandate.given.decision))


@table_file("/mandates", "medlemmar", "Mandates", COLUMNS)
async def held(inquiry: Inquiry) -> Table:
    """Who holds which mandate in the own organisation on the day, by which decision."""
    as_of = inquiry.as_of
    known = await mandates(inquiry.connection, inquiry.reader_id, as_of)
    wanted = [each for each in known.mandates if each.is_wanted(as_of.on, False, as_of.day)]
    return COLUMNS.table(inquiry.text("title.mandates"), wanted, inquiry.language)


def _holds(mandate: MandateThen, language: str) -> str:
    return text(f"web.role.{mandate.role}" if mandate.role else f"web.seat.{mandate.seat}", language)
