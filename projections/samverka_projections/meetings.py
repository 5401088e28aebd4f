"""Meetings: what is known of each, at any time; to the region only what has been adjusted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from psycopg import AsyncConnection

from samverka_domain.kernel.decision import Body
from samverka_domain.meetings import Attendance, Call, Handled, Meeting, Minutes, Presence, Resolution
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Fact, fact, names
from samverka_projections.kernel.projection import Projection
from samverka_projections.kernel.reading import ask
from samverka_projections.kernel.rows import key_of


@fact("meeting_steps", of=("meeting_id",), keys=(("tenant_id", "meeting_id", "position"),))
class MeetingStepFact(Fact):
    """A step of a meeting's way."""

    meeting_id: str
    forbund: str
    met_body: Body
    body_id: str | None
    call: Call | None = None
    between_meetings: bool = False
    cancelled: str | None = None
    """Why it was called off."""
    attendance: tuple[Attendance, ...] | None = None
    item: int | None = None
    resolution: Resolution | None = None
    minutes: Minutes | None = None
    adjusted_on: date | None = None
    record_number: str | None = None


@dataclass(frozen=True)
class MeetingThen:
    """A meeting, as it stands at the time asked about."""

    meeting_id: str
    forbund: str
    met_body: Body
    body_id: str | None
    """Which network or steering group"""
    held_on: date
    venue: str
    between_meetings: bool
    """Whether it decided without meeting"""
    cancelled: str | None
    """Why it was called off, if it was"""
    present: int | None
    """How many seats were represented; null before it has been held"""
    seats: int | None
    handled: tuple[Handled, ...]
    """The items, with what was decided about them"""
    attendance: tuple[Attendance, ...]
    adjusted_on: date | None
    """When the minutes were adjusted; since then they do not change"""
    record_number: str | None
    version: int

    @property
    def has_quorum(self) -> bool | None:
        """Whether more than half of the seats were represented; null before it has been held"""
        return None if self.present is None or self.seats is None else 2 * self.present > self.seats


def _called(event: Meeting.Called) -> Iterator[MeetingStepFact]:
    yield _step(event, call=event.call, between_meetings=event.between_meetings)


def _recalled(event: Meeting.Recalled) -> Iterator[MeetingStepFact]:
    yield _step(event, call=event.call)


def _cancelled(event: Meeting.Cancelled) -> Iterator[MeetingStepFact]:
    yield _step(event, cancelled=event.reason)


def _held(event: Meeting.Held) -> Iterator[MeetingStepFact]:
    yield _step(event, attendance=event.attendance)


def _resolved(event: Meeting.ItemResolved) -> Iterator[MeetingStepFact]:
    yield _step(event, item=event.item, resolution=event.resolution)


def _adjusted(event: Meeting.MinutesAdjusted) -> Iterator[MeetingStepFact]:
    said = {"adjusted_on": event.adjusted_on, "record_number": event.record_number}
    yield _step(event, minutes=event.minutes, **said)


def _step(event: Meeting.Event, **said: Any) -> MeetingStepFact:
    step = MeetingStepFact(
        meeting_id=key_of(event.originator_id),
        forbund=event.region_id,
        met_body=event.met_body,
        body_id=event.body_id,
    )
    vars(step).update(said)
    return step


PROJECTION = Projection("meetings", 1, (_called, _recalled, _cancelled, _held, _resolved, _adjusted))


async def meetings(connection: AsyncConnection, region_id: str, as_of: AsOf) -> list[MeetingThen]:
    """The region's meetings that the reader may know of, the latest first."""
    query = f"""
        select {names(MeetingStepFact)} from {MeetingStepFact.table}
        where forbund = %(region_id)s and {as_of.existed} order by meeting_id, place
    """
    steps = await ask(connection, MeetingStepFact, query, as_of, region_id=region_id)
    found = [_meeting(list(of_one)) for _, of_one in groupby(steps, lambda step: step.meeting_id)]
    return sorted(found, key=lambda meeting: (meeting.held_on, meeting.meeting_id), reverse=True)


def _meeting(steps: Sequence[MeetingStepFact]) -> MeetingThen:
    last = {name: _latest(steps, name) for name in ("call", "attendance", "minutes", "cancelled")}
    minutes: Minutes | None = last["minutes"]
    attendance: tuple[Attendance, ...] = last["attendance"] or (minutes.attendance if minutes else ())
    call: Call | Minutes = minutes or last["call"]
    present = sum(each.presence is not Presence.ABSENT for each in attendance) if last["attendance"] else None
    return MeetingThen(
        steps[0].meeting_id,
        steps[0].forbund,
        steps[0].met_body,
        steps[0].body_id,
        call.held_on,
        call.venue,
        minutes.between_meetings if minutes else steps[0].between_meetings,
        last["cancelled"],
        minutes.present if minutes else present,
        minutes.seats if minutes else len(attendance) or None,
        minutes.handled if minutes and not last["call"] else _handled(steps, last["call"]),
        attendance,
        _latest(steps, "adjusted_on"),
        _latest(steps, "record_number"),
        max(each.version for each in steps),
    )


def _handled(steps: Sequence[MeetingStepFact], call: Call) -> tuple[Handled, ...]:
    """The items with what was decided about each, as the förbund knows it."""
    said = {each.item: each.resolution for each in steps if each.item}
    return tuple(Handled(item, said.get(number)) for number, item in enumerate(call.agenda, start=1))


def _latest(steps: Sequence[MeetingStepFact], name: str) -> Any:
    return next((said for each in reversed(steps) if (said := getattr(each, name)) is not None), None)
