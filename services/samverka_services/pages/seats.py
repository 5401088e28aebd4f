"""Who sat in which body, and had which role, on a day; to everybody of the organisation."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from samverka_domain.kernel.decision import Body
from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_projections.mandates import MandateThen, mandates
from samverka_projections.networks import networks
from samverka_services.pages.kernel.names import name_of
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import page
from samverka_services.pages.kernel.visit import Visit


@dataclass(frozen=True)
class Seat:
    """A mandate with its holder's name."""

    name: str
    mandate: MandateThen


@dataclass(frozen=True)
class Group:
    """A body or a role, with those who held it that day."""

    title: str
    seats: Sequence[Seat]


@dataclass(frozen=True)
class SeatsShown:
    """On the day."""

    bodies: Sequence[Group]
    roles: Sequence[Group]


@page("/medlemmar/organ", "seats.html", Section.MEMBERS)
async def seats_page(visit: Visit) -> SeatsShown:
    """The organisation's bodies first, those in which nobody sat too."""
    known = await mandates(visit.connection, visit.own, visit.as_of)
    held = [each for each in known.mandates if each.covers(visit.as_of.day)]
    names = await _names(visit)
    bodies = [group for body in _bodies(visit) for group in _of_body(visit, body, held, names)]
    roles = [_group(visit, f"role.{role}", [each for each in held if each.role is role]) for role in Role]
    return SeatsShown(bodies, [each for each in roles if each.seats])


async def _names(visit: Visit) -> dict[str, str]:
    """Of networks, by id."""
    if visit.region is None:
        return {}
    known = await networks(visit.connection, visit.region.region_id, visit.as_of)
    return {each.network_id: each.name for each in known}


def _bodies(visit: Visit) -> list[Body]:
    is_forbund = visit.viewer.kind is OrganisationKind.KOMMUNALFORBUND
    return [body for body in Body if (body is not Body.KOMMUNLEDNING) == is_forbund]


def _of_body(visit: Visit, body: Body, held: Sequence[MandateThen], names: dict[str, str]) -> Iterator[Group]:
    """One group; of a kind of which there are several, one for each in which somebody sat."""
    own = [each for each in held if each.seat is body]
    if not body.is_one_of_several:
        yield _group(visit, f"seat.{body}", own)
    for seat_id in sorted({each.seat_id for each in own if each.seat_id}):
        group = _group(visit, f"seat.{body}", [each for each in own if each.seat_id == seat_id])
        yield Group(f"{group.title}: {names.get(seat_id, seat_id)}", group.seats)


def _group(visit: Visit, title: str, held: Sequence[MandateThen]) -> Group:
    seats = [Seat(name_of(visit, each.person_id), each) for each in held]
    return Group(visit.write.text(title), sorted(seats, key=lambda seat: seat.name))
