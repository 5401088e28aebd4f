"""Meetings (möten) of a body or a steering group: from the call to minutes that are adjusted and never change.

Seats are those of the body: in a steering group organisations, elsewhere persons. Until the minutes are adjusted a
meeting is known to the förbund and to those whose seats these are; then to the region.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from eventsourcing.domain import event

from samverka_domain.gates import Gate
from samverka_domain.kernel.aggregate import Aggregate, Audience
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.limits import Between, Code, Day, Id, Listed, Path, Reason, Text, Title, Value, place
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.plans import require_unique

MOST_ITEMS = 100
Item = Annotated[int, Between(1, MOST_ITEMS)]
"""A number on the agenda."""
Votes = Annotated[int, Between(0, 1000)]


class Presence(StrEnum):
    """How a seat was represented."""

    MEMBER = "MEMBER"
    DEPUTY = "DEPUTY"
    ABSENT = "ABSENT"


class DecidedBy(StrEnum):
    """How a meeting comes to a decision: consensus is the custom in collaboration."""

    CONSENSUS = "CONSENSUS"
    VOTE = "VOTE"


@dataclass(frozen=True)
class AgendaItem(Value):
    """What is on the agenda; of a gate, about which version of which document."""

    subject: Title
    gate: Gate | None = None
    document_id: Id | None = None
    document_version: Code | None = None


@dataclass(frozen=True)
class Call(Value):
    """Whereto and when a body is called, and what it is to deal with."""

    held_on: Day
    venue: Annotated[str, Text(500)]
    """A room, or a link."""
    agenda: Annotated[tuple[AgendaItem, ...], Listed(MOST_ITEMS, least=1)]


@dataclass(frozen=True)
class Attendance(Value):
    """Whether a seat was represented."""

    attending_seat: Id
    presence: Presence


@dataclass(frozen=True)
class Reservation(Value):
    """That somebody does not stand behind a decision."""

    reserving_seat: Id | None
    """Not told in the minutes of other bodies than steering groups, where it is a person."""
    statement: Annotated[str, Text(4000, lines=True)]


@dataclass(frozen=True, kw_only=True)
class Resolution(Value):
    """What was decided about an item, and how."""

    resolved: Annotated[str, Text(4000, lines=True)]
    decided_how: DecidedBy = DecidedBy.CONSENSUS
    votes_for: Votes = 0
    votes_against: Votes = 0
    abstentions: Votes = 0
    casting_vote: bool = False
    """Whether the votes were equal and the chair's decided."""
    disqualified: Annotated[tuple[Id, ...], Listed(100)] = ()
    """Seats of those who were jäviga: they count neither for presence nor vote."""
    reservations: Annotated[tuple[Reservation, ...], Listed(100)] = ()

    @property
    def votes(self) -> int:
        """All that were cast."""
        return self.votes_for + self.votes_against + self.abstentions

    def require_sensible(self, path: Path) -> None:
        """Refuse votes without a vote, a majority against, and a casting vote where none was needed."""
        require_unique(self.disqualified, (*path, "disqualified"))
        voted = self.decided_how is DecidedBy.VOTE
        require(
            voted or not (self.votes or self.casting_vote), Rule.VOTES_WITHOUT_VOTE, **place((*path, "votes_for"))
        )
        carried = self.votes_for >= self.votes_against
        require(carried, Rule.VOTED_DOWN, **place((*path, "votes_against")))
        equal = voted and self.votes_for == self.votes_against
        require(self.casting_vote == equal, Rule.CASTING_VOTE_WRONG, **place((*path, "casting_vote")))


@dataclass(frozen=True)
class Handled(Value):
    """An item with what was decided about it, if anything was."""

    item: AgendaItem
    resolution: Resolution | None = None


@dataclass(frozen=True)
class Minutes(Value):
    """What is kept of a meeting."""

    held_on: Day
    venue: str
    between_meetings: bool
    present: int
    seats: int
    attendance: tuple[Attendance, ...]
    """Seat by seat; of other bodies than steering groups nothing, for there they are persons."""
    handled: tuple[Handled, ...]


class Meeting(Aggregate):
    """One meeting."""

    class Event(Aggregate.Event):
        """What all of them say."""

        audience = Audience.PRIVATE
        region_id: str
        addressed_to: tuple[str, ...]
        """The organisations whose seats these are."""
        met_body: Body
        body_id: str | None

    class Called(Event, Aggregate.Created):
        """A body was called."""

        call: Call
        between_meetings: bool
        """Whether it decides without meeting (per capsulam)."""

    class Recalled(Event):
        """Day, place or agenda were changed."""

        call: Call

    class Cancelled(Event):
        """It was called off."""

        reason: Reason

    class Held(Event):
        """It took place, or was answered by all, with this attendance."""

        attendance: Annotated[tuple[Attendance, ...], Listed(200, least=1)]

    class ItemResolved(Event):
        """An item was decided about, or what was recorded of that was changed."""

        item: Item
        resolution: Resolution

    class MinutesAdjusted(Event):
        """The minutes were adjusted (justerade), and do not change any more."""

        audience = Audience.TO_REGION
        minutes: Minutes
        adjusted_on: Day
        record_number: Annotated[str, Text(300)]

    def __init__(
        self,
        region_id: str,
        addressed_to: tuple[str, ...],
        met_body: Body,
        body_id: str | None,
        call: Call,
        between_meetings: bool,
    ) -> None:
        self.region_id = region_id
        self.addressed_to = addressed_to
        self.met_body = met_body
        self.body_id = body_id
        self.called = call
        self.between_meetings = between_meetings
        self.cancelled = False
        self.attendance: tuple[Attendance, ...] = ()
        self.resolutions: dict[int, Resolution] = {}
        self.adjusted = False

    @staticmethod
    def stream(meeting_id: str) -> str:
        """The stream of a meeting in its förbund's tenant."""
        return f"meeting:{meeting_id}"

    @property
    def present(self) -> frozenset[str]:
        """The seats that were represented."""
        return frozenset(each.attending_seat for each in self.attendance if each.presence is not Presence.ABSENT)

    def has_quorum(self, disqualified: Collection[str] = ()) -> bool:
        """Whether more than half of the seats are represented, without those that are disqualified."""
        return 2 * len(self.present - set(disqualified)) > len(self.attendance)

    @classmethod
    def begin_with(
        cls,
        meeting_id: str,
        region_id: str,
        body: tuple[Body, str | None],
        seats: tuple[str, ...],
        call: Call,
        at: datetime,
        *,
        between_meetings: bool = False,
    ) -> Self:
        """Call a body; `seats` are the organisations whose seats it has."""
        about: dict[str, Any] = {"region_id": region_id, "addressed_to": seats}
        about |= {"met_body": body[0], "body_id": body[1]}
        stream = cls.stream(meeting_id)
        return cls.begin(cls.Called, stream, at, **about, call=call, between_meetings=between_meetings)

    def recall(self, call: Call, at: datetime) -> None:
        """Change day, place or agenda before the meeting has been held."""
        self._require_open()
        require(not self.attendance, Rule.MEETING_HELD)
        self.record(self.Recalled, at, call=call)

    def cancel(self, reason: str, at: datetime) -> None:
        """Call it off."""
        self._require_open()
        require(not self.attendance, Rule.MEETING_HELD)
        self.record(self.Cancelled, at, reason=reason)

    def hold(self, attendance: tuple[Attendance, ...], seats: Collection[str], at: datetime) -> None:
        """Say who was there; `seats` are all that the body had that day."""
        self._require_open()
        come = self.called.held_on <= local_day(at)
        require(come, Rule.MEETING_NOT_YET, held_on=self.called.held_on)
        stated = [each.attending_seat for each in attendance]
        complete = sorted(stated) == sorted(seats)
        require(complete, Rule.ATTENDANCE_INCOMPLETE, **place(("attendance",)), seats=len(seats))
        self.record(self.Held, at, attendance=attendance)

    def resolve(self, item: int, resolution: Resolution, at: datetime) -> None:
        """Record what was decided about an item, or record it better."""
        self._require_open()
        require(self.attendance, Rule.MEETING_NOT_HELD)
        require(item <= len(self.called.agenda), Rule.NO_SUCH_ITEM, **place(("item",)), item=item)
        self._require_votes(resolution)
        self._require_unopposed(resolution)
        self.record(self.ItemResolved, at, item=item, resolution=resolution)

    def adjust(
        self,
        adjusters: Collection[str],
        chairs: Collection[str],
        record_number: str,
        adjusted_on: date,
        at: datetime,
    ) -> None:
        """Adjust the minutes, as the chair and one more who was there; `chairs` are the seats that may chair."""
        self._require_open()
        require(self.attendance, Rule.MEETING_NOT_HELD)
        distinct = set(adjusters) & self.present
        chaired = not chairs or distinct & set(chairs)
        enough = chaired and len(distinct) > 1 and distinct == set(adjusters)
        require(enough, Rule.TWO_ADJUST_MINUTES, **place(("adjusters",)))
        in_order = self.called.held_on <= adjusted_on <= local_day(at)
        require(in_order, Rule.ADJUSTED_OUT_OF_ORDER, **place(("adjusted_on",)))
        said: dict[str, Any] = {"adjusted_on": adjusted_on, "record_number": record_number}
        self.record(self.MinutesAdjusted, at, minutes=self.minutes, **said)

    @property
    def minutes(self) -> Minutes:
        """What the region will read of it."""
        tells = self.met_body is Body.STYRGRUPP
        said = {number: each if tells else _without_people(each) for number, each in self.resolutions.items()}
        return Minutes(
            self.called.held_on,
            self.called.venue,
            self.between_meetings,
            len(self.present),
            len(self.attendance),
            self.attendance if tells else (),
            tuple(Handled(item, said.get(number)) for number, item in enumerate(self.called.agenda, start=1)),
        )

    def _require_open(self) -> None:
        require(not self.cancelled, Rule.MEETING_CANCELLED)
        require(not self.adjusted, Rule.MINUTES_ARE_ADJUSTED)

    def _require_votes(self, resolution: Resolution) -> None:
        away = set(resolution.disqualified)
        require(away <= self.present, Rule.NOT_PRESENT, **place(("resolution", "disqualified")))
        where = place(("resolution", "disqualified")) if away else {}
        require(self.has_quorum(away), Rule.NO_QUORUM, **where, present=len(self.present - away))
        if resolution.decided_how is DecidedBy.VOTE:
            voters, where = len(self.present - away), place(("resolution", "votes_for"))
            require(resolution.votes == voters, Rule.VOTES_DO_NOT_ADD_UP, **where, voters=voters)
        for index, each in enumerate(resolution.reservations):
            where = place(("resolution", "reservations", index, "reserving_seat"))
            require(each.reserving_seat not in away, Rule.CONFLICT_OF_INTEREST, **where)
            require(each.reserving_seat in self.present, Rule.NOT_PRESENT, **where)

    def _require_unopposed(self, resolution: Resolution) -> None:
        """Refuse a decision between meetings that somebody objects to."""
        agreed = resolution.decided_how is DecidedBy.CONSENSUS and not resolution.reservations
        require(agreed or not self.between_meetings, Rule.SOMEBODY_OBJECTS)

    @event(Recalled)
    def _when_recalled(self, call: Call) -> None:
        self.called = call

    @event(Cancelled)
    def _when_cancelled(self) -> None:
        self.cancelled = True

    @event(Held)
    def _when_held(self, attendance: tuple[Attendance, ...]) -> None:
        self.attendance = attendance

    @event(ItemResolved)
    def _when_resolved(self, item: int, resolution: Resolution) -> None:
        self.resolutions = {**self.resolutions, item: resolution}

    @event(MinutesAdjusted)
    def _when_adjusted(self) -> None:
        self.adjusted = True


def _without_people(resolution: Resolution) -> Resolution:
    reservations = tuple(replace(each, reserving_seat=None) for each in resolution.reservations)
    return replace(resolution, disqualified=(), reservations=reservations)
