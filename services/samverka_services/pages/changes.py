"""What changed between two times, by what was known or by what was decided, and the decisions that did it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from samverka_domain.kernel.calendar import end_of_day
from samverka_projections.kernel.as_of import AsOf, earlier
from samverka_projections.participation.changes import Change, changes
from samverka_services.downloads.addresses import same_time
from samverka_services.downloads.changes import ComparedBy, before, told
from samverka_services.pages.kernel.entries import EntryShown, entries_shown
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import page
from samverka_services.pages.kernel.visit import Visit

MOST = 500
"""On the page; its file has all."""
_USUALLY = timedelta(days=30)


@dataclass(frozen=True)
class ChangeShown:
    """A change, in words; what brought it about, the latest first."""

    change: Change
    before: str
    after: str
    entries: Sequence[EntryShown]

    @property
    def address(self) -> str:
        """Where what stands now rests on its decisions."""
        insats_id, municipality = self.change.insats.insats_id, self.change.municipality
        return f"/laget/{insats_id}/{municipality.member_id}" if municipality else f"/insatser/{insats_id}"


@dataclass(frozen=True)
class Compared:
    """What stood otherwise at two times."""

    by: ComparedBy
    since: datetime
    """The end of the earlier day, where days of decisions are compared."""
    between: str
    """Which two times, in words."""
    until: AsOf
    found: Sequence[ChangeShown]
    more: int
    """How many others there are."""

    def asked(self, kind: str) -> Mapping[str, str]:
        """By what a file of it is asked for."""
        return {"file": kind, "compare": self.by, **same_time(self.until)}


@page("/historik/andringar", "changes.html", Section.HISTORY)
async def changes_page(visit: Visit) -> Compared:
    """Since a moment, or for a month, until the time that the page is asked about, by what was known or decided."""
    by = ComparedBy.DECIDED if visit.request.query_params.get("compare") == ComparedBy.DECIDED else ComparedBy.KNOWN
    until = await _until(visit, by)
    last = until.day if by is ComparedBy.DECIDED else visit.write.local_day(until.known)
    since = visit.moment("since") or end_of_day(last - _USUALLY)
    then = await before(visit.connection, until, since, by)
    found = await changes(visit.connection, visit.the_region.region_id, then, until)
    shown = found[:MOST]
    entries = await entries_shown(visit, [entry for change in shown for entry in change.entries])
    by_position = {entry.position: entry for entry in entries}
    rows = [_shown(visit, change, [by_position[each.position] for each in change.entries]) for change in shown]
    return Compared(by, since, _between(visit, by, then, until), until, rows, len(found) - len(shown))


async def _until(visit: Visit, by: ComparedBy) -> AsOf:
    """The later of the two; the time that the page is asked about, unless a day is chosen."""
    end = visit.moment("until")
    if end is None:
        return visit.as_of
    if by is ComparedBy.DECIDED:
        return replace(visit.as_of, decided_as_of=date.fromisoformat(visit.request.query_params["until"][:10]))
    return await earlier(visit.connection, visit.as_of, end)


def _between(visit: Visit, by: ComparedBy, then: AsOf, until: AsOf) -> str:
    if by is ComparedBy.KNOWN:
        times = {"since": visit.write.moment(then.known), "until": visit.write.moment(until.known)}
        return visit.write.text("changes.between", **times)
    days = {"since": visit.write.day(then.day), "until": visit.write.day(until.day)}
    return visit.write.text("changes.between-decided", **days)


def _shown(visit: Visit, change: Change, entries: Sequence[EntryShown]) -> ChangeShown:
    language = visit.write.language
    then, now = (told(change, stood, language) or "–" for stood in (change.before, change.after))
    return ChangeShown(change, then, now, entries)
