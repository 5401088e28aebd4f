"""An organisation's own year wheel: a row for each day of its bodies, also as a file that can be brought in again."""

from datetime import date

from samverka_infra import year_wheel
from samverka_infra.year_wheel import KeptDay
from samverka_services.catalogue import word
from samverka_services.downloads.columns import Columns, Listing, Value, filed
from samverka_services.downloads.declared import Inquiry, table_file

_VALUES: dict[str, Value[KeptDay]] = {
    "own-day-kind": lambda kept, language: word(kept.day.kind, language),
    "own-day-body": lambda kept, _: kept.day.body,
    "held-on": lambda kept, _: kept.day.held_on,
    "papers-by": lambda kept, _: kept.day.papers_by,
    "note": lambda kept, _: kept.day.note or None,
}
COLUMNS = Columns(filed(_VALUES))


@table_file("/year-wheel", "arshjul", "YearWheel", COLUMNS)
async def own_days(inquiry: Inquiry) -> Listing[KeptDay]:
    """Own days as they are entered now; of a moment that has passed, those that have stood since."""
    found = await year_wheel.between(inquiry.connection, date.min, date.max)
    asked = inquiry.as_of.known_at  # what is entered now need not wait for the views
    rows = [kept for kept in found if asked is None or kept.entered_at <= asked]
    return Listing(inquiry.text("title.year-wheel"), COLUMNS, rows)
