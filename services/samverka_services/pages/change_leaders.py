"""Who leads the change that an insats brings about in a municipality; to that municipality alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from samverka_domain.kernel.decision import Body
from samverka_domain.mandates import Role
from samverka_projections.insatser import InsatsThen
from samverka_projections.mandates import MandateThen, mandates
from samverka_services.commands.change_leaders import AppointChangeLeader
from samverka_services.pages.kernel.fields import Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.found import colleagues, insats_named
from samverka_services.pages.kernel.names import name_of
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import KOMMUN, page
from samverka_services.pages.kernel.visit import Visit


@dataclass(frozen=True)
class ChangeLeader:
    """Somebody who leads it, by name."""

    mandate: MandateThen
    name: str


async def change_leaders(visit: Visit, insats_id: str) -> Sequence[ChangeLeader]:
    """Those of the reader's municipality on the day."""
    known = (await mandates(visit.connection, visit.own, visit.as_of)).mandates
    held = (each for each in known if (each.role, each.insats_id) == (Role.CHANGE_LEADER, insats_id))
    return [ChangeLeader(each, name_of(visit, each.person_id)) for each in held if each.covers(visit.as_of.day)]


@dataclass(frozen=True)
class AppointingLeader:
    """The form, and in which insats."""

    insats: InsatsThen
    form: Prepared


@form(AppointChangeLeader, then="/medlemmar", bodies=(Body.KOMMUNLEDNING,))
@page("/insatser/{insats_id}/forandringsledare", "change_leader_form.html", Section.OWN, kinds=(KOMMUN,))
async def appoint_leader_form(visit: Visit) -> AppointingLeader:
    """Somebody who has a mandate in the municipality, or has logged in to it."""
    insats = await insats_named(visit)
    choices = {"/personId": await colleagues(visit)}
    return AppointingLeader(insats, Prepared({"validFrom": visit.write.today.isoformat()}, choices=choices))
