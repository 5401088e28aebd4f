"""Contents of the story's documents: from what an insats is about, with what a row says besides (exempel)."""

from collections.abc import Callable, Mapping
from typing import Any

from samverka_domain.benefit_case import Benefit, BenefitKind, Cost, Reach
from samverka_domain.document_parts import BenefitStep, Communication, DocumentContent, ProjectStep, Solution
from samverka_domain.gates import DocumentKind
from samverka_services.demo.playing.scene import Facts

Parts = dict[str, Any]
_TOGETHER, _NOTHING = "Gemensamt", "Gör inget"
_UNFINISHED = ("background", "purpose", "delimitation", "method", "milestones", "deliveries", "communication")
"""The parts that a first draft has."""


def written(kind: DocumentKind, facts: Facts, said: Mapping[str, Any], *, whole: bool) -> DocumentContent:
    """All parts of a document of this kind, or those of a first draft; `said` takes the place of what is usual."""
    usual = _KINDS[kind](facts)
    chosen = usual if whole else {name: part for name, part in usual.items() if name in _UNFINISHED}
    return DocumentContent(**{**chosen, **said})


def benefits(facts: Facts) -> tuple[Benefit, ...]:
    """The benefit case: what the plan says, judged, and one line in money."""
    judged = (
        Benefit(
            alternative=_TOGETHER,
            stakeholder="Kommunerna",
            kind=BenefitKind.QUALITATIVE,
            reach=Reach.INTERNAL,
            enables=each,
            scale=1,
        )
        for each in facts.benefits_short
    )
    money = Benefit(
        alternative=_TOGETHER,
        stakeholder="Kommunerna",
        kind=BenefitKind.ECONOMIC,
        reach=Reach.INTERNAL,
        enables=f"Exempel: {facts.benefits_long[0]}",
        change="Rutiner införs i varje kommun",
        thousand_kronor=900,
    )
    return (*judged, money)


def costs() -> tuple[Cost, ...]:
    """Of both alternatives."""
    together = Cost(alternative=_TOGETHER, what="Exempel: projektet", once=500, operation=100, own_hours=1500)
    return (together, Cost(alternative=_NOTHING, what="Exempel: egna lösningar", operation=400))


def communication() -> tuple[Communication, ...]:
    """Of a project plan."""
    leader = "projektledaren"
    return (
        Communication(
            audience="Kommunledningarna", message="Status", channel="brev", when="varje kvartal", responsible=leader
        ),
        Communication(
            audience="Medarbetare som berörs",
            message="Vad som ändras, och när",
            channel="möte",
            when="före införandet",
            responsible=leader,
        ),
    )


def benefit_steps(facts: Facts) -> tuple[BenefitStep, ...]:
    """The benefit realisation plan: a row for each benefit."""
    usual = {"where": "varje kommun som deltar", "how": "Exempel: nya rutiner följs upp", "owner": "verksamhetschef"}
    return tuple(BenefitStep(benefit=each, when="året efter projektet", **usual) for each in facts.benefits_short)


def _sentence(points: tuple[str, ...]) -> str:
    return f"Exempel: {', '.join(points)}."


def _organisation(facts: Facts) -> Parts:
    return {
        "client": "E-rådet",
        "steering": _sentence(facts.forbund_does),
        "project_leader": "Utses av e-rådet.",
        "reference_group": "Exempel: handläggare i kommunerna.",
    }


def _begun(facts: Facts) -> Parts:
    return {
        "background": f"Exempel: {facts.title} står i handlingsplanen 2020–2022.",
        "purpose": _sentence(facts.benefits_short),
        "delimitation": "Exempel: det som varje kommun själv ansvarar för ingår inte.",
    }


def _pre_study_directive(facts: Facts) -> Parts:
    return {
        **_begun(facts),
        **_organisation(facts),
        "questions": "Exempel: vad behövs, vad kostar det, vem bör göra vad?",
        "time_plan": _sentence(facts.activities),
        "resources": _sentence(facts.municipalities_do),
        "cost": "Exempel: 400 tkr.",
        "funding": "Exempel: medel söks.",
        "risks": "Exempel: underlag kommer sent.",
        "benefits": benefits(facts),
        "costs": costs(),
    }


def _pre_study_report(facts: Facts) -> Parts:
    return {
        "background": f"Exempel: förstudien om {facts.title}.",
        "method": "Exempel: enkäter, intervjuer och workshoppar.",
        "alternatives": "Exempel: gemensamt, var för sig, eller inget.",
        "earlier_attempts": "Exempel: projektet TUV E-arkiv.",
        "conclusion": "Exempel: kommunerna vinner på att göra det tillsammans.",
        "recommendation": "Exempel: genomför.",
        "risks": "Exempel: få deltar.",
        "benefits": benefits(facts),
        "costs": costs(),
    }


def _project_directive(facts: Facts) -> Parts:
    return {
        **_begun(facts),
        **_organisation(facts),
        "effect_goals": facts.effect_goals,
        "delivery_goals": _sentence(facts.activities),
        "time_plan": _sentence(facts.activities),
        "minimum_participants": 4,
        "cost": "Exempel: kommunernas egna timmar.",
        "funding": "Exempel: kommunernas timmar och förbundets medel.",
        "cost_key": "Exempel: inga pengar att fördela.",
        "tolerances": "Exempel: tre månader.",
        "risks": "Exempel: nyckelpersoner räcker inte till.",
        "delivers_solution": Solution.NONE,
        "benefits": benefits(facts),
        "costs": costs(),
    }


def _project_plan(facts: Facts) -> Parts:
    return {
        "background": f"Exempel: {facts.title}.",
        "milestones": tuple(ProjectStep(activity=each) for each in facts.activities),
        "resources": _sentence(facts.municipalities_do),
        "budget": 500,
        "risks": "Exempel: nyckelpersoner räcker inte till.",
        "communication": communication(),
        "benefit_plan": benefit_steps(facts),
    }


def _final_report(facts: Facts) -> Parts:
    return {
        "deliveries": _sentence(facts.activities),
        "outcome": "Exempel: i tid efter förlängning, inom budget.",
        "evaluation": _sentence(facts.benefits_short),
        "experiences": "Exempel: börja med få, visa nytta tidigt.",
        "handover": "Exempel: varje kommuns mottagare har sagt ja.",
        "agreements": "Inga.",
        "scaling_up": "Exempel: fler kommuner kan ta efter.",
    }


_KINDS: Mapping[DocumentKind, Callable[[Facts], Parts]] = {
    DocumentKind.COMMUNICATION_PLAN: lambda _: {"communication": communication()},
    DocumentKind.PRE_STUDY_DIRECTIVE: _pre_study_directive,
    DocumentKind.PRE_STUDY_REPORT: _pre_study_report,
    DocumentKind.PROJECT_DIRECTIVE: _project_directive,
    DocumentKind.PROJECT_PLAN: _project_plan,
    DocumentKind.FINAL_REPORT: _final_report,
    DocumentKind.EFFECT_REPORT: lambda facts: {"conclusion": _sentence(facts.benefits_long)},
}
