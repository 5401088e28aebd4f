"""What has changed in a region since a moment: a row for each thing that stands otherwise."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from fastapi import Query
from psycopg import AsyncConnection

from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Decision
from samverka_projections.kernel.as_of import AsOf, earlier
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


class ComparedBy(StrEnum):
    """By what two times differ."""

    KNOWN = "KNOWN"
    """What was recorded in Samverka."""
    DECIDED = "DECIDED"
    """What was decided, whenever it was recorded."""


_AN_INSTANT = timedelta(microseconds=1)
_COMPARE: Mapping[str, Any] = {
    "compare": Annotated[
        ComparedBy | None,
        Query(
            description="KNOWN, or unset: what was recorded by then; DECIDED: what was decided, whenever recorded",
            examples=["DECIDED"],
        ),
    ]
}


async def before(connection: AsyncConnection, as_of: AsOf, since: datetime, by: ComparedBy) -> AsOf:
    """The time with which another is compared; the end of a day stands for that day."""
    if by is ComparedBy.KNOWN:
        return await earlier(connection, as_of, since)
    day = local_day(since - _AN_INSTANT)
    return replace(as_of, decided_as_of=min(day, as_of.decided_as_of or day))


@table_file("/regions/{regionId}/changes/{since}", "andringar", "Changes", COLUMNS, filters=_COMPARE)
async def changed(inquiry: Inquiry) -> Listing[Change]:
    """What has changed since a moment: standings, hours, money, priorities, with the latest decision about each."""
    region, by = await inquiry.region(), inquiry.asked["compare"] or ComparedBy.KNOWN
    then = await before(inquiry.connection, inquiry.as_of, inquiry.path["since"], by)
    found = await changes(inquiry.connection, region.region_id, then, inquiry.as_of)
    since = local_minute(then.known) if by is ComparedBy.KNOWN else then.day.isoformat()
    title = text(f"download.title.changes-{by.lower()}", inquiry.language, since=since, region=region.name)
    return Listing(title, COLUMNS, found)
