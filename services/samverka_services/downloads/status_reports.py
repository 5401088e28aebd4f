"""Status reports: a row for each insats and period, of a region or of one insats."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from samverka_domain.status_lights import LAMPS, Lamp, Light, Trend
from samverka_domain.status_report_content import Spending
from samverka_projections.concerning import Concern
from samverka_projections.insatser import InsatsThen, insatser_by_id
from samverka_projections.status_reports import ReportThen, Series, status_reports
from samverka_services.catalogue import text, word
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.downloads.columns import Column, Columns, Listing, Value, decided, filed, named
from samverka_services.downloads.concerning import Known, concerned, known, known_of
from samverka_services.downloads.declared import Inquiry, table_file


@dataclass(frozen=True)
class Period:
    """An insats as one of its reports tells of it."""

    insats: InsatsThen
    report: ReportThen
    concern: Concern

    def lamp(self, name: str) -> Lamp:
        """One of the five."""
        lamp: Lamp = getattr(self.report.report.lights, name)
        return lamp

    def trend(self, name: str) -> Trend | None:
        """How it has changed since the report before."""
        found: Trend | None = getattr(self.report.trends, name)
        return found

    @property
    def address(self) -> str:
        """Of its page."""
        return f"/insatser/{self.insats.insats_id}/status/{self.report.number}/rapport"


def lights(lamp_of: Callable[[Any, str], Lamp | None]) -> dict[str, Column[Any]]:
    """The columns of the five lights, in a file with their sentences; empty where a row has none."""

    def light(name: str) -> Column[Any]:
        def lit(row: Any) -> Light | None:
            lamp = lamp_of(row, name)
            return lamp.light if lamp else None

        def told(row: Any, language: str) -> str | None:
            found = lit(row)
            return word(found, language) if found else None

        def order(row: Any) -> int | None:
            found = lit(row)
            return list(Light).index(found) if found else None

        return Column(told, code=lit, example="YELLOW", order=order)

    def sentence(name: str) -> Value[Any]:
        def said(row: Any, _: str) -> str | None:
            lamp = lamp_of(row, name)
            return lamp.sentence if lamp else None

        return said

    return {
        **{name: light(name) for name in LAMPS},
        **filed({f"sentence-{name}": sentence(name) for name in LAMPS}),
    }


def spent(spending_of: Callable[[Any], Spending | None]) -> dict[str, Column[Any]]:
    """The columns of a file about the money of the insats as a whole."""

    def figure(name: str) -> Column[Any]:
        def value(row: Any, _: str) -> int | None:
            spending = spending_of(row)
            return getattr(spending, name) if spending else None

        return Column(value, figure=True, on_page=False)

    return {f"spending-{name}": figure(name) for name in ("budget", "outcome", "forecast")}


def _sum(of: Callable[[Period], Sequence[int]]) -> Value[Period]:
    """Nothing where no municipality is told of."""
    return lambda row, _: sum(of(row)) if of(row) else None


_VALUES: dict[str, Column[Period]] = {
    **named(lambda row: row.insats),
    "report-number": Column(lambda row, _: row.report.number, link=lambda row: row.address),
    "phase": Column(
        lambda row, language: word(row.report.report.phase, language),
        code=lambda row: row.report.report.phase,
        example="INITIERA",
        on_page=False,
    ),
    "period-from": Column(lambda row, _: row.report.report.period_from),
    "period-to": Column(lambda row, _: row.report.report.period_to),
    "reported": Column(
        lambda row, language: word(row.report.state, language),
        code=lambda row: row.report.state,
        example="SUBMITTED",
    ),
    **lights(Period.lamp),
    **spent(lambda row: row.report.report.spending),
    "hours-used": Column(_sum(lambda row: [each.hours_used for each in row.report.report.usage]), figure=True),
    "hours-forecast": Column(
        _sum(lambda row: [each.hours_forecast for each in row.report.report.usage]), figure=True, on_page=False
    ),
    "escalations": Column(lambda row, _: len(row.report.report.escalations), figure=True),
    "report-late": Column(
        lambda row, language: text("web.status-report.late", language) if row.report.late else None,
        code=lambda row: "late" if row.report.late else None,
        example="late",
        on_page=False,
    ),
    **filed({"summary": lambda row, _: row.report.report.summary}),
    **concerned(lambda row: row.concern),
}
COLUMNS = Columns(_VALUES | decided(lambda row: row.report.decision))


@table_file("/regions/{regionId}/status-reports", "statusrapporter", "StatusReports", COLUMNS)
async def of_region(inquiry: Inquiry) -> Listing[Period]:
    """The status reports of a region's insatser, insats by insats, newest first."""
    region = await inquiry.region()
    about = await known(inquiry, region.region_id)
    series = await status_reports(inquiry.connection, about.ids, inquiry.as_of)
    rows = [row for each in about.insatser for row in _periods(each, series[each.insats_id], about)]
    return Listing(f"{inquiry.text('title.status-reports')}: {region.name}", COLUMNS, rows)


@table_file("/insatser/{insatsId}/reports", "statusrapporter", "InsatsStatusReports", COLUMNS)
async def of_insats(inquiry: Inquiry) -> Listing[Period]:
    """The status reports of an insats, newest first."""
    insats_id = inquiry.path["insatsId"]
    insats = (await insatser_by_id(inquiry.connection, [insats_id], inquiry.as_of)).get(insats_id)
    if insats is None:
        raise NotFound("Insats", insats_id)
    series = await status_reports(inquiry.connection, [insats_id], inquiry.as_of)
    title = f"{inquiry.text('title.status-reports')}: {insats.code} {insats.title}"
    about = await known_of(inquiry, insats.region_id, [insats])
    return Listing(title, COLUMNS, _periods(insats, series[insats_id], about))


def _periods(insats: InsatsThen, series: Series, about: Known) -> list[Period]:
    return [Period(insats, report, about.concerns[insats.insats_id]) for report in series.reports]
