"""The interest requests of a region: a row for each that has been sent."""

from dataclasses import dataclass

from samverka_domain.kernel.calendar import last_day_before
from samverka_projections.insatser import InsatsThen, insatser_by_id
from samverka_projections.participation.tallies import Tallied, tallies
from samverka_projections.requests import RequestThen, requests
from samverka_services.catalogue import word
from samverka_services.downloads.columns import Column, Columns, Listing, named
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.downloads.insatser import state_of

MOST = 5_000
"""Of the newest."""


@dataclass(frozen=True)
class Sent:
    """A request, and how many have answered."""

    request: RequestThen
    insats: InsatsThen | None
    answered: int | None
    """None where that is not open yet."""


_VALUES: dict[str, Column[Sent]] = {
    "title": Column(
        lambda row, _: row.request.title,
        link=lambda row: f"/forfragningar/{row.request.request_id}/sammanstallning",
    ),
    **named(lambda row: row.insats),
    "round": Column(lambda row, language: word(row.request.round, language), code=lambda row: row.request.round),
    "state": Column(lambda row, language: state_of(row.request, language), code=lambda row: row.request.status),
    "last-day": Column(lambda row, _: last_day_before(row.request.closes_at)),
    "asked": Column(lambda row, _: len(row.request.recipients), figure=True, on_page=False),
    "answered": Column(lambda row, _: row.answered, figure=True),
    "request-id": Column(lambda row, _: row.request.request_id, on_page=False),
}
COLUMNS = Columns(_VALUES)


@table_file("/regions/{regionId}/interest-requests", "forfragningar", "InterestRequests", COLUMNS)
async def sent_requests(inquiry: Inquiry) -> Listing[Sent]:
    """The interest requests that have been sent, newest first, with how many have answered."""
    region = await inquiry.region()
    sent = await requests(inquiry.connection, region.region_id, inquiry.as_of, limit=MOST)
    known = await insatser_by_id(inquiry.connection, [each.insats_id for each in sent], inquiry.as_of)
    tallied = await tallies(inquiry.connection, [each.request_id for each in sent], inquiry.as_of)
    rows = [Sent(each, known.get(each.insats_id), _answered(tallied.get(each.request_id))) for each in sent]
    return Listing(f"{inquiry.text('title.requests')}: {region.name}", COLUMNS, rows)


def _answered(tallied: Tallied | None) -> int | None:
    if tallied is None or tallied.reactions is None:
        return None
    return sum(each.answered for each in tallied.reactions.values())
