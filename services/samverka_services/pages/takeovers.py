"""Taking over an insats that began before Samverka: its forms, and what of it is shown as taken over."""

from collections.abc import Sequence

from samverka_domain.steering import MAY_ACT
from samverka_projections.gates import cases
from samverka_projections.memberships import members_of_all_times
from samverka_services.commands.takeovers import TakeOverInsats, TakeOverNewInsats
from samverka_services.pages.insatser import INSATS, AboutInsats, choices_of_plans
from samverka_services.pages.kernel.as_json import object_of
from samverka_services.pages.kernel.fields import Option, Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.found import insats_named
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, page
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import capital
from samverka_services.pages.succession import to_succeed

_STEERED = ("preStudySteeredBy", "projectSteeredBy")
_NAMED = ("answers/*/municipalityId", "parts/*/municipalityId")


@form(TakeOverNewInsats, then="/insatser/{id}")
@page("/insatser/overta", "insats_form.html", Section.INSATSER, kinds=(FORBUND,))
async def take_over_new_form(visit: Visit) -> AboutInsats:
    """A new one, at its step at once."""
    choices = await choices_of_plans(visit) | await to_succeed(visit) | await _choices(visit, "/taken")
    return AboutInsats(None, Prepared(choices=choices, without=frozenset({"/taken/path"})))


@form(TakeOverInsats, then=INSATS)
@page(f"{INSATS}/overta", "insats_form.html", Section.INSATSER, kinds=(FORBUND,))
async def take_over_form(visit: Visit) -> AboutInsats:
    """One that has been recorded; it begins with what was taken over before."""
    insats = await insats_named(visit)
    then = (await cases(visit.connection, [insats.insats_id], visit.as_of))[insats.insats_id]
    start = object_of(then.case.taken) if then.case.taken else {"path": insats.starts_with}
    return AboutInsats(insats, Prepared(start, insats.version, await _choices(visit, "")))


async def _choices(visit: Visit, below: str) -> dict[str, Sequence[Option]]:
    known = await members_of_all_times(visit.connection, visit.own, visit.as_of)
    who = [Option(each.member_id, each.name) for each in known if each.kommunkod]
    bodies = [Option(body, capital(visit.write.word(body))) for body in MAY_ACT]
    return {
        **{f"{below}/{name}": bodies for name in _STEERED},
        **{f"{below}/{name}": who for name in _NAMED},
    }
