"""A status report is of the phase in which its insats stood, and goes to whoever steers that: the case knows both."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from samverka_domain.kernel.decision import Body
from samverka_domain.kernel.rules import Refused, Rule
from samverka_domain.status_reports import StatusReports
from samverka_domain.steps import Phase
from samverka_services.commands.insats_acts import BeginHandover
from samverka_services.commands.status_reports import ApproveStatusReport, ReviseStatusReport, SubmitStatusReport
from tests.integration.commands.test_takeovers import RUNNING, taken_over
from tests.integration.projections.test_status_reports import told
from tests.support.world import CHAIR, FYRBODAL, LEADER, World
from tests.unit.domain.test_status_reports import SPRING, SUMMER


def phases(world: World, insats_id: str) -> list[Phase]:
    """Of all reports, as they were last written."""
    with world.log.unit_of_work(FYRBODAL) as work:
        series = work.load(StatusReports, StatusReports.stream(insats_id))
    assert series is not None
    return [each.report.phase for each in series.reports.values()]


def test_a_report_is_of_the_phase_of_its_day_and_is_approved_by_who_steers(world: World) -> None:
    insats_id = taken_over(world, replace(RUNNING, project_steered_by=Body.E_RAD))
    before = replace(told(SPRING), period_from=date(2025, 1, 1), period_to=date(2025, 3, 1), as_of=date(2025, 3, 1))
    with pytest.raises(Refused) as too_early:
        world.do(LEADER, FYRBODAL, SubmitStatusReport(insats_id=insats_id, report=before))
    assert (too_early.value.rule, too_early.value.params["pointer"]) == (Rule.NO_REPORTS_IN_PHASE, "/report/asOf")
    world.now = datetime(2026, 7, 2, 9, tzinfo=UTC)
    world.do(LEADER, FYRBODAL, SubmitStatusReport(insats_id=insats_id, report=told(SPRING)))
    world.do(LEADER, FYRBODAL, BeginHandover(insats_id=insats_id, begun_on=date(2026, 6, 1)), version=2)
    world.do(LEADER, FYRBODAL, SubmitStatusReport(insats_id=insats_id, report=told(SUMMER)))
    better = replace(told(SPRING), summary="Kraven och timmarna är klara.")
    world.do(LEADER, FYRBODAL, ReviseStatusReport(insats_id=insats_id, number="1", report=better), version=3)
    assert phases(world, insats_id) == [Phase.GENOMFORANDE, Phase.AVVECKLING]
    by_others = ApproveStatusReport(
        insats_id=insats_id, number="1", decision=world.decision(Body.KOMMUNDIREKTORER, CHAIR)
    )
    with pytest.raises(Refused) as not_theirs:
        world.do(LEADER, FYRBODAL, by_others, version=4)
    assert not_theirs.value.rule is Rule.BODY_MAY_NOT_DECIDE
    own = by_others.model_copy(update={"decision": world.decision(Body.E_RAD, CHAIR)})
    world.do(LEADER, FYRBODAL, own, version=4)
