"""The action plan: consistent content, versions that only go forward, approval before publication."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given as every
from hypothesis import strategies as st

from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Rule
from samverka_domain.plans import FIRST_VERSION, ActionPlan, EffectGoal, FocusArea, PlanContent
from tests.unit.domain.helpers import accepted, flawed
from tests.unit.support import FYRBODAL, NOW, TODAY, Fact, decided, fact, given, refused

TITLE = "Handlingsplan 2026"
AREAS = (FocusArea("4", "Digital infrastruktur"), FocusArea("5", "Kompetens"))
GOALS = (EffectGoal("4B", "4", "Gemensam e-arkivlösning"), EffectGoal("5A", "5", "Delad spetskompetens"))
OTHER_AREAS = (FocusArea("6", "Välfärdsteknik"),)
OTHER_GOALS = (EffectGoal("6A", "6", "Trygghet hemma"),)
DIRECTORS = decided(Body.KOMMUNDIREKTORER)

CONTENT = PlanContent(TITLE, AREAS, GOALS)
OTHER_CONTENT = PlanContent("Plan B", OTHER_AREAS, OTHER_GOALS)


def plan_fact(event_class: type[ActionPlan.Event], **says: Any) -> Fact:
    return fact(event_class, region_id=FYRBODAL, **says)


DRAFTED = plan_fact(ActionPlan.Drafted, content=CONTENT)
REVISED = plan_fact(ActionPlan.Revised, content=OTHER_CONTENT)


def noted(version: str) -> Fact:
    return plan_fact(ActionPlan.VersionNoted, version=version, noted_on=TODAY, by="Nätverket", change="Nya mål")


def approved(version: str = FIRST_VERSION) -> Fact:
    return plan_fact(ActionPlan.Approved, version=version, decision=DIRECTORS)


def published(version: str = "1.0", content: PlanContent = CONTENT) -> Fact:
    return plan_fact(ActionPlan.Published, version=version, published_on=TODAY, content=content)


def test_a_plan_begins_as_a_draft() -> None:
    given().when(ActionPlan.draft, "plan-1", FYRBODAL, CONTENT).then(DRAFTED, stream="action-plan:plan-1")
    assert given(DRAFTED).state().plan_version == FIRST_VERSION


def test_a_plan_may_begin_without_content() -> None:
    empty = PlanContent("x" * 300, (), ())
    given().when(ActionPlan.draft, "plan-1", FYRBODAL, empty).then(plan_fact(ActionPlan.Drafted, content=empty))


LONGEST = (FocusArea("x" * 20, "x" * 300),), (EffectGoal("x" * 20, "x" * 20, "x" * 300),)
TWICE = AREAS + AREAS[::-1]
INCONSISTENT: list[tuple[str, Any, Any, Rule, dict[str, Any]]] = [
    (" ", AREAS, GOALS, Rule.TEXT_MISSING, {"field": "title"}),
    ("x" * 301, AREAS, GOALS, Rule.TEXT_TOO_LONG, {"field": "title", "longest": 300}),
    (TITLE, (FocusArea("", "Kompetens"),), (), Rule.TEXT_MISSING, {"field": "code"}),
    (TITLE, (FocusArea("x" * 21, "Kompetens"),), (), Rule.TEXT_TOO_LONG, {"field": "code", "longest": 20}),
    (TITLE, (FocusArea("5", ""),), (), Rule.TEXT_MISSING, {"field": "title"}),
    (TITLE, (FocusArea("5", "x" * 301),), (), Rule.TEXT_TOO_LONG, {"field": "title", "longest": 300}),
    (TITLE, AREAS, (EffectGoal(" ", "5", "Mål"),), Rule.TEXT_MISSING, {"field": "code"}),
    (TITLE, AREAS, (EffectGoal("x" * 21, "5", "Mål"),), Rule.TEXT_TOO_LONG, {"field": "code", "longest": 20}),
    (TITLE, AREAS, (EffectGoal("5A", "", "Mål"),), Rule.TEXT_MISSING, {"field": "focusArea"}),
    (TITLE, AREAS, (EffectGoal("5A", "5", ""),), Rule.TEXT_MISSING, {"field": "title"}),
    (TITLE, AREAS, (EffectGoal("5A", "5", "x" * 301),), Rule.TEXT_TOO_LONG, {"field": "title", "longest": 300}),
    (TITLE, TWICE, GOALS, Rule.CODE_TWICE, {"codes": "4, 5"}),
    (TITLE, AREAS, (*GOALS, GOALS[1]), Rule.CODE_TWICE, {"codes": "5A"}),
    (TITLE, AREAS[:1], (*GOALS, EffectGoal("5B", "6", "Mål")), Rule.FOCUS_AREA_UNKNOWN, {"codes": "5A, 5B"}),
]


@pytest.mark.parametrize(("title", "areas", "goals", "rule", "params"), INCONSISTENT)
def test_the_content_must_be_consistent(title: str, areas: Any, goals: Any, rule: Rule, params: Any) -> None:
    content = PlanContent(title, areas, goals)
    given().when(ActionPlan.draft, "plan-1", FYRBODAL, content).then_refused(rule, **params)
    given(DRAFTED).when(ActionPlan.revise, content).then_refused(rule, **params)


def test_texts_and_codes_as_long_as_may_be_are_accepted() -> None:
    longest = PlanContent("x" * 300, *LONGEST)
    given(DRAFTED).when(ActionPlan.revise, longest).then(plan_fact(ActionPlan.Revised, content=longest))


def test_the_content_of_a_draft_changes() -> None:
    given(DRAFTED).when(ActionPlan.revise, OTHER_CONTENT).then(REVISED)
    given(DRAFTED, REVISED, approved()).when(ActionPlan.publish, "1.0", TODAY).then(published(content=OTHER_CONTENT))


def test_a_version_is_noted() -> None:
    given(DRAFTED).when(ActionPlan.note_version, "0.2", TODAY, "Nätverket", "Nya mål").then(noted("0.2"))


@pytest.mark.parametrize(
    ("by", "change", "rule", "params"),
    [
        ("", "Nya mål", Rule.TEXT_MISSING, {"field": "by"}),
        ("x" * 301, "Nya mål", Rule.TEXT_TOO_LONG, {"field": "by", "longest": 300}),
        ("Nätverket", " ", Rule.TEXT_MISSING, {"field": "change"}),
        ("Nätverket", "x" * 501, Rule.TEXT_TOO_LONG, {"field": "change", "longest": 500}),
    ],
)
def test_a_version_says_who_changed_what(by: str, change: str, rule: Rule, params: dict[str, Any]) -> None:
    given(DRAFTED).when(ActionPlan.note_version, "0.2", TODAY, by, change).then_refused(rule, **params)


def test_who_changed_what_may_be_told_at_length() -> None:
    at_length = plan_fact(ActionPlan.VersionNoted, version="0.2", noted_on=TODAY, by="x" * 300, change="x" * 500)
    given(DRAFTED).when(ActionPlan.note_version, "0.2", TODAY, "x" * 300, "x" * 500).then(at_length)


@pytest.mark.parametrize("version", ["0.9", "0.9.1", "0.10", "0.10.0", "1.0", "999.999"])
def test_a_version_stays_or_goes_forward_part_by_part(version: str) -> None:
    history = given(DRAFTED, noted("0.9"), approved("0.9"))
    history.when(ActionPlan.note_version, version, TODAY, "Nätverket", "Nya mål").then(noted(version))
    history.when(ActionPlan.publish, version, TODAY).then(published(version))


@pytest.mark.parametrize(
    "version", ["0.8", "0.8.9", "0.1", "", "1", "1.", ".1", "v1.0", "1.0 ", "1.0\n", "0.1000", "١.٠"]
)
def test_anything_else_is_no_newer_version(version: str) -> None:
    history = given(DRAFTED, noted("0.9"), approved("0.9"))
    history.when(ActionPlan.note_version, version, TODAY, "Nätverket", "Nya mål").then_refused(
        Rule.PLAN_VERSION_NOT_NEWER, version=version, current="0.9"
    )
    history.when(ActionPlan.publish, version, TODAY).then_refused(
        Rule.PLAN_VERSION_NOT_NEWER, version=version, current="0.9"
    )


NUMBERS = st.lists(st.integers(0, 999), min_size=2, max_size=4)


@every(st.lists(NUMBERS, max_size=8))
def test_whatever_is_noted_a_plan_has_the_highest_of_its_versions(versions: list[list[int]]) -> None:
    plan = given(DRAFTED).state()
    for version in versions:
        accepted(plan.note_version, ".".join(map(str, version)), TODAY, "Nätverket", "Nya mål", at=NOW)
    assert [int(part) for part in plan.plan_version.split(".")] == max([[0, 1], *versions])


def test_the_directors_approve_the_version_at_hand() -> None:
    given(DRAFTED).when(ActionPlan.approve, DIRECTORS).then(approved("0.1"))
    given(DRAFTED, noted("0.7")).when(ActionPlan.approve, DIRECTORS).then(approved("0.7"))


@pytest.mark.parametrize(("decision", "rule"), flawed(Body.KOMMUNDIREKTORER))
def test_only_the_directors_approve(decision: Decision, rule: Rule) -> None:
    given(DRAFTED).when(ActionPlan.approve, decision).then_refused(rule)


def test_an_approved_plan_is_published() -> None:
    given(DRAFTED, approved()).when(ActionPlan.publish, "1.0", TODAY).then(published())
    plan = given(DRAFTED, approved(), published()).state()
    assert plan.published_version == plan.plan_version == "1.0"


def test_a_plan_nobody_approved_is_not_published() -> None:
    given(DRAFTED).when(ActionPlan.publish, "1.0", TODAY).then_refused(Rule.PLAN_NOT_APPROVED)


def test_a_revised_plan_must_be_approved_again() -> None:
    revised = (DRAFTED, approved(), REVISED)
    given(*revised).when(ActionPlan.publish, "1.0", TODAY).then_refused(Rule.PLAN_NOT_APPROVED)
    given(*revised).when(ActionPlan.approve, DIRECTORS).then(approved())


def test_noting_a_version_keeps_the_approval() -> None:
    history = given(DRAFTED, approved(), noted("0.9"))
    history.when(ActionPlan.publish, "1.0", TODAY).then(published())


@pytest.mark.parametrize(
    "command",
    [
        (ActionPlan.revise, CONTENT),
        (ActionPlan.note_version, "1.1", TODAY, "Nätverket", "Nya mål"),
        (ActionPlan.approve, DIRECTORS),
        (ActionPlan.publish, "1.1", date(2027, 1, 1)),
    ],
)
def test_a_published_plan_no_longer_changes(command: tuple[Any, ...]) -> None:
    given(DRAFTED, approved(), published()).when(*command).then_refused(Rule.PLAN_ALREADY_PUBLISHED, version="1.0")


def test_goals_of_the_plan_are_known() -> None:
    plan = given(DRAFTED).state()
    plan.require_goals(())
    plan.require_goals(("5A", "4B"))
    with refused(Rule.EFFECT_GOAL_UNKNOWN, codes="4b, 6A"):
        plan.require_goals(("4b", "5A", "6A"))


def test_a_revision_changes_which_goals_are_known() -> None:
    plan = given(DRAFTED, REVISED).state()
    plan.require_goals(("6A",))
    with refused(Rule.EFFECT_GOAL_UNKNOWN, codes="4B"):
        plan.require_goals(("4B",))
