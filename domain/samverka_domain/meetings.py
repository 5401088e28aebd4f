"""Meetings (möten) of a body or a steering group: from the call to minutes that are adjusted and never change.

Seats are those of the body: in a steering group organisations, elsewhere persons. Until the minutes are adjusted a
meeting is known to the förbund and to those whose seats these are; then to the region.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, Self

from eventsourcing.domain import event

from samverka_domain.kernel.act_corrections import ActCorrection, correct_act
from samverka_domain.kernel.aggregate import Aggregate, Audience
from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.limits import Day, Listed, Reason, Text, place
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.minutes import Attendance, Call, DecidedBy, Handled, Item, Minutes, Presence, Resolution
from samverka_domain.takeovers import RecordNumber
from samverka_domain.voices import Voice, Vote, ballots, confirming, counted

AddendumText = Annotated[str, Text(4000, lines=True)]


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
        record_number: RecordNumber

    class AddendumMade(Event):
        """Something was added to minutes that do not change any more."""

        audience = Audience.TO_REGION
        addendum: AddendumText
        added_on: Day
        record_number: RecordNumber

    class AddendumCorrected(ActCorrection, Event):
        """An addendum that was recorded wrongly was put right."""

        audience = Audience.TO_REGION
        addendum: AddendumText
        added_on: Day
        record_number: RecordNumber

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
        """Change day, place or agenda; of a meeting that was held, put right all but the items decided about."""
        self._require_open()
        if self.attendance:
            come = call.held_on <= local_day(at)
            require(come, Rule.MEETING_NOT_YET, **place(("call", "held_on")), held_on=call.held_on)
            items = dict(enumerate(call.agenda, start=1))
            kept = all(items.get(number) == self.called.agenda[number - 1] for number in self.resolutions)
            require(kept, Rule.MEETING_HELD)
        self.record(self.Recalled, at, call=call)

    def cancel(self, reason: str, at: datetime) -> None:
        """Call it off."""
        self._require_open()
        require(not self.attendance, Rule.MEETING_HELD)
        self.record(self.Cancelled, at, reason=reason)

    def hold(
        self,
        attendance: tuple[Attendance, ...],
        seats: Collection[str],
        at: datetime,
        *,
        voices: Sequence[Voice] = (),
    ) -> None:
        """Say who was there; `seats` are all that the body had that day."""
        self._require_open()
        self._require_come(at)
        stated = [each.attending_seat for each in attendance]
        complete = sorted(stated) == sorted(seats)
        require(complete, Rule.ATTENDANCE_INCOMPLETE, **place(("attendance",)), seats=len(seats))
        speaking = {each.seat for each in voices if each.votes}
        for index, each in enumerate(attendance):
            silent = each.presence is not Presence.ABSENT or each.attending_seat not in speaking
            require(silent, Rule.VOTED_THOUGH_ABSENT, **place(("attendance", index, "presence")))
        self.record(self.Held, at, attendance=attendance)

    def resolve(self, item: int, resolution: Resolution, at: datetime, *, voices: Sequence[Voice] = ()) -> None:
        """Record what was decided about an item, or record it better; `voices` are those of holders themselves."""
        self._require_open()
        require(self.attendance, Rule.MEETING_NOT_HELD)
        self.require_on_agenda(item)
        self._require_votes(resolution)
        cast = counted(ballots(voices, item, resolution.disqualified))
        _require_heard(resolution, cast)
        self._require_unopposed(resolution, objecting=any(item in each.reservations for each in voices))
        self.record(self.ItemResolved, at, item=item, resolution=resolution)

    def adjust(
        self,
        adjusters: Collection[str],
        chairs: Collection[str],
        record_number: str,
        adjusted_on: date,
        at: datetime,
        *,
        voices: Sequence[Voice] = (),
    ) -> None:
        """Adjust the minutes, as the chair and one more who was there; `chairs` are the seats that may chair.

        Whoever has adjusted them herself, as they stand, need not be stated.
        """
        self._require_open()
        require(self.attendance, Rule.MEETING_NOT_HELD)
        stated = set(adjusters) | confirming(voices, self.version)
        distinct = stated & self.present
        chaired = not chairs or distinct & set(chairs)
        enough = chaired and len(distinct) > 1 and distinct == stated
        require(enough, Rule.TWO_ADJUST_MINUTES, **place(("adjusters",)))
        in_order = self.called.held_on <= adjusted_on <= local_day(at)
        require(in_order, Rule.ADJUSTED_OUT_OF_ORDER, **place(("adjusted_on",)))
        said: dict[str, Any] = {"adjusted_on": adjusted_on, "record_number": record_number}
        self.record(self.MinutesAdjusted, at, minutes=self.drawn(voices), **said)

    def add(self, addendum: str, record_number: str, added_on: date, at: datetime) -> None:
        """Add something to adjusted minutes; before that, what was recorded wrongly is recorded anew."""
        require(self.adjusted, Rule.MINUTES_NOT_ADJUSTED)
        self._require_added_in_order(added_on, at)
        self.record(self.AddendumMade, at, addendum=addendum, added_on=added_on, record_number=record_number)

    def correct_addendum(
        self, version: int, addendum: str, record_number: str, added_on: date, reason: str, at: datetime
    ) -> None:
        """Put right the addendum that was recorded as this version."""
        self._require_added_in_order(added_on, at)
        said = {"addendum": addendum, "added_on": added_on, "record_number": record_number}
        correct_act(self, self.AddendumCorrected, version, reason, at, **said)

    def drawn(self, voices: Sequence[Voice] = ()) -> Minutes:
        """The minutes: what the region will read of it."""
        tells = self.met_body is Body.STYRGRUPP
        said = {number: each if tells else _without_people(each) for number, each in self.resolutions.items()}
        return Minutes(
            self.called.held_on,
            self.called.venue,
            self.between_meetings,
            len(self.present),
            len(self.attendance),
            self.attendance if tells else (),
            tuple(
                Handled(item, said.get(number)).heard(number, voices)
                for number, item in enumerate(self.called.agenda, start=1)
            ),
        )

    def require_voice(self, seat: str, at: datetime) -> None:
        """Refuse what a seat says in a meeting that is over, has not come, or in which it was not represented."""
        self._require_open()
        if not self.between_meetings:
            self._require_come(at)
        require(seat in self.present or not self.attendance, Rule.NOT_PRESENT)

    def require_on_agenda(self, item: int) -> None:
        """Refuse an item that the agenda does not have."""
        require(item <= len(self.called.agenda), Rule.NO_SUCH_ITEM, **place(("item",)), item=item)

    def _require_added_in_order(self, added_on: date, at: datetime) -> None:
        in_order = self.called.held_on <= added_on <= local_day(at)
        require(in_order, Rule.ADJUSTED_OUT_OF_ORDER, **place(("added_on",)))

    def _require_come(self, at: datetime) -> None:
        come = self.called.held_on <= local_day(at)
        require(come, Rule.MEETING_NOT_YET, held_on=self.called.held_on)

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

    def _require_unopposed(self, resolution: Resolution, *, objecting: bool) -> None:
        """Refuse a decision between meetings that somebody objects to."""
        agreed = resolution.decided_how is DecidedBy.CONSENSUS and not (resolution.reservations or objecting)
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


def _require_heard(resolution: Resolution, cast: Mapping[Vote, int]) -> None:
    """Refuse fewer votes of a kind than holders have cast themselves, and consensus where one of them was against."""
    voted = resolution.decided_how is DecidedBy.VOTE
    told = {
        Vote.FOR: resolution.votes_for,
        Vote.AGAINST: resolution.votes_against,
        Vote.ABSTAIN: resolution.abstentions,
    }
    agrees = (
        all(cast.get(each, 0) <= number for each, number in told.items()) if voted else not cast.get(Vote.AGAINST)
    )
    counts = {"yes": cast.get(Vote.FOR, 0), "no": cast.get(Vote.AGAINST, 0), "none": cast.get(Vote.ABSTAIN, 0)}
    where = place(("resolution", "votes_for" if voted else "decided_how"))
    require(agrees, Rule.VOTED_OTHERWISE, **where, **counts)


def _without_people(resolution: Resolution) -> Resolution:
    reservations = tuple(replace(each, reserving_seat=None) for each in resolution.reservations)
    return replace(resolution, disqualified=(), reservations=reservations)
