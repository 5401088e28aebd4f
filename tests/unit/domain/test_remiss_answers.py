"""Who was asked about a document remarks on it until the last day; the förbund says how each remark was handled."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from samverka_domain.document_parts import DocumentContent
from samverka_domain.documents import Document
from samverka_domain.gates import DocumentKind
from samverka_domain.kernel.aggregate import Audience
from samverka_domain.kernel.calendar import end_of_day
from samverka_domain.kernel.rules import Rule
from samverka_domain.remarks import Remark
from samverka_domain.remiss_answers import RemissAnswer, RemissTerms
from tests.unit.domain.test_documents import CLOSED, DRAFT, about, opened, written
from tests.unit.support import FYRBODAL, NOW, TOMORROW, TROLLHATTAN, UDDEVALLA, Fact, fact, given

ASKED = (TROLLHATTAN, UDDEVALLA)
TERMS = RemissTerms(
    version=3,
    region_id=FYRBODAL,
    insats_id="insats-1",
    kind=DocumentKind.PRE_STUDY_DIRECTIVE,
    title="Om e-arkiv",
    remiss=1,
    number="0.1",
    asked=ASKED,
    closes_at=end_of_day(TOMORROW),
)
REMARKS = (Remark("Säg vad det kostar per kommun", "cost"),)
OTHERS = (Remark("Bra"),)


def said(event_class: Any, remarks: tuple[Remark, ...] = REMARKS, **says: Any) -> Fact:
    by = {"addressed_to": (UDDEVALLA,), "document_id": "document-1", "municipality_id": TROLLHATTAN}
    of = {"region_id": FYRBODAL, "insats_id": "insats-1", "remiss": 1, "number": "0.1"}
    return fact(event_class, **{**of, **by, "remarks": remarks, **says})


GIVEN = said(RemissAnswer.Given)
GIVE = (RemissAnswer.give, "document-1", TROLLHATTAN)


def test_a_municipality_that_was_asked_remarks_to_the_förbund_and_the_others_that_were() -> None:
    given().when(*GIVE, TERMS, REMARKS).then(GIVEN, stream="remiss-answer:document-1")
    assert RemissAnswer.Given.audience is Audience.TO_FORBUND


def test_it_may_remark_something_else_and_on_the_next_remiss_anew() -> None:
    given(GIVEN).when(RemissAnswer.change, TERMS, OTHERS).then(said(RemissAnswer.Changed, OTHERS))
    second = replace(TERMS, remiss=2, number="0.2")
    again = said(RemissAnswer.Changed, OTHERS, remiss=2, number="0.2")
    given(GIVEN).when(RemissAnswer.change, second, OTHERS).then(again)
    assert given(GIVEN, again).state().remarks == {1: REMARKS, 2: OTHERS}


def test_nobody_remarks_unasked_or_too_late() -> None:
    given().when(*GIVE, replace(TERMS, asked=(UDDEVALLA,)), REMARKS).then_refused(Rule.NOT_A_RECIPIENT)
    given().when(*GIVE, replace(TERMS, closed=True), REMARKS).then_refused(Rule.REMISS_OVER)
    given().at(TERMS.closes_at).when(*GIVE, TERMS, REMARKS).then_refused(Rule.REMISS_OVER, title="Om e-arkiv")
    at_last = given().at(TERMS.closes_at - timedelta(microseconds=1)).when(*GIVE, TERMS, REMARKS)
    assert at_last.refusal is None


def test_a_remark_is_about_a_part_of_the_document_or_about_all_of_it() -> None:
    foreign = given().when(*GIVE, TERMS, (Remark("Vad?", "conclusion"),))
    foreign.then_refused(Rule.PART_OF_ANOTHER_KIND, pointer="/remarks/0/part")
    given().when(*GIVE, TERMS, ()).then_refused(Rule.LIST_LENGTH, field="remarks")


def test_the_terms_are_those_of_the_latest_remiss_as_far_as_they_are_told() -> None:
    history = given(*DRAFT, opened(), written("0.2", DocumentContent(purpose="x")), CLOSED).history()
    told = [event for event in history if event.originator_version >= 3]
    terms = RemissTerms.fold(told)
    assert terms is not None
    assert (terms.number, terms.asked, terms.closed, terms.version) == ("0.1", (TROLLHATTAN,), True, 5)
    assert terms.holds_until is None
    assert RemissTerms.fold(history[:2]) is None
    open_terms = RemissTerms.fold(told[:1])
    assert open_terms is not None
    assert open_terms.holds_until == end_of_day(TOMORROW) > NOW


REGISTERED = fact(
    Document.RemarksRegistered,
    **about() | {"addressed_to": (TROLLHATTAN,)},
    remiss=1,
    source="Arkivnätverket",
    remarks=OTHERS,
)


def test_what_others_remark_is_registered_while_they_are_asked() -> None:
    given(*DRAFT, opened()).when(Document.register_remarks, "Arkivnätverket", OTHERS).then(REGISTERED)
    given(*DRAFT).when(Document.register_remarks, "Arkivnätverket", OTHERS).then_refused(Rule.REMISS_OVER)


def test_each_remark_is_told_how_it_was_handled() -> None:
    past, told = given(*DRAFT, opened(), REGISTERED, CLOSED), "Står i 0.2"
    handled = {"remiss": 1, "source": "Arkivnätverket", "remark": 1, "handled": told}
    said_so = fact(Document.RemarkHandled, **about() | {"addressed_to": (TROLLHATTAN,)}, **handled)
    past.when(Document.handle, 1, "Arkivnätverket", 1, told, 1).then(said_so)
    past.when(Document.handle, 1, "Arkivnätverket", 2, told, 1).then_refused(Rule.REMARK_UNKNOWN, remark=2, given=1)
