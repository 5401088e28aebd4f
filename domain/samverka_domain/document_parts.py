"""What documents say: the parts of all kinds as one value, and which of them each kind must have (PROCESS C4.1)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Annotated, Any

from samverka_domain.benefit_case import Benefit, BenefitKind, Cost, Hours, Sentence, ThousandKronor
from samverka_domain.gates import DocumentKind
from samverka_domain.kernel.limits import Between, Day, Listed, Name, Path, Text, Value, Year, place
from samverka_domain.kernel.rules import Rule, require
from samverka_domain.kernel.text import is_empty

Passage = Annotated[str, Text(20_000, lines=True, may_be_empty=True)]
MOST_ROWS = 200


class Solution(StrEnum):
    """Whether an insats builds or buys a solution."""

    DELIVERED = "DELIVERED"
    NONE = "NONE"


class Perspective(StrEnum):
    """From where an effect is looked at."""

    EXTERNAL_BENEFIT = "EXTERNAL_BENEFIT"
    INTERNAL_BENEFIT = "INTERNAL_BENEFIT"
    MATURITY = "MATURITY"
    COST = "COST"
    QUALITY = "QUALITY"


@dataclass(frozen=True, kw_only=True)
class Need(Value):
    """Hours that one role in one municipality is needed for in one year."""

    role: Name
    year: Year
    municipality: Name
    hours: Hours


@dataclass(frozen=True, kw_only=True)
class ProjectStep(Value):
    """An activity and the day by which it is to be done."""

    activity: Annotated[str, Text(500)]
    due: Day | None = None


@dataclass(frozen=True, kw_only=True)
class Communication(Value):
    """A row of a communication plan: who is told what, how, when and by which function."""

    audience: Name
    message: Annotated[str, Text(1000, lines=True)]
    channel: Name
    when: Name
    responsible: Name
    done_on: Day | None = None


@dataclass(frozen=True, kw_only=True)
class BenefitStep(Value):
    """A row of a benefit realisation plan (nyttorealiseringsplan); owners are functions, not names."""

    benefit: Annotated[str, Text(500)]
    when: Name
    where: Name
    how: Annotated[str, Text(1000, lines=True)]
    owner: Name
    enabler: Sentence = ""
    change: Sentence = ""
    activity: Sentence = ""
    dependencies: Sentence = ""
    indicator: Sentence = ""
    baseline: Sentence = ""
    target: Sentence = ""


@dataclass(frozen=True, kw_only=True)
class Effect(Value):
    """A line of an effect report (effektbokslut): what one organisation expects and has realised."""

    organisation: Name
    benefit: Annotated[str, Text(500)]
    kind: BenefitKind
    perspective: Perspective
    expected: Annotated[str, Text(500)]
    when: Name
    full_effect: Sentence = ""
    owner: Name
    realised: Sentence = ""
    source: Sentence = ""
    gain_rule: Sentence = ""


@dataclass(frozen=True, kw_only=True)
class DocumentContent(Value):
    """The parts of a document. A kind has some of them; what it does not have stays empty."""

    background: Passage = ""
    purpose: Passage = ""
    effect_goals: Passage = ""
    delivery_goals: Passage = ""
    delimitation: Passage = ""
    questions: Passage = ""
    method: Passage = ""
    alternatives: Passage = ""
    earlier_attempts: Passage = ""
    conclusion: Passage = ""
    recommendation: Passage = ""
    time_plan: Passage = ""
    milestones: Annotated[tuple[ProjectStep, ...], Listed(MOST_ROWS)] = ()
    resources: Passage = ""
    needs: Annotated[tuple[Need, ...], Listed(1000)] = ()
    minimum_participants: Annotated[int, Between(1, 400)] | None = None
    cost: Passage = ""
    funding: Passage = ""
    cost_key: Passage = ""
    budget: ThousandKronor | None = None
    client: Passage = ""
    steering: Passage = ""
    project_leader: Passage = ""
    reference_group: Passage = ""
    tolerances: Passage = ""
    risks: Passage = ""
    delivers_solution: Solution | None = None
    """What is built or bought needs somebody who receives it."""
    receiving_owner: Passage = ""
    benefits: Annotated[tuple[Benefit, ...], Listed(MOST_ROWS)] = ()
    costs: Annotated[tuple[Cost, ...], Listed(MOST_ROWS)] = ()
    communication: Annotated[tuple[Communication, ...], Listed(MOST_ROWS)] = ()
    benefit_plan: Annotated[tuple[BenefitStep, ...], Listed(MOST_ROWS)] = ()
    deliveries: Passage = ""
    outcome: Passage = ""
    evaluation: Passage = ""
    experiences: Passage = ""
    handover: Passage = ""
    agreements: Passage = ""
    scaling_up: Passage = ""
    effects: Annotated[tuple[Effect, ...], Listed(1000)] = ()

    @property
    def said(self) -> dict[str, Any]:
        """The parts that are there, by name."""
        return {name: part for name in PART_NAMES if is_there(part := getattr(self, name))}

    @property
    def hash(self) -> str:
        """What tells one content from every other: SHA-256 of its parts as JSON, as 64 hexadecimal digits."""
        parts = {name: part for name, part in asdict(self).items() if is_there(part)}
        return hash_of_parts(parts)


PART_NAMES = tuple(field.name for field in fields(DocumentContent))
_ORGANISATION = ("client", "steering", "project_leader", "reference_group")
_DIRECTIVE = (
    *("background", "purpose", "effect_goals", "delivery_goals", "delimitation", "time_plan", "needs"),
    *("minimum_participants", "cost", "funding", "cost_key", *_ORGANISATION, "tolerances", "risks"),
    *("delivers_solution", "benefits"),
)
MANDATORY: Mapping[DocumentKind, tuple[str, ...]] = {
    DocumentKind.PRE_STUDY_DIRECTIVE: (
        *("background", "purpose", "delimitation", "questions", "time_plan", "resources", "cost", "funding"),
        *("steering", "benefits"),
    ),
    DocumentKind.PRE_STUDY_REPORT: (
        *("conclusion", "recommendation", "benefits", "method", "alternatives", "risks", "earlier_attempts"),
    ),
    DocumentKind.PROJECT_DIRECTIVE: _DIRECTIVE,
    DocumentKind.ASSIGNMENT_DIRECTIVE: _DIRECTIVE,
    DocumentKind.PROJECT_PLAN: ("milestones", "resources", "budget", "risks", "communication", "benefit_plan"),
    DocumentKind.FINAL_REPORT: (
        *("deliveries", "outcome", "evaluation", "experiences", "handover", "agreements", "scaling_up"),
    ),
    DocumentKind.EFFECT_REPORT: ("effects",),
    DocumentKind.COMMUNICATION_PLAN: ("communication",),
}
"""The parts that each kind must have before it is decided about."""
_POSSIBLE: Mapping[DocumentKind, tuple[str, ...]] = {
    DocumentKind.PRE_STUDY_DIRECTIVE: ("needs", "client", "project_leader", "reference_group", "risks", "costs"),
    DocumentKind.PRE_STUDY_REPORT: ("background", "costs"),
    DocumentKind.PROJECT_DIRECTIVE: ("receiving_owner", "costs", "milestones"),
    DocumentKind.ASSIGNMENT_DIRECTIVE: ("receiving_owner", "costs", "milestones"),
    DocumentKind.PROJECT_PLAN: ("background", "purpose", "cost", "time_plan", "needs"),
    DocumentKind.EFFECT_REPORT: ("conclusion",),
}
"""The parts that a kind may have besides."""


_EDITORIAL = frozenset({"background", "risks", "tolerances"})
"""The parts of a directive that may be adjusted once it is approved: no purpose, scope, money, time, organisation."""


def parts_of(kind: DocumentKind) -> tuple[str, ...]:
    """The names of a kind's parts, in the order in which they are read."""
    named = {*MANDATORY[kind], *_POSSIBLE.get(kind, ())}
    return tuple(name for name in PART_NAMES if name in named)


def missing_parts(kind: DocumentKind, content: DocumentContent) -> tuple[str, ...]:
    """The names of the mandatory parts that are not there."""
    absent = {name for name in MANDATORY[kind] if not is_there(getattr(content, name))}
    if content.delivers_solution is Solution.DELIVERED and not is_there(content.receiving_owner):
        absent.add("receiving_owner")
    if kind is DocumentKind.PRE_STUDY_REPORT and not _shows_both(content.benefits):
        absent.add("benefits")
    return tuple(name for name in PART_NAMES if name in absent)


def changed_parts(before: DocumentContent, after: DocumentContent) -> tuple[str, ...]:
    """The names of the parts that two contents say differently."""
    return tuple(name for name in PART_NAMES if getattr(before, name) != getattr(after, name))


def more_than_wording(approved: DocumentContent, adjusted: DocumentContent) -> tuple[str, ...]:
    """The names of the parts by which an adjusted directive needs a new approval."""
    return tuple(name for name in changed_parts(approved, adjusted) if name not in _EDITORIAL)


def require_editorial(approved: DocumentContent, adjusted: DocumentContent) -> None:
    """Refuse to use an adjusted version without a new approval: by what else than wording it differs."""
    changed = more_than_wording(approved, adjusted)
    require(not changed, Rule.NEEDS_NEW_APPROVAL, **place(("version",)), parts=changed)


def require_parts_of(kind: DocumentKind, content: DocumentContent, path: Path) -> None:
    """Refuse parts that a document of this kind does not have."""
    for name in content.said:
        require(name in parts_of(kind), Rule.PART_OF_ANOTHER_KIND, **place((*path, name)), kind=kind, part=name)


def _shows_both(benefits: tuple[Benefit, ...]) -> bool:
    return {each.kind for each in benefits} == set(BenefitKind)


def hash_of_parts(parts: Mapping[str, Any]) -> str:
    """SHA-256 of parts, by name, as JSON: 64 hexadecimal digits."""
    document = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(document.encode()).hexdigest()


def is_there(part: Any) -> bool:
    """Whether anything has been written of a part."""
    return not is_empty(part) if isinstance(part, str) else part not in (None, ())
