"""Status reports follow upon one another, are explained where they are not green, and are approved or sent back."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from samverka_domain.kernel.decision import Body, Decision
from samverka_domain.kernel.rules import Rule
from samverka_domain.reporting_rhythm import REPORTING, Rhythm
from samverka_domain.status_lights import Lamp, Light, Lights, Trend, trend
from samverka_domain.status_report_content import Escalation, StatusReport, Usage
from samverka_domain.status_reports import STEERING, Onward, StatusReports
from samverka_domain.steps import Phase
from tests.unit.domain.helpers import flawed
from tests.unit.support import FYRBODAL, TODAY, TOMORROW, TROLLHATTAN, Scenario, decided, fact, given

GREEN = Lamp(Light.GREEN, "Enligt plan")
RED = Lamp(Light.RED, "Står still", "Ingen projektledare", "Anställ en", "förbundschefen", TOMORROW)
SPRING = StatusReport(
    phase=Phase.GENOMFORANDE,
    period_from=date(2026, 1, 1),
    period_to=date(2026, 3, 31),
    as_of=date(2026, 3, 31),
    summary="Kraven är klara.",
    lights=Lights(GREEN, GREEN, GREEN, GREEN, GREEN),
)
SUMMER = replace(SPRING, period_from=date(2026, 4, 1), period_to=date(2026, 6, 30), as_of=date(2026, 6, 30))
STUDY = replace(SPRING, phase=Phase.UTREDA)
APPROVAL = decided(Body.STYRGRUPP)
ABOUT: dict[str, Any] = {"region_id": FYRBODAL, "insats_id": "insats-1"}

BEGUN = fact(StatusReports.Begun, **ABOUT)
SUBMITTED = fact(StatusReports.Submitted, **ABOUT, number=1, report=SPRING)
SECOND = fact(StatusReports.Submitted, **ABOUT, number=2, report=SUMMER)
STUDIED = fact(StatusReports.Submitted, **ABOUT, number=1, report=STUDY)
APPROVED = fact(StatusReports.Approved, **ABOUT, number=1, decision=APPROVAL)
RETURNED = fact(StatusReports.Returned, **ABOUT, number=1, remarks=1, decision=APPROVAL)
REMARKED = fact(StatusReports.RemarksMade, **ABOUT, number=1, remarks=("Timmar saknas",))
RECEIVED = fact(StatusReports.Received, **ABOUT, number=1, received_on=TODAY)


def submitted() -> Scenario:
    return given(BEGUN, SUBMITTED)


def returned() -> Scenario:
    return given(BEGUN, SUBMITTED, RETURNED, REMARKED)


def test_a_series_begins_with_its_first_report() -> None:
    given().when(StatusReports.start, "insats-1", FYRBODAL).then(BEGUN, stream="status-reports:insats-1")
    given(BEGUN).when(StatusReports.submit, SPRING).then(SUBMITTED)


def test_reports_are_numbered_in_order_and_their_periods_follow_upon_one_another() -> None:
    submitted().when(StatusReports.submit, SUMMER).then(SECOND)
    for period_from in (date(2026, 3, 31), date(2025, 1, 1)):
        overlapping = replace(SUMMER, period_from=period_from)
        refused = submitted().when(StatusReports.submit, overlapping)
        refused.then_refused(Rule.PERIOD_OVERLAPS, number=1, pointer="/report/periodFrom")


def test_a_report_tells_of_no_day_that_has_not_come() -> None:
    ahead = replace(SPRING, period_to=TOMORROW, as_of=TOMORROW)
    given(BEGUN).when(StatusReports.submit, ahead).then_refused(Rule.DAY_NOT_COME, pointer="/report/asOf")
    backwards = replace(SPRING, period_to=date(2025, 1, 1))
    given(BEGUN).when(StatusReports.submit, backwards).then_refused(Rule.ENDS_BEFORE_IT_STARTS, field="periodTo")


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase not in REPORTING])
def test_there_are_no_reports_in_phases_without_work(phase: Phase) -> None:
    given(BEGUN).when(StatusReports.submit, replace(SPRING, phase=phase)).then_refused(Rule.NO_REPORTS_IN_PHASE)


@pytest.mark.parametrize("part", ["cause", "measure", "owner", "due"])
def test_a_light_that_is_not_green_is_explained_in_every_part(part: str) -> None:
    unexplained: Any = {part: None}
    lights = replace(SPRING.lights, cost=replace(RED, **unexplained))
    refused = given(BEGUN).when(StatusReports.submit, replace(SPRING, lights=lights))
    refused.then_refused(Rule.LIGHT_NOT_EXPLAINED, pointer=f"/report/lights/cost/{part}")
    explained = replace(SPRING, lights=replace(SPRING.lights, cost=RED))
    given(BEGUN).when(StatusReports.submit, explained).then(
        fact(StatusReports.Submitted, **ABOUT, number=1, report=explained)
    )


def test_a_municipality_stands_once_in_a_report() -> None:
    usage = (Usage(TROLLHATTAN, 1, 1, 1, 1),) * 2
    given(BEGUN).when(StatusReports.submit, replace(SPRING, usage=usage)).then_refused(Rule.LISTED_TWICE)


@pytest.mark.parametrize(("decision", "rule"), flawed(*STEERING))
def test_only_who_steers_approves_a_report_or_sends_it_back(decision: Decision, rule: Rule) -> None:
    submitted().when(StatusReports.approve, 1, decision).then_refused(rule)
    submitted().when(StatusReports.send_back, 1, ("Timmar saknas",), decision).then_refused(rule)


def test_a_body_that_approves_acts_as_steering_group() -> None:
    decision = decided(Body.E_RAD)
    acting = replace(decision, acting_as=Body.STYRGRUPP)
    approved = fact(StatusReports.Approved, **ABOUT, number=1, decision=acting)
    submitted().when(StatusReports.approve, 1, decision).then(approved)
    submitted().when(StatusReports.approve, 1, APPROVAL).then(APPROVED)


def test_a_report_goes_back_with_at_least_one_remark() -> None:
    submitted().when(StatusReports.send_back, 1, ("Timmar saknas",), APPROVAL).then(RETURNED, REMARKED)
    submitted().when(StatusReports.send_back, 1, (), APPROVAL).then_refused(Rule.REMARKS_MISSING, field="remarks")


def test_what_was_returned_is_written_anew_before_it_is_decided_about_again() -> None:
    returned().when(StatusReports.approve, 1, APPROVAL).then_refused(Rule.NOTHING_CHANGED_SINCE_RETURN, number=1)
    returned().when(StatusReports.revise, 1, SPRING).then_refused(Rule.NOTHING_CHANGED_SINCE_RETURN)
    better = replace(SPRING, summary="Kraven och timmarna är klara.")
    revised = fact(StatusReports.Revised, **ABOUT, number=1, report=better)
    returned().when(StatusReports.revise, 1, better).then(revised)
    given(BEGUN, SUBMITTED, RETURNED, REMARKED, revised).when(StatusReports.approve, 1, APPROVAL).then(APPROVED)


def test_a_report_that_is_written_anew_stays_between_its_neighbours() -> None:
    late = replace(SPRING, period_to=date(2026, 4, 1))
    refused = given(BEGUN, SUBMITTED, SECOND).when(StatusReports.revise, 1, late)
    refused.then_refused(Rule.PERIOD_OVERLAPS, number=2, pointer="/report/periodTo")


def test_a_report_of_the_pre_study_is_received_and_not_approved() -> None:
    studied = given(BEGUN, STUDIED)
    studied.when(StatusReports.receive, 1, TODAY).then(RECEIVED)
    studied.when(StatusReports.approve, 1, APPROVAL).then_refused(Rule.REPORT_ONLY_RECEIVED, number=1)
    studied.when(StatusReports.receive, 1, TOMORROW).then_refused(Rule.DAY_NOT_COME, field="receivedOn")
    submitted().when(StatusReports.receive, 1, TODAY).then_refused(Rule.REPORT_NEEDS_APPROVAL, number=1)


@pytest.mark.parametrize("end", [APPROVED, RECEIVED])
def test_what_is_settled_does_not_change(end: Any) -> None:
    settled = given(BEGUN, SUBMITTED, end)
    settled.when(StatusReports.approve, 1, APPROVAL).then_refused(Rule.REPORT_SETTLED, number=1)
    settled.when(StatusReports.revise, 1, SUMMER).then_refused(Rule.REPORT_SETTLED)
    settled.when(StatusReports.receive, 1, TODAY).then_refused(Rule.REPORT_SETTLED)


def test_a_report_is_passed_on_when_it_is_settled() -> None:
    passed = {"number": 1, "to": Onward.KOMMUNLEDNINGAR, "passed_on": TODAY, "channel": "e-post"}
    settled = given(BEGUN, SUBMITTED, APPROVED)
    settled.when(StatusReports.pass_on, **passed).then(fact(StatusReports.PassedOn, **ABOUT, **passed))
    settled.when(StatusReports.pass_on, **passed | {"passed_on": TOMORROW}).then_refused(Rule.DAY_NOT_COME)
    submitted().when(StatusReports.pass_on, **passed).then_refused(Rule.REPORT_NOT_APPROVED, number=1)


def test_there_is_no_report_before_it_is_submitted() -> None:
    submitted().when(StatusReports.approve, 2, APPROVAL).then_refused(Rule.REPORT_UNKNOWN, number=2)


def test_open_reports_are_known() -> None:
    assert given(BEGUN, SUBMITTED, SECOND, APPROVED).state().open_numbers == (2,)


def test_the_rhythm_is_set_from_a_day_on() -> None:
    rhythm = {"rhythm": Rhythm.MONTHLY, "since": TODAY}
    given(BEGUN).when(StatusReports.set_rhythm, **rhythm).then(fact(StatusReports.RhythmSet, **ABOUT, **rhythm))


def test_a_light_gets_better_or_worse() -> None:
    assert trend(Light.RED, Light.YELLOW) is Trend.BETTER
    assert trend(Light.GREEN, Light.GREEN) is Trend.UNCHANGED
    assert trend(Light.GREEN, Light.RED) is Trend.WORSE
    assert replace(SPRING.lights, risk=RED).worst is Light.RED


def test_what_is_asked_of_others_has_a_text_and_a_day() -> None:
    asked = replace(SPRING, escalations=(Escalation(Body.E_RAD, " ", TOMORROW),))
    refused = given(BEGUN).when(StatusReports.submit, asked)
    refused.then_refused(Rule.TEXT_MISSING, pointer="/report/escalations/0/asked")
