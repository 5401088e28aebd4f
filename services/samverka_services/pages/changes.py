"""What changed between two moments, and the decisions that did it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from samverka_domain.kernel.calendar import end_of_day
from samverka_projections.kernel.as_of import earlier
from samverka_projections.participation.changes import Change, changes
from samverka_services.downloads.changes import told
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
    """What was known otherwise at two moments."""

    since: datetime
    until: datetime
    found: Sequence[ChangeShown]
    more: int
    """How many others there are."""


@page("/historik/andringar", "changes.html", Section.HISTORY)
async def changes_page(visit: Visit) -> Compared:
    """Since a moment, or for a month, until the time that the page is asked about."""
    asked = visit.moment("since") or end_of_day(visit.write.local_day(visit.as_of.known) - _USUALLY)
    before = await earlier(visit.connection, visit.as_of, asked)
    found = await changes(visit.connection, visit.the_region.region_id, before, visit.as_of)
    shown = found[:MOST]
    entries = await entries_shown(visit, [entry for change in shown for entry in change.entries])
    by_position = {entry.position: entry for entry in entries}
    rows = [_shown(visit, change, [by_position[each.position] for each in change.entries]) for change in shown]
    return Compared(before.known, visit.as_of.known, rows, len(found) - len(shown))


def _shown(visit: Visit, change: Change, entries: Sequence[EntryShown]) -> ChangeShown:
    language = visit.write.language
    before, after = (told(change, stood, language) or "–" for stood in (change.before, change.after))
    return ChangeShown(change, before, after, entries)
