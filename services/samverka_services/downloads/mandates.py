"""Who holds which mandate in an organisation: a row for each mandate on the day."""

from dataclasses import dataclass

from samverka_infra import people
from samverka_infra.people import Person
from samverka_projections.mandates import MandateThen, mandates
from samverka_services.catalogue import text
from samverka_services.downloads.columns import Column, Columns, Listing, decided
from samverka_services.downloads.declared import Inquiry, table_file


@dataclass(frozen=True)
class Held:
    """A mandate with what its holder is called."""

    mandate: MandateThen
    name: str
    holder: Person | None
    """As far as the organisation knows more of her than her id."""

    @property
    def holds(self) -> str:
        """The role or seat, by its key among the texts of pages."""
        return f"role.{self.mandate.role}" if self.mandate.role else f"seat.{self.mandate.seat}"


_VALUES: dict[str, Column[Held]] = {
    "person": Column(lambda row, _: row.mandate.person_id, on_page=False),
    "name": Column(lambda row, _: row.name),
    "holds": Column(lambda row, language: text(f"web.{row.holds}", language), code=lambda row: row.holds),
    "valid-from": Column(lambda row, _: row.mandate.valid_from),
    "valid-to": Column(lambda row, _: row.mandate.valid_to),
    "logged-in": Column(lambda row, _: row.holder.logged_in_at if row.holder else None),
}
COLUMNS = Columns(_VALUES | decided(lambda row: row.mandate.given and row.mandate.given.decision))


@table_file("/mandates", "medlemmar", "Mandates", COLUMNS)
async def held(inquiry: Inquiry) -> Listing[Held]:
    """Who holds which mandate in the own organisation on the day, by which decision."""
    as_of = inquiry.as_of
    known = await mandates(inquiry.connection, inquiry.reader_id, as_of)
    named = await people.of_tenant(inquiry.connection)
    wanted = [each for each in known.mandates if each.is_wanted(as_of.on, False, as_of.day)]
    rows = [_held(inquiry, each, named.get(each.person_id)) for each in wanted]
    return Listing(inquiry.text("title.mandates"), COLUMNS, rows)


def _held(inquiry: Inquiry, mandate: MandateThen, holder: Person | None) -> Held:
    name = (holder and holder.name) or inquiry.called(mandate.person_id)
    return Held(mandate, name, holder)
