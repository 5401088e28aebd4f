"""What each event about an insats means at its gates and between them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from samverka_domain.document_parts import DocumentContent
from samverka_domain.documents import Document
from samverka_domain.gates import DocumentKind, Gate, Missing, Outcome
from samverka_domain.happenings import Happening, happening_of, insats_of
from samverka_domain.judgements import Judgement
from samverka_domain.kernel.decision import Body
from samverka_domain.parties import Became
from samverka_domain.steering import Stage, SteeredBy, Steering
from samverka_domain.steps import Act
from tests.unit.domain import test_commitments as commitments
from tests.unit.domain import test_documents as documents
from tests.unit.domain import test_requests as requests
from tests.unit.domain import test_status_reports as reports
from tests.unit.domain import test_steering as steering
from tests.unit.domain.test_insatser import RECEIVED
from tests.unit.domain.test_judgements import BECAUSE, COUNTS, INTEREST, TWO, judged
from tests.unit.support import NOW, TODAY, TOMORROW, TROLLHATTAN, Fact, fact

ARRANGED = fact(Steering.Arranged, **steering.ABOUT, steered_by=SteeredBy(Body.E_RAD), decision=steering.E_RAD)
WAITS = judged(Judgement.WAIT, TWO, BECAUSE, review_on=TOMORROW)
DIRECTIVE = Fact(Document.MadePublic, {**documents.published().says, "kind": DocumentKind.PROJECT_DIRECTIVE})
AT_GATE: dict[str, Any] = {"kind": DocumentKind.PRE_STUDY_DIRECTIVE, "about": "1", "number": "0.1"}


def meaning(said: Fact, stream: str = "stream:1") -> Happening:
    """Without day and decision, which are the event's own."""
    found = happening_of(said.recorded(stream, 2, NOW))
    assert found is not None
    return replace(found, on=Happening().on, decision=None)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (
            WAITS,
            Happening(
                gate=Gate.FIRST_JUDGEMENT,
                outcome=Outcome.WAIT,
                review_on=TOMORROW,
                threshold=TWO,
                counts=COUNTS,
                became=Became.INTERESTED,
                municipalities=INTEREST.interested,
                conditional=INTEREST.conditional,
            ),
        ),
        (requests.APPROVED, Happening(gate=Gate.FIRST_WORDING, outcome=Outcome.APPROVED, about="1")),
        (requests.DRAFTED, Happening(act=Act.DRAFT_REQUEST, about="1")),
        (documents.written("0.1"), Happening(**AT_GATE)),
        (
            documents.decided_fact(Document.Returned, remark_count=1),
            Happening(**AT_GATE, gate=documents.GATE, outcome=Outcome.RETURNED),
        ),
        (DIRECTIVE, Happening(least=1)),
        (ARRANGED, Happening(steers=Stage.PROJECT)),
        (reports.SUBMITTED, Happening(report=1)),
        (reports.RECEIVED, Happening(report=1, settled=True)),
        (reports.APPROVED, Happening(report=1, settled=True)),
        (commitments.set_aside(), Happening(became=Became.SET_ASIDE, municipalities=(TROLLHATTAN,))),
        (commitments.ended(), Happening(became=Became.ENDED, municipalities=(TROLLHATTAN,))),
    ],
)
def test_an_event_means_one_thing_to_its_insats(said: Fact, expected: Happening) -> None:
    assert meaning(said) == expected


def test_a_version_that_lacks_parts_says_once_of_what_kind_they_are() -> None:
    without_benefits = replace(documents.DIRECTIVE, benefits=())
    nothing = DocumentContent()
    assert meaning(documents.written("0.1", without_benefits)).lacks == (Missing.BENEFIT_CASE_MISSING,)
    lacks = meaning(documents.written("0.1", nothing)).lacks
    assert sorted(lacks) == [Missing.BENEFIT_CASE_MISSING, Missing.PART_MISSING]


def test_it_happens_on_the_day_of_the_decision_or_the_events_own_or_that_of_recording() -> None:
    later = NOW + timedelta(days=9)
    decided = happening_of(WAITS.recorded("insats:insats-1", 3, later))
    own = happening_of(reports.RECEIVED.recorded("status-reports:insats-1", 3, later))
    recorded = happening_of(documents.written("0.1").recorded("document:1", 2, NOW))
    assert decided is not None
    assert (decided.on, decided.decision) == (BECAUSE.decided_on, BECAUSE)
    assert [each and each.on for each in (own, recorded)] == [TODAY, TODAY]


def test_an_event_is_about_the_insats_that_it_names_or_else_its_own() -> None:
    assert insats_of(reports.SUBMITTED.recorded("status-reports:other", 2, NOW)) == "insats-1"
    assert insats_of(RECEIVED.recorded("insats:insats-7", 1, NOW)) == "insats-7"
