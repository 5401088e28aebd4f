"""Meetings: what is known of each, at any time; to the region only what has been adjusted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any

from psycopg import AsyncConnection

from samverka_domain.kernel.decision import Body
from samverka_domain.meeting_voices import MeetingVoice
from samverka_domain.meetings import Meeting
from samverka_domain.minutes import Attendance, Call, Handled, Minutes, Presence, Resolution
from samverka_domain.voices import Voice, Vote, confirming
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.kernel.fact import Fact, Shared, fact, names
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
    addendum: str | None = None
    number_of_event: int | None = None
    """Of an addendum: the version of its event in the meeting's stream, by which it is put right."""


@fact("meeting_voices", of=("meeting_id", "municipality_id"), keys=(("region_id", "meeting_id", "position"),))
class VoiceFact(Shared):
    """What the holder of a seat has said of a meeting herself."""

    meeting_id: str
    municipality_id: str
    item: int | None = None
    vote: Vote | None = None
    statement: str | None = None
    confirmed: int | None = None


@dataclass(frozen=True)
class Addendum:
    """What was added to minutes after they were adjusted."""

    addendum: str
    added_on: date
    record_number: str
    number_of_event: int
    """The version of its event in the meeting's stream, by which it is put right"""


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
    confirmed_by: tuple[str, ...] = ()
    """Organisationsnummer of those whose holders have adjusted the minutes themselves, as they stand"""
    addenda: tuple[Addendum, ...] = ()
    """What was added to the minutes after they were adjusted"""

    @property
    def has_quorum(self) -> bool | None:
        """Whether more than half of the seats were represented; null before it has been held"""
        return None if self.present is None or self.seats is None else 2 * self.present > self.seats


@dataclass(frozen=True)
class Attended:
    """How often somebody was there: a deputy counts as well."""

    there: int
    held: int
    """Out of how many"""


def attended(meetings: Sequence[MeetingThen], group_id: str, day: date, seat: str | None = None) -> Attended:
    """Of a seat in a steering group, or of all its seats together, in the meetings held until a day."""
    counted = [
        each
        for meeting in meetings
        if meeting.body_id == group_id and meeting.held_on <= day and not meeting.between_meetings
        for each in meeting.attendance
        if seat in {None, each.attending_seat}
    ]
    return Attended(sum(each.presence is not Presence.ABSENT for each in counted), len(counted))


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


def _voted(event: MeetingVoice.Voted) -> Iterator[VoiceFact]:
    yield replace(_voice(event), item=event.item, vote=event.vote)


def _reserved(event: MeetingVoice.Reserved) -> Iterator[VoiceFact]:
    yield replace(_voice(event), item=event.item, statement=event.statement)


def _confirmed(event: MeetingVoice.MinutesConfirmed) -> Iterator[VoiceFact]:
    yield replace(_voice(event), confirmed=event.confirmed)


def _voice(event: MeetingVoice.Event) -> VoiceFact:
    return VoiceFact(meeting_id=event.meeting_id, municipality_id=event.municipality_id)


def _added(event: Meeting.AddendumMade) -> Iterator[MeetingStepFact]:
    said = {"adjusted_on": event.added_on, "record_number": event.record_number}
    yield _step(event, addendum=event.addendum, number_of_event=event.originator_version, **said)


def _step(event: Meeting.Event, **said: Any) -> MeetingStepFact:
    step = MeetingStepFact(
        meeting_id=key_of(event.originator_id),
        forbund=event.region_id,
        met_body=event.met_body,
        body_id=event.body_id,
    )
    vars(step).update(said)
    return step


_FOLDS = (_called, _recalled, _cancelled, _held, _resolved, _adjusted, _added, _voted, _reserved, _confirmed)
PROJECTION = Projection("meetings", 3, _FOLDS)


async def meetings(connection: AsyncConnection, region_id: str, as_of: AsOf) -> list[MeetingThen]:
    """The region's meetings that the reader may know of, the latest first."""
    query = f"""
        select {names(MeetingStepFact)} from {MeetingStepFact.table}
        where forbund = %(region_id)s and {as_of.existed} order by meeting_id, place
    """
    steps = await ask(connection, MeetingStepFact, query, as_of, region_id=region_id)
    voices = await _voices(connection, region_id, as_of)
    found = [_meeting(list(of_one), voices) for _, of_one in groupby(steps, lambda step: step.meeting_id)]
    return sorted(found, key=lambda meeting: (meeting.held_on, meeting.meeting_id), reverse=True)


async def _voices(connection: AsyncConnection, region_id: str, as_of: AsOf) -> dict[str, dict[str, Voice]]:
    """By meeting and seat, what its holder has said, as far as the reader may know."""
    query = f"""
        select {names(VoiceFact)} from {VoiceFact.table}
        where region_id = %(region_id)s and {as_of.existed} order by place
    """
    found: dict[str, dict[str, Voice]] = {}
    for said in await ask(connection, VoiceFact, query, as_of, region_id=region_id):
        of_one = found.setdefault(said.meeting_id, {})
        before = of_one.get(said.municipality_id, Voice(said.municipality_id))
        of_one[said.municipality_id] = before.said(said.item, said.vote, said.statement, said.confirmed)
    return found


def _meeting(steps: Sequence[MeetingStepFact], said: Mapping[str, Mapping[str, Voice]]) -> MeetingThen:
    before = [each for each in steps if each.addendum is None]
    voices = list(said.get(steps[0].meeting_id, {}).values())
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
        minutes.handled if minutes and not last["call"] else _handled(steps, last["call"], voices),
        attendance,
        _latest(before, "adjusted_on"),
        _latest(before, "record_number"),
        version := max(each.version for each in steps),
        tuple(sorted(confirming(voices, version))),
        tuple(_addenda(steps)),
    )


def _addenda(steps: Sequence[MeetingStepFact]) -> Iterator[Addendum]:
    for each in steps:
        if each.addendum and each.adjusted_on and each.record_number and each.number_of_event:
            yield Addendum(each.addendum, each.adjusted_on, each.record_number, each.number_of_event)


def _handled(steps: Sequence[MeetingStepFact], call: Call, voices: Sequence[Voice]) -> tuple[Handled, ...]:
    """The items with what was decided about each, as the förbund and those whose seats these are know it."""
    said = {each.item: each.resolution for each in steps if each.item}
    return tuple(
        Handled(item, said.get(number)).heard(number, voices) for number, item in enumerate(call.agenda, start=1)
    )


def _latest(steps: Sequence[MeetingStepFact], name: str) -> Any:
    return next((said for each in reversed(steps) if (said := getattr(each, name)) is not None), None)
