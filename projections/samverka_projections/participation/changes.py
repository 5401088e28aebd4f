"""What has changed between two places in time: how municipalities stand to insatser, and the e-råd's priorities."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from psycopg import AsyncConnection

from samverka_domain.insatser import Insats
from samverka_domain.participation import Standing, Status
from samverka_projections.history import HistoryEntry, news
from samverka_projections.kernel.as_of import EVER, AsOf
from samverka_projections.kernel.reading import NEWEST
from samverka_projections.memberships import MemberOnDay, members_of_all_times
from samverka_projections.participation.columns import Column, Named, columns
from samverka_projections.participation.standings import Making

MOST_ENTRIES = 20_000
"""That are looked through for what brought a change about."""


class Stood(NamedTuple):
    """What was known then: of a municipality its standing, of an insats itself its priority."""

    status: Status | None = None
    """None where it had not been asked, or had no place in the insats."""
    leaves_on: date | None = None
    hours: int = 0
    thousand_kronor: int = 0
    priority: str | None = None


_OF_PRIORITIES = frozenset(each.type_name for each in (Insats.Prioritised, Insats.Corrected))

Place = tuple[str, str | None]
"""An insats, and the municipality that stands to it; None for the insats itself."""


@dataclass(frozen=True)
class Change:
    """One thing that was known differently before and after."""

    insats: Named
    municipality: MemberOnDay | None
    """None where the e-råd's priority has changed."""
    before: Stood
    after: Stood
    entries: Sequence[HistoryEntry]
    """What was recorded or decided of it between the two, newest first; none where a day or an opening did it."""


async def changes(connection: AsyncConnection, region_id: str, before: AsOf, after: AsOf) -> list[Change]:
    """Insats by insats, as the caller could know it at both places."""
    members = {each.member_id: each for each in await members_of_all_times(connection, region_id, after)}
    then, now = await _stood(connection, region_id, before), await _stood(connection, region_id, after)
    heads = then.heads | now.heads
    places = [place for place in {**now.places, **then.places} if then.of(place) != now.of(place)]
    recorded = await _recorded(connection, region_id, before, after) if places else {}
    order = {insats_id: number for number, insats_id in enumerate(dict.fromkeys((*now.heads, *then.heads)))}
    names: dict[str | None, int] = {member_id: number for number, member_id in enumerate((None, *members))}
    known = [place for place in places if place[1] in names]
    return [
        Change(heads[place[0]], members.get(place[1] or ""), then.of(place), now.of(place), recorded.get(place, ()))
        for place in sorted(known, key=lambda place: (order[place[0]], names[place[1]]))
    ]


class _Then(NamedTuple):
    heads: dict[str, Named]
    places: dict[Place, Stood]

    def of(self, place: Place) -> Stood:
        return self.places.get(place, Stood())


async def _stood(connection: AsyncConnection, region_id: str, as_of: AsOf) -> _Then:
    belonging = await members_of_all_times(connection, region_id, as_of)
    found = await columns(connection, region_id, belonging, as_of, _MAKING)
    return _Then({each.insats.insats_id: each.insats for each in found}, dict(_places(found)))


def _places(found: Sequence[Column[Stood]]) -> Iterator[tuple[Place, Stood]]:
    for column in found:
        insats_id = column.insats.insats_id
        yield (insats_id, None), Stood(priority=column.insats.priority)
        for municipality_id, stood in zip(column.municipality_ids, column.cells, strict=True):
            yield (insats_id, municipality_id), stood


async def _recorded(
    connection: AsyncConnection, region_id: str, before: AsOf, after: AsOf
) -> dict[Place, list[HistoryEntry]]:
    found: defaultdict[Place, list[HistoryEntry]] = defaultdict(list)
    since = before.position if before.decided_as_of is None else 0
    for each in await news(connection, [region_id], after, after=since, before=NEWEST, limit=MOST_ENTRIES):
        is_of_one = each.municipality_id is not None or each.type in _OF_PRIORITIES
        if is_of_one and _has_come(each, before):
            found[each.insats_id, each.municipality_id].append(each)
    return found


def _has_come(entry: HistoryEntry, before: AsOf) -> bool:
    """Whether it was not known yet, or not decided."""
    return entry.position > before.position or entry.effective_on > (before.decided_as_of or EVER)


def _made(standing: Standing) -> Stood:
    was_asked = standing.status is not Status.NOT_ASKED
    return Stood(standing.status if was_asked else None, standing.leaves_on)


def _with_figures(stood: Stood, digits: tuple[str, str]) -> Stood:
    hours, thousands = digits
    return stood._replace(hours=int(hours), thousand_kronor=int(thousands))


_MAKING = Making(_made, _with_figures)
