"""Commands about meetings of a förbund's bodies and steering groups."""

from typing import Annotated, Any

from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.limits import Day, Id, Listed, Reason
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.mandates import LEADING, STREAM, Mandates, Role
from samverka_domain.meeting_voices import MeetingVoice
from samverka_domain.meetings import AddendumText, Meeting
from samverka_domain.minutes import Attendance, Call, Item, Resolution
from samverka_domain.organisations import OrganisationKind
from samverka_domain.steering import SteeringGroup
from samverka_domain.takeovers import RecordNumber
from samverka_domain.voices import Voice
from samverka_infra.event_log.unit_of_work import UnitOfWork
from samverka_services.commands.kernel.context import Context, Decided
from samverka_services.commands.kernel.corrections import Version
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.spreads import Spread
from samverka_services.commands.kernel.topic import Insatser, Topic
from samverka_services.commands.steering_lapses import steered_by


def _insatser_of(command: Any, work: UnitOfWork) -> Insatser:
    """Those that the group steers which meets; a body that acts as steering group meets about others too."""
    meeting_id = getattr(command, "meeting_id", None)
    meeting = work.load(Meeting, Meeting.stream(meeting_id)) if meeting_id else None
    group_id = meeting.body_id if meeting else getattr(command, "body_id", None)
    return [None, *(steered_by(group_id, work) if group_id else ())]


_ROLES = frozenset({Role.PROCESS_LEADER, *LEADING})
TOPIC = Topic("meeting", "/meetings", _ROLES, OrganisationKind.KOMMUNALFORBUND, insatser_of=_insatser_of)
"""What those who lead an insats record of the group that steers it, too."""
_AGENDA = [{"subject": "Mötets öppnande"}, {"subject": "Projektplan", "gate": "PROJECT_PLAN"}]
_CALL = {"heldOn": "2026-12-10", "venue": "Digitalt", "agenda": _AGENDA}
_ADDED = {"addendum": "Rätt belopp är 250 tkr.", "addedOn": "2026-12-15", "recordNumber": "FFK 2026/90"}
_RESOLUTION = {"item": 2, "resolved": "Projektplanen godkänns."}


class CallMeeting(Command):
    """Call a body or a steering group to a meeting, or ask it to decide without one (per capsulam)."""

    met_body: Body
    body_id: Id | None = None
    """Which network or steering group"""
    between_meetings: bool = False
    """Whether it decides without meeting"""
    call: Spread[Call]


class RecallMeeting(Command):
    """Change day, place or agenda of a meeting that has not been held."""

    meeting_id: Id
    call: Spread[Call]


class CancelMeeting(Command):
    """Call a meeting off."""

    meeting_id: Id
    reason: Reason


class HoldMeeting(Command):
    """Record who was there, seat by seat."""

    meeting_id: Id
    attendance: Annotated[tuple[Attendance, ...], Listed(200, least=1)]


class ResolveItem(Command):
    """Record what the meeting decided about an item, or record it better until the minutes are adjusted."""

    meeting_id: Id
    item: Item
    resolution: Spread[Resolution]


class AdjustMinutes(Command):
    """Record that the chair and one more have adjusted the minutes, which do not change after it."""

    meeting_id: Id
    adjusters: Annotated[tuple[Id, ...], Listed(10)] = ()
    """The seats of those who adjusted them, besides those that have said so themselves"""
    adjusted_on: Day
    record_number: RecordNumber


class AddToMinutes(Command):
    """Add something to minutes that were adjusted and do not change any more."""

    meeting_id: Id
    addendum: AddendumText
    added_on: Day
    record_number: RecordNumber


class CorrectAddendum(Command):
    """Put right what was recorded of an addendum to minutes."""

    meeting_id: Id
    version: Version
    """The version of the addendum to put right, in the history of the meeting"""
    addendum: AddendumText
    added_on: Day
    record_number: RecordNumber
    reason: Reason


@TOPIC.command("POST", example={"metBody": "E_RAD", **_CALL}, creates=True)
def call_meeting(command: CallMeeting, context: Context) -> Decided:
    """Call a body of the förbund's."""
    group = _group(command.met_body, command.body_id, context)
    may = not command.between_meetings or (group is not None and group.charter.decides_between_meetings)
    require(may, Rule.NOT_BETWEEN_MEETINGS)
    meeting_id, body = context.new_id(), (command.met_body, command.body_id)
    seats = group.charter.seats if group else ()
    about = meeting_id, context.tenant_id, body, seats, command.call, context.at
    return Decided(meeting_id, Meeting.begin_with(*about, between_meetings=command.between_meetings))


@TOPIC.command("PUT", "/{meetingId}/call", example=_CALL, changes=True)
def recall_meeting(command: RecallMeeting, context: Context) -> Decided:
    """Call it otherwise."""
    meeting = _to_change(command.meeting_id, context)
    meeting.recall(command.call, context.at)
    return Decided(command.meeting_id, meeting)


@TOPIC.command("POST", "/{meetingId}/cancellations", example={"reason": "Inga ärenden"}, changes=True)
def cancel_meeting(command: CancelMeeting, context: Context) -> Decided:
    """Let it not be held."""
    meeting = _to_change(command.meeting_id, context)
    meeting.cancel(command.reason, context.at)
    return Decided(command.meeting_id, meeting)


@TOPIC.command(
    "PUT",
    "/{meetingId}/attendance",
    example={"attendance": [{"attendingSeat": "2120001546", "presence": "MEMBER"}]},
    changes=True,
)
def hold_meeting(command: HoldMeeting, context: Context) -> Decided:
    """Every seat that the body had that day is stated."""
    meeting = _to_change(command.meeting_id, context)
    meeting.hold(
        command.attendance, _seats(meeting, context), context.at, voices=_voices(command.meeting_id, meeting, context)
    )
    return Decided(command.meeting_id, meeting)


@TOPIC.command("PUT", "/{meetingId}/resolutions", example=_RESOLUTION, changes=True)
def resolve_item(command: ResolveItem, context: Context) -> Decided:
    """Decide about an item."""
    meeting = _to_change(command.meeting_id, context)
    voices = _voices(command.meeting_id, meeting, context)
    meeting.resolve(command.item, command.resolution, context.at, voices=voices)
    return Decided(command.meeting_id, meeting)


@TOPIC.command(
    "POST",
    "/{meetingId}/adjustments",
    example={"adjusters": ["2120001546", "2120001397"], "adjustedOn": "2026-12-14", "recordNumber": "FFK 2026/88"},
    changes=True,
)
def adjust_minutes(command: AdjustMinutes, context: Context) -> Decided:
    """Keep the minutes."""
    meeting = _to_change(command.meeting_id, context)
    group = _group(meeting.met_body, meeting.body_id, context)
    chairs = {group.charter.chair, group.charter.deputy_chair} - {None} if group else set()
    said = command.record_number, command.adjusted_on, context.at
    voices = _voices(command.meeting_id, meeting, context)
    meeting.adjust(command.adjusters, [each for each in chairs if each], *said, voices=voices)
    return Decided(command.meeting_id, meeting)


@TOPIC.command("POST", "/{meetingId}/addenda", example=_ADDED, changes=True)
def add_to_minutes(command: AddToMinutes, context: Context) -> Decided:
    """Add what was left out or wrong."""
    meeting = _to_change(command.meeting_id, context)
    meeting.add(command.addendum, command.record_number, command.added_on, context.at)
    return Decided(command.meeting_id, meeting)


@TOPIC.command(
    "POST",
    "/{meetingId}/addenda/corrections",
    example=_ADDED | {"version": 6, "reason": "Fel belopp skrevs."},
    changes=True,
)
def correct_addendum(command: CorrectAddendum, context: Context) -> Decided:
    """Put one right, all of it as it should have been recorded."""
    meeting = _to_change(command.meeting_id, context)
    said = command.addendum, command.record_number, command.added_on
    meeting.correct_addendum(command.version, *said, command.reason, context.at)
    return Decided(command.meeting_id, meeting)


def _voices(meeting_id: str, meeting: Meeting, context: Context) -> list[Voice]:
    """What holders of the group's seats have said themselves; guarded: nobody says more meanwhile."""
    places = [(each, MeetingVoice.stream(meeting_id)) for each in meeting.addressed_to]
    found, voices = context.work.events_of(places) if places else {}, []
    for owner, stream in places:
        said = MeetingVoice.replay(each.event for each in found.get((owner, stream), ()))
        context.work.guard(owner, stream, said.version if said else 0)
        voices += [said.voice] if said else []
    return voices


def _to_change(meeting_id: str, context: Context) -> Meeting:
    return context.find_to_change(Meeting, Meeting.stream(meeting_id))


def _group(body: Body, body_id: str | None, context: Context) -> SteeringGroup | None:
    """The steering group that meets; None, if another body does."""
    in_order = (body_id is not None) == body.is_one_of_several
    require(in_order, Rule.BODY_WITHOUT_ID, field="bodyId", pointer="/bodyId", body=body)
    own = body is not Body.KOMMUNLEDNING
    require(own, Rule.BODY_MAY_NOT_DECIDE, field="metBody", pointer="/metBody", body=body, allowed=tuple(Body))
    if body is not Body.STYRGRUPP or body_id is None:
        return None
    group = context.find(SteeringGroup, SteeringGroup.stream(body_id))
    group.require_standing()
    return group


def _seats(meeting: Meeting, context: Context) -> tuple[str, ...]:
    """Those of the body on the day of the meeting: of a group its organisations, of other bodies its people."""
    group = _group(meeting.met_body, meeting.body_id, context)
    if group is not None:
        return group.charter.seats
    mandates, seat = context.find(Mandates, STREAM), (meeting.met_body, meeting.body_id)
    return mandates.seated(*seat, meeting.called.held_on)
