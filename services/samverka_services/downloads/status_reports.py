"""Status reports: a row for each insats and period, of a region or of one insats."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from samverka_domain.status_lights import LAMPS, Lamp, Trend
from samverka_projections.insatser import InsatsThen, insatser, insatser_by_id
from samverka_projections.status_reports import ReportThen, Series, status_reports
from samverka_services.catalogue import text, word
from samverka_services.commands.kernel.errors import NotFound
from samverka_services.downloads.columns import Column, Columns, Listing, Value, decided, filed, named
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.downloads.insatser import MOST


@dataclass(frozen=True)
class Period:
    """An insats as one of its reports tells of it."""

    insats: InsatsThen
    report: ReportThen

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


def _light(name: str) -> Column[Period]:
    return Column(
        lambda row, language: word(row.lamp(name).light, language),
        code=lambda row: row.lamp(name).light,
        example="YELLOW",
        order=lambda row: list(type(row.lamp(name).light)).index(row.lamp(name).light),
    )


def _sentence(name: str) -> Value[Period]:
    return lambda row, _: row.lamp(name).sentence


def _sum(of: Callable[[Period], Sequence[int]]) -> Value[Period]:
    """Nothing where no municipality is told of."""
    return lambda row, _: sum(of(row)) if of(row) else None


def _spending(name: str) -> Value[Period]:
    return lambda row, _: getattr(row.report.report.spending, name) if row.report.report.spending else None


_VALUES: dict[str, Column[Period]] = {
    **named(lambda row: row.insats),
    "report-number": Column(lambda row, _: row.report.number, link=lambda row: row.address),
    "phase": Column(
        lambda row, language: word(row.report.report.phase, language),
        on_page=False,
    ),
    "period-from": Column(lambda row, _: row.report.report.period_from),
    "period-to": Column(lambda row, _: row.report.report.period_to),
    "reported": Column(
        lambda row, language: word(row.report.state, language),
        code=lambda row: row.report.state,
        example="SUBMITTED",
    ),
    **{name: _light(name) for name in LAMPS},
    **filed({f"sentence-{name}": _sentence(name) for name in LAMPS}),
    "spending-budget": Column(_spending("budget"), figure=True, on_page=False),
    "spending-outcome": Column(_spending("outcome"), figure=True, on_page=False),
    "spending-forecast": Column(_spending("forecast"), figure=True, on_page=False),
    "hours-used": Column(_sum(lambda row: [each.hours_used for each in row.report.report.usage]), figure=True),
    "hours-forecast": Column(
        _sum(lambda row: [each.hours_forecast for each in row.report.report.usage]), figure=True, on_page=False
    ),
    "escalations": Column(lambda row, _: len(row.report.report.escalations), figure=True),
    **filed(
        {
            "report-late": lambda row, language: (
                text("web.status-report.late", language) if row.report.late else None
            ),
            "summary": lambda row, _: row.report.report.summary,
        }
    ),
}
COLUMNS = Columns(_VALUES | decided(lambda row: row.report.decision))


@table_file("/regions/{regionId}/status-reports", "statusrapporter", "StatusReports", COLUMNS)
async def of_region(inquiry: Inquiry) -> Listing[Period]:
    """The status reports of a region's insatser, insats by insats, newest first."""
    region = await inquiry.region()
    known = await insatser(inquiry.connection, region.region_id, inquiry.as_of, limit=MOST)
    series = await status_reports(inquiry.connection, [each.insats_id for each in known], inquiry.as_of)
    rows = [row for each in known for row in _periods(each, series[each.insats_id])]
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
    return Listing(title, COLUMNS, _periods(insats, series[insats_id]))


def _periods(insats: InsatsThen, series: Series) -> list[Period]:
    return [Period(insats, report) for report in series.reports]
