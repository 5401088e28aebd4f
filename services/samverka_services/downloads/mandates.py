"""Who holds which mandate in an organisation: a row for each mandate on the day."""

from dataclasses import dataclass

from samverka_infra import people
from samverka_infra.people import Person
from samverka_projections.mandates import MandateThen, mandates
from samverka_services.catalogue import text
from samverka_services.downloads.columns import Columns, Value, decided
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.downloads.spreadsheet import Table


@dataclass(frozen=True)
class _Held:
    mandate: MandateThen
    holder: Person | None
    """As far as the organisation knows more of her than her id."""


_VALUES: dict[str, Value[_Held]] = {
    "person": lambda held, _: held.mandate.person_id,
    "name": lambda held, _: held.holder.name if held.holder else None,
    "holds": lambda held, language: _holds(held.mandate, language),
    "valid-from": lambda held, _: held.mandate.valid_from,
    "valid-to": lambda held, _: held.mandate.valid_to,
    "logged-in": lambda held, _: held.holder.logged_in_at if held.holder else None,
}
COLUMNS = Columns(_VALUES | decided(lambda held: held.mandate.given and held.mandate.given.decision))


@table_file("/mandates", "medlemmar", "Mandates", COLUMNS)
async def held(inquiry: Inquiry) -> Table:
    """Who holds which mandate in the own organisation on the day, by which decision."""
    as_of = inquiry.as_of
    known = await mandates(inquiry.connection, inquiry.reader_id, as_of)
    named = await people.of_tenant(inquiry.connection)
    wanted = [each for each in known.mandates if each.is_wanted(as_of.on, False, as_of.day)]
    rows = [_Held(each, named.get(each.person_id)) for each in wanted]
    return COLUMNS.table(inquiry.text("title.mandates"), rows, inquiry.language)


def _holds(mandate: MandateThen, language: str) -> str:
    return text(f"web.role.{mandate.role}" if mandate.role else f"web.seat.{mandate.seat}", language)
