"""The forms by which decisions at gates without a document are recorded."""

from samverka_domain.insatser import Insats
from samverka_projections.insatser import insatser
from samverka_services.commands.gates import CorrectJudgement, JudgeInterest
from samverka_services.pages.insatser import INSATS, MOST_INSATSER, AboutInsats
from samverka_services.pages.kernel.correcting import correcting
from samverka_services.pages.kernel.fields import Option, Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.found import insats_named
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, page
from samverka_services.pages.kernel.visit import Visit

_BODIES = Insats.Judged.bodies


@form(JudgeInterest, then=INSATS, bodies=_BODIES)
@page(f"{INSATS}/bedom", "insats_form.html", Section.INSATSER, kinds=(FORBUND,))
async def judge_form(visit: Visit) -> AboutInsats:
    """The e-råd's judgement of the answers to the closed request."""
    insats = await insats_named(visit)
    known = await insatser(visit.connection, visit.own, visit.as_of, limit=MOST_INSATSER)
    others = [Option(each.insats_id, f"{each.code} {each.title}") for each in known if each != insats]
    return AboutInsats(insats, Prepared(version=insats.version, choices={"/instead": others}))


@form(CorrectJudgement, then=INSATS, bodies=_BODIES)
@page(f"{INSATS}/ratta-bedomning/{{version}}", "insats_form.html", Section.INSATSER, kinds=(FORBUND,))
async def correct_judgement_form(visit: Visit) -> AboutInsats:
    """Put right what was recorded of the e-råd's judgement."""
    insats = await insats_named(visit)
    content = ("priority", "judgement", "threshold", "review_on")
    return AboutInsats(insats, await correcting(visit, Insats.stream(insats.insats_id), *content))
