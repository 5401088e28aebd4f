"""The holder of a municipality's seat speaks herself: she votes, reserves and adjusts, each on one page."""

from collections.abc import Iterator
from datetime import date

from samverka_domain.minutes import Presence
from samverka_domain.voices import Vote
from samverka_projections.meetings import MeetingThen, meetings
from samverka_projections.steering import GroupThen, steering_groups
from samverka_services.commands.meeting_voices import CastVote, ConfirmMinutes, MakeReservation
from samverka_services.pages.kernel.fields import Option, Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import KOMMUN, page, there
from samverka_services.pages.kernel.tasks import Task
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import capital
from samverka_services.pages.meeting_forms import AboutMeeting
from samverka_services.pages.meetings import MEETING, found_meeting, is_seated, sits_in

_TEMPLATE = "meeting_form.html"


@form(CastVote, then=MEETING, reviewed=False)
@page(f"{MEETING}/rosta/{{item}}", _TEMPLATE, Section.STEERING, kinds=(KOMMUN,))
async def vote_form(visit: Visit) -> AboutMeeting:
    """About the item in the address."""
    votes = [Option(vote, capital(visit.write.word(vote))) for vote in Vote]
    return await _about_item(visit, {}, {"/vote": votes})


@form(MakeReservation, then=MEETING, reviewed=False)
@page(f"{MEETING}/reservera/{{item}}", _TEMPLATE, Section.STEERING, kinds=(KOMMUN,))
async def reservation_form(visit: Visit) -> AboutMeeting:
    """It begins with what was reserved before."""
    meeting = await found_meeting(visit)
    return await _about_item(visit, {"statement": _reserved(meeting, visit.path["item"], visit.own)}, {})


@form(ConfirmMinutes, then=MEETING, reviewed=False)
@page(f"{MEETING}/justera-protokollet", _TEMPLATE, Section.STEERING, kinds=(KOMMUN,))
async def confirm_form(visit: Visit) -> AboutMeeting:
    """As the minutes are drawn now."""
    meeting = await _hers(visit)
    address = MEETING.format(meeting_id=meeting.meeting_id)
    return AboutMeeting(_title(visit, meeting), address, Prepared(version=meeting.version))


async def _about_item(visit: Visit, start: dict[str, str], choices: dict[str, list[Option]]) -> AboutMeeting:
    meeting = await _hers(visit)
    numbered = {str(number): each for number, each in enumerate(meeting.handled, start=1)}
    handled = there(numbered.get(visit.path["item"]))
    about = {**start, "item": int(visit.path["item"])}
    prepared = Prepared(about, choices=choices, fixed=frozenset({"/item"}))
    return AboutMeeting(handled.item.subject, MEETING.format(meeting_id=meeting.meeting_id), prepared)


def _reserved(meeting: MeetingThen, item: str, seat: str) -> str:
    said = [each.resolution for number, each in enumerate(meeting.handled, start=1) if str(number) == item]
    own = (one for each in said if each for one in each.reservations if one.reserving_seat == seat)
    return next((each.statement for each in own), "")


async def _hers(visit: Visit) -> MeetingThen:
    """The meeting in the address, if she sits in it."""
    meeting = await found_meeting(visit)
    return there(meeting if await sits_in(visit, meeting) else None)


def _title(visit: Visit, meeting: MeetingThen) -> str:
    return f"{visit.write.day(meeting.held_on)}, {meeting.venue}"


async def to_meet(visit: Visit) -> list[Task]:
    """What waits for her in the groups in which she sits: meetings to come, votes, minutes to adjust."""
    found: list[Task] = []
    for region in visit.regions:
        known = await meetings(visit.connection, region.region_id, visit.as_of)
        still_open = [each for each in known if each.body_id and not (each.cancelled or each.adjusted_on)]
        if still_open:
            groups = await steering_groups(visit.connection, region.region_id, visit.own, visit.as_of)
            found += [task for each in still_open for task in _tasks(visit, each, groups)]
    return found


def _tasks(visit: Visit, meeting: MeetingThen, groups: list[GroupThen]) -> Iterator[Task]:
    group = next((each for each in groups if each.group_id == meeting.body_id), None)
    if group is None or not is_seated(group, visit, meeting.held_on):
        return
    is_to_come = meeting.present is None and meeting.held_on >= visit.write.today
    if is_to_come:
        yield _task(visit, meeting, group, "meet", "", meeting.held_on)
    for number in _to_vote(visit, meeting):
        subject = meeting.handled[number - 1].item.subject
        yield _task(visit, meeting, group, "vote", f"/rosta/{number}", meeting.held_on, subject)
    if _was_there(visit, meeting) and visit.own not in meeting.confirmed_by:
        yield _task(visit, meeting, group, "confirm", "/justera-protokollet")


def _to_vote(visit: Visit, meeting: MeetingThen) -> Iterator[int]:
    """Items to decide about without meeting, on which she has not voted: in a meeting one votes there."""
    for number, each in enumerate(meeting.handled, start=1):
        voted = any(ballot.voting_seat == visit.own for ballot in each.ballots)
        if meeting.between_meetings and meeting.present is None and not voted:
            yield number


def _was_there(visit: Visit, meeting: MeetingThen) -> bool:
    there_were = {each.attending_seat for each in meeting.attendance if each.presence is not Presence.ABSENT}
    return visit.own in there_were


def _task(
    visit: Visit,
    meeting: MeetingThen,
    group: GroupThen,
    kind: str,
    step: str,
    day: date | None = None,
    subject: str = "",
) -> Task:
    write, address = visit.write, MEETING.format(meeting_id=meeting.meeting_id) + step
    title = write.text(f"meeting.task.{kind}", group=group.name, subject=subject)
    about = {"count": len(meeting.handled), "venue": meeting.venue, "day": write.day(meeting.held_on)}
    explained = write.text(f"meeting.task.{kind}-explained", **about)
    return Task(
        day, bool(day and day < write.today), title, address, explained, write.text(f"meeting.task.{kind}-do")
    )
