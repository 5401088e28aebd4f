"""Acts on the status reports of an insats: sending up, writing anew, approving, returning, passing on."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from samverka_domain.gates import Gate
from samverka_domain.reporting_rhythm import Rhythm
from samverka_domain.status_reports import STEERING, StatusReports
from samverka_projections.insatser import InsatsThen
from samverka_projections.memberships import members
from samverka_projections.status_reports import ReportThen, Series
from samverka_services.commands.status_reports import (
    ApproveStatusReport,
    CorrectStatusReport,
    PassStatusReportOn,
    ReceiveStatusReport,
    ReturnStatusReport,
    ReviseStatusReport,
    SetReportingRhythm,
    SubmitStatusReport,
)
from samverka_services.pages.insats_acts import decision_at
from samverka_services.pages.kernel.as_json import as_json, object_of
from samverka_services.pages.kernel.correcting import correcting
from samverka_services.pages.kernel.fields import Option, Prepared
from samverka_services.pages.kernel.form import form
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import FORBUND, page
from samverka_services.pages.kernel.visit import Visit
from samverka_services.pages.status_reports import READ, REPORT, SERIES, found_report, found_series, in_it

_TEMPLATE = "status_form.html"
_KEPT = ("spending", "milestones", "threats", "escalations")
"""What the next report begins with from the one before."""


@dataclass(frozen=True)
class AboutReport:
    """A form about a report; None, if it is for a new one, or for all."""

    insats: InsatsThen
    report: ReportThen | None
    form: Prepared


@form(SubmitStatusReport, then=f"{SERIES}/{{id}}/rapport")
@page(f"{SERIES}/ny", _TEMPLATE, Section.STATUS, kinds=(FORBUND,))
async def submit_form(visit: Visit) -> AboutReport:
    """It begins with the period that is due, what the last one told of later, and who has set something aside."""
    insats, series = await found_series(visit)
    start = {**_carried(series), **_period(visit, series), "usage": await _usage(visit, insats, series)}
    return AboutReport(insats, None, Prepared(start, choices=await _choices(visit)))


def _carried(series: Series) -> dict[str, Any]:
    said = object_of(series.latest.report) if series.latest else {}
    return {name: said[name] for name in _KEPT if name in said}


def _period(visit: Visit, series: Series) -> dict[str, str]:
    due = series.due()
    period = {"periodFrom": due.period_from.isoformat(), "periodTo": due.period_to.isoformat()} if due else {}
    return {**period, "asOf": visit.write.today.isoformat()}


async def _usage(visit: Visit, insats: InsatsThen, series: Series) -> list[Mapping[str, Any]]:
    """A row for each that has set something aside, with what the last report told of it, and of whom else it told."""
    told = {each.municipality: object_of(each) for each in (series.latest.report.usage if series.latest else ())}
    nothing = {"hoursUsed": 0, "hoursForecast": 0, "moneyUsed": 0, "moneyForecast": 0}
    cells = await in_it(visit, insats, visit.as_of)
    return [told.get(each, {"municipality": each, **nothing}) for each in dict.fromkeys([*cells, *told])]


async def _choices(visit: Visit) -> dict[str, list[Option]]:
    known = await members(visit.connection, visit.own, visit.as_of)
    return {
        "/usage/*/municipality": [Option(each.member_id, each.name) for each in known],
    }


@form(ReviseStatusReport, then=READ)
@page(f"{REPORT}/andra", _TEMPLATE, Section.STATUS, kinds=(FORBUND,))
async def revise_report_form(visit: Visit) -> AboutReport:
    """It begins with what the report says."""
    about = await _about(visit)
    assert about.report is not None
    content = {name: each for name, each in object_of(about.report.report).items() if name != "phase"}
    said = Prepared(content, about.report.version, await _choices(visit))
    return replace(about, form=said)


@form(ApproveStatusReport, then=READ, bodies=STEERING)
@page(f"{REPORT}/godkann", _TEMPLATE, Section.STATUS, kinds=(FORBUND,))
async def approve_report_form(visit: Visit) -> AboutReport:
    """The steering group's approval of this very report."""
    return await _before_steering(visit)


@form(ReturnStatusReport, then=READ, bodies=STEERING)
@page(f"{REPORT}/ater", _TEMPLATE, Section.STATUS, kinds=(FORBUND,))
async def return_report_form(visit: Visit) -> AboutReport:
    """Back with remarks."""
    return await _before_steering(visit)


@form(ReceiveStatusReport, then=READ)
@page(f"{REPORT}/mottagen", _TEMPLATE, Section.STATUS, kinds=(FORBUND,))
async def receive_report_form(visit: Visit) -> AboutReport:
    """The steering group has taken note of it."""
    return await _about(visit, {"receivedOn": visit.write.today.isoformat()})


@form(PassStatusReportOn, then=READ)
@page(f"{REPORT}/vidare", _TEMPLATE, Section.STATUS, kinds=(FORBUND,))
async def pass_on_form(visit: Visit) -> AboutReport:
    """To those who do not read it here."""
    return await _about(visit, {"passedOn": visit.write.today.isoformat()})


@form(SetReportingRhythm, then=SERIES)
@page(f"{SERIES}/rytm", _TEMPLATE, Section.STATUS, kinds=(FORBUND,))
async def rhythm_form(visit: Visit) -> AboutReport:
    """It begins with the rhythm that holds, from the day after the last report."""
    insats, series = await found_series(visit)
    latest = series.latest
    since = latest.report.period_to + timedelta(days=1) if latest else visit.write.today
    start = {"rhythm": as_json(series.rhythm or Rhythm.QUARTERLY), "since": as_json(since)}
    return AboutReport(insats, None, Prepared(start))


@form(CorrectStatusReport, then=SERIES, bodies=STEERING)
@page(f"{SERIES}/ratta/{{version}}", _TEMPLATE, Section.STATUS, kinds=(FORBUND,))
async def correct_report_form(visit: Visit) -> AboutReport:
    """Put right what was recorded of an approval or a return."""
    insats, _ = await found_series(visit)
    return AboutReport(insats, None, await correcting(visit, StatusReports.stream(insats.insats_id)))


async def _before_steering(visit: Visit) -> AboutReport:
    """It begins with the body that steers."""
    about = await _about(visit)
    decision = await decision_at(visit, about.insats, Gate.STATUS_REPORT)
    return replace(about, form=replace(about.form, start={"decision": decision} if decision else {}))


async def _about(visit: Visit, start: Mapping[str, Any] | None = None) -> AboutReport:
    insats, _, report = await found_report(visit)
    return AboutReport(insats, report, Prepared(start or {}, report.version))
