"""What a funder's reader reads: a row for each report of the insatser that her organisation funds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from samverka_domain.gates import DocumentKind
from samverka_domain.mandates import ANY_INSATS, Role
from samverka_domain.status_lights import Lamp, Trend
from samverka_projections.documents import DocumentThen
from samverka_projections.funded import Funded, FundedContent, FundedReport, funded_insatser
from samverka_projections.funders import FunderThen
from samverka_services.catalogue import word
from samverka_services.downloads.columns import Column, Columns, Listing, Value, decided, filed
from samverka_services.downloads.declared import Inquiry, table_file
from samverka_services.downloads.spreadsheet import Cell
from samverka_services.downloads.status_reports import lights, spent

READERS = (Role.FUNDER_READER,)


@dataclass(frozen=True)
class FundedRow:
    """A status report, or a document of which a whole version is approved."""

    funder: FunderThen
    report: FundedReport | None
    document: DocumentThen | None

    @property
    def said(self) -> FundedContent | None:
        """What the report says."""
        return self.report.report if self.report else None

    def lamp(self, name: str) -> Lamp | None:
        """One of the five of a report."""
        return getattr(self.said.lights, name) if self.said else None

    def trend(self, name: str) -> Trend | None:
        """How it has changed since the report before."""
        return getattr(self.report.trends, name) if self.report else None

    @property
    def kind(self) -> DocumentKind:
        """What it is."""
        return self.document.kind if self.document else DocumentKind.STATUS_REPORT

    @property
    def number(self) -> Cell:
        """Of the report, or of the version that stands."""
        if self.report:
            return self.report.number
        return self.document.public.number if self.document and self.document.public else None

    @property
    def address(self) -> str:
        """Of its page."""
        here = f"/finansierat/{self.funder.funder_id}"
        if self.document:
            return f"{here}/dokument/{self.document.document_id}/{self.number}/lydelse"
        return f"{here}/status/{self.number}/rapport"


def _reported(told: Callable[[FundedContent], Cell]) -> Value[FundedRow]:
    return lambda row, _: told(row.said) if row.said else None


def _used(name: str) -> Value[FundedRow]:
    return _reported(lambda said: getattr(said.used, name) if said.used else None)


_VALUES: dict[str, Column[FundedRow]] = {
    "let-in-by": Column(
        lambda row, _: row.funder.forbund, code=lambda row: row.funder.region_id, example="2220001776"
    ),
    "funded-insats": Column(
        lambda row, _: row.funder.insats,
        link=lambda row: f"/finansierat/{row.funder.funder_id}",
        code=lambda row: row.funder.insats_id,
        example="0198f3a2-7c1e-7d2b-9b1a-1f0e8f1c2d3e",
    ),
    "kind": Column(
        lambda row, language: word(row.kind, language),
        code=lambda row: row.kind,
        example="PRE_STUDY_DIRECTIVE",
        link=lambda row: row.address,
    ),
    "funded-number": Column(lambda row, _: row.number, link=lambda row: row.address),
    **filed({"document": lambda row, _: row.document.title if row.document else None}),
    "period-from": Column(_reported(lambda said: said.period_from)),
    "period-to": Column(_reported(lambda said: said.period_to)),
    "reported": Column(
        lambda row, language: word(row.report.state, language) if row.report else None,
        code=lambda row: row.report.state if row.report else None,
        example="SUBMITTED",
    ),
    **lights(FundedRow.lamp),
    **spent(lambda row: row.said.spending if row.said else None),
    "hours-used": Column(_used("hours_used"), figure=True, on_page=False),
    "hours-forecast": Column(_used("hours_forecast"), figure=True, on_page=False),
    "money-used": Column(_used("money_used"), figure=True, on_page=False),
    "money-forecast": Column(_used("money_forecast"), figure=True, on_page=False),
    "escalations": Column(_reported(lambda said: len(said.escalations)), figure=True, on_page=False),
    **filed({"summary": _reported(lambda said: said.summary)}),
}
_DECIDED = decided(lambda row: row.report.decision if row.report else None)
COLUMNS = Columns(_VALUES | {name: each for name, each in _DECIDED.items() if name != "reason"})


@table_file("/funded-reports", "finansierat", "FundedReports", COLUMNS, roles=READERS, insats_id=ANY_INSATS)
async def funded_reports(inquiry: Inquiry) -> Listing[FundedRow]:
    """The reports of the insatser that the own organisation funds and that the reader reads for it."""
    found = await funded_insatser(inquiry.connection, inquiry.reader_id, inquiry.held, inquiry.as_of)
    return Listing(inquiry.text("title.funded"), COLUMNS, [row for each in found for row in _rows(each)])


def _rows(of: Funded) -> Iterator[FundedRow]:
    """Documents before status reports, as the pages have them."""
    yield from (FundedRow(of.funder, None, each) for each in of.documents)
    yield from (FundedRow(of.funder, each, None) for each in of.reports)
