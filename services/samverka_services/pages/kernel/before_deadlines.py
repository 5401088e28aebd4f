"""Whether an answer is in time for one's own meetings: the last of each body before a last day, and its papers."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from samverka_domain.year_wheel import OwnDay, OwnDayKind
from samverka_infra import year_wheel
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import Writing

MOST_BODIES = 3
"""Of which a line tells."""
_LOOKED_BACK, _LOOKED_AHEAD = timedelta(days=400), timedelta(days=800)
"""Who had meetings in the past year has a year wheel, also when nothing is entered ahead."""


@dataclass(frozen=True)
class OwnMeetings:
    """Those of the reader's organisation."""

    write: Writing
    known: Sequence[OwnDay]

    def before(self, last_day: date) -> Sequence[str]:
        """What there is to say of a last day that has not passed; nothing where no meeting was ever entered."""
        if not self.known or last_day < self.write.today:
            return ()
        left = [day for day in self.known if self.write.today <= day.held_on <= last_day]
        return list(self._told(left)) or [self.write.text("year-wheel.none-before", day=self.write.day(last_day))]

    def _told(self, left: Sequence[OwnDay]) -> Iterator[str]:
        last_of_each = {day.body: day for day in sorted(left, key=lambda day: day.held_on)}
        latest_first = sorted(last_of_each.values(), key=lambda day: day.held_on, reverse=True)
        for day in latest_first[:MOST_BODIES]:
            yield f"{self._line(day)}{self._papers(day)}."

    def _line(self, day: OwnDay) -> str:
        return self.write.text(
            "year-wheel.last-before", body=in_a_sentence(day.body), day=self.write.day(day.held_on)
        )

    def _papers(self, day: OwnDay) -> str:
        if day.papers_by is None:
            return ""
        has_passed = day.papers_by < self.write.today
        key = "year-wheel.papers-passed" if has_passed else "year-wheel.papers-until"
        return f", {self.write.text(key, day=self.write.day(day.papers_by))}"


async def own_meetings(visit: Visit) -> OwnMeetings:
    """As they are entered now."""
    today = visit.write.today
    found = await year_wheel.between(visit.connection, today - _LOOKED_BACK, today + _LOOKED_AHEAD)
    return OwnMeetings(visit.write, [each.day for each in found if each.day.kind is OwnDayKind.MEETING])


def in_a_sentence(body: str) -> str:
    """With a small letter at the beginning, unless it is an abbreviation."""
    return body[:1].lower() + body[1:] if body[1:2].islower() else body
