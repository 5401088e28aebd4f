"""Beside the plan: the analysis that it was built on (exempel)."""

from datetime import date

from samverka_domain.analyses import AnalysisContent, NetworkNeed, ProposedFocusArea
from samverka_domain.kernel.decision import Body, Decision
from samverka_services.commands.analyses import BeginAnalysis, NoteAnalysis, WriteAnalysis
from samverka_services.demo.playing.scene import Forbund, Office
from samverka_services.plan_import.reading import PlanFile

NEEDS = {
    "Socialchefsnätverket": "Exempel: samma arbetssätt när ärenden går mellan kommuner.",
    "Utbildningschefsnätverket": "Exempel: elever och föräldrar ska logga in på ett ställe.",
    "E-nätverket": "Exempel: ett gemensamt e-arkiv, som ingen kommun har råd med själv.",
    "Infrastrukturnätverket": "Exempel: fiber till de sista hushållen.",
}
SURROUNDINGS = "Exempel: fler lagar kräver digitala tjänster, och få kommuner hinner bygga dem på egen hand."
WHY = "Exempel: flera nätverk har behovet."
NOTED_ON = date(2019, 9, 26)


def analyse(office: Office, forbund: Forbund, plan: PlanFile, plan_id: str) -> None:
    """Begun, written and noted by the e-råd; recorded when the plan is."""
    content = AnalysisContent(
        needs_by_network=tuple(NetworkNeed(network=name, need=need) for name, need in NEEDS.items()),
        surroundings=SURROUNDINGS,
        proposed_focus_areas=tuple(
            ProposedFocusArea(focus_area_title=each.title, why=WHY) for each in plan.focus_areas
        ),
    )
    title = f"Analysrapport inför {plan.action_plan.title} (exempel)"
    begun = office.do(BeginAnalysis(plan_id=plan_id, title=title), forbund.leader, forbund.number)
    written = WriteAnalysis(analysis_id=begun.id, content=content, change="Exempel: första utkastet")
    office.do(written, forbund.leader, forbund.number)
    decision = Decision(Body.E_RAD, NOTED_ON, forbund.said("2019/61"), forbund.seats[Body.E_RAD])
    noted = NoteAnalysis(analysis_id=begun.id, version="0.1", decision=decision)
    office.do(noted, forbund.leader, forbund.number)
