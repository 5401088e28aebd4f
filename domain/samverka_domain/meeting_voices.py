"""A seat's own voice in a meeting: its holder votes, reserves and adjusts in her own organisation's log.

What she says herself stands in the meeting beside what is recorded of the others, and nobody else says it for her.
"""

from datetime import datetime
from typing import Annotated, Any, Self

from eventsourcing.domain import event

from samverka_domain.kernel.aggregate import Aggregate, Audience
from samverka_domain.kernel.limits import Text
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.meetings import Meeting
from samverka_domain.minutes import Item
from samverka_domain.voices import Voice, Vote

Statement = Annotated[str, Text(4000, lines=True, may_be_empty=True)]


class MeetingVoice(Aggregate):
    """What one organisation's seat has said in one meeting."""

    class Event(Aggregate.Event):
        """What all of them say."""

        audience = Audience.TO_FORBUND
        region_id: str
        addressed_to: tuple[str, ...]
        """The others whose seats these are."""
        meeting_id: str
        municipality_id: str

    class Begun(Event, Aggregate.Created):
        """The holder of the seat said something for the first time."""

    class Voted(Event):
        """She voted about an item, or otherwise than before."""

        item: Item
        vote: Vote

    class Reserved(Event):
        """She made a reservation against a decision, or took it back with an empty statement."""

        item: Item
        statement: Statement

    class MinutesConfirmed(Event):
        """She adjusted the minutes as they were drawn at this version of the meeting."""

        confirmed: int

    def __init__(self, region_id: str, addressed_to: tuple[str, ...], meeting_id: str, municipality_id: str) -> None:
        self.region_id = region_id
        self.addressed_to = addressed_to
        self.meeting_id = meeting_id
        self.municipality_id = municipality_id
        self.voice = Voice(municipality_id)

    @staticmethod
    def stream(meeting_id: str) -> str:
        """The stream of an organisation's voice in its own tenant: one for each meeting."""
        return f"meeting-voice:{meeting_id}"

    @classmethod
    def start(cls, meeting_id: str, municipality_id: str, meeting: Meeting, at: datetime) -> Self:
        """Begin to speak in a meeting in which the organisation has a seat."""
        others = tuple(each for each in meeting.addressed_to if each != municipality_id)
        about: dict[str, Any] = {"region_id": meeting.region_id, "addressed_to": others}
        by = {"meeting_id": meeting_id, "municipality_id": municipality_id}
        return cls.begin(cls.Begun, cls.stream(meeting_id), at, **about, **by)

    def cast(self, meeting: Meeting, item: int, vote: Vote, at: datetime) -> None:
        """Vote about an item that has not been decided."""
        meeting.require_voice(self.municipality_id, at)
        meeting.require_on_agenda(item)
        require(item not in meeting.resolutions, Rule.ITEM_DECIDED, item=item)
        self.record(self.Voted, at, item=item, vote=vote)

    def reserve(self, meeting: Meeting, item: int, statement: str, at: datetime) -> None:
        """Not stand behind a decision of the meeting."""
        meeting.require_voice(self.municipality_id, at)
        resolution = meeting.resolutions.get(item)
        require(resolution, Rule.ITEM_NOT_DECIDED, item=item)
        assert resolution is not None
        require(self.municipality_id not in resolution.disqualified, Rule.CONFLICT_OF_INTEREST)
        self.record(self.Reserved, at, item=item, statement=statement)

    def confirm(self, meeting: Meeting, at: datetime) -> None:
        """Adjust the minutes as they are drawn now."""
        meeting.require_voice(self.municipality_id, at)
        require(meeting.attendance, Rule.MEETING_NOT_HELD)
        self.record(self.MinutesConfirmed, at, confirmed=meeting.version)

    @event(Voted)
    def _when_voted(self, item: int, vote: Vote) -> None:
        self.voice = self.voice.said(item, vote, None, None)

    @event(Reserved)
    def _when_reserved(self, item: int, statement: str) -> None:
        self.voice = self.voice.said(item, None, statement, None)

    @event(MinutesConfirmed)
    def _when_confirmed(self, confirmed: int) -> None:
        self.voice = self.voice.said(None, None, None, confirmed)
