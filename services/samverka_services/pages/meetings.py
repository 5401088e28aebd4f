"""Meetings: all of them, and each from its agenda to its minutes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from samverka_domain.kernel.decision import Body
from samverka_domain.minutes import Resolution
from samverka_domain.steering_seats import seated_on
from samverka_domain.voices import Ballot
from samverka_projections.meetings import Addendum, MeetingThen, meetings
from samverka_projections.memberships import descriptions
from samverka_projections.steering import GroupThen, group_names, steering_groups
from samverka_services.documents.document import Document, DocumentPart
from samverka_services.downloads.meetings import ItemRow, body_of, items, state_of, state_text
from samverka_services.pages.kernel.names import example_of, name_of
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import page, there
from samverka_services.pages.kernel.printed import printed
from samverka_services.pages.kernel.tables import TableShown, table
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import capital

MEETINGS, MEETING = "/moten", "/moten/{meeting_id}"


@page(MEETINGS, "meetings.html", Section.STEERING)
async def meetings_page(visit: Visit) -> TableShown[ItemRow]:
    """Item by item."""
    return await table(visit, items, regionId=visit.the_region.region_id)


@dataclass(frozen=True)
class MeetingShown:
    """One meeting."""

    meeting: MeetingThen
    body: str
    state: str
    state_text: str
    sits: bool
    """Whether the reader sits on her organisation's seat in the group that meets."""
    called: Mapping[str, str]
    """By seat, what it is called: an organisation's name, or a person's."""

    def seat(self, seat: str | None) -> str:
        """What a seat is called."""
        return self.called.get(seat or "", seat or "")

    def seats(self, seats: Sequence[str]) -> str:
        """What several are called."""
        return ", ".join(map(self.seat, seats))

    def cast(self, visit: Visit, ballots: Sequence[Ballot]) -> str:
        """How those voted who have done so themselves."""
        return ", ".join(f"{self.seat(each.voting_seat)} {visit.write.word(each.vote)}" for each in ballots)


@page(MEETING, "meeting.html", Section.STEERING)
async def meeting_page(visit: Visit) -> MeetingShown:
    """Agenda, attendance, decisions and minutes."""
    meeting = await found_meeting(visit)
    groups = await group_names(visit.connection, meeting.forbund, visit.as_of)
    language = visit.write.language
    said = state_of(meeting), state_text(meeting, language)
    return MeetingShown(
        meeting,
        body_of(meeting, groups, language),
        *said,
        await sits_in(visit, meeting),
        await _called(visit, meeting),
    )


async def found_meeting(visit: Visit) -> MeetingThen:
    """The meeting that the address names."""
    found = [
        each for region in visit.regions for each in await meetings(visit.connection, region.region_id, visit.as_of)
    ]
    return there(next((each for each in found if each.meeting_id == visit.path["meeting_id"]), None))


async def sits_in(visit: Visit, meeting: MeetingThen) -> bool:
    """Whether the reader sits, or deputises, on her organisation's seat in the group that meets."""
    if meeting.met_body is not Body.STYRGRUPP:
        return False
    groups = await steering_groups(visit.connection, meeting.forbund, visit.own, visit.as_of)
    return any(is_seated(each, visit, meeting.held_on) for each in groups if each.group_id == meeting.body_id)


def is_seated(group: GroupThen, visit: Visit, held_on: date) -> bool:
    """The same of a group, for a meeting on a day."""
    seat = group.seat_of(visit.own)
    seating = seated_on(seat.seatings, min(held_on, visit.write.today)) if seat and seat.has_vote else None
    return seating is not None and visit.viewer.person_id in seating.people


async def _called(visit: Visit, meeting: MeetingThen) -> dict[str, str]:
    cast = [ballot.voting_seat for each in meeting.handled for ballot in each.ballots]
    seats = [*(each.attending_seat for each in meeting.attendance), *cast]
    if meeting.met_body is not Body.STYRGRUPP:
        return {each: name_of(visit, each) for each in seats}
    known = await descriptions(visit.connection, meeting.forbund, seats, visit.as_of)
    return {number: each.name for number, each in known.items()}


@page(f"{MEETING}/protokoll", "meeting.html", Section.STEERING)
async def minutes_page(visit: Visit) -> MeetingShown:
    """The same, at the address of its document."""
    return await meeting_page.read(visit)  # type: ignore[no-any-return]


@printed(minutes_page)
def minutes_document(visit: Visit, shown: MeetingShown) -> Document:
    """The minutes, or before they are adjusted what there is of them."""
    write, meeting = visit.write, shown.meeting
    read = write.text("document.read", moment=write.moment(visit.as_of.now))
    return Document(
        language=write.language,
        title=f"{write.text('meeting.minutes')}: {shown.body}",
        organisation=visit.viewer.organisation,
        about=[write.day(meeting.held_on), meeting.venue, _standing(visit, shown)],
        moment=f"{read}. {visit.when}" if visit.is_past else read,
        read_at=visit.as_of.now,
        parts=[
            _attendance(visit, shown),
            *(_item(visit, shown, number) for number in range(len(meeting.handled))),
            *(_added(visit, each) for each in meeting.addenda),
        ],
        is_example=example_of(visit.request) is not None,
    )


def _standing(visit: Visit, shown: MeetingShown) -> str:
    meeting, write = shown.meeting, visit.write
    if meeting.adjusted_on is None:
        return write.text("meeting.draft", state=shown.state_text)
    return write.text("meeting.adjusted", day=write.day(meeting.adjusted_on), number=meeting.record_number)


def _attendance(visit: Visit, shown: MeetingShown) -> DocumentPart:
    write, meeting = visit.write, shown.meeting
    there_were = write.text("meeting.present", present=meeting.present or 0, seats=meeting.seats or 0)
    facts = [(shown.seat(each.attending_seat), write.word(each.presence)) for each in meeting.attendance]
    return DocumentPart(write.text("meeting.attendance"), texts=[there_were], facts=facts)


def _added(visit: Visit, addendum: Addendum) -> DocumentPart:
    write = visit.write
    title = write.text("meeting.addendum", day=write.day(addendum.added_on), number=addendum.record_number)
    return DocumentPart(title, texts=[addendum.addendum])


def _item(visit: Visit, shown: MeetingShown, index: int) -> DocumentPart:
    handled = shown.meeting.handled[index]
    resolution = handled.resolution
    told = _told(visit, shown, resolution, handled.ballots) if resolution else [visit.write.text("meeting.nothing")]
    texts = list(told)
    return DocumentPart(f"{index + 1}. {handled.item.subject}", texts=texts)


def _told(visit: Visit, shown: MeetingShown, resolution: Resolution, ballots: Sequence[Ballot]) -> Iterator[str]:
    write = visit.write
    yield resolution.resolved
    yield capital(write.word(resolution.decided_how))
    if resolution.votes:
        counted = {"yes": resolution.votes_for, "no": resolution.votes_against, "none": resolution.abstentions}
        yield write.text("meeting.votes", **counted)
    if ballots:
        yield write.text("meeting.cast-themselves", votes=shown.cast(visit, ballots))
    if resolution.casting_vote:
        yield write.text("meeting.cast")
    if resolution.disqualified:
        yield f"{write.text('meeting.disqualified')} {', '.join(map(shown.seat, resolution.disqualified))}"
    for each in resolution.reservations:
        yield f"{write.text('meeting.reservation')} {shown.seat(each.reserving_seat)}: {each.statement}"
