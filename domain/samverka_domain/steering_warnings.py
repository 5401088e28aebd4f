"""What is amiss with a steering group and its seats on a day, told to those who can mend it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from samverka_domain.steering import Charter
from samverka_domain.steering_seats import Seating, seated_on

SOON = timedelta(days=60)
"""How long before its end a mandate is warned about."""
WAITS = timedelta(days=30)
"""How long a document may wait for the group before it is warned about."""
MANY_GROUPS = 3
"""In more groups than these nobody sits without a warning."""


class SteeringWarning(StrEnum):
    """Something that somebody should mend."""

    CHAIR_MISSING = "CHAIR_MISSING"
    NO_MEETING_IN_RHYTHM = "NO_MEETING_IN_RHYTHM"
    NO_QUORUM_AT_LAST_MEETING = "NO_QUORUM_AT_LAST_MEETING"
    DOCUMENT_WAITS = "DOCUMENT_WAITS"
    PARTICIPANT_WITHOUT_SEAT = "PARTICIPANT_WITHOUT_SEAT"
    SEAT_OF_NO_PARTICIPANT = "SEAT_OF_NO_PARTICIPANT"
    SEAT_WITHOUT_HOLDER = "SEAT_WITHOUT_HOLDER"
    MANDATE_ENDED = "MANDATE_ENDED"
    MANDATE_ENDS_SOON = "MANDATE_ENDS_SOON"
    HOLDER_IN_MANY_GROUPS = "HOLDER_IN_MANY_GROUPS"


@dataclass(frozen=True)
class Met:
    """When a group was formed, when it last met, and whether it had a quorum then."""

    since: date
    last: date | None = None
    had_quorum: bool = True


def of_group(
    charter: Charter, participants: Collection[str], met: Met, waiting: Iterable[date], day: date
) -> Iterator[SteeringWarning]:
    """What is amiss with the group as a whole.

    `participants` are those that take part in what it steers; `waiting`: since when each document waits for it.
    """
    if charter.chair is None:
        yield SteeringWarning.CHAIR_MISSING
    if charter.months_between and _months_after(met.last or met.since, charter.months_between) < day:
        yield SteeringWarning.NO_MEETING_IN_RHYTHM
    if not met.had_quorum:
        yield SteeringWarning.NO_QUORUM_AT_LAST_MEETING
    if any(since + WAITS < day for since in waiting):
        yield SteeringWarning.DOCUMENT_WAITS
    if set(participants) - set(charter.seats):
        yield SteeringWarning.PARTICIPANT_WITHOUT_SEAT


def of_seat(seatings: tuple[Seating, ...], takes_part: bool, groups: int, day: date) -> Iterator[SteeringWarning]:
    """What is amiss with one seat; `groups` is in how many its holder sits."""
    if not takes_part:
        yield SteeringWarning.SEAT_OF_NO_PARTICIPANT
    seating = seated_on(seatings, day)
    if seating is None:
        has_ended = bool(seatings) and seatings[-1].valid_from <= day
        yield SteeringWarning.MANDATE_ENDED if has_ended else SteeringWarning.SEAT_WITHOUT_HOLDER
    elif seating.valid_to is not None and seating.valid_to <= day + SOON and seatings[-1] is seating:
        yield SteeringWarning.MANDATE_ENDS_SOON
    if groups > MANY_GROUPS:
        yield SteeringWarning.HOLDER_IN_MANY_GROUPS


def _months_after(day: date, months: int) -> date:
    """The last day of the month that comes so many months later."""
    ends = day.month + months
    return date(day.year + ends // 12, ends % 12 + 1, 1) - timedelta(days=1)
