"""An organisation's own days: when its bodies meet, and when it works on its budget. Plans, and no events."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from samverka_domain.kernel.limits import Day, Name, Path, Text, Value, place
from samverka_domain.kernel.rules import Rule, require


class OwnDayKind(StrEnum):
    """What an organisation has days of its own for."""

    MEETING = "MEETING"
    BUDGET = "BUDGET"


@dataclass(frozen=True)
class OwnDay(Value):
    """A day of a body's, as it is entered; one body has one entry a day."""

    body: Name
    """Which body meets, or what is done."""
    held_on: Day
    papers_by: Day | None = None
    """The last day to hand in papers."""
    note: Annotated[str, Text(300, may_be_empty=True)] = ""
    kind: OwnDayKind = OwnDayKind.MEETING

    def require_sensible(self, path: Path) -> None:
        """Refuse papers that come after the meeting."""
        in_time = self.papers_by is None or self.papers_by <= self.held_on
        require(in_time, Rule.PAPERS_AFTER_THE_DAY, **place((*path, "papers_by")), held_on=self.held_on)
