"""Who holds which mandate in an organisation: a row for each mandate on the day."""

from dataclasses import dataclass

from samverka_projections.mandates import MandateThen, mandates
from samverka_services.catalogue import text
from samverka_services.downloads.columns import Column, Columns, Listing, decided
from samverka_services.downloads.declared import Inquiry, table_file


@dataclass(frozen=True)
class Held:
    """A mandate with what its holder is called."""

    mandate: MandateThen
    name: str

    @property
    def holds(self) -> str:
        """The role or seat, by its key among the texts of pages."""
        return f"role.{self.mandate.role}" if self.mandate.role else f"seat.{self.mandate.seat}"


_VALUES: dict[str, Column[Held]] = {
    "person": Column(lambda row, _: row.name),
    "holds": Column(lambda row, language: text(f"web.{row.holds}", language), code=lambda row: row.holds),
    "valid-from": Column(lambda row, _: row.mandate.valid_from),
    "valid-to": Column(lambda row, _: row.mandate.valid_to),
}
COLUMNS = Columns(_VALUES | decided(lambda row: row.mandate.given and row.mandate.given.decision))


@table_file("/mandates", "medlemmar", "Mandates", COLUMNS)
async def held(inquiry: Inquiry) -> Listing[Held]:
    """Who holds which mandate in the own organisation on the day, by which decision."""
    as_of = inquiry.as_of
    known = await mandates(inquiry.connection, inquiry.reader_id, as_of)
    wanted = [each for each in known.mandates if each.is_wanted(as_of.on, False, as_of.day)]
    rows = [Held(each, inquiry.called(each.person_id)) for each in wanted]
    return Listing(inquiry.text("title.mandates"), COLUMNS, rows)
