"""The way through an answer: which question comes next, and what is kept of each."""

import pytest

from samverka_domain.questions import Question, QuestionKind
from samverka_services.pages.answer_steps import Steps, seal_of

STEPS = Steps([Question("resurs", "Kan ni?", QuestionKind.YES_NO), Question("tid", "När?", QuestionKind.TEXT)])
RESURS = {"questionId": "resurs", "value": False}


@pytest.mark.parametrize(
    ("stance", "way"),
    [
        ("INTERESTED", ["stallning", "fraga-1", "fraga-2"]),
        ("CONDITIONAL", ["stallning", "villkor", "fraga-1", "fraga-2"]),
        ("DECLINED", ["stallning"]),
    ],
)
def test_the_stance_decides_what_is_asked(stance: str, way: list[str]) -> None:
    content, passed = {"stance": stance}, [STEPS.all[0]]
    while (step := STEPS.after(passed[-1], content)) is not None:
        passed.append(step)
    assert [step.name for step in passed] == way
    assert [step.name for step in STEPS.way(content)] == way


def test_a_question_that_has_been_answered_is_passed_by_and_one_goes_back_through_all() -> None:
    content = {"stance": "INTERESTED", "answers": [RESURS]}
    first, second = STEPS.named("fraga-1"), STEPS.named("fraga-2")
    assert first is not None
    assert second is not None
    assert STEPS.after(STEPS.all[0], content) == second
    assert STEPS.before(second, content) == first
    assert STEPS.before(STEPS.all[0], content) is None
    assert first.said(content) is False, "no is an answer"


def test_what_a_page_says_takes_the_place_of_what_was_said_there_alone() -> None:
    content = {"stance": "INTERESTED", "answers": [RESURS, {"questionId": "tid", "value": "i höst"}]}
    second = STEPS.named("fraga-2")
    assert second is not None
    changed = second.with_said(content, {"answers": [{"questionId": "tid", "value": "i vår"}], "decision": {}})
    assert changed == {**content, "answers": [RESURS, {"questionId": "tid", "value": "i vår"}]}
    assert second.with_said(content, {}) == {**content, "answers": [RESURS]}
    assert second.with_said({}, {}) == {}


def test_a_seal_tells_whether_something_has_been_changed() -> None:
    assert seal_of({"a": 1, "b": [False]}) == seal_of({"b": [False], "a": 1})
    assert len({seal_of(None), seal_of(False), seal_of(""), seal_of([]), seal_of("å")}) == 5
    assert STEPS.named("okänd") is None
