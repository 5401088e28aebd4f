"""The status reports of an insats."""

from strawberry import Parent

from samverka_domain.status_lights import Lamp, Lights
from samverka_domain.status_report_content import Escalation, Milestone, Spending, StatusReport, Threat, Usage
from samverka_graphql.kernel.context import Info
from samverka_graphql.kernel.types import field, show
from samverka_graphql.kernel.visibility import TO_REGION
from samverka_projections.insatser import InsatsThen
from samverka_projections.status_reports import PassedOn, ReportThen, Series, Trends, status_reports

show(Lamp, to=TO_REGION)
show(Lights, to=TO_REGION)
show(Spending, to=TO_REGION)
show(Usage, "ReportedUsage", to=TO_REGION)
show(Milestone, to=TO_REGION)
show(Threat, to=TO_REGION)
show(Escalation, to=TO_REGION)
show(StatusReport, "StatusReportContent", to=TO_REGION)
show(Trends, "LightTrends", to=TO_REGION)
show(PassedOn, "ReportPassedOn", to=TO_REGION)
show(ReportThen, "StatusReport", to=TO_REGION, hide=("as_of", "decision_version"))


@field("Its status reports, newest first", name="status_reports")
async def insats_status_reports(insats: Parent[InsatsThen], info: Info) -> list[ReportThen]:
    """As they were last written."""
    series: Series | None = await info.context.load(status_reports, insats.as_of, insats.insats_id)
    return list(series.reports) if series else []
