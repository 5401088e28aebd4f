"""An insats: an idea from somewhere, described, and prioritised by the e-råd."""

from dataclasses import fields
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from samverka_domain.ideas import Description, Gist, Idea, Origin
from samverka_domain.insatser import Insats, Priority
from samverka_domain.kernel.aggregate import DomainEvent
from samverka_domain.kernel.calendar import end_of_day
from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.limits import place
from samverka_domain.kernel.rules import Rule
from samverka_domain.steps import StartsWith
from tests.unit.domain.helpers import flawed
from tests.unit.support import (
    FYRBODAL,
    TODAY,
    TOMORROW,
    TROLLHATTAN,
    YESTERDAY,
    Fact,
    Result,
    decided,
    fact,
    given,
    refused,
)

GIST = Gist(
    benefits_short=("Färre system",),
    benefits_long=("Lägre kostnad", "Säkrare drift"),
    activities=("Förstudie",),
    forbund_contributes=("Processledare",),
    municipalities_contribute=("Arkivarie 20 %",),
)
E_RAD = decided(Body.E_RAD)
BECAUSE = decided(Body.E_RAD, reason="Pengarna räcker inte")


def idea(**says: Any) -> Idea:
    usual = {
        "code": "4B1",
        "title": "Gemensamt e-arkiv",
        "origin": Origin.NETWORK,
        "starts_with": StartsWith.PRE_STUDY,
        "plan_id": "plan-1",
        "effect_goals": ("4B", "5A"),
        "gist": GIST,
    }
    return Idea(**{**usual, **says})


def description(**says: Any) -> Description:
    return Description(**{"title": "E-arkiv", "effect_goals": ("4B",), "gist": Gist(), **says})


def received(**says: Any) -> Fact:
    return fact(Insats.IdeaReceived, region_id=FYRBODAL, idea=idea(**says))


def described(**says: Any) -> Fact:
    return fact(Insats.Described, region_id=FYRBODAL, description=description(**says))


def receive(**says: Any) -> Result:
    return given().when(Insats.receive_idea, "insats-1", FYRBODAL, idea(**says))


def describe(*history: Fact, **says: Any) -> Result:
    return given(*history).when(Insats.describe, description(**says))


def prioritised(priority: Priority, decision: Decision = BECAUSE) -> Fact:
    says = {"priority": priority, "decision": decision, **review(priority)}
    return fact(Insats.Prioritised, **{"region_id": FYRBODAL, "review_on": None} | says)


def review(priority: Priority) -> dict[str, date]:
    """The day of review that waiting needs."""
    return {"review_on": TOMORROW} if priority is Priority.WAIT else {}


RECEIVED = received()
WITHOUT_PLAN = received(plan_id=None, effect_goals=())
STARTED = prioritised(Priority.START_NOW)


@pytest.mark.parametrize("origin", Origin)
@pytest.mark.parametrize("starts_with", StartsWith)
def test_an_idea_may_come_from_anywhere(origin: Origin, starts_with: StartsWith) -> None:
    says = {"origin": origin, "starts_with": starts_with}
    receive(**says).then(received(**says), stream="insats:insats-1")


def test_an_idea_need_not_belong_to_a_plan() -> None:
    receive(plan_id=None, effect_goals=()).then(WITHOUT_PLAN)


def test_a_code_may_have_20_characters() -> None:
    receive(code="x" * 20).then(received(code="x" * 20))
    assert given(received(code="x" * 20)).state().idea.code == "x" * 20


@pytest.mark.parametrize(
    ("code", "rule"), [("", Rule.TEXT_MISSING), (" ", Rule.TEXT_MISSING), ("x" * 21, Rule.TEXT_TOO_LONG)]
)
def test_an_idea_has_a_code_of_at_most_20_characters(code: str, rule: Rule) -> None:
    receive(code=code).then_refused(rule, field="code")


@pytest.mark.parametrize(
    ("says", "rule", "params"),
    [
        ({"title": " "}, Rule.TEXT_MISSING, {"field": "title"}),
        ({"title": "x" * 301}, Rule.TEXT_TOO_LONG, {"field": "title", "longest": 300}),
        ({"effect_goals": ("4B", "5A", "4B")}, Rule.CODE_TWICE, {"codes": "4B"}),
        ({"effect_goals": ("5A", "4B", "5A", "4B")}, Rule.CODE_TWICE, {"codes": "4B, 5A"}),
    ],
)
def test_an_insats_must_be_well_described(says: dict[str, Any], rule: Rule, params: dict[str, Any]) -> None:
    receive(**says).then_refused(rule, **params)
    describe(RECEIVED, **says).then_refused(rule, **params)


@pytest.mark.parametrize("part", [field.name for field in fields(Gist)])
@pytest.mark.parametrize(("point", "rule"), [(" ", Rule.TEXT_MISSING), ("x" * 501, Rule.TEXT_TOO_LONG)])
def test_each_point_of_the_gist_says_something_in_short(part: str, point: str, rule: Rule) -> None:
    gist, name = Gist(**{part: ("Något", point)}), place((part,))["field"]
    receive(gist=gist).then_refused(rule, field=name, pointer=f"/idea/gist/{name}/1")
    describe(RECEIVED, gist=gist).then_refused(rule, field=name, pointer=f"/description/gist/{name}/1")


def test_goals_without_a_plan_are_unknown() -> None:
    receive(plan_id=None).then_refused(Rule.EFFECT_GOAL_UNKNOWN, codes="4B, 5A")
    describe(WITHOUT_PLAN).then_refused(Rule.EFFECT_GOAL_UNKNOWN, codes="4B")


@pytest.mark.parametrize(
    "says",
    [
        {},
        {"title": "x" * 300},
        {"effect_goals": ()},
        {"gist": GIST},
        {"gist": Gist(activities=("x" * 500,))},
    ],
)
def test_the_description_changes(says: dict[str, Any]) -> None:
    describe(RECEIVED, **says).then(described(**says))
    describe(RECEIVED, STARTED, **says).then(described(**says))


@pytest.mark.parametrize("priority", Priority)
def test_the_e_rad_decides_what_becomes_of_an_idea(priority: Priority) -> None:
    given(RECEIVED).when(Insats.prioritise, priority, BECAUSE, **review(priority)).then(prioritised(priority))


def test_starting_needs_no_reason() -> None:
    given(RECEIVED).when(Insats.prioritise, Priority.START_NOW, E_RAD).then(prioritised(Priority.START_NOW, E_RAD))


@pytest.mark.parametrize("priority", [Priority.WAIT, Priority.DECLINE])
@pytest.mark.parametrize("reason", ["", " \n"])
def test_waiting_and_declining_need_a_reason(priority: Priority, reason: str) -> None:
    without_reason = decided(Body.E_RAD, reason)
    without = given(RECEIVED).when(Insats.prioritise, priority, without_reason, **review(priority))
    without.then_refused(Rule.REASON_MISSING)


@pytest.mark.parametrize("priority", Priority)
@pytest.mark.parametrize(("decision", "rule"), flawed(Body.E_RAD))
def test_only_the_e_rad_prioritises(priority: Priority, decision: Decision, rule: Rule) -> None:
    given(RECEIVED).when(Insats.prioritise, priority, decision, **review(priority)).then_refused(rule)


@pytest.mark.parametrize(("before", "after"), list(permutations(Priority, 2)))
def test_a_priority_changes_into_every_other(before: Priority, after: Priority) -> None:
    again = given(RECEIVED, prioritised(before)).when(Insats.prioritise, after, BECAUSE, **review(after))
    again.then(prioritised(after))


@pytest.mark.parametrize("priority", Priority)
def test_the_same_priority_again_is_no_decision(priority: Priority) -> None:
    again = given(RECEIVED, prioritised(priority)).when(Insats.prioritise, priority, BECAUSE)
    again.then_refused(Rule.PRIORITY_UNCHANGED, priority=priority)


def test_waiting_needs_a_day_of_review() -> None:
    without = given(RECEIVED).when(Insats.prioritise, Priority.WAIT, BECAUSE)
    without.then_refused(Rule.REVIEW_DATE_MISSING, field="reviewOn")


def test_what_the_e_rad_starts_is_started() -> None:
    given(RECEIVED, STARTED).state().require_started()
    given(RECEIVED, prioritised(Priority.DECLINE), STARTED).state().require_started()


@pytest.mark.parametrize("history", [(), (prioritised(Priority.WAIT),), (STARTED, prioritised(Priority.WAIT))])
def test_what_waits_is_not_started(history: tuple[Fact, ...]) -> None:
    with refused(Rule.INSATS_NOT_PRIORITISED, title="Gemensamt e-arkiv"):
        given(RECEIVED, *history).state().require_started()


def test_what_is_declined_is_not_started_and_goes_by_its_present_title() -> None:
    with refused(Rule.INSATS_DECLINED, title="E-arkiv"):
        given(RECEIVED, STARTED, described(), prioritised(Priority.DECLINE)).state().require_started()


def struck(reason: str = "Samma idé som 4B2") -> Fact:
    return fact(Insats.Struck, region_id=FYRBODAL, reason=reason)


@pytest.mark.parametrize("history", [(), (described(),)])
def test_a_mistaken_idea_is_struck(history: tuple[Fact, ...]) -> None:
    given(RECEIVED, *history).when(Insats.strike, "Samma idé som 4B2").then(struck())
    given(RECEIVED, *history).when(Insats.strike, "x" * 4000).then(struck("x" * 4000))


@pytest.mark.parametrize(("reason", "rule"), [(" \n", Rule.TEXT_MISSING), ("x" * 4001, Rule.TEXT_TOO_LONG)])
def test_striking_needs_a_reason(reason: str, rule: Rule) -> None:
    given(RECEIVED).when(Insats.strike, reason).then_refused(rule, field="reason")


@pytest.mark.parametrize("priority", Priority)
def test_what_the_e_rad_has_decided_about_is_not_struck(priority: Priority) -> None:
    decided_about = given(RECEIVED, described(), prioritised(priority))
    decided_about.when(Insats.strike, "Ett misstag").then_refused(Rule.INSATS_IN_USE, title="E-arkiv")


@pytest.mark.parametrize(
    "command",
    [
        (Insats.strike, "Ett misstag"),
        (Insats.describe, description()),
        (Insats.prioritise, Priority.START_NOW, BECAUSE),
    ],
)
def test_nothing_more_happens_to_what_is_struck(command: tuple[Any, ...]) -> None:
    given(RECEIVED, struck()).when(*command).then_refused(Rule.INSATS_STRUCK, title="Gemensamt e-arkiv")


def test_nobody_joins_what_is_struck() -> None:
    with refused(Rule.INSATS_STRUCK, title="Gemensamt e-arkiv"):
        given(RECEIVED, struck()).state().require_started()


def happened(event_class: type[DomainEvent], **says: Any) -> Fact:
    return fact(event_class, region_id=FYRBODAL, **says)


PRESENTED = {"document_id": "document-1", "number": "0.1", "presented_on": TODAY}


@pytest.mark.parametrize(
    ("command", "event_class"),
    [
        (Insats.present_directive, Insats.DirectivePresented),
        (Insats.present_report, Insats.ReportPresented),
    ],
)
def test_a_version_is_presented_on_a_day_that_has_come(command: Any, event_class: type[DomainEvent]) -> None:
    given(RECEIVED).when(command, *PRESENTED.values()).then(happened(event_class, **PRESENTED))
    ahead = given(RECEIVED).when(command, "document-1", "0.1", TOMORROW)
    ahead.then_refused(Rule.DAY_NOT_COME, **place(("presented_on",)), day=TOMORROW)


def test_a_directive_is_sent_to_those_that_are_interested() -> None:
    said = {"document_id": "document-1", "number": "1.0", "recipients": (TROLLHATTAN,), "answer_by": TOMORROW}
    given(RECEIVED).when(Insats.send_directive, *said.values()).then(happened(Insats.DirectiveSent, **said))
    given(RECEIVED).when(Insats.send_directive, "document-1", "1.0", (), TOMORROW).then_refused(
        Rule.RECIPIENTS_MISSING
    )


def test_a_directive_is_not_sent_to_be_answered_in_the_past() -> None:
    late = given(RECEIVED).when(Insats.send_directive, "document-1", "1.0", (TROLLHATTAN,), YESTERDAY)
    where = place(("answer_by",))
    late.then_refused(Rule.DEADLINE_IN_THE_PAST, **where, closes_at=end_of_day(YESTERDAY))


def test_a_project_starts_once_somebody_leads_it() -> None:
    started = happened(Insats.ProjectStarted, started_on=TODAY)
    given(RECEIVED).when(Insats.start_project, TODAY, is_led=True).then(started)
    alone = given(RECEIVED).when(Insats.start_project, TODAY, is_led=False)
    alone.then_refused(Rule.PROJECT_LEADER_MISSING, title=idea().title)


def test_the_erad_stops_an_insats_and_says_why() -> None:
    given(RECEIVED, STARTED).when(Insats.stop, BECAUSE).then(happened(Insats.Stopped, decision=BECAUSE))
    silent = given(RECEIVED, STARTED).when(Insats.stop, E_RAD)
    silent.then_refused(Rule.REASON_MISSING, **place(("decision", "reason")))


def test_a_handover_is_begun_on_a_day_that_has_come() -> None:
    given(RECEIVED).when(Insats.begin_handover, TODAY).then(happened(Insats.HandoverBegun, begun_on=TODAY))
    ahead = given(RECEIVED).when(Insats.begin_handover, TOMORROW)
    ahead.then_refused(Rule.DAY_NOT_COME, **place(("begun_on",)), day=TOMORROW)


STEERS = decided(Body.KOMMUNDIREKTORER, reason="Upphandlingen är överprövad")


def test_who_steers_pauses_an_insats_until_it_is_resumed_and_says_why() -> None:
    paused = happened(Insats.Paused, review_on=TOMORROW, decision=STEERS)
    given(RECEIVED, STARTED).when(Insats.pause, TOMORROW, STEERS).then(paused)
    resumed = happened(Insats.Resumed, decision=STEERS)
    given(RECEIVED, STARTED, paused).when(Insats.resume, STEERS).then(resumed)
    silent = given(RECEIVED, STARTED).when(Insats.pause, TOMORROW, decided(Body.E_RAD))
    silent.then_refused(Rule.REASON_MISSING, **place(("decision", "reason")))
    at_once = given(RECEIVED, STARTED).when(Insats.pause, TODAY, STEERS)
    at_once.then_refused(Rule.REVIEW_BEFORE_DECISION, **place(("review_on",)), decided_on=TODAY)


def test_the_erad_chooses_another_path_and_says_why() -> None:
    chosen = happened(Insats.PathChosen, path=StartsWith.ASSIGNMENT, decision=BECAUSE)
    given(RECEIVED, STARTED).when(Insats.choose_path, StartsWith.ASSIGNMENT, BECAUSE).then(chosen)
    silent = given(RECEIVED, STARTED).when(Insats.choose_path, StartsWith.ASSIGNMENT, E_RAD)
    silent.then_refused(Rule.REASON_MISSING, **place(("decision", "reason")))
    again = given(RECEIVED, STARTED, chosen).when(Insats.choose_path, StartsWith.ASSIGNMENT, BECAUSE)
    again.then_refused(Rule.PATH_UNCHANGED, path=StartsWith.ASSIGNMENT)
