"""The status reports of an insats are read as they stood at any time, with their trend and what is due next."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from samverka_domain.kernel.decision import Body
from samverka_domain.status_lights import Light, Trend
from samverka_domain.status_report_content import ReportContent, StatusReport
from samverka_domain.status_reports import Onward, ReportState, StatusReports
from samverka_infra.event_log.unit_of_work import Stamp
from samverka_projections.status_reports import Series, remarks_on, status_reports
from samverka_services.commands.status_reports import (
    ApproveStatusReport,
    PassStatusReportOn,
    ReturnStatusReport,
    ReviseStatusReport,
    SubmitStatusReport,
)
from samverka_services.kernel.timing import new_id
from tests.integration.commands.test_takeovers import RUNNING, taken_over
from tests.support.views import ask
from tests.support.world import CHAIR, FYRBODAL, GOTEBORG, LEADER, TROLLHATTAN, World
from tests.unit.domain.test_status_reports import RED, SPRING, SUMMER


def series(world: World, insats_id: str, reader: str = TROLLHATTAN, **when: object) -> Series:
    found = ask(world, reader, lambda c, as_of: status_reports(c, [insats_id], as_of), **when)  # type: ignore[arg-type]
    return found[insats_id]


def submit(world: World, insats_id: str, report: StatusReport) -> None:
    """Of whichever phase it says, wherever the insats stands."""
    world.now += timedelta(seconds=1)
    with world.log.unit_of_work(FYRBODAL) as work:
        known = work.load(StatusReports, StatusReports.stream(insats_id))
        reports = known or StatusReports.start(insats_id, FYRBODAL, work.at)
        reports.submit(report, work.at)
        work.save(reports, stamp=Stamp(LEADER, new_id(), "test"), result={})


def told(report: StatusReport) -> ReportContent:
    """The same without its phase, as a command takes it."""
    return ReportContent(**{name: each for name, each in vars(report).items() if name != "phase"})


def test_a_series_is_read_as_it_stood_with_its_trend_and_what_is_due(world: World) -> None:
    insats_id, about = taken_over(world, replace(RUNNING, project_steered_by=Body.E_RAD)), {"number": "1"}
    world.now = datetime(2026, 4, 20, 9, tzinfo=UTC)
    world.do(LEADER, FYRBODAL, SubmitStatusReport(insats_id=insats_id, report=told(SPRING)))
    decision = world.decision(Body.E_RAD, CHAIR)
    returning = ReturnStatusReport(insats_id=insats_id, **about, remarks=("Timmar saknas",), decision=decision)
    returned = world.do(LEADER, FYRBODAL, returning, version=2)
    better = replace(SPRING, summary="Med timmar.", lights=replace(SPRING.lights, cost=RED))
    world.do(LEADER, FYRBODAL, ReviseStatusReport(insats_id=insats_id, **about, report=told(better)), version=4)
    approving = ApproveStatusReport(insats_id=insats_id, **about, decision=decision)
    world.do(LEADER, FYRBODAL, approving, version=5)
    passing = {"to": Onward.KOMMUNLEDNINGAR, "passed_on": world.now.date(), "channel": "e-post"}
    world.do(LEADER, FYRBODAL, PassStatusReportOn(insats_id=insats_id, **about, **passing), version=6)
    world.now += timedelta(days=75)
    submit(world, insats_id, SUMMER)
    world.project()

    now = series(world, insats_id)
    assert [(each.number, each.state) for each in now.reports] == [
        (2, ReportState.SUBMITTED),
        (1, ReportState.APPROVED),
    ]
    assert now.reports[0].trends.cost is Trend.BETTER
    assert now.reports[1].trends.cost is None
    assert [each.late for each in now.reports] == [False, True]
    assert now.reports[1].report.lights.cost.light is Light.RED
    assert [each.to for each in now.reports[1].passed_on] == [Onward.KOMMUNLEDNINGAR]
    assert series(world, insats_id, FYRBODAL).version == 8
    due = now.due()
    assert due is not None
    assert due.day == date(2026, 9, 30)

    (then,) = series(world, insats_id, known_at=returned.recorded_at).reports
    assert (then.state, then.remarks, then.report.summary) == (ReportState.RETURNED, 1, SPRING.summary)
    remarks = [
        ask(world, reader, lambda c, as_of: remarks_on(c, insats_id, 1, as_of)) for reader in (FYRBODAL, TROLLHATTAN)
    ]
    assert remarks == [("Timmar saknas",), ()]
    assert series(world, insats_id, GOTEBORG).reports == []
