"""What documents say in the process that is played at random: all parts of all kinds."""

from typing import Any

from samverka_domain.benefit_case import Benefit, BenefitKind, Reach
from samverka_domain.document_parts import (
    BenefitStep,
    Communication,
    Effect,
    Need,
    Perspective,
    ProjectStep,
    Solution,
)

TEXTS = (
    *(
        "background",
        "purpose",
        "effect_goals",
        "delivery_goals",
        "delimitation",
        "questions",
        "method",
        "alternatives",
    ),
    *("earlier_attempts", "conclusion", "recommendation", "time_plan", "resources", "cost", "funding", "cost_key"),
    *("client", "steering", "project_leader", "reference_group", "tolerances", "risks", "deliveries", "outcome"),
    *("evaluation", "experiences", "handover", "agreements", "scaling_up"),
)
_OF_A_BENEFIT: dict[str, Any] = {
    "alternative": "Gemensamt",
    "stakeholder": "Arkivarier",
    "reach": Reach.INTERNAL,
    "enables": "Svar",
}
_TOLD: dict[str, Any] = {"audience": "Alla", "channel": "E-post", "when": "Nu", "responsible": "Ledaren"}
_EFFECT: dict[str, Any] = {
    "benefit": "Svar fortare",
    "kind": BenefitKind.QUALITATIVE,
    "perspective": Perspective.QUALITY,
    "when": "2028",
    "owner": "Arkivet",
}
_PARTS: dict[str, Any] = {
    "needs": (Need(role="Arkivarie", year=2026, municipality="Trollhättan", hours=100),),
    "minimum_participants": 1,
    "delivers_solution": Solution.NONE,
    "benefits": (
        Benefit(**_OF_A_BENEFIT, kind=BenefitKind.ECONOMIC, thousand_kronor=300),
        Benefit(**_OF_A_BENEFIT, kind=BenefitKind.QUALITATIVE, scale=2),
    ),
    "milestones": (ProjectStep(activity="Inför"),),
    "budget": 300,
    "benefit_plan": (BenefitStep(benefit="Svar", when="2028", where="Alla", how="Arkivet", owner="Arkivet"),),
}
"""What documents say besides texts."""


def _rows(said: str) -> dict[str, Any]:
    """What documents say that have no texts."""
    effects = tuple(Effect(organisation=each, expected=said, **_EFFECT) for each in ("A", "B", "C"))
    return {"communication": (Communication(message=said, **_TOLD),), "effects": effects}


def parts_of(said: str) -> dict[str, Any]:
    """Every part, saying this."""
    return {**_PARTS, **dict.fromkeys(TEXTS, said), **_rows(said)}
