"""Meetings of a region: a row for each item that was called to or dealt with."""

from dataclasses import dataclass

from samverka_domain.minutes import Handled
from samverka_projections.meetings import MeetingThen, meetings
from samverka_projections.steering import group_names
from samverka_services.catalogue import text, word
from samverka_services.downloads.columns import Column, Columns, Listing
from samverka_services.downloads.declared import Inquiry, table_file


@dataclass(frozen=True)
class ItemRow:
    """An item of a meeting."""

    meeting: MeetingThen
    body: str
    number: int
    handled: Handled


def state_of(meeting: MeetingThen) -> str:
    """How far it has come."""
    if meeting.cancelled:
        return "cancelled"
    if meeting.adjusted_on:
        return "adjusted"
    return "called" if meeting.present is None else "held"


def body_of(meeting: MeetingThen, groups: dict[str, str], language: str) -> str:
    """Which body met, by name if it is a group."""
    return groups.get(meeting.body_id or "") or word(meeting.met_body, language)


def state_text(meeting: MeetingThen, language: str) -> str:
    """How far it has come, in a word."""
    return text(f"download.meeting.{state_of(meeting)}", language)


_VALUES: dict[str, Column[ItemRow]] = {
    "held-on": Column(lambda row, _: row.meeting.held_on, link=lambda row: f"/moten/{row.meeting.meeting_id}"),
    "met": Column(lambda row, _: row.body, code=lambda row: row.meeting.met_body, example="E_RAD"),
    "progress": Column(
        lambda row, language: state_text(row.meeting, language),
        code=lambda row: state_of(row.meeting),
        example="adjusted",
    ),
    "item": Column(lambda row, _: row.number, figure=True),
    "subject": Column(lambda row, _: row.handled.item.subject),
    "resolved": Column(lambda row, _: row.handled.resolution.resolved if row.handled.resolution else None),
    "present": Column(lambda row, _: row.meeting.present, figure=True, on_page=False),
    "seats": Column(lambda row, _: row.meeting.seats, figure=True, on_page=False),
    "record-number": Column(lambda row, _: row.meeting.record_number),
}
COLUMNS = Columns(_VALUES)


@table_file("/regions/{regionId}/meetings", "moten", "Meetings", COLUMNS)
async def items(inquiry: Inquiry) -> Listing[ItemRow]:
    """What the region's bodies and groups were called to and have decided, the latest first."""
    region = await inquiry.region()
    groups = await group_names(inquiry.connection, region.region_id, inquiry.as_of)
    found = await meetings(inquiry.connection, region.region_id, inquiry.as_of)
    rows = [
        ItemRow(meeting, body_of(meeting, groups, inquiry.language), number, handled)
        for meeting in found
        for number, handled in enumerate(meeting.handled, start=1)
    ]
    return Listing(f"{inquiry.text('title.meetings')}: {region.name}", COLUMNS, rows)
