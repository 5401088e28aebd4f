"""A directive with all its parts, and the way of an insats to the municipalities' own decision about taking part."""

from datetime import timedelta
from typing import Any

from samverka_domain.benefit_case import Benefit, BenefitKind, Reach
from samverka_domain.document_parts import DocumentContent, Need, Solution
from samverka_domain.gates import DocumentKind, Gate, Outcome
from samverka_domain.judgements import Counting, Judgement, Threshold
from samverka_domain.kernel.decision import Body
from samverka_domain.steering import Stage, SteeredBy
from samverka_services.commands.documents import (
    AskAboutDocument,
    BeginDocument,
    CloseDocumentRemiss,
    WriteDocumentVersion,
)
from samverka_services.commands.gate_decisions import DecideAtGate
from samverka_services.commands.gates import JudgeInterest
from samverka_services.commands.insats_acts import PresentDirective, SendDirective
from samverka_services.commands.kernel.fields import Command
from samverka_services.commands.requests import CloseInterestRequest
from samverka_services.commands.steering import ArrangeSteering
from tests.support.world import CHAIR, FYRBODAL, KOMMUN, LEADER, World

_PASSAGES = (
    *("background", "purpose", "effect_goals", "delivery_goals", "delimitation", "time_plan", "cost", "funding"),
    *("cost_key", "client", "steering", "project_leader", "reference_group", "tolerances", "risks"),
)
_BENEFIT: dict[str, Any] = {
    "alternative": "Gemensamt e-arkiv",
    "stakeholder": "Arkivarier",
    "enables": "Handlingar hittas fortare",
}


def directive(**more: Any) -> DocumentContent:
    """With every mandatory part."""
    benefit = Benefit(**_BENEFIT, kind=BenefitKind.ECONOMIC, reach=Reach.INTERNAL, thousand_kronor=300)
    need = Need(role="projektdeltagare", year=2026, municipality="Trollhättan", hours=100)
    said: dict[str, Any] = dict.fromkeys(_PASSAGES, "Exempel")
    rows = {"needs": (need,), "benefits": (benefit,)}
    return DocumentContent(**said | rows | {"minimum_participants": 1, "delivers_solution": Solution.NONE} | more)


def judged(world: World, insats_id: str, request_id: str) -> None:
    """The request is closed on time, and the e-råd goes on."""
    world.now += timedelta(days=15)
    _do(world, CloseInterestRequest(request_id=request_id, reason="Tiden är ute"), 3)
    threshold, decision = Threshold(1, Counting.INTERESTED_AND_CONDITIONAL), world.decision(Body.E_RAD, CHAIR)
    go = JudgeInterest(insats_id=insats_id, judgement=Judgement.GO, threshold=threshold, decision=decision)
    _do(world, go, 2)


def sent_directive(world: World, insats_id: str, *asked: str, **parts: Any) -> str:
    """From the judgement to the sending of the approved directive, about which these were asked; returns its id."""
    document_id = _presented(world, insats_id, asked, directive(**parts))
    steered = {"stage": Stage.PROJECT, "steered_by": SteeredBy(Body.E_RAD)}
    _do(world, ArrangeSteering(insats_id=insats_id, **steered, decision=world.decision(Body.E_RAD, CHAIR)))
    about = {
        "gate": Gate.PROJECT_DIRECTIVE,
        "document_id": document_id,
        "version": "0.1",
        "outcome": Outcome.APPROVED,
    }
    decision = world.decision(Body.FORBUNDSLEDNING, CHAIR)
    _do(world, DecideAtGate(insats_id=insats_id, **about, decision=decision), 4)
    answer_by = world.now.date() + timedelta(days=60)
    _do(world, SendDirective(insats_id=insats_id, document_id=document_id, version="1.0", answer_by=answer_by), 4)
    return document_id


def _presented(world: World, insats_id: str, asked: tuple[str, ...], content: DocumentContent) -> str:
    kind, today = DocumentKind.PROJECT_DIRECTIVE, world.now.date()
    document_id = _do(world, BeginDocument(insats_id=insats_id, kind=kind, title="Projektdirektiv"))
    _do(world, WriteDocumentVersion(document_id=document_id, content=content, change="Första utkastet"), 1)
    codes = tuple(KOMMUN[each][0] for each in asked)
    _do(world, AskAboutDocument(document_id=document_id, municipalities=codes, last_day=today), 2)
    _do(world, CloseDocumentRemiss(document_id=document_id), 3)
    said = {"document_id": document_id, "version": "0.1", "presented_on": today}
    _do(world, PresentDirective(insats_id=insats_id, **said), 3)
    return document_id


def _do(world: World, command: Command, version: int | None = None) -> str:
    return world.do(LEADER, FYRBODAL, command, version=version).id
