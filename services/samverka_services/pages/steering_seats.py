"""A municipality's decisions about its seat in a steering group: who sits there, and with which mandate."""

from dataclasses import dataclass, replace

from samverka_domain.steering_seats import SteeringSeat
from samverka_projections.mandates import mandates
from samverka_projections.steering import GroupThen, SeatThen
from samverka_services.commands.steering_seats import CorrectSteeringSeat, FillSteeringSeat, VacateSteeringSeat
from samverka_services.pages.kernel.as_json import object_of
from samverka_services.pages.kernel.correcting import correcting
from samverka_services.pages.kernel.fields import Option, Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.names import name_of
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import KOMMUN, page, there
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.steering import GROUP, found_group

_TEMPLATE, _BODIES = "steering_seat_form.html", SteeringSeat.Event.bodies


@dataclass(frozen=True)
class AboutSeat:
    """A form about the reader's own seat."""

    group: GroupThen
    seat: SeatThen
    form: Prepared


@form(FillSteeringSeat, then=GROUP, bodies=_BODIES)
@page(f"{GROUP}/plats", _TEMPLATE, Section.STEERING, kinds=(KOMMUN,))
async def fill_seat_form(visit: Visit) -> AboutSeat:
    """It begins with who sits there, if somebody does."""
    group = await found_group(visit)
    seat = there(group.seat_of(visit.own))
    said = object_of(seat.seating) if seat.seating else {}
    start = {**said, "validFrom": visit.write.today.isoformat()}
    people = await _people(visit)
    return AboutSeat(group, seat, Prepared(start, choices={"/personId": people, "/deputyId": people}))


@form(VacateSteeringSeat, then=GROUP, bodies=_BODIES)
@page(f"{GROUP}/lamna-platsen", _TEMPLATE, Section.STEERING, kinds=(KOMMUN,))
async def vacate_seat_form(visit: Visit) -> AboutSeat:
    """With today as the last day, if nothing else is said."""
    group = await found_group(visit)
    seat = there(group.seat_of(visit.own))
    there(seat.seating)
    return AboutSeat(group, seat, Prepared({"validTo": visit.write.today.isoformat()}, seat.version))


@form(CorrectSteeringSeat, then=GROUP, bodies=_BODIES)
@page(f"{GROUP}/ratta-platsen/{{version}}", _TEMPLATE, Section.STEERING, kinds=(KOMMUN,))
async def correct_seat_form(visit: Visit) -> AboutSeat:
    """Put right what was recorded of the seat."""
    group = await found_group(visit)
    seat = there(group.seat_of(visit.own))
    prepared = await correcting(visit, SteeringSeat.stream(group.group_id), "seating", "valid_to")
    people = await _people(visit)
    choices = {"/seating/personId": people, "/seating/deputyId": people}
    return AboutSeat(group, seat, replace(prepared, choices=choices))


async def _people(visit: Visit) -> list[Option]:
    """Whoever holds a mandate in the municipality."""
    known = await mandates(visit.connection, visit.own, visit.as_of)
    people = dict.fromkeys(each.person_id for each in known.mandates)
    return [Option(person_id, name_of(visit, person_id)) for person_id in people]
