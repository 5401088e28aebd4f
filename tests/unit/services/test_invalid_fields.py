"""Each mistake in a body is told once, by the pointer that its sender knows, and in the reader's language."""

from enum import StrEnum
from typing import Any

import pytest

from samverka_domain.insatser import Priority
from samverka_domain.kernel.decision import AuthorityKind, Body
from samverka_domain.mandates import Role
from samverka_domain.organisations import OrganisationKind
from samverka_domain.questions import QuestionKind
from samverka_services.catalogue import LANGUAGES, field_message, texts
from samverka_services.commands.answers import AnswerInterestRequest
from samverka_services.commands.commitments import EndCommitment, TakePart
from samverka_services.commands.kernel.bodies import body_of
from samverka_services.commands.kernel.registry import COMMANDS
from samverka_services.commands.kernel.topic import Handling
from samverka_services.commands.mandates import GiveMandate
from samverka_services.commands.requests import DraftInterestRequest, SendInterestRequest
from tests.support.bodies import read

WORDS: dict[str, type[StrEnum]] = {
    "body": Body,
    "role": Role,
    "organisation_kind": OrganisationKind,
    "authority_kind": AuthorityKind,
    "question_kind": QuestionKind,
    "priority": Priority,
}
DECISION = {"body": "KOMMUNLEDNING", "decidedOn": "2026-11-20", "recordNumber": "KS 2026/1"}
ANSWER = {"stance": "INTERESTED", "decision": DECISION}
MANDATE = {"personId": "anna", "holds": "OFFICER", "validFrom": "2026-01-01", "decision": DECISION}
SENT = {"recipients": "ALL", "deadline": "2027-01-31"}


def told(command: Any, body: dict[str, Any]) -> list[tuple[str, str]]:
    found = read(COMMANDS[command], body)
    return [(each.pointer, each.code) for each in found] if isinstance(found, list) else []


@pytest.mark.parametrize(
    ("value", "pointer", "code"),
    [
        ({}, "/answers/0/value", "other"),
        (None, "/answers/0/value", "other"),
        ("9" * 4001, "/answers/0/value", "text-too-long"),
        ("a\x00", "/answers/0/value", "text-unreadable"),
        (["a", "b\x00"], "/answers/0/value/1", "text-unreadable"),
        ([{}], "/answers/0/value/0", "string_type"),
        (["a"] * 51, "/answers/0/value", "list-length"),
        (float("nan"), "/answers/0/value", "finite_number"),
    ],
)
def test_a_wrong_value_of_an_answer_is_one_mistake(value: object, pointer: str, code: str) -> None:
    body = ANSWER | {"answers": [{"questionId": "q", "value": value}]}
    assert told(AnswerInterestRequest, body) == [(pointer, code)]


@pytest.mark.parametrize("value", [True, 5, 5.5, "5", ["5"]])
def test_a_value_of_an_answer_stays_of_its_type(value: object) -> None:
    body = ANSWER | {"answers": [{"questionId": "q", "value": value}]}
    found: Any = read(COMMANDS[AnswerInterestRequest], body)
    kept = found.answers[0].value
    assert (list(kept) if isinstance(kept, tuple) else kept, type(kept)) == (value, type(kept))
    assert type(kept) in {type(value), tuple}


def test_what_is_missing_unknown_or_of_another_type_is_named_once() -> None:
    assert told(AnswerInterestRequest, {"decision": DECISION}) == [("/stance", "missing")]
    assert told(AnswerInterestRequest, ANSWER | {"reply": {}}) == [("/reply", "extra_forbidden")]
    assert told(AnswerInterestRequest, ANSWER | {"stance": 5}) == [("/stance", "enum")]
    unknown = ANSWER | {"decision": DECISION | {"titel": "x"}}
    assert told(AnswerInterestRequest, unknown) == [("/decision/titel", "unexpected_keyword_argument")]
    assert told(AnswerInterestRequest, ANSWER | {"decision": []}) == [("/decision", "dataclass_type")]
    assert told(TakePart, {"decision": {"body": "X"}}) == [
        ("/decision/body", "enum"),
        ("/decision/decidedOn", "missing"),
        ("/decision/recordNumber", "missing"),
    ]


def test_numbers_and_truth_are_not_read_from_text() -> None:
    assert told(SendInterestRequest, SENT | {"openAnswers": "true"}) == [("/openAnswers", "bool_type")]
    assert told(SendInterestRequest, SENT | {"openAnswers": 1}) == [("/openAnswers", "bool_type")]
    hours = [{"role": "r", "year": "2027", "hours": 5.0}]
    resources = {"hours": hours, "validFrom": "2027-01-01", "validTo": "2027-12-31"}
    assert told(TakePart, {"resources": resources, "decision": DECISION}) == [
        ("/resources/hours/0/year", "int_type"),
        ("/resources/hours/0/hours", "int_type"),
    ]


@pytest.mark.parametrize("day", ["2027-1-1", "2027-02-30", "31/1 2027", 20270131, "", None, "2027-01-31T00:00:00Z"])
def test_a_day_is_written_in_one_way(day: object) -> None:
    ((pointer, _),) = told(EndCommitment, {"validTo": day, "decision": DECISION})
    assert pointer == "/validTo"


def test_a_role_or_a_body_is_one_choice_of_which_all_options_are_told() -> None:
    (found,) = read(COMMANDS[GiveMandate], MANDATE | {"holds": "KING"})
    assert (found.pointer, found.code) == ("/holds", "enum")
    message = field_message("sv", found.code, found.context)
    assert "'OFFICER'" in message
    assert " eller 'KOMMUNLEDNING'" in message


def test_who_decided_may_be_left_out_and_is_then_the_caller() -> None:
    for decision in (DECISION, DECISION | {"decidedBy": None}):
        body: Any = read(COMMANDS[EndCommitment], {"validTo": "2027-01-31", "decision": decision})
        command = body_of(COMMANDS[EndCommitment]).command(body, {"insats_id": "i"}).given_by("anna")
        assert command.given_decision is not None
        assert command.given_decision.decided_by == "anna"
    nobody = {"validTo": "2027-01-31", "decision": DECISION | {"decidedBy": ""}}
    assert told(EndCommitment, nobody) == [("/decision/decidedBy", "text-missing")]


def test_a_long_list_is_refused_before_its_parts_are_read() -> None:
    body = {"insatsId": "i", "round": "PRE_STUDY", "title": "t", "text": "t", "questions": [1] * 100_000}
    assert told(DraftInterestRequest, body) == [("/questions", "list-length")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("word", WORDS)
def test_every_member_of_what_is_told_has_a_word(language: str, word: str) -> None:
    assert set(texts(language)["word"][word]) == set(WORDS[word])


@pytest.mark.parametrize("handling", COMMANDS.values(), ids=lambda handling: handling.command.__name__)
def test_every_example_is_accepted_as_it_stands(handling: Handling) -> None:
    assert not isinstance(read(handling, handling.example), list)
