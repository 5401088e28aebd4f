"""What has changed in a region since a moment: a row for each thing that stands otherwise."""

from samverka_domain.kernel.decision import Decision
from samverka_projections.kernel.as_of import earlier
from samverka_projections.participation.changes import Change, Stood, changes
from samverka_services.catalogue import text
from samverka_services.downloads.columns import Columns, Listing, Value, decided, filed
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.downloads.spreadsheet import local_minute


def decision_of(change: Change) -> Decision | None:
    """The latest of those that brought it about."""
    return next((each.decision for each in change.entries if each.decision), None)


def told(change: Change, stood: Stood, language: str) -> str | None:
    """What stood in a word: a priority, or a standing; None where there was none."""
    if change.municipality is None:
        return text(f"web.priority.{stood.priority or 'NONE'}", language)
    return text(f"web.status.{stood.status}", language) if stood.status else None


_VALUES: dict[str, Value[Change]] = {
    "insats-code": lambda row, _: row.insats.code,
    "insats": lambda row, _: row.insats.title,
    "municipality": lambda row, _: row.municipality.name if row.municipality else None,
    "before": lambda row, language: told(row, row.before, language),
    "after": lambda row, language: told(row, row.after, language),
    "hours-before": lambda row, _: row.before.hours,
    "hours-after": lambda row, _: row.after.hours,
    "thousand-kronor-before": lambda row, _: row.before.thousand_kronor,
    "thousand-kronor-after": lambda row, _: row.after.thousand_kronor,
    "leaves-on": lambda row, _: row.after.leaves_on,
}
COLUMNS = Columns(filed(_VALUES) | decided(decision_of))


@table_file("/regions/{regionId}/changes/{since}", "andringar", "Changes", COLUMNS)
async def changed(inquiry: Inquiry) -> Listing[Change]:
    """What has changed since a moment: standings, hours, money, priorities, with the latest decision about each."""
    region = await inquiry.region()
    before = await earlier(inquiry.connection, inquiry.as_of, inquiry.path["since"])
    found = await changes(inquiry.connection, region.region_id, before, inquiry.as_of)
    title = text("download.title.changes", inquiry.language, moment=local_minute(before.known), region=region.name)
    return Listing(title, COLUMNS, found)
