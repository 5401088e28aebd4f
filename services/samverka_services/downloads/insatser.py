"""The insatser of a region: a row for each."""

from collections import Counter
from dataclasses import dataclass

from samverka_domain.kernel.calendar import last_day_before
from samverka_domain.participation import JOINED
from samverka_projections.concerning import Concern
from samverka_projections.insatser import InsatsThen
from samverka_projections.requests import RequestThen, requests_by_insats
from samverka_services.catalogue import text, word
from samverka_services.downloads.columns import Column, Columns, Listing, filed, named
from samverka_services.downloads.concerning import concerned, in_phase, known
from samverka_services.downloads.declared import Inquiry, table_file


@dataclass(frozen=True)
class Listed:
    """An insats, how many of those asked are in, and what they have set aside."""

    insats: InsatsThen
    latest: RequestThen | None
    concern: Concern
    joined: int
    of: int
    hours: int
    thousand_kronor: int


_VALUES: dict[str, Column[Listed]] = {
    **named(lambda row: row.insats),
    "priority": Column(
        lambda row, language: priority_of(row.insats, language),
        code=lambda row: _priority(row.insats),
        example="START_NOW",
    ),
    **filed(
        {
            "starts-with": lambda row, language: word(row.insats.starts_with, language),
        }
    ),
    "latest": Column(
        lambda row, language: word(row.latest.round, language) if row.latest else None,
        link=lambda row: f"/forfragningar/{row.latest.request_id}" if row.latest else None,
    ),
    "state": Column(
        lambda row, language: state_of(row.latest, language) if row.latest else None,
        code=lambda row: row.latest.status if row.latest else None,
        example="OPEN",
    ),
    "last-day": Column(lambda row, _: last_day_before(row.latest.closes_at) if row.latest else None),
    "joined": Column(lambda row, _: row.joined, figure=True),
    "of": Column(lambda row, _: row.of, figure=True, on_page=False),
    "hours": Column(lambda row, _: row.hours, figure=True),
    "thousand-kronor": Column(lambda row, _: row.thousand_kronor, figure=True),
    **in_phase(lambda row: row.concern),
    **concerned(lambda row: row.concern),
    "insats-id": Column(lambda row, _: row.insats.insats_id, on_page=False),
}
COLUMNS = Columns(_VALUES)


@table_file("/regions/{regionId}/insatser", "insatser", "Insatser", COLUMNS)
async def listed(inquiry: Inquiry) -> Listing[Listed]:
    """The insatser of a region, with how many are in and what they have set aside."""
    region = await inquiry.region()
    about = await known(inquiry, region.region_id)
    asked = await requests_by_insats(inquiry.connection, about.ids, inquiry.as_of)
    joined, of, hours, money = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for cell in about.cells:
        of[cell.insats_id] += 1
        joined[cell.insats_id] += cell.status in JOINED
        hours[cell.insats_id] += cell.hours or 0
        money[cell.insats_id] += cell.thousand_kronor or 0
    latest = {insats_id: sent[0] for insats_id, sent in asked.items() if sent}
    rows = [
        Listed(each, latest.get(key), about.concerns[key], *(count[key] for count in (joined, of, hours, money)))
        for each in about.insatser
        for key in [each.insats_id]
    ]
    return Listing(f"{inquiry.text('title.insatser')}: {region.name}", COLUMNS, rows)


def _priority(insats: InsatsThen) -> str:
    return insats.priority or "NONE"


def priority_of(insats: InsatsThen, language: str) -> str:
    """The e-råd's judgement, as it is called."""
    return text(f"web.priority.{_priority(insats)}", language)


def state_of(request: RequestThen, language: str) -> str:
    """Whether a request is open, as it is called."""
    return text(f"web.request.state.{request.status}", language)
