"""An effect report is whole when the e-råd and the municipal directors have approved the same version."""

from typing import Any

from samverka_domain.benefit_case import BenefitKind
from samverka_domain.document_parts import DocumentContent, Effect, Perspective
from samverka_domain.documents import Document
from samverka_domain.gates import DocumentKind, Gate, Outcome
from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Rule
from samverka_domain.remarks import Remark
from tests.unit.support import FYRBODAL, Fact, Result, decided, fact, given

LINE = Effect(
    organisation="Trollhättan",
    benefit="Kortare söktid",
    kind=BenefitKind.ECONOMIC,
    perspective=Perspective.INTERNAL_BENEFIT,
    expected="300 tkr per år",
    when="2028",
    owner="Arkivchef",
)
CONTENT = DocumentContent(effects=(LINE,))
NEWER = DocumentContent(effects=(LINE, LINE))
ABOUT: dict[str, Any] = {
    "region_id": FYRBODAL,
    "addressed_to": (),
    "insats_id": "insats-1",
    "kind": DocumentKind.EFFECT_REPORT,
    "title": "Effektbokslut",
}
BODIES = {Gate.EFFECT_REPORT_E_RAD: Body.E_RAD, Gate.EFFECT_REPORT_DIRECTORS: Body.KOMMUNDIREKTORER}


def written(number: str, content: DocumentContent) -> Fact:
    said = {"number": number, "content": content, "attachments": (), "content_hash": content.hash, "change": "Nytt"}
    return fact(Document.VersionWritten, **ABOUT, **said)


def judged(event_class: Any, gate: Gate, **says: Any) -> Fact:
    said = {"gate": gate, "number": "0.1", "content_hash": CONTENT.hash, "decision": decided(BODIES[gate])}
    return fact(event_class, **ABOUT, **said, **says)


def decide(gate: Gate, *past: Fact, version: str = "0.1", outcome: Outcome = Outcome.APPROVED) -> Result:
    remarks = (Remark("När?"),) if outcome is Outcome.RETURNED else ()
    decision = decided(BODIES[gate])
    return given(*DRAFT, *past).when(Document.decide, gate, outcome, version, remarks, decision)


DRAFT = (fact(Document.Begun, **ABOUT), written("0.1", CONTENT))
BY_E_RAD, BY_DIRECTORS = (judged(Document.Approved, gate) for gate in BODIES)
E_RAD, DIRECTORS = BODIES
PUBLISHED = fact(
    Document.MadePublic,
    **ABOUT,
    number="1.0",
    approved_number="0.1",
    content=CONTENT,
    attachments=(),
    content_hash=CONTENT.hash,
    replaces=(),
)


def test_one_approval_makes_nothing_whole_and_the_other_does_in_either_order() -> None:
    decide(E_RAD).then(BY_E_RAD)
    decide(DIRECTORS, BY_E_RAD).then(BY_DIRECTORS, PUBLISHED)
    decide(E_RAD, BY_DIRECTORS).then(BY_E_RAD, PUBLISHED)


def test_both_approve_the_same_version() -> None:
    newer = (BY_E_RAD, written("0.2", NEWER))
    decide(DIRECTORS, *newer, version="0.2").then_refused(Rule.APPROVED_ANOTHER_VERSION, approved="0.1")
    assert decide(E_RAD, *newer, version="0.2").refusal is None


def test_a_return_by_either_voids_the_approval_of_the_other() -> None:
    returned = judged(Document.Returned, DIRECTORS, remark_count=1)
    newer = (BY_E_RAD, returned, written("0.2", NEWER))
    result = decide(DIRECTORS, *newer, version="0.2")
    assert result.refusal is None
    assert not result.aggregate.is_public


def test_an_effect_report_has_lines() -> None:
    empty = (fact(Document.Begun, **ABOUT), written("0.1", DocumentContent()))
    refused = given(*empty).when(Document.decide, E_RAD, Outcome.APPROVED, "0.1", (), decided(Body.E_RAD))
    refused.then_refused(Rule.PART_MISSING, parts="effects")
