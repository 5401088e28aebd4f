"""Analyses before action plans: what each says, in which versions, and the förbund's acts on them."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from samverka_domain.analyses import Analysis, AnalysisContent
from samverka_projections.analyses import AnalysisThen, analyses
from samverka_services.commands.analyses import BeginAnalysis, CorrectAnalysis, NoteAnalysis, WriteAnalysis
from samverka_services.pages.document_parts import PartShown, labels, shown
from samverka_services.pages.kernel.as_json import object_of
from samverka_services.pages.kernel.correcting import correcting
from samverka_services.pages.kernel.fields import Option, Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, page, there
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.plans import PLAN, found_plan

ANALYSIS = "/analys/{analysis_id}"
_TEMPLATE = "analysis_form.html"


@dataclass(frozen=True)
class AnalysisShown:
    """An analysis with its latest version that the reader may see."""

    analysis: AnalysisThen
    parts: Sequence[PartShown]
    missing: Sequence[str]
    is_own: bool
    """Whether it is the reader's own organisation that writes it."""


@page(ANALYSIS, "analysis.html", Section.PLAN)
async def analysis_page(visit: Visit) -> AnalysisShown:
    """All of it."""
    analysis = await found_analysis(visit)
    content = analysis.content
    parts = [(each.name, getattr(content, each.name)) for each in fields(AnalysisContent)]
    return AnalysisShown(
        analysis,
        [shown(visit.write, name, said) for name, said in parts if said],
        labels(visit.write, content.missing),
        visit.own == analysis.region_id,
    )


@dataclass(frozen=True)
class AboutAnalysis:
    """A form about an analysis, or a new one of a plan."""

    title: str
    back: str
    form: Prepared


@form(BeginAnalysis, then="/analys/{id}/skriv")
@page(f"{PLAN}/analys", _TEMPLATE, Section.PLAN, kinds=(FORBUND,))
async def begin_analysis_form(visit: Visit) -> AboutAnalysis:
    """For the plan in the address."""
    plan = await found_plan(visit)
    choices = {"/planId": [Option(plan.plan_id, plan.content.title)]}
    prepared = Prepared({"planId": plan.plan_id}, choices=choices, fixed=frozenset({"/planId"}))
    return AboutAnalysis(plan.content.title, PLAN.format(plan_id=plan.plan_id), prepared)


@form(WriteAnalysis, then=ANALYSIS)
@page(f"{ANALYSIS}/skriv", _TEMPLATE, Section.PLAN, kinds=(FORBUND,))
async def write_analysis_form(visit: Visit) -> AboutAnalysis:
    """It begins with what the latest version says."""
    analysis = await found_analysis(visit)
    return _about(analysis, Prepared(object_of(analysis.content), analysis.version))


@form(NoteAnalysis, then=ANALYSIS, bodies=Analysis.Noted.bodies)
@page(f"{ANALYSIS}/notera", _TEMPLATE, Section.PLAN, kinds=(FORBUND,))
async def note_analysis_form(visit: Visit) -> AboutAnalysis:
    """The version at hand."""
    analysis = await found_analysis(visit)
    start = {"version": analysis.latest.number} if analysis.latest else {}
    return _about(analysis, Prepared(start, analysis.version, fixed=frozenset({"/version"})))


@form(CorrectAnalysis, then=ANALYSIS, bodies=Analysis.Noted.bodies)
@page(f"{ANALYSIS}/ratta/{{version}}", _TEMPLATE, Section.PLAN, kinds=(FORBUND,))
async def correct_analysis_form(visit: Visit) -> AboutAnalysis:
    """Put right what was recorded of the e-råd's taking note."""
    analysis = await found_analysis(visit)
    return _about(analysis, await correcting(visit, Analysis.stream(analysis.analysis_id)))


def _about(analysis: AnalysisThen, prepared: Prepared) -> AboutAnalysis:
    return AboutAnalysis(analysis.title, ANALYSIS.format(analysis_id=analysis.analysis_id), prepared)


async def found_analysis(visit: Visit) -> AnalysisThen:
    """The one that the address names, if the reader may see something of it."""
    found = [
        each for region in visit.regions for each in await analyses(visit.connection, region.region_id, visit.as_of)
    ]
    return there(next((each for each in found if each.analysis_id == visit.path["analysis_id"]), None))
