"""Steering groups: a row for each seat, and a row for each insats and stage with who steers it."""

from collections.abc import Callable
from dataclasses import dataclass

from samverka_projections.concerning import Concern
from samverka_projections.insatser import InsatsThen, insatser_by_id
from samverka_projections.steering import GroupThen, SeatThen, SteeringFact, steering, steering_groups
from samverka_services.catalogue import text, word
from samverka_services.downloads.columns import Column, Columns, Listing, decided, named
from samverka_services.downloads.concerning import concerned, in_phase, known_of
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.downloads.spreadsheet import Cell


@dataclass(frozen=True)
class SeatRow:
    """A seat in a group that stands."""

    group: GroupThen
    seat: SeatThen
    of_reader: bool
    """Whether the reader may know who sits there."""


def place_of(seat: SeatThen, language: str) -> str:
    """Whether it is the chair's, the deputy's, one with a vote, or an adjunct's."""
    kind = "chair" if seat.is_chair else "deputy" if seat.is_deputy_chair else "vote" if seat.has_vote else "adjunct"
    return text(f"download.seat.{kind}", language)


def holder_of(row: SeatRow, language: str) -> Cell:
    """By the office that she holds at home."""
    if row.seat.seating:
        return row.seat.seating.function
    return text("download.seat.empty", language) if row.of_reader and row.seat.has_vote else None


def warnings_of(row: SeatRow, language: str) -> str | None:
    """What is amiss with the seat, in words."""
    return ", ".join(text(f"word.steering_warning.{each}", language) for each in row.seat.warnings) or None


def _of_seating(name: str) -> Callable[[SeatRow, str], Cell]:
    return lambda row, _: getattr(row.seat.seating, name, None)


_SEATS: dict[str, Column[SeatRow]] = {
    "group": Column(
        lambda row, _: row.group.name,
        link=lambda row: f"/styrgrupper/{row.group.group_id}",
        code=lambda row: row.group.group_id,
        example="0198f3a2-7c1e-7d2b-9b1a-1f0e8f1c2d3e",
    ),
    "organisation": Column(lambda row, _: row.seat.name, code=lambda row: row.seat.organisation_id),
    "seat": Column(lambda row, language: place_of(row.seat, language)),
    "holder": Column(holder_of),
    "deputy": Column(_of_seating("deputy_function")),
    "valid-from": Column(_of_seating("valid_from"), on_page=False),
    "valid-to": Column(_of_seating("valid_to")),
    "may-commit": Column(_of_seating("may_commit"), figure=True),
    "attended": Column(lambda row, _: row.seat.attended.there, figure=True, on_page=False),
    "meetings-held": Column(lambda row, _: row.seat.attended.held, figure=True, on_page=False),
    "warnings": Column(
        warnings_of,
        code=lambda row: row.seat.warnings[0] if row.seat.warnings else None,
        example="SEAT_WITHOUT_HOLDER",
    ),
}
SEAT_COLUMNS = Columns(_SEATS)


@table_file("/regions/{regionId}/steering-seats", "styrgrupper", "SteeringSeats", SEAT_COLUMNS)
async def seats(inquiry: Inquiry) -> Listing[SeatRow]:
    """The seats of the region's steering groups; who sits there is told to the förbund and to whose seat it is."""
    region = await inquiry.region()
    groups = await steering_groups(inquiry.connection, region.region_id, inquiry.reader_id, inquiry.as_of)
    rows = [
        SeatRow(group, seat, inquiry.reader_id in {region.region_id, seat.organisation_id})
        for group in groups
        if not group.dissolved
        for seat in group.seats
    ]
    return Listing(f"{inquiry.text('title.steering-seats')}: {region.name}", SEAT_COLUMNS, rows)


@dataclass(frozen=True)
class SteeringRow:
    """Who steers an insats in one of its stages."""

    steering: SteeringFact
    insats: InsatsThen | None
    group: GroupThen | None
    concern: Concern | None


def steers(steering: SteeringFact, group: str | None, language: str) -> str:
    """The body that acts as steering group, or what the group is called."""
    return group or word(steering.steering_body, language)


_STEERING: dict[str, Column[SteeringRow]] = {
    **named(lambda row: row.insats),
    "stage": Column(
        lambda row, language: word(row.steering.stage, language),
        code=lambda row: row.steering.stage,
        example="PRE_STUDY",
    ),
    "steered-by": Column(
        lambda row, language: steers(row.steering, row.group.name if row.group else None, language),
        link=lambda row: f"/styrgrupper/{row.group.group_id}" if row.group else None,
        code=lambda row: row.group.group_id if row.group else row.steering.steering_body,
        example="E_RAD",
    ),
    **in_phase(lambda row: row.concern),
    **concerned(lambda row: row.concern),
}
STEERING_COLUMNS = Columns(_STEERING | decided(lambda row: row.steering.decision))


@table_file("/regions/{regionId}/steering", "styrning", "Steering", STEERING_COLUMNS)
async def steered(inquiry: Inquiry) -> Listing[SteeringRow]:
    """Who steers which insats of the region in which stage, by which decision."""
    region = await inquiry.region()
    about = inquiry.connection, region.region_id
    groups = {each.group_id: each for each in await steering_groups(*about, inquiry.reader_id, inquiry.as_of)}
    found = await steering(*about, inquiry.as_of)
    insatser = await insatser_by_id(inquiry.connection, [each.insats_id for each in found], inquiry.as_of)
    known = await known_of(inquiry, region.region_id, list(insatser.values()))
    rows = [
        SteeringRow(each, insatser.get(key), groups.get(each.group_id or ""), known.concerns.get(key))
        for each in found
        for key in [each.insats_id]
    ]
    ordered = sorted(rows, key=lambda row: (row.insats.code_order if row.insats else "", row.steering.stage))
    return Listing(f"{inquiry.text('title.steering')}: {region.name}", STEERING_COLUMNS, ordered)
