"""Whatever is refused says in which field it stood, and repeats what the reader needs to find it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from samverka_domain.answers import Reply, Stance
from samverka_domain.commitments import Resources, RoleHours
from samverka_domain.ideas import Description, Idea, Origin
from samverka_domain.kernel.decision import Authority, AuthorityKind, Body, require_decided, require_reason
from samverka_domain.kernel.limits import Value, require_fitting
from samverka_domain.kernel.rules import Rule
from samverka_domain.mandates import Mandate, Role
from samverka_domain.plans import EffectGoal, FocusArea, PlanContent
from samverka_domain.questions import (
    Answer,
    Question,
    QuestionKind,
    require_complete_answers,
    require_valid_answers,
)
from samverka_domain.requests import InterestRequest, Round, Terms, Wording
from samverka_domain.resources import YearMoney
from samverka_domain.steps import StartsWith
from tests.unit.support import FYRBODAL, NOW, TODAY, TOMORROW, TROLLHATTAN, UDDEVALLA, decided, refused

A_DAY = timedelta(days=1)
CHOICE = Question("start", "När?", QuestionKind.ONE_OF, options=("i vår", "i höst"))
YES_NO = Question("resurs", "Kan kommunen avsätta deltagare?", QuestionKind.YES_NO)
WORDING = Wording("Vill kommunen delta?", "Svara senast sista svarsdag.")
AREAS, GOALS = (FocusArea("4", "Arkiv"), FocusArea("5", "Skola")), (EffectGoal("4B", "4", "Ett arkiv"),)
PLAN = PlanContent("Handlingsplan", AREAS, GOALS)
IDEA = Idea(title="E-arkiv", code="4.1", origin=Origin.NETWORK, starts_with=StartsWith.PROJECT, plan_id="plan-1")
HOURS, MONEY = RoleHours("arkivarie", 2026, 40), YearMoney(2026, 10)
RESOURCES = Resources(hours=(HOURS,), money=(MONEY,), valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31))
DECISION = decided(Body.KOMMUNLEDNING)
MANDATE = Mandate("anna", Role.OFFICER, None, TODAY)


@pytest.mark.parametrize(
    ("value", "rule", "pointer", "params"),
    [
        (Reply(Stance.CONDITIONAL), Rule.CONDITIONS_MISSING, "/conditions", {}),
        (replace(CHOICE, options=("i vår",)), Rule.QUESTION_NEEDS_OPTIONS, "/options", {"question": "När?"}),
        (
            replace(WORDING, questions=(YES_NO, CHOICE, YES_NO)),
            Rule.CODE_TWICE,
            "/questions/0/questionId",
            {"codes": "resurs"},
        ),
        (replace(PLAN, focus_areas=(*AREAS, *AREAS)), Rule.CODE_TWICE, "/focusAreas", {"codes": "4, 5"}),
        (replace(PLAN, effect_goals=GOALS * 2), Rule.CODE_TWICE, "/effectGoals", {"codes": "4B"}),
        (replace(PLAN, focus_areas=AREAS[1:]), Rule.FOCUS_AREA_UNKNOWN, "/effectGoals", {"codes": "4B"}),
        (
            Description(title="E-arkiv", effect_goals=("4B", "4b")),
            Rule.CODE_TWICE,
            "/effectGoals",
            {"codes": "4B, 4b"},
        ),
        (
            replace(IDEA, plan_id=None, effect_goals=("4B", "4C")),
            Rule.EFFECT_GOAL_UNKNOWN,
            "/effectGoals",
            {"codes": "4B, 4C"},
        ),
        (replace(RESOURCES, valid_to=date(2025, 1, 1)), Rule.ENDS_BEFORE_IT_STARTS, "/validTo", {}),
        (replace(RESOURCES, hours=(), money=()), Rule.NOTHING_SET_ASIDE, "/hours", {}),
        (replace(RESOURCES, hours=(HOURS, HOURS)), Rule.LISTED_TWICE, "/hours/1", {}),
        (replace(RESOURCES, money=(MONEY, MONEY)), Rule.LISTED_TWICE, "/money/1", {}),
        (
            replace(RESOURCES, hours=(HOURS, replace(HOURS, year=2027))),
            Rule.YEAR_OUTSIDE_VALIDITY,
            "/hours/1/year",
            {"year": 2027},
        ),
        (
            replace(RESOURCES, money=(replace(MONEY, year=2025),)),
            Rule.YEAR_OUTSIDE_VALIDITY,
            "/money/0/year",
            {"year": 2025},
        ),
        (replace(MANDATE, valid_to=TODAY - A_DAY), Rule.ENDS_BEFORE_IT_STARTS, "/validTo", {}),
        (
            replace(MANDATE, role=None, seat=Body.NATVERK),
            Rule.BODY_WITHOUT_ID,
            "/seatId",
            {"body": Body.NATVERK},
        ),
        (
            Authority(AuthorityKind.DELEGATION, office="Arkivchef"),
            Rule.AUTHORITY_INCOMPLETE,
            "/point",
            {"kind": AuthorityKind.DELEGATION},
        ),
        (replace(DECISION, record_number=" "), Rule.RECORD_NUMBER_MISSING, "/recordNumber", {}),
        (replace(DECISION, body=Body.NATVERK), Rule.BODY_WITHOUT_ID, "/bodyId", {"body": Body.NATVERK}),
        (
            replace(DECISION, acting_as=Body.E_RAD),
            Rule.BODY_MAY_NOT_DECIDE,
            "/actingAs",
            {"body": Body.E_RAD, "allowed": (Body.STYRGRUPP,)},
        ),
        (replace(DECISION, in_force_on=TODAY - A_DAY), Rule.IN_FORCE_BEFORE_DECIDED, "/inForceOn", {}),
    ],
)
def test_a_value_that_makes_no_sense_says_where(
    value: Value, rule: Rule, pointer: str, params: dict[str, Any]
) -> None:
    """Also where it stands within another."""
    with refused(rule, pointer=pointer, **params):
        require_fitting(value)
    with refused(rule, pointer=f"/given/2{pointer}", **params):
        require_fitting(value, "given", 2)


@pytest.mark.parametrize(
    ("check", "rule", "pointer", "params"),
    [
        (
            lambda: require_valid_answers((YES_NO,), (Answer("resurs", True), Answer("annat", True))),
            Rule.ANSWER_TO_UNKNOWN_QUESTION,
            "/answers/1/questionId",
            {"question": "annat"},
        ),
        (
            lambda: require_valid_answers((YES_NO,), (Answer("resurs", True), Answer("resurs", True))),
            Rule.CODE_TWICE,
            "/answers/0/questionId",
            {"codes": "resurs"},
        ),
        (
            lambda: require_valid_answers((CHOICE,), (Answer("start", "i sommar"),)),
            Rule.ANSWER_OF_WRONG_KIND,
            "/answers/0/value",
            {"question": "När?", "kind": QuestionKind.ONE_OF},
        ),
        (
            lambda: require_complete_answers((CHOICE, YES_NO), (Answer("start", "i vår"),)),
            Rule.ANSWER_MISSING,
            "/answers",
            {"question": YES_NO.text},
        ),
        (
            lambda: require_decided(DECISION, (Body.E_RAD,), NOW),
            Rule.BODY_MAY_NOT_DECIDE,
            "/decision/body",
            {"body": Body.KOMMUNLEDNING, "allowed": (Body.E_RAD,)},
        ),
        (
            lambda: require_decided(replace(DECISION, decided_on=TOMORROW), (Body.KOMMUNLEDNING,), NOW, "corrected"),
            Rule.DECIDED_IN_THE_FUTURE,
            "/corrected/decidedOn",
            {"decided_on": TOMORROW},
        ),
        (lambda: require_reason(DECISION), Rule.REASON_MISSING, "/decision/reason", {}),
    ],
)
def test_what_does_not_fit_what_was_asked_or_may_not_be_decided_says_where(
    check: Callable[[], object], rule: Rule, pointer: str, params: dict[str, Any]
) -> None:
    with refused(rule, pointer=pointer, **params):
        check()


@pytest.fixture
def approved() -> InterestRequest:
    request = InterestRequest.draft("request-1", FYRBODAL, "insats-1", Round.PRE_STUDY, WORDING, NOW)
    request.approve(decided(Body.E_RAD), NOW)
    return request


def test_a_request_says_what_is_wrong_with_recipients_or_deadline(approved: InterestRequest) -> None:
    with refused(Rule.RECIPIENTS_MISSING, field="recipients", pointer="/recipients"):
        approved.send((), NOW + A_DAY, False, NOW)
    with refused(Rule.DEADLINE_IN_THE_PAST, field="deadline", pointer="/deadline", closes_at=NOW):
        approved.send((UDDEVALLA,), NOW, False, NOW)
    approved.send((UDDEVALLA, TROLLHATTAN, UDDEVALLA), NOW + A_DAY, False, NOW)
    assert approved.terms == Terms(3, "insats-1", FYRBODAL, (UDDEVALLA, TROLLHATTAN), (), NOW + A_DAY)
    with refused(Rule.DEADLINE_NOT_LATER, field="deadline", pointer="/deadline", closes_at=NOW + A_DAY):
        approved.extend(NOW + A_DAY, "Mer tid", NOW)
