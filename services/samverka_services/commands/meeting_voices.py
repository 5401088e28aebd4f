"""Commands by which the holder of an organisation's seat in a steering group speaks herself in its meetings."""

from typing import Any

from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.limits import Id
from samverka_domain.meeting_voices import MeetingVoice, Statement
from samverka_domain.meetings import Meeting
from samverka_domain.minutes import Item
from samverka_domain.organisations import OrganisationKind
from samverka_domain.steering_seats import SteeringSeat
from samverka_domain.voices import Vote
from samverka_infra.event_log.unit_of_work import UnitOfWork
from samverka_services.commands.kernel.context import Context, Decided
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.kernel.topic import Topic


def _sits(command: Any, work: UnitOfWork, person_id: str) -> bool:
    """Whether she sits, or deputises, on the organisation's seat in the group on the meeting's day."""
    meeting = _called(command.meeting_id, work)
    if meeting is None or meeting.body_id is None or work.tenant_id not in meeting.addressed_to:
        return False
    stream = SteeringSeat.stream(meeting.body_id)
    seat = work.load(SteeringSeat, stream)
    work.guard(work.tenant_id, stream, seat.version if seat else 0)
    return seat is not None and seat.is_held_by(person_id, min(meeting.called.held_on, local_day(work.at)))


TOPIC = Topic("meeting-voice", "/meetings/{meetingId}/voices/own", frozenset(), OrganisationKind.KOMMUN, sits=_sits)


class CastVote(Command):
    """Vote oneself about an item, as who sits on the organisation's seat that day."""

    meeting_id: Id
    item: Item
    vote: Vote


class MakeReservation(Command):
    """Make a reservation against a decision of the meeting, or take it back with an empty statement."""

    meeting_id: Id
    item: Item
    statement: Statement


class ConfirmMinutes(Command):
    """Adjust the minutes as they are drawn; the version is the meeting's that was seen."""

    meeting_id: Id


@TOPIC.command("PUT", "/votes", example={"item": 2, "vote": "FOR"})
def cast_vote(command: CastVote, context: Context) -> Decided:
    """Vote in one's own log, judged by the meeting as it stands at that place."""
    meeting, voice = _speaking(command.meeting_id, context)
    voice.cast(meeting, command.item, command.vote, context.at)
    return Decided(command.meeting_id, voice)


@TOPIC.command("PUT", "/reservations", example={"item": 2, "statement": "Kostnaden är för hög."})
def make_reservation(command: MakeReservation, context: Context) -> Decided:
    """Say why one does not stand behind it."""
    meeting, voice = _speaking(command.meeting_id, context)
    voice.reserve(meeting, command.item, command.statement, context.at)
    return Decided(command.meeting_id, voice)


@TOPIC.command("POST", "/confirmations", example={}, changes=True)
def confirm_minutes(command: ConfirmMinutes, context: Context) -> Decided:
    """Adjust what was seen; what changes after it is to be adjusted anew."""
    meeting, voice = _speaking(command.meeting_id, context)
    context.require_seen(meeting)
    voice.confirm(meeting, context.at)
    return Decided(command.meeting_id, voice)


def _speaking(meeting_id: str, context: Context) -> tuple[Meeting, MeetingVoice]:
    """The meeting, guarded until the append, and the organisation's voice in it."""
    meeting = _called(meeting_id, context.work)
    if meeting is None:
        raise NotFound(Meeting.__name__, meeting_id)
    voice = context.find_if_any(MeetingVoice, MeetingVoice.stream(meeting_id))
    return meeting, voice or MeetingVoice.start(meeting_id, context.tenant_id, meeting, context.at)


def _called(meeting_id: str, work: UnitOfWork) -> Meeting | None:
    """A meeting of which the organisation knows the call; to others it opens only with its adjusted minutes."""
    stream = Meeting.stream(meeting_id)
    owner = work.owner_of(stream)
    events = [each.event for each in work.events(owner, stream)] if owner else []
    if owner is None or not events or not isinstance(events[0], Meeting.Called):
        return None
    meeting = Meeting.replay(events)
    work.guard(owner, stream, events[-1].originator_version)
    return meeting
