"""Putting right what was recorded of a mandate, or of its end."""

from dataclasses import dataclass, replace

from samverka_domain.mandates import STREAM, Mandates
from samverka_projections.mandates import mandates
from samverka_services.commands.mandates import CorrectMandate
from samverka_services.pages.kernel.correcting import correcting
from samverka_services.pages.kernel.fields import Option, Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.names import name_of
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import page
from samverka_services.pages.kernel.visit import Visit


@dataclass(frozen=True)
class CorrectingMandate:
    """The form, and whose mandate it is about."""

    person: str
    form: Prepared


@form(CorrectMandate, then="/medlemmar", bodies=Mandates.Event.bodies)
@page("/medlemmar/ratta/{version}", "correct_mandate.html", Section.MEMBERS)
async def correct_mandate_form(visit: Visit) -> CorrectingMandate:
    """It begins with what stands."""
    prepared = await correcting(visit, STREAM, "mandate", "valid_to")
    known = (await mandates(visit.connection, visit.own, visit.as_of)).mandates
    people = dict.fromkeys(each.person_id for each in known)
    choices = {"/mandate/personId": [Option(person_id, name_of(visit, person_id)) for person_id in people]}
    version = int(visit.path["version"])
    about = (each.person_id for each in known if version in {each.number, each.ended and each.ended.number})
    return CorrectingMandate(name_of(visit, next(about, "")), replace(prepared, choices=choices))
