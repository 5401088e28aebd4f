"""The insatser of a region: a row for each."""

from collections import Counter
from dataclasses import dataclass

from samverka_domain.participation import JOINED
from samverka_projections.insatser import InsatsThen, insatser
from samverka_projections.participation.matrix import matrix
from samverka_services.catalogue import text, word
from samverka_services.downloads.columns import Columns, Value, named
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.downloads.spreadsheet import Table

MOST = 5_000


@dataclass(frozen=True)
class _Listed:
    insats: InsatsThen
    joined: int
    of: int
    hours: int
    thousand_kronor: int


_VALUES: dict[str, Value[_Listed]] = {
    **named(lambda row: row.insats),
    "priority": lambda row, language: priority_of(row.insats, language),
    "starts-with": lambda row, language: word(row.insats.starts_with, language),
    "effect-goals": lambda row, _: ", ".join(row.insats.effect_goals) or None,
    "joined": lambda row, _: row.joined,
    "of": lambda row, _: row.of,
    "hours": lambda row, _: row.hours,
    "thousand-kronor": lambda row, _: row.thousand_kronor,
    "insats-id": lambda row, _: row.insats.insats_id,
}
COLUMNS = Columns(_VALUES)


@table_file("/regions/{regionId}/insatser", "insatser", "Insatser", COLUMNS)
async def listed(inquiry: Inquiry) -> Table:
    """The insatser of a region, with how many are in and what they have set aside."""
    region = await inquiry.region()
    known = await insatser(inquiry.connection, region.region_id, inquiry.as_of, limit=MOST)
    joined, of, hours, money = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for cell in await matrix(inquiry.connection, region.region_id, inquiry.as_of):
        of[cell.insats_id] += 1
        joined[cell.insats_id] += cell.status in JOINED
        hours[cell.insats_id] += cell.hours or 0
        money[cell.insats_id] += cell.thousand_kronor or 0
    rows = [_Listed(each, *(count[each.insats_id] for count in (joined, of, hours, money))) for each in known]
    return COLUMNS.table(f"{inquiry.text('title.insatser')}: {region.name}", rows, inquiry.language)


def priority_of(insats: InsatsThen, language: str) -> str:
    """The e-råd's judgement, as it is called."""
    return text(f"web.priority.{insats.priority or 'NONE'}", language)
