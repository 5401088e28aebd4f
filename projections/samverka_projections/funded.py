"""What a funder's readers read: reports of what it was let in to, on its days, without any municipality's name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from psycopg import AsyncConnection

from samverka_domain.kernel.calendar import local_day
from samverka_domain.kernel.decision import Decision
from samverka_domain.mandates import Mandate, Role
from samverka_domain.status_lights import Lights
from samverka_domain.status_report_content import Escalation, Milestone, Spending, StatusReport, Threat
from samverka_domain.status_reports import ReportState
from samverka_domain.steps import Phase
from samverka_infra.funders import reading_as
from samverka_projections.documents import DocumentThen, documents_by_insats
from samverka_projections.funders import FunderThen, funded_by
from samverka_projections.kernel.as_of import AsOf
from samverka_projections.status_reports import ReportThen, Trends, status_reports


@dataclass(frozen=True)
class Used:
    """What went of the hours and the money of all municipalities together, and will have gone."""

    hours_used: int
    hours_forecast: int
    money_used: int
    """Whole thousands of kronor"""
    money_forecast: int
    """Whole thousands of kronor"""


@dataclass(frozen=True)
class FundedContent:
    """What a status report says to those who fund the insats; both days of the period are inclusive."""

    phase: Phase
    period_from: date
    period_to: date
    as_of: date
    """The day as of which everything is told"""
    summary: str
    lights: Lights
    spending: Spending | None
    used: Used | None
    """Null where nothing is told of any municipality"""
    milestones: tuple[Milestone, ...]
    threats: tuple[Threat, ...]
    escalations: tuple[Escalation, ...]

    @classmethod
    def of(cls, said: StatusReport) -> "FundedContent":
        """The same, with municipalities summed up."""
        return cls(
            said.phase,
            said.period_from,
            said.period_to,
            said.as_of,
            said.summary,
            said.lights,
            said.spending,
            _used(said),
            said.milestones,
            said.threats,
            said.escalations,
        )


def _used(said: StatusReport) -> Used | None:
    if not said.usage:
        return None
    figures = ((each.hours_used, each.hours_forecast, each.money_used, each.money_forecast) for each in said.usage)
    return Used(*map(sum, zip(*figures, strict=True)))


@dataclass(frozen=True)
class FundedReport:
    """A status report, as those who fund the insats read it."""

    number: int
    report: FundedContent
    trends: Trends
    state: ReportState
    submitted_at: datetime
    """When it was last written"""
    decision: Decision | None
    """By which it was approved or returned"""

    @classmethod
    def of(cls, found: ReportThen) -> "FundedReport":
        """Of a report as the region reads it."""
        told = FundedContent.of(found.report)
        return cls(found.number, told, found.trends, found.state, found.submitted_at, found.decision)


@dataclass(frozen=True)
class Funded:
    """An insats that an organisation funds, with what its readers may read of it."""

    funder: FunderThen
    reports: Sequence[FundedReport]
    """The newest first."""
    documents: Sequence[DocumentThen]
    """Those of which a whole version is approved."""

    def report(self, number: str) -> FundedReport | None:
        """The status report of this number."""
        return next((each for each in self.reports if str(each.number) == number), None)

    def document(self, document_id: str) -> DocumentThen | None:
        """The final report or effect report of this id."""
        return next((each for each in self.documents if each.document_id == document_id), None)


def reads(held: Iterable[Mandate], funder: FunderThen, today: date) -> bool:
    """Whether who holds these mandates today reads the funder's reports."""
    hers = (each.insats_id for each in held if each.role is Role.FUNDER_READER)
    return funder.reads_on(today) and funder.insats_id in hers


async def funded_insatser(
    connection: AsyncConnection, organisation_id: str, held: Sequence[Mandate], as_of: AsOf
) -> list[Funded]:
    """What is read by who holds these mandates today in the transaction's organisation."""
    known = await funded_by(connection, organisation_id, as_of)
    hers = [each for each in known if reads(held, each, local_day(as_of.now))]
    ids = [each.insats_id for each in hers]
    async with reading_as(connection, [each.funder_id for each in hers]):
        series = await status_reports(connection, ids, as_of)
        documents = await documents_by_insats(connection, ids, as_of)
    return [
        Funded(each, [FundedReport.of(one) for one in series[each.insats_id].reports], documents[each.insats_id])
        for each in hers
    ]
