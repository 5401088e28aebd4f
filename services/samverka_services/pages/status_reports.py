"""How insatser stand: the status reports of a region, of one insats, and each of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from samverka_domain.status_lights import LAMPS, Lamp, Trend
from samverka_domain.status_report_content import Usage
from samverka_domain.status_reports import Onward
from samverka_projections.funders import FunderThen, funders_of
from samverka_projections.insatser import InsatsThen
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.memberships import descriptions
from samverka_projections.participation.matrix import Cell, participants
from samverka_projections.status_reports import ReportThen, Series, remarks_on, status_reports
from samverka_services.downloads.status_reports import Period, of_insats, of_region
from samverka_services.pages.kernel.found import insats_of
from samverka_services.pages.kernel.navigation import Section
from samverka_services.pages.kernel.page import page, there
from samverka_services.pages.kernel.tables import TableShown, table
from samverka_services.pages.kernel.visit import Visit

SERIES = "/insatser/{insats_id}/status"
REPORT = f"{SERIES}/{{number}}"
READ = f"{REPORT}/rapport"


@page("/status", "status.html", Section.STATUS)
async def status_page(visit: Visit) -> TableShown[Period]:
    """All insatser of the region, with their reports."""
    return await table(visit, of_region, regionId=visit.the_region.region_id)


@dataclass(frozen=True)
class SeriesShown:
    """The reports of one insats."""

    insats: InsatsThen
    series: Series
    table: TableShown[Period]


@page(SERIES, "status_series.html", Section.STATUS)
async def series_page(visit: Visit) -> SeriesShown:
    """Lights period by period."""
    insats, series = await found_series(visit)
    return SeriesShown(insats, series, await table(visit, of_insats, insatsId=insats.insats_id))


@dataclass(frozen=True)
class LampShown:
    """One of the five, with what it is called."""

    name: str
    lamp: Lamp
    trend: Trend | None


@dataclass(frozen=True)
class UsageShown:
    """What a municipality has set aside, and what went of it; nothing where the report says nothing."""

    municipality: str
    cell: Cell | None
    usage: Usage | None


@dataclass(frozen=True)
class Reached:
    """Somebody to whom a report goes, with the day on which she got it, and how; no day if she has not."""

    to: str
    day: str
    how: str


@dataclass(frozen=True)
class ReportShown:
    """One report."""

    insats: InsatsThen
    series: Series
    report: ReportThen
    remarks: Sequence[str]
    lamps: Sequence[LampShown]
    usage: Sequence[UsageShown]
    audiences: Sequence[Reached]


@page(READ, "status_report.html", Section.STATUS)
async def report_page(visit: Visit) -> ReportShown:
    """All of it, with what was set aside on its day, and to whom it went."""
    insats, series, report = await found_report(visit)
    funders = await funders_of(visit.connection, [insats.insats_id], visit.as_of)
    return ReportShown(
        insats,
        series,
        report,
        await remarks_on(visit.connection, insats.insats_id, report.number, visit.as_of),
        [LampShown(name, getattr(report.report.lights, name), getattr(report.trends, name)) for name in LAMPS],
        await _usage(visit, insats, report),
        _audiences(visit, report, funders[insats.insats_id]),
    )


async def found_series(visit: Visit) -> tuple[InsatsThen, Series]:
    """The insats that the address names, and its reports."""
    insats_id = visit.path["insats_id"]
    insats = await insats_of(visit, insats_id)
    return insats, (await status_reports(visit.connection, [insats_id], visit.as_of))[insats_id]


async def found_report(visit: Visit) -> tuple[InsatsThen, Series, ReportThen]:
    """The report that the address names."""
    insats, series = await found_series(visit)
    number = visit.path["number"]
    return insats, series, there(next((each for each in series.reports if str(each.number) == number), None))


async def in_it(visit: Visit, insats: InsatsThen, as_of: AsOf) -> dict[str, Cell]:
    """The municipalities that have set something aside, by organisationsnummer."""
    cells = await participants(visit.connection, insats.region_id, [insats.insats_id], as_of)
    return {each.municipality_id: each for each in cells if each.hours or each.thousand_kronor}


async def _usage(visit: Visit, insats: InsatsThen, report: ReportThen) -> list[UsageShown]:
    """By name; whoever has set something aside by the report's day, and whoever it tells of."""
    cells = await in_it(visit, insats, replace(visit.as_of, on=report.report.as_of))
    told = {each.municipality: each for each in report.report.usage}
    ids = sorted({*cells, *told})
    names = await descriptions(visit.connection, insats.region_id, ids, visit.as_of)
    shown = [UsageShown(names[each].name if each in names else each, cells.get(each), told.get(each)) for each in ids]
    return sorted(shown, key=lambda each: each.municipality)


def _audiences(visit: Visit, report: ReportThen, funders: Sequence[FunderThen]) -> list[Reached]:
    """Those who get it here on the day on which it was last written, then those to whom it is passed on.

    A funder that was let in later got it on its first day; one that is in Samverka is not passed it on besides.
    """
    write = visit.write
    day, here = write.day(write.local_day(report.submitted_at)), write.text("status-report.here")
    direct = ("STYRGRUPP", "E_RAD") if report.report.needs_approval else ("STYRGRUPP",)
    reached = [Reached(write.text(f"status-report.audience.{to}"), day, here) for to in direct]
    told = _funders(visit, report, funders) if report.report.needs_approval else []
    reached += told
    passed = {each.to: each for each in report.passed_on}
    for to in Onward:
        each = passed.get(to)
        if to is Onward.FUNDERS and told and not each:
            continue
        called = write.text(f"status-report.audience.{to}")
        reached.append(Reached(called, write.day(each.passed_on) if each else "", each.channel if each else ""))
    return reached


def _funders(visit: Visit, report: ReportThen, funders: Sequence[FunderThen]) -> list[Reached]:
    """Each that has got it, once, on its first day with it."""
    write, written = visit.write, visit.write.local_day(report.submitted_at)
    got = {each.organisation_id: (each.funder, day) for each in reversed(funders) if (day := each.got(written))}
    return [Reached(name, write.day(day), write.text("status-report.here")) for name, day in got.values()]
