"""What an auditor takes along: the organisation's decisions, those that deviate, and who has read what."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Query

from samverka_domain.kernel.calendar import end_of_day
from samverka_domain.kernel.decision import Body
from samverka_graphql.kernel.visibility import AUDITORS
from samverka_infra.access_log import Outcome, Wanted, async_entries
from samverka_services.catalogue import text
from samverka_services.downloads.addresses import Since, Until
from samverka_services.downloads.columns import Columns, Listing, Row, Value, filed
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.timeline.entries import TimelineEntry
from samverka_services.timeline.own import MARKS, THINGS, OwnSelection, own_timeline
from samverka_services.timeline.reads import Read, reads_in_words
from samverka_services.timeline.table import TIMELINE

MOST = 20_000
"""Of the newest."""
Person = Annotated[
    str | None,
    Query(description="Only what this person has decided or recorded: a person id", examples=["person-id"]),
]
_DAYS = {"person": Person, "since": Since, "until": Until}
_ABOUT = {
    "body": Annotated[Body | None, Query(description="Only what this body has decided", examples=["E_RAD"])],
    "thing": Annotated[
        Literal[THINGS] | None,
        Query(description="Only decisions about this kind of thing", examples=["InterestResponse"]),
    ],
}
_MARK = {
    "mark": Annotated[
        Literal[MARKS] | None,
        Query(description="Only what deviates in this way", examples=["late"]),
    ]
}


@table_file("/audit/decisions", "revision", "AuditedDecisions", TIMELINE, roles=AUDITORS, filters=_DAYS | _ABOUT)
async def decisions(inquiry: Inquiry) -> Listing[TimelineEntry]:
    """What the own organisation has decided, newest first; for its auditor and administrator."""
    return await _told(inquiry, "audit", OwnSelection(**inquiry.asked))


@table_file("/audit/deviations", "avvikelser", "Deviations", TIMELINE, roles=AUDITORS, filters=_DAYS | _MARK)
async def deviations(inquiry: Inquiry) -> Listing[TimelineEntry]:
    """What was not recorded as decisions are: long after, late, on behalf, corrected; for the same."""
    mark, days = inquiry.asked["mark"], {name: inquiry.asked[name] for name in _DAYS}
    return await _told(inquiry, "deviations", OwnSelection(**days, deviations=[mark] if mark else MARKS))


async def _told(inquiry: Inquiry, title: str, asked: OwnSelection) -> Listing[TimelineEntry]:
    entries = await own_timeline(inquiry.connection, asked, inquiry.as_of, inquiry.language, MOST + 1)
    return _newest(inquiry, f"title.{title}", TIMELINE, entries)


_READS: dict[str, Value[Read]] = {
    "when": lambda read, _: read.entry.happened_at,
    "person": lambda read, _: read.person,
    "action": lambda read, language: text(f"cli.access-log.{read.entry.action}", language),
    "operation": lambda read, _: read.what,
    "target": lambda read, _: read.about,
    "outcome": lambda read, language: text(f"web.audit.{read.entry.outcome}", language),
    "refused-because": lambda read, _: read.refusal or None,
    "client": lambda read, _: read.program,
}
READS = Columns(filed(_READS))
_OUTCOME = {"outcome": Annotated[Outcome | None, Query(description="Only what became of it", examples=["REFUSED"])]}


@table_file("/audit/access-log", "atkomstlogg", "AccessLogFile", READS, roles=AUDITORS, filters=_DAYS | _OUTCOME)
async def reads(inquiry: Inquiry) -> Listing[Read]:
    """Who has read, or was refused, what in the own organisation, newest first; for its auditor and administrator."""
    found = await async_entries(inquiry.connection, wanted(inquiry.asked), MOST + 1)
    return _newest(inquiry, "title.access-log", READS, await reads_in_words(inquiry, found))


def wanted(asked: Mapping[str, Any]) -> Wanted:
    """Which entries of the access log, by filters in days."""
    since, until = asked.get("since"), asked.get("until")
    return Wanted(
        before=asked.get("before"),
        person_id=asked.get("person"),
        outcome=asked.get("outcome"),
        since=end_of_day(_before(since)) if since else None,
        until=end_of_day(until) if until else None,
    )


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _newest(inquiry: Inquiry, title: str, columns: Columns[Row], found: Sequence[Row]) -> Listing[Row]:
    shows = [] if len(found) <= MOST else [text("download.shows.newest", inquiry.language, count=MOST)]
    return Listing(inquiry.text(title), columns, found[:MOST], shows)
