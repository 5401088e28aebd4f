"""The acts on a meeting: the call, who was there, what was decided, and the adjusted minutes."""

from collections.abc import Sequence
from dataclasses import dataclass

from samverka_domain.gates import GATES
from samverka_domain.kernel.decision import Body
from samverka_domain.meetings import Meeting
from samverka_domain.minutes import Call, Presence
from samverka_projections.mandates import mandates
from samverka_projections.meetings import MeetingThen
from samverka_services.commands.meetings import (
    AddToMinutes,
    AdjustMinutes,
    CallMeeting,
    CancelMeeting,
    CorrectAddendum,
    HoldMeeting,
    RecallMeeting,
    ResolveItem,
)
from samverka_services.pages.kernel.as_json import object_of
from samverka_services.pages.kernel.correcting import correcting_act
from samverka_services.pages.kernel.fields import Option, Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.names import name_of
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, page, there
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import capital
from samverka_services.pages.meetings import MEETING, MEETINGS, found_meeting
from samverka_services.pages.steering import GROUP, found_group, region_groups

_TEMPLATE = "meeting_form.html"


@dataclass(frozen=True)
class AboutMeeting:
    """A form about a meeting, and the way back."""

    title: str
    back: str
    form: Prepared


@form(CallMeeting, then=f"{MEETINGS}/{{id}}")
@page(f"{MEETINGS}/kalla", _TEMPLATE, Section.STEERING, kinds=(FORBUND,))
async def call_form(visit: Visit) -> AboutMeeting:
    """Any body, or any group that stands."""
    groups = [each for each in await region_groups(visit) if not each.dissolved]
    bodies = [body for body in Body if body not in {Body.KOMMUNLEDNING, Body.NATVERK}]
    choices = {
        "/metBody": [Option(body, capital(visit.write.word(body))) for body in bodies],
        "/bodyId": [Option(each.group_id, each.name) for each in groups],
        "/agenda/*/gate": _gates(visit),
    }
    return AboutMeeting("", MEETINGS, Prepared(choices=choices, without=_DOCUMENTS))


@form(CallMeeting, then=f"{MEETINGS}/{{id}}")
@page(f"{GROUP}/kalla", _TEMPLATE, Section.STEERING, kinds=(FORBUND,))
async def call_group_form(visit: Visit) -> AboutMeeting:
    """The group in the address."""
    group = await found_group(visit)
    start = {"metBody": Body.STYRGRUPP, "bodyId": group.group_id}
    choices = {
        "/metBody": [Option(Body.STYRGRUPP, capital(visit.write.word(Body.STYRGRUPP)))],
        "/bodyId": [Option(group.group_id, group.name)],
        "/agenda/*/gate": _gates(visit),
    }
    prepared = Prepared(start, choices=choices, fixed=frozenset({"/metBody", "/bodyId"}), without=_DOCUMENTS)
    return AboutMeeting(group.name, GROUP.format(group_id=group.group_id), prepared)


_DOCUMENTS = frozenset({"/agenda/*/documentId", "/agenda/*/documentVersion"})


@form(RecallMeeting, then=MEETING)
@page(f"{MEETING}/kallelse", _TEMPLATE, Section.STEERING, kinds=(FORBUND,))
async def recall_form(visit: Visit) -> AboutMeeting:
    """It begins with the call."""
    meeting = await found_meeting(visit)
    call = Call(meeting.held_on, meeting.venue, tuple(each.item for each in meeting.handled))
    choices = {"/agenda/*/gate": _gates(visit)}
    return _about(visit, meeting, Prepared(object_of(call), meeting.version, choices, without=_DOCUMENTS))


@form(CancelMeeting, then=MEETING)
@page(f"{MEETING}/stall-in", _TEMPLATE, Section.STEERING, kinds=(FORBUND,))
async def cancel_form(visit: Visit) -> AboutMeeting:
    """Call it off."""
    meeting = await found_meeting(visit)
    return _about(visit, meeting, Prepared(version=meeting.version))


@form(HoldMeeting, then=MEETING)
@page(f"{MEETING}/narvaro", _TEMPLATE, Section.STEERING, kinds=(FORBUND,))
async def attendance_form(visit: Visit) -> AboutMeeting:
    """A row for each seat, as if all had been there."""
    meeting = await found_meeting(visit)
    seats = await _seats(visit, meeting)
    known = {each.attending_seat: each.presence for each in meeting.attendance}
    rows = [{"attendingSeat": each.value, "presence": known.get(each.value, Presence.MEMBER)} for each in seats]
    choices = {"/attendance/*/attendingSeat": seats}
    return _about(visit, meeting, Prepared({"attendance": rows}, meeting.version, choices))


@form(ResolveItem, then=MEETING)
@page(f"{MEETING}/punkt/{{item}}", _TEMPLATE, Section.STEERING, kinds=(FORBUND,))
async def resolve_form(visit: Visit) -> AboutMeeting:
    """What was decided about the item in the address."""
    meeting = await found_meeting(visit)
    numbered = {str(number): each for number, each in enumerate(meeting.handled, start=1)}
    handled = there(numbered.get(visit.path["item"]))
    said = object_of(handled.resolution) if handled.resolution else {}
    seats = await _present(visit, meeting)
    choices = {"/disqualified": seats, "/reservations/*/reservingSeat": seats}
    start = {**said, "item": int(visit.path["item"])}
    prepared = Prepared(start, meeting.version, choices, fixed=frozenset({"/item"}))
    return AboutMeeting(handled.item.subject, MEETING.format(**visit.path), prepared)


@form(AdjustMinutes, then=MEETING)
@page(f"{MEETING}/justera", _TEMPLATE, Section.STEERING, kinds=(FORBUND,))
async def adjust_form(visit: Visit) -> AboutMeeting:
    """By the chair and one more of those who were there."""
    meeting = await found_meeting(visit)
    start = {"adjustedOn": visit.write.today.isoformat(), "adjusters": meeting.confirmed_by}
    choices = {"/adjusters": await _present(visit, meeting)}
    return _about(visit, meeting, Prepared(start, meeting.version, choices))


@form(AddToMinutes, then=MEETING)
@page(f"{MEETING}/tillagg", _TEMPLATE, Section.STEERING, kinds=(FORBUND,))
async def addendum_form(visit: Visit) -> AboutMeeting:
    """To minutes that were adjusted."""
    meeting = await found_meeting(visit)
    return _about(visit, meeting, Prepared({"addedOn": visit.write.today.isoformat()}, meeting.version))


@form(CorrectAddendum, then=MEETING)
@page(f"{MEETING}/ratta-tillagg/{{version}}", _TEMPLATE, Section.STEERING, kinds=(FORBUND,))
async def correct_addendum_form(visit: Visit) -> AboutMeeting:
    """It begins with what stands of the addendum."""
    meeting = await found_meeting(visit)
    stream = Meeting.stream(meeting.meeting_id)
    return _about(visit, meeting, await correcting_act(visit, stream, "addendum", "added_on", "record_number"))


def _gates(visit: Visit) -> Sequence[Option]:
    return [Option(gate, f"{rule.label} {visit.write.word(gate)}") for gate, rule in GATES.items()]


def _about(visit: Visit, meeting: MeetingThen, prepared: Prepared) -> AboutMeeting:
    title = f"{visit.write.day(meeting.held_on)}, {meeting.venue}"
    return AboutMeeting(title, MEETING.format(meeting_id=meeting.meeting_id), prepared)


async def _seats(visit: Visit, meeting: MeetingThen) -> Sequence[Option]:
    """Of a group its organisations, of other bodies those who sit in them that day."""
    if meeting.met_body is Body.STYRGRUPP:
        group = next((each for each in await region_groups(visit) if each.group_id == meeting.body_id), None)
        return [Option(each.organisation_id, each.name) for each in there(group).seats if each.has_vote]
    known = (await mandates(visit.connection, visit.own, visit.as_of)).mandates
    held = [each for each in known if (each.seat, each.seat_id) == (meeting.met_body, meeting.body_id)]
    people = dict.fromkeys(each.person_id for each in held if each.covers(meeting.held_on))
    return [Option(each, name_of(visit, each)) for each in people]


async def _present(visit: Visit, meeting: MeetingThen) -> Sequence[Option]:
    there_were = {each.attending_seat for each in meeting.attendance if each.presence is not Presence.ABSENT}
    return [each for each in await _seats(visit, meeting) if each.value in there_were]
