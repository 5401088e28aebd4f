"""Who funds an insats and reads its reports: to its region, and to the process leader the forms."""

from dataclasses import dataclass

from samverka_domain.funders import Funder
from samverka_projections.funders import FunderThen, funders_of
from samverka_projections.insatser import InsatsThen
from samverka_services.commands.funders import CorrectFunder, EndFunder, LetFunderIn
from samverka_services.downloads.funders import funders as funders_table
from samverka_services.pages.kernel.correcting import correcting
from samverka_services.pages.kernel.fields import Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.found import insats_named
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, page, there
from samverka_services.pages.kernel.tables import TableShown, table
from samverka_services.pages.kernel.visit import Visit

FUNDERS = "/insatser/{insats_id}/finansiarer"
_BODIES, _TEMPLATE = Funder.Event.bodies, "funder_form.html"


@dataclass(frozen=True)
class FundersShown:
    """All that were let in to the reports of an insats, in the order of their days."""

    insats: InsatsThen
    table: TableShown[FunderThen]


@page(FUNDERS, "funders.html", Section.INSATSER)
async def funders_page(visit: Visit) -> FundersShown:
    """Those of one insats."""
    insats = await insats_named(visit)
    return FundersShown(insats, await table(visit, funders_table, insatsId=insats.insats_id))


@dataclass(frozen=True)
class AboutFunder:
    """A form about a funder of an insats; none, if it is for a new one."""

    insats: InsatsThen
    funder: FunderThen | None
    form: Prepared


@form(LetFunderIn, then=FUNDERS, bodies=_BODIES)
@page(f"{FUNDERS}/slapp-in", _TEMPLATE, Section.INSATSER, kinds=(FORBUND,))
async def let_in_form(visit: Visit) -> AboutFunder:
    """From today on, if nothing else is said."""
    return AboutFunder(await insats_named(visit), None, Prepared({"validFrom": visit.write.today.isoformat()}))


@form(EndFunder, then=FUNDERS, bodies=_BODIES)
@page(f"{FUNDERS}/{{funder_id}}/avsluta", _TEMPLATE, Section.INSATSER, kinds=(FORBUND,))
async def end_funder_form(visit: Visit) -> AboutFunder:
    """With today as its last day, if nothing else is said."""
    insats, funder = await _found(visit)
    return AboutFunder(insats, funder, Prepared({"validTo": visit.write.today.isoformat()}, funder.version))


@form(CorrectFunder, then=FUNDERS, bodies=_BODIES)
@page(f"{FUNDERS}/{{funder_id}}/ratta-dagarna/{{version}}", _TEMPLATE, Section.INSATSER, kinds=(FORBUND,))
async def correct_funder_form(visit: Visit) -> AboutFunder:
    """It begins with what stands."""
    insats, funder = await _found(visit)
    prepared = await correcting(visit, Funder.stream(funder.funder_id), "valid_from", "valid_to")
    return AboutFunder(insats, funder, prepared)


async def _found(visit: Visit) -> tuple[InsatsThen, FunderThen]:
    insats = await insats_named(visit)
    known = (await funders_of(visit.connection, [insats.insats_id], visit.as_of))[insats.insats_id]
    wanted = (each for each in known if each.funder_id == visit.path["funder_id"])
    return insats, there(next(wanted, None))
