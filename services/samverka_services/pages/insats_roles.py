"""Who investigates or leads an insats, from when to when; to the people of its förbund."""

from collections.abc import Sequence
from dataclasses import dataclass

from samverka_domain.kernel.decision import Body
from samverka_domain.mandates import APPOINTED, Role
from samverka_projections.insatser import InsatsThen
from samverka_projections.mandates import MandateThen, mandates
from samverka_services.commands.insats_roles import AppointToInsats, EndInsatsRole
from samverka_services.pages.kernel.fields import Option, Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.found import colleagues, insats_named
from samverka_services.pages.kernel.names import name_of
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, page, there
from samverka_services.pages.kernel.visit import Visit

ROLES = "/insatser/{insats_id}/uppdrag"
_BODIES = (Body.E_RAD,)


@dataclass(frozen=True)
class InsatsHolder:
    """A role in the insats with its holder's name."""

    mandate: MandateThen
    name: str


@dataclass(frozen=True)
class InsatsRolesShown:
    """On the day; ended ones too, the newest first."""

    insats: InsatsThen
    holders: Sequence[InsatsHolder]


@page(ROLES, "insats_roles.html", Section.INSATSER, kinds=(FORBUND,))
async def insats_roles_page(visit: Visit) -> InsatsRolesShown:
    """All of one insats."""
    insats = await insats_named(visit)
    return InsatsRolesShown(insats, await _holders(visit, insats))


@dataclass(frozen=True)
class Appointing:
    """A form about a role in an insats; no holder, if it is for a new one."""

    insats: InsatsThen
    holder: InsatsHolder | None
    form: Prepared


@form(AppointToInsats, then=ROLES, bodies=_BODIES)
@page(f"{ROLES}/ge", "insats_role_form.html", Section.INSATSER, kinds=(FORBUND,))
async def appoint_form(visit: Visit) -> Appointing:
    """Somebody who has a mandate in the förbund, or has logged in to it."""
    choices = {
        "/personId": await colleagues(visit),
        "/role": [Option(role, visit.write.text(f"role.{role}")) for role in Role if role in APPOINTED],
    }
    start = {"validFrom": visit.write.today.isoformat()}
    return Appointing(await insats_named(visit), None, Prepared(start, choices=choices))


@form(EndInsatsRole, then=ROLES, bodies=_BODIES)
@page(f"{ROLES}/{{mandate_id}}/avsluta", "insats_role_form.html", Section.INSATSER, kinds=(FORBUND,))
async def end_role_form(visit: Visit) -> Appointing:
    """With today as its last day, if nothing else is said."""
    insats = await insats_named(visit)
    holders = await _holders(visit, insats)
    found = there(next((each for each in holders if each.mandate.mandate_id == visit.path["mandate_id"]), None))
    return Appointing(insats, found, Prepared({"validTo": visit.write.today.isoformat()}))


async def _holders(visit: Visit, insats: InsatsThen) -> list[InsatsHolder]:
    known = await mandates(visit.connection, visit.own, visit.as_of)
    held = [each for each in reversed(known.mandates) if each.insats_id == insats.insats_id]
    return [InsatsHolder(each, name_of(visit, each.person_id)) for each in held]
