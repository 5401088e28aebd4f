"""Who holds which mandate in the reader's organisation, and giving and ending them."""

from dataclasses import dataclass

from samverka_domain.kernel.decision import Body
from samverka_domain.mandates import Mandates, Role
from samverka_domain.organisations import OrganisationKind
from samverka_projections.mandates import MandateThen, mandates
from samverka_services.commands.invitations import InviteColleague
from samverka_services.commands.mandates import EndMandate, GiveMandate
from samverka_services.downloads.mandates import Held, held
from samverka_services.pages.kernel.fields import Option, Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.names import name_of
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import page, there
from samverka_services.pages.kernel.tables import TableShown, table
from samverka_services.pages.kernel.visit import Visit

_BODIES = Mandates.Event.bodies


@dataclass(frozen=True)
class Holder:
    """A mandate with its holder's name."""

    mandate: MandateThen
    name: str


@page("/medlemmar", "mandates.html", Section.MEMBERS)
async def mandates_page(visit: Visit) -> TableShown[Held]:
    """On the day; to everybody of the organisation."""
    return await table(visit, held)


@dataclass(frozen=True)
class GivingMandate:
    """A form about a mandate; None, if it is for a new one."""

    holder: Holder | None
    form: Prepared


@form(GiveMandate, then="/medlemmar", bodies=_BODIES)
@page("/medlemmar/ge", "mandate_form.html", Section.MEMBERS)
async def give_form(visit: Visit) -> GivingMandate:
    """To somebody who is there, from today on if nothing else is said."""
    known = await mandates(visit.connection, visit.own, visit.as_of)
    people = dict.fromkeys(each.person_id for each in known.mandates)
    choices = {
        "/personId": [Option(person_id, name_of(visit, person_id)) for person_id in people],
        "/holds": [*_roles(visit), *_seats(visit)],
    }
    start = {"validFrom": visit.write.today.isoformat()}
    return GivingMandate(None, Prepared(start, choices=choices, without=frozenset({"/seatId"})))


@form(InviteColleague, then="/medlemmar", bodies=_BODIES)
@page("/medlemmar/bjud-in", "mandate_form.html", Section.MEMBERS)
async def invite_form(visit: Visit) -> GivingMandate:
    """Somebody who has no account yet."""
    return GivingMandate(None, Prepared(choices={"/roles": _roles(visit)}))


def _roles(visit: Visit) -> list[Option]:
    """Those that the organisation has a use for."""
    of_a_forbund = {Role.PROCESS_LEADER, Role.REGISTRAR}
    everywhere = [role for role in Role if not role.is_of_an_insats]
    known = [role for role in everywhere if _is_forbund(visit) or role not in of_a_forbund]
    return [Option(role, visit.write.text(f"role.{role}")) for role in known]


def _seats(visit: Visit) -> list[Option]:
    """In the organisation's own bodies, as far as there is one of them."""
    own = [body for body in Body if (body is not Body.KOMMUNLEDNING) == _is_forbund(visit)]
    return [Option(body, visit.write.text(f"seat.{body}")) for body in own if not body.is_one_of_several]


def _is_forbund(visit: Visit) -> bool:
    return visit.viewer.kind is OrganisationKind.KOMMUNALFORBUND


@form(EndMandate, then="/medlemmar", bodies=_BODIES)
@page("/medlemmar/{mandate_id}/avsluta", "mandate_form.html", Section.MEMBERS)
async def end_mandate_form(visit: Visit) -> GivingMandate:
    """With today as its last day, if nothing else is said."""
    known = await mandates(visit.connection, visit.own, visit.as_of)
    found = there(next((each for each in known.mandates if each.mandate_id == visit.path["mandate_id"]), None))
    holder = Holder(found, name_of(visit, found.person_id))
    return GivingMandate(holder, Prepared({"validTo": visit.write.today.isoformat()}))
