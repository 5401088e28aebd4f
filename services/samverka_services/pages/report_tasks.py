"""What waits about status reports: for who leads an insats those of her own, for the process leader all."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from samverka_domain.insatser import Priority
from samverka_domain.mandates import LEADING, Mandate, Role
from samverka_domain.reporting_rhythm import REPORTING
from samverka_domain.status_reports import ReportState
from samverka_domain.steps import Phase
from samverka_projections.gates import cases
from samverka_projections.insatser import InsatsThen, insatser, insatser_by_id
from samverka_projections.status_reports import ReportThen, Series, status_reports
from samverka_services.pages.kernel.tasks import Task
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.kernel.writing import capital

MOST_INSATSER = 500
DAYS_BEFORE = timedelta(days=14)
"""From when a report that is due waits for the process leader."""


async def to_report(visit: Visit) -> list[Task]:
    """Reports that are due, returned, or wait for the steering group."""
    led = leading(visit)
    known = await _insatser(visit, led)
    series = await status_reports(visit.connection, sorted(known), visit.as_of)
    standing = await cases(visit.connection, [each for each in known if each in led], visit.as_of)
    return [
        task
        for key, each in known.items()
        for task in _tasks(visit, each, series[key], led.get(key), standing[key].case.phase if key in led else None)
    ]


def leading(visit: Visit) -> dict[str, Mandate]:
    """By insats: the reader's role as who leads it."""
    return {each.insats_id: each for each in visit.viewer.mandates if each.insats_id and each.role in LEADING}


async def _insatser(visit: Visit, led: Mapping[str, Mandate]) -> dict[str, InsatsThen]:
    if Role.PROCESS_LEADER not in visit.viewer.roles:
        return await insatser_by_id(visit.connection, sorted(led), visit.as_of)
    known = await insatser(visit.connection, visit.own, visit.as_of, limit=MOST_INSATSER)
    return {each.insats_id: each for each in known if each.priority is Priority.START_NOW}


def _tasks(
    visit: Visit, insats: InsatsThen, series: Series, role: Mandate | None, phase: Phase | None
) -> Iterator[Task]:
    for report in series.reports:
        if report.is_open:
            yield _open(visit, insats, report)
    if due := _due(visit, insats, series, role, phase):
        yield due


def _due(visit: Visit, insats: InsatsThen, series: Series, role: Mandate | None, phase: Phase | None) -> Task | None:
    begun_on = role.valid_from if role and phase in REPORTING else None
    due = series.due(begun_on, phase or Phase.UTREDA)
    write = visit.write
    if due is None or (role is None and write.today < due.day - DAYS_BEFORE):
        return None
    rhythm = capital(write.word(series.rhythm)) if series.rhythm else ""
    days = {"first": write.day(due.period_from), "last": write.day(due.period_to)}
    explained = write.text("reporting.period", **days, rhythm=rhythm)
    return _task(visit, insats, "due", due.day, explained, "ny", is_late=due.is_late(write.today, series.pauses))


def _open(visit: Visit, insats: InsatsThen, report: ReportThen) -> Task:
    write = visit.write
    if report.state is ReportState.RETURNED:
        explained = write.text("reporting.remarks", number=report.number, count=report.remarks)
        return _task(visit, insats, "returned", None, explained, f"{report.number}/rapport")
    day = write.day(write.local_day(report.submitted_at))
    explained = write.text("reporting.waits", number=report.number, day=day)
    return _task(visit, insats, "waiting", None, explained, f"{report.number}/rapport")


def _task(
    visit: Visit, insats: InsatsThen, kind: str, day: date | None, explained: str, step: str, *, is_late: bool = False
) -> Task:
    title = visit.write.text(f"reporting.{kind}", code=insats.code, title=insats.title)
    address = f"/insatser/{insats.insats_id}/status/{step}"
    button = visit.write.text("reporting.write" if kind == "due" else "reporting.open")
    return Task(day, is_late, title, address, explained, button)
