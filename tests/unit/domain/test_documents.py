"""Documents: working copies, approval as a whole number, return with remarks, and a no."""

from dataclasses import replace
from typing import Any

import pytest

from samverka_domain.benefit_case import Benefit, BenefitKind, Reach
from samverka_domain.document_parts import (
    MANDATORY,
    DocumentContent,
    Solution,
    changed_parts,
    missing_parts,
    parts_of,
)
from samverka_domain.documents import MAY_STEER, Document, gates_about
from samverka_domain.gates import DocumentKind, Gate, Outcome
from samverka_domain.kernel.aggregate import Audience
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Rule
from samverka_domain.remarks import Remark
from tests.unit.domain.helpers import flawed
from tests.unit.support import FYRBODAL, TODAY, TOMORROW, TROLLHATTAN, YESTERDAY, Fact, Result, decided, fact, given

JUDGED = Benefit(
    alternative="Gemensamt e-arkiv",
    stakeholder="Arkivarier",
    kind=BenefitKind.QUALITATIVE,
    reach=Reach.INTERNAL,
    enables="Handlingar hittas fortare",
    scale=2,
)
COUNTED = replace(JUDGED, kind=BenefitKind.ECONOMIC, scale=None, thousand_kronor=300)
DIRECTIVE = DocumentContent(
    background="Arkiven fylls.",
    purpose="Se om ett gemensamt e-arkiv lönar sig.",
    delimitation="Inte register.",
    questions="Vad kostar det?",
    time_plan="Ett halvår.",
    resources="Tvåhundra timmar.",
    cost="100 tkr",
    funding="Medlemmarna",
    steering="Kommundirektörerna",
    benefits=(JUDGED,),
)
REPORT = DocumentContent(
    conclusion="Det lönar sig.",
    recommendation="Gör det.",
    method="Intervjuer",
    alternatives="Gör inget; gör det",
    risks="Få deltar",
    earlier_attempts="Inga",
    benefits=(JUDGED, COUNTED),
)
WORDED = replace(DIRECTIVE, background="Arkiven är fulla.")
STEERING = decided(Body.STYRGRUPP, reason="Underlaget räcker")
E_RAD, DIRECTORS = decided(Body.E_RAD), decided(Body.KOMMUNDIREKTORER)
REMARK = Remark("Säg vad det kostar per kommun", "cost")
GATE = Gate.PRE_STUDY_DIRECTIVE


def about(kind: DocumentKind = DocumentKind.PRE_STUDY_DIRECTIVE) -> dict[str, Any]:
    return {"region_id": FYRBODAL, "addressed_to": (), "insats_id": "insats-1", "kind": kind, "title": "Om e-arkiv"}


def begun(kind: DocumentKind = DocumentKind.PRE_STUDY_DIRECTIVE) -> Fact:
    return fact(Document.Begun, **about(kind))


def written(number: str, content: DocumentContent = DIRECTIVE, **says: Any) -> Fact:
    said = {"number": number, "content": content, "attachments": (), "content_hash": content.hash, "change": "Nytt"}
    return fact(Document.VersionWritten, **about() | said | says)


def decided_fact(event_class: Any, number: str = "0.1", content: DocumentContent = DIRECTIVE, **says: Any) -> Fact:
    said = {"gate": GATE, "number": number, "content_hash": content.hash, "decision": STEERING}
    return fact(event_class, **about() | said | says)


def published(content: DocumentContent = DIRECTIVE, **says: Any) -> Fact:
    said = {"number": "1.0", "approved_number": "0.1", "attachments": (), "replaces": ()}
    return fact(Document.MadePublic, **about() | said | {"content": content, "content_hash": content.hash} | says)


def decide(
    *past: Fact,
    outcome: Outcome = Outcome.APPROVED,
    version: str = "0.1",
    decision: Decision = STEERING,
    remarks: tuple[Remark, ...] = (),
    gate: Gate = GATE,
    **more: Any,
) -> Result:
    return given(*past, stream="document:1").when(Document.decide, gate, outcome, version, remarks, decision, **more)


DRAFT = (begun(), written("0.1"))
APPROVED = (*DRAFT, decided_fact(Document.Approved), published())
RETURNED = (*DRAFT, decided_fact(Document.Returned, remark_count=1))


def test_a_document_begins_without_a_version() -> None:
    begin = (Document.begin_document, "document-1", FYRBODAL, "insats-1", DocumentKind.PRE_STUDY_DIRECTIVE)
    given().when(*begin, "Om e-arkiv").then(begun(), stream="document:document-1")
    given().when(*begin, " ").then_refused(Rule.TEXT_MISSING, field="title")


@pytest.mark.parametrize("kind", [DocumentKind.INTEREST_REQUEST, DocumentKind.STATUS_REPORT])
def test_what_has_a_topic_of_its_own_is_not_written_as_a_document(kind: DocumentKind) -> None:
    begin = given().when(Document.begin_document, "document-1", FYRBODAL, "insats-1", kind, "Titel")
    begin.then_refused(Rule.KIND_NOT_WRITTEN_HERE, field="kind")


def test_working_copies_are_counted_up() -> None:
    given(begun()).when(Document.write, DIRECTIVE, "Nytt").then(written("0.1"))
    given(*DRAFT).when(Document.write, WORDED, "Nytt").then(written("0.2", WORDED))
    given(*APPROVED).when(Document.write, WORDED, "Nytt").then(written("1.1", WORDED))


def test_a_working_copy_may_lack_parts_but_has_none_of_another_kind() -> None:
    given(begun()).when(Document.write, DocumentContent(), "Mall").then(
        written("0.1", DocumentContent(), change="Mall")
    )
    foreign = given(begun()).when(Document.write, replace(DIRECTIVE, conclusion="Ja"), "Nytt")
    foreign.then_refused(Rule.PART_OF_ANOTHER_KIND, field="conclusion", pointer="/content/conclusion")


def test_the_same_once_more_is_no_version() -> None:
    given(*DRAFT).when(Document.write, DIRECTIVE, "Nytt").then_refused(Rule.DOCUMENT_UNCHANGED, number="0.1")


def test_an_approved_version_becomes_a_whole_number_open_to_the_region() -> None:
    decide(*DRAFT).then(decided_fact(Document.Approved), published())
    assert Document.MadePublic.audience is Audience.TO_REGION
    assert Document.VersionWritten.audience is Audience.TO_FORBUND


def test_the_next_approval_makes_the_next_whole_number() -> None:
    again = (*APPROVED, written("1.1", WORDED))
    decide(*again, version="1.1").then(
        decided_fact(Document.Approved, "1.1", WORDED), published(WORDED, number="2.0", approved_number="1.1")
    )


def test_a_whole_version_never_changes() -> None:
    decide(*APPROVED, version="1.0").then_refused(Rule.VERSION_ALREADY_PUBLIC, version="1.0")
    decide(*APPROVED).then_refused(Rule.NOT_THE_LATEST_VERSION, latest="1.0")


def test_nobody_decides_about_a_document_without_a_version() -> None:
    decide(begun()).then_refused(Rule.DOCUMENT_MISSING)


def test_a_decision_concerns_the_latest_version() -> None:
    past = (*DRAFT, written("0.2", WORDED))
    decide(*past).then_refused(Rule.NOT_THE_LATEST_VERSION, version="0.1", latest="0.2", pointer="/version")


@pytest.mark.parametrize("part", MANDATORY[DocumentKind.PRE_STUDY_DIRECTIVE])
def test_each_missing_part_is_named(part: str) -> None:
    empty: Any = () if part == "benefits" else " "
    content = replace(DIRECTIVE, **{part: empty})
    refused = decide(begun(), written("0.1", content))
    rule = Rule.BENEFIT_CASE_MISSING if part == "benefits" else Rule.PART_MISSING
    refused.then_refused(rule, **({} if part == "benefits" else {"parts": part}))


def test_a_version_with_missing_parts_may_be_given_back() -> None:
    bare = DocumentContent(background="Kort")
    assert decide(begun(), written("0.1", bare), outcome=Outcome.RETURNED, remarks=(REMARK,)).refusal is None


@pytest.mark.parametrize("benefits", [(), (JUDGED,), (COUNTED,)])
def test_a_report_weighs_both_what_is_judged_and_what_is_counted(benefits: tuple[Benefit, ...]) -> None:
    assert missing_parts(DocumentKind.PRE_STUDY_REPORT, REPORT) == ()
    assert missing_parts(DocumentKind.PRE_STUDY_REPORT, replace(REPORT, benefits=benefits)) == ("benefits",)


def test_a_version_is_given_back_with_remarks() -> None:
    given_back = decide(*DRAFT, outcome=Outcome.RETURNED, remarks=(REMARK,))
    given_back.then(
        decided_fact(Document.Returned, remark_count=1),
        fact(Document.RemarksGiven, **about(), gate=GATE, number="0.1", remarks=(REMARK,)),
    )
    decide(*DRAFT, outcome=Outcome.RETURNED).then_refused(Rule.REMARKS_MISSING, pointer="/remarks")
    assert Document.Returned.audience is Audience.TO_REGION
    assert Document.RemarksGiven.audience is Audience.TO_FORBUND


def test_after_a_return_the_next_decision_concerns_a_newer_version() -> None:
    decide(*RETURNED).then_refused(Rule.NOTHING_CHANGED_SINCE_RETURN, version="0.1")
    assert decide(*RETURNED, written("0.2", WORDED), version="0.2").refusal is None


def test_a_no_gives_its_reason_and_is_the_end() -> None:
    declined = decided_fact(Document.Declined)
    decide(*DRAFT, outcome=Outcome.DECLINED).then(declined)
    without = decide(*DRAFT, outcome=Outcome.DECLINED, decision=decided(Body.STYRGRUPP))
    without.then_refused(Rule.REASON_MISSING)
    given(*DRAFT, declined).when(Document.write, WORDED, "Nytt").then_refused(Rule.DOCUMENT_DECLINED)
    decide(*DRAFT, declined).then_refused(Rule.DOCUMENT_DECLINED, title="Om e-arkiv")


def test_a_no_to_a_newer_version_leaves_the_whole_one_standing_and_another_may_be_written() -> None:
    past = (*APPROVED, written("1.1", WORDED))
    declined = decided_fact(Document.Declined, "1.1", WORDED)
    decide(*past, outcome=Outcome.DECLINED, version="1.1").then(declined)
    decide(*past, declined, version="1.1").then_refused(Rule.NOTHING_CHANGED_SINCE_RETURN, version="1.1")
    newer = replace(DIRECTIVE, purpose="Se om två system lönar sig.")
    given(*past, declined).when(Document.write, newer, "Nytt").then(written("1.2", newer))
    assert decide(*past, declined, written("1.2", newer), version="1.2").refusal is None


@pytest.mark.parametrize(("decision", "rule"), flawed(*MAY_STEER))
def test_only_who_steers_decides_about_a_directive_of_a_pre_study(decision: Decision, rule: Rule) -> None:
    for outcome, remarks in [(Outcome.APPROVED, ()), (Outcome.RETURNED, (REMARK,)), (Outcome.DECLINED, ())]:
        decide(*DRAFT, outcome=outcome, remarks=remarks, decision=decision).then_refused(rule)


ASKED = {"addressed_to": (TROLLHATTAN,), "others": ("Arkivnätverket",), "last_day": TOMORROW}
ASK = (Document.ask, (TROLLHATTAN,), ("Arkivnätverket",), TOMORROW)


def opened(**says: Any) -> Fact:
    said = {"remiss": 1, "number": "0.1", "content": DIRECTIVE, "content_hash": DIRECTIVE.hash, "change": "Nytt"}
    said |= {"attachments": ()}
    return fact(Document.RemissOpened, **about() | said | ASKED | says)


CLOSED = fact(Document.RemissClosed, **about() | {"addressed_to": (TROLLHATTAN,)}, remiss=1)


def test_who_is_asked_about_a_document_reads_it_from_then_on() -> None:
    given(*DRAFT).when(*ASK).then(opened())
    given(*DRAFT, opened()).when(Document.write, WORDED, "Nytt").then(
        written("0.2", WORDED, addressed_to=(TROLLHATTAN,))
    )
    given(*DRAFT, opened()).when(Document.close_remiss).then(CLOSED)
    given(*DRAFT, opened(), CLOSED).when(*ASK).then(opened(remiss=2))


def test_only_a_working_copy_is_asked_about_and_one_remiss_at_a_time() -> None:
    given(begun()).when(*ASK).then_refused(Rule.DOCUMENT_MISSING)
    given(*APPROVED).when(*ASK).then_refused(Rule.VERSION_ALREADY_PUBLIC, version="1.0")
    given(*DRAFT, opened()).when(*ASK).then_refused(Rule.REMISS_OPEN, remiss=1)
    given(*DRAFT).when(Document.close_remiss).then_refused(Rule.REMISS_OVER)
    given(*DRAFT).when(Document.ask, (), (), TOMORROW).then_refused(Rule.RECIPIENTS_MISSING)
    late = given(*DRAFT).when(Document.ask, (TROLLHATTAN,), (), YESTERDAY)
    late.then_refused(Rule.DEADLINE_IN_THE_PAST, pointer="/lastDay")


def test_nobody_decides_while_others_are_still_asked() -> None:
    decide(*DRAFT, opened()).then_refused(Rule.REMISS_OPEN, remiss=1)
    assert decide(*DRAFT, opened(), CLOSED).refusal is None


def test_a_document_is_decided_about_at_its_own_gates_and_in_their_ways() -> None:
    decide(*DRAFT, gate=Gate.PRE_STUDY_REPORT).then_refused(Rule.GATE_OF_ANOTHER_DOCUMENT, field="gate")
    decide(*DRAFT, outcome=Outcome.GO).then_refused(Rule.OUTCOME_NOT_OF_THE_GATE, field="outcome")


def test_a_whole_version_says_what_it_replaces() -> None:
    decide(*DRAFT, replaces=("document-9",)).then(
        decided_fact(Document.Approved), published(replaces=("document-9",))
    )
    decide(*DRAFT, replaces=("1",)).then_refused(Rule.REPLACES_ITSELF)


def test_a_report_about_a_pre_study_is_approved_as_the_directive_is() -> None:
    kind = {"kind": DocumentKind.PRE_STUDY_REPORT}
    past = (begun(DocumentKind.PRE_STUDY_REPORT), written("0.1", REPORT, **kind))
    gate = Gate.PRE_STUDY_REPORT
    decide(*past, gate=gate).then(
        decided_fact(Document.Approved, content=REPORT, gate=gate, **kind), published(REPORT, **kind)
    )


def test_every_document_is_decided_about_somewhere_but_a_communication_plan() -> None:
    undecided = {kind for kind in MANDATORY if not gates_about(kind)}
    assert undecided == {DocumentKind.COMMUNICATION_PLAN}
    assert all(set(MANDATORY[kind]) <= set(parts_of(kind)) for kind in MANDATORY)


def test_what_changed_is_told_by_part() -> None:
    assert changed_parts(DIRECTIVE, WORDED) == ("background",)
    assert DIRECTIVE.hash != WORDED.hash
    assert DIRECTIVE.hash == replace(WORDED, background=DIRECTIVE.background).hash


def test_a_solution_needs_somebody_who_receives_it() -> None:
    kind = DocumentKind.PROJECT_DIRECTIVE
    assert "receiving_owner" in missing_parts(kind, DocumentContent(delivers_solution=Solution.DELIVERED))
    assert "receiving_owner" not in missing_parts(kind, DocumentContent(delivers_solution=Solution.NONE))
    assert "delivers_solution" not in missing_parts(kind, DocumentContent(delivers_solution=Solution.NONE))


def test_a_forgotten_approval_that_was_overtaken_publishes_nothing() -> None:
    second = replace(STEERING, decided_on=TODAY)
    past = (*DRAFT, decided_fact(Document.Returned, remark_count=1, decision=second))
    forgotten = replace(STEERING, decided_on=YESTERDAY, overtaken=True)
    scenario = given(*past).forgotten(YESTERDAY)
    result = scenario.when(Document.decide, GATE, Outcome.APPROVED, "0.1", (), forgotten)
    result.then(decided_fact(Document.Approved, decision=forgotten))
