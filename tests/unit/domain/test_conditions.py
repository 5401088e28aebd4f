"""Whether a condition is met is marked by the förbund, marked anew, and put right if it was recorded wrongly."""

from typing import Any

from samverka_domain.conditions import Condition, Mark
from samverka_domain.kernel.aggregate import Audience
from samverka_domain.kernel.rules import Rule
from tests.unit.support import FYRBODAL, TROLLHATTAN, fact, given

ABOUT: dict[str, Any] = {
    "region_id": FYRBODAL,
    "addressed_to": (TROLLHATTAN,),
    "insats_id": "insats-1",
    "request_id": "request-1",
    "municipality_id": TROLLHATTAN,
}
NOT_MET = Mark(met=False, explanation="Kostnaden delas inte")
MET = Mark(met=True, document_id="document-1", version="1.0")
MARKED = fact(Condition.Marked, **ABOUT, mark=NOT_MET)
PUT_RIGHT = fact(Condition.MarkCorrected, **ABOUT, corrects=1, mark=MET, reason="Fel rad")


def test_a_condition_is_met_somewhere_or_said_not_to_be() -> None:
    about = (FYRBODAL, "insats-1", "request-1", TROLLHATTAN)
    given().when(Condition.mark_first, *about, NOT_MET).then(MARKED)
    given(MARKED).when(Condition.mark_anew, MET).then(fact(Condition.Remarked, **ABOUT, mark=MET))
    unexplained = given(MARKED).when(Condition.mark_anew, Mark(met=False))
    unexplained.then_refused(Rule.CONDITION_NOT_EXPLAINED, pointer="/mark/explanation")


def test_a_mark_that_was_recorded_wrongly_is_put_right_with_its_reason_and_both_stay() -> None:
    result = given(MARKED).when(Condition.correct_mark, 1, MET, "Fel rad")
    result.then(PUT_RIGHT)
    assert result.aggregate.mark == MET
    assert result.aggregate.past[0].mark == MET, "as it should have been"
    assert Condition.MarkCorrected.audience is Audience.TO_FORBUND
    given(MARKED).when(Condition.correct_mark, 1, MET, " ").then_refused(Rule.TEXT_MISSING, field="reason")


def test_what_was_marked_since_stands_when_an_earlier_mark_is_put_right() -> None:
    anew = fact(Condition.Remarked, **ABOUT, mark=MET)
    other = Mark(met=False, explanation="Timmarna räcker inte")
    result = given(MARKED, anew).when(Condition.correct_mark, 1, other, "Fel rad")
    assert result.aggregate.mark == MET


def test_what_was_put_right_is_put_right_again_and_nothing_else_is() -> None:
    other = Mark(met=True, document_id="document-1", version="1.1")
    again = given(MARKED, PUT_RIGHT).when(Condition.correct_mark, 1, other, "Fel version")
    again.then(fact(Condition.MarkCorrected, **ABOUT, corrects=1, mark=other, reason="Fel version"))
    for version in (0, 2, 3):
        nothing = given(MARKED, PUT_RIGHT).when(Condition.correct_mark, version, other, "Fel rad")
        nothing.then_refused(Rule.NOTHING_TO_CORRECT, version=version)
    same = given(MARKED, PUT_RIGHT).when(Condition.correct_mark, 1, MET, "Fel rad")
    same.then_refused(Rule.CORRECTION_CHANGES_NOTHING)
    nowhere = given(MARKED).when(Condition.correct_mark, 1, Mark(met=True), "Fel rad")
    nowhere.then_refused(Rule.CONDITION_NOT_EXPLAINED, pointer="/mark/documentId")
