"""Order: decisions about one thing are recorded as they were taken; one overtaken lies before the one that stands."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Decision


class Recorded(Protocol):
    """What order goes by: an event's place in its stream, its moment, and what it is about."""

    @property
    def originator_version(self) -> int:
        """Its version in the stream."""
        ...

    @property
    def timestamp(self) -> datetime:
        """When it was recorded."""
        ...

    @property
    def about(self) -> str | None:
        """The thing that its decision is about."""
        ...


def decision_of(event: object) -> Decision | None:
    """The decision that an event records, if it records one."""
    return getattr(event, "decision", None)


def is_overtaken(event: object) -> bool:
    """Whether the event records a decision that was overtaken before, so that it changes nothing."""
    decision = decision_of(event)
    return decision is not None and decision.overtaken


def taken_on(event: Recorded) -> date:
    """The day of an event's decision; if it has none, the day on which it was recorded."""
    decision = decision_of(event)
    return decision.decided_on if decision else local_day(event.timestamp)


def latest_about(events: Sequence[Recorded], about: str | None) -> Decision | None:
    """The last of the decisions about a thing that changed something."""
    backwards = (event for event in reversed(events) if event.about == about and not is_overtaken(event))
    return next((decision_of(event) for event in backwards), None)


def passed_by(right: Recorded, past: Sequence[Recorded]) -> Decision | None:
    """The decision about the same thing that an event put right would pass by on its day; None if it passes none.

    One that was overtaken stays so: it lies before the one that stands.
    """
    others = [event for event in past if event.originator_version != right.originator_version]
    stands, day = latest_about(others, right.about), taken_on(right)
    if is_overtaken(right):
        return stands if stands and stands.decided_on <= day else None
    last_day = max(day, stands.decided_on) if stands else day
    return _neighbour_passed_by(right, others) or _overtaken_not_before(last_day, right.about, others)


def _neighbour_passed_by(right: Recorded, others: Sequence[Recorded]) -> Decision | None:
    before = [event for event in others if event.originator_version < right.originator_version]
    after = [event for event in reversed(others) if event.originator_version > right.originator_version]
    previous, following = latest_about(before, right.about), latest_about(after, right.about)
    if previous and taken_on(right) < previous.decided_on:
        return previous
    return following if following and following.decided_on < taken_on(right) else None


def _overtaken_not_before(last_day: date, about: str | None, others: Sequence[Recorded]) -> Decision | None:
    overtaken = [decision_of(event) for event in others if event.about == about and is_overtaken(event)]
    return next((each for each in overtaken if each and last_day <= each.decided_on), None)
